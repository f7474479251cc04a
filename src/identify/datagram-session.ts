// One UDP or ICMP flow while something still reads it. Datagrams before a verdict are kept so that a reader gets
// every datagram from the first.

import { LIMITS } from '../model/limits.ts';
import { activityOf } from '../model/systems.ts';
import {
  type Datagram,
  type DatagramReader,
  type Direction,
  type KeyKind,
  MORE,
  NO,
  YES,
} from '../wire/dissector.ts';
import type { Dispatch } from './dispatch.ts';
import type { FlowEnds } from './flow-ends.ts';
import type { FlowNotes } from './flow-notes.ts';
import type { NotesMaker } from './stream-session.ts';

export class DatagramSession implements Datagram {
  transport: 'udp' | 'icmp' = 'udp';
  row = -1;
  clientPort = 0;
  serverPort = 0;
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  direction: Direction = 0;
  index = -1;
  icmpType = 0;
  memory = 0;
  done = false;
  notes: FlowNotes | null = null;

  private readonly dispatch: Dispatch;
  private readonly makeNotes: NotesMaker;
  private readonly ends: FlowEnds;
  /** 1 where a dissector has said NO. */
  private readonly dead: Uint8Array;
  private readonly memories: Float64Array;
  private reader: DatagramReader | null = null;
  private waiting: { direction: Direction; bytes: Uint8Array }[] = [];
  private readonly spoke: [boolean, boolean] = [false, false];
  /** Ends of a named flow that have sent nothing of its system so far. */
  private readonly silent: [boolean, boolean] = [false, false];

  constructor(dispatch: Dispatch, makeNotes: NotesMaker, ends: FlowEnds) {
    this.dispatch = dispatch;
    this.makeNotes = makeNotes;
    this.ends = ends;
    this.dead = new Uint8Array(dispatch.datagrams.length);
    this.memories = new Float64Array(dispatch.datagrams.length);
  }

  /** Texts are made only for dissectors that ask. */
  get clientAddress(): string {
    return this.ends.addressOf(this.row, 0);
  }

  get serverAddress(): string {
    return this.ends.addressOf(this.row, 1);
  }

  keysOf(kind: KeyKind, end: Direction): readonly Uint8Array[] {
    return this.ends.keysOf(this.row, kind, end);
  }

  begin(row: number, transport: 'udp' | 'icmp', clientPort: number, serverPort: number): void {
    this.row = row;
    this.transport = transport;
    this.clientPort = clientPort;
    this.serverPort = serverPort;
    this.index = -1;
    this.done = false;
    this.notes = null;
    this.reader = null;
    this.spoke[0] = this.spoke[1] = false;
    this.dead.fill(0);
    this.memories.fill(0);
    if (this.waiting.length > 0) this.waiting = [];
  }

  /** Takes one datagram; `done` tells afterwards whether more are of use. */
  push(
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    icmpType: number,
  ): void {
    this.index++;
    this.icmpType = icmpType;
    this.spoke[direction] = true;
    if (this.reader !== null) {
      this.read(direction, bytes, start, end);
      return;
    }
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.direction = direction;
    this.ask();
    this.bytes = EMPTY;
  }

  close(): void {
    this.reader?.close?.();
    this.reader = null;
    this.done = true;
  }

  private ask(): void {
    const length = this.end - this.start;
    const candidates = this.dispatch.datagramCandidates(this.transport, this.bytes[this.start]!);
    let more = false;
    for (let i = 0; i < candidates.length; i++) {
      const index = candidates[i]!;
      if (this.dead[index] !== 0) continue;
      const dissector = this.dispatch.datagrams[index]!;
      if (length < dissector.bytesMin) continue;
      this.memory = this.memories[index]!;
      const verdict = dissector.inspect(this);
      this.memories[index] = this.memory;
      if (verdict === YES) {
        this.open(index);
        return;
      }
      if (verdict === NO) this.dead[index] = 1;
      else if (verdict === MORE) more = true;
    }
    if (this.index + 1 >= LIMITS.datagramsBeforeVerdict) this.done = true;
    else if (more)
      this.waiting.push({
        direction: this.direction,
        bytes: this.bytes.slice(this.start, this.end),
      });
  }

  private open(index: number): void {
    const dissector = this.dispatch.datagrams[index]!;
    this.notes ??= this.makeNotes(this.row);
    const { notes } = this;
    notes.spoke[0] = this.spoke[0];
    notes.spoke[1] = this.spoke[1];
    notes.native = dissector.system !== null;
    notes.name(dissector.id, dissector.system);
    this.silent[0] = this.silent[1] = dissector.system !== null;
    this.reader = dissector.open?.(notes) ?? null;
    const { waiting, direction, bytes, start, end } = this;
    this.waiting = [];
    for (const one of waiting) this.read(one.direction, one.bytes, 0, one.bytes.length);
    if (this.reader === null) this.done = true;
    else this.read(direction, bytes, start, end);
  }

  /** Being talked to is not taking part: some datagram of an end must be of the system by itself. */
  private judge(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    const notes = this.notes!;
    const { system } = notes;
    if (system === null) return;
    const candidates = this.dispatch.datagramCandidates(this.transport, bytes[start]!);
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.direction = direction;
    for (let i = 0; i < candidates.length && this.silent[direction]; i++) {
      const dissector = this.dispatch.datagrams[candidates[i]!]!;
      if (dissector.system === null || activityOf(dissector.system) !== activityOf(system))
        continue;
      this.memory = 0;
      if (end - start >= dissector.bytesMin && dissector.inspect(this) !== NO)
        this.silent[direction] = false;
    }
    notes.bystander[direction] = this.silent[direction];
  }

  private read(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    if (this.reader === null) return;
    this.notes!.spoke[direction] = true;
    if (this.silent[direction]) this.judge(direction, bytes, start, end);
    const wants = this.reader.push(direction, bytes, start, end);
    if (!wants || this.index > LIMITS.readerDatagramsMax) this.close();
  }
}

const EMPTY = new Uint8Array(0);
