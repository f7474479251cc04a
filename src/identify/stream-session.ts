// One TCP flow while something still reads it.
//
//   waiting ──first payload──► inspecting ──YES──► reading ──reader has enough──► done
//                                  │                  │
//                                  └─ all say NO ─────┴─ carrier found: inner stream, back to inspecting
//
// Sessions are pooled: their buffers are the only bytes of streams that are kept.

import { LIMITS } from '../model/limits.ts';
import {
  type Direction,
  type KeyKind,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../wire/dissector.ts';
import { StreamOrder, type StreamSinkSide } from '../wire/stream.ts';
import { isForeignAnswer } from './answers.ts';
import type { Dispatch } from './dispatch.ts';
import type { FlowEnds } from './flow-ends.ts';
import type { FlowNotes } from './flow-notes.ts';

const FIRST_HEAD_BYTES = 2048;

/** How a session gets the notes of its flow when a dissector has said YES for the first time. */
export type NotesMaker = (row: number) => FlowNotes;

export class StreamSession implements StreamHead {
  readonly transport = 'tcp';
  row = -1;
  clientPort = 0;
  serverPort = 0;
  readonly bytes: [Uint8Array, Uint8Array] = [
    new Uint8Array(FIRST_HEAD_BYTES),
    new Uint8Array(FIRST_HEAD_BYTES),
  ];
  readonly length = new Int32Array(2);
  first: Direction = 0;
  midstream = false;
  ended = false;
  done = false;
  notes: FlowNotes | null = null;
  /** Reassembly of the two directions. */
  readonly order: readonly [StreamOrder, StreamOrder] = [new StreamOrder(), new StreamOrder()];
  readonly sides: readonly [StreamSinkSide, StreamSinkSide];
  gaps = 0;

  private readonly dispatch: Dispatch;
  private readonly makeNotes: NotesMaker;
  private readonly ends: FlowEnds;
  private readonly alive: Int16Array;
  private aliveCount = -1;
  private reader: StreamReader | null = null;
  /** What named the flow, until it is known whether the answering end speaks it too. */
  private unanswered: StreamDissector | null = null;
  private readonly wants: [boolean, boolean] = [false, false];
  /** Bytes of each direction since the start of the current (inner) stream. */
  private readonly passed = new Float64Array(2);
  private nested = 0;

  constructor(dispatch: Dispatch, makeNotes: NotesMaker, ends: FlowEnds) {
    this.dispatch = dispatch;
    this.makeNotes = makeNotes;
    this.ends = ends;
    this.alive = new Int16Array(Math.max(1, dispatch.streams.length));
    this.sides = [this.side(0), this.side(1)];
  }

  start(row: number, clientPort: number, serverPort: number, midstream: boolean): void {
    this.row = row;
    this.clientPort = clientPort;
    this.serverPort = serverPort;
    this.midstream = midstream;
    this.notes = null;
    this.gaps = 0;
    this.nested = 0;
    this.order[0].reset();
    this.order[1].reset();
    this.restart();
  }

  keysOf(kind: KeyKind, end: Direction): readonly Uint8Array[] {
    return this.ends.keysOf(this.row, kind, end);
  }

  /** No more bytes will come: whoever still wants more has to make up his mind. */
  close(): void {
    for (const d of [0, 1] as const) this.order[d].flush(this.sides[d]);
    if (!this.done && this.reader === null && this.aliveCount > 0) {
      this.ended = true;
      this.ask(null, 0, 0, this.first);
    }
    if (this.isMirrored()) this.judgeLast();
    this.reader?.close?.();
    this.reader = null;
    this.done = true;
  }

  private restart(): void {
    this.length[0] = this.length[1] = 0;
    this.passed[0] = this.passed[1] = 0;
    this.aliveCount = -1;
    this.ended = false;
    this.done = false;
    this.reader = null;
    this.unanswered = null;
  }

  private side(direction: Direction): StreamSinkSide {
    return {
      data: (bytes, start, end) => this.data(direction, bytes, start, end),
      gap: (lost) => this.gap(direction, lost),
    };
  }

  private data(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    if (this.done) return;
    this.passed[direction]! += end - start;
    if (this.reader !== null) {
      this.read(direction, bytes, start, end);
      return;
    }
    const kept = this.keep(direction, bytes, start, end);
    if (this.aliveCount < 0) this.choose(direction);
    this.ask(bytes, kept, end, direction);
  }

  private gap(direction: Direction, lost: number): void {
    this.gaps++;
    if (this.done) return;
    if (this.reader !== null) {
      if (this.wants[direction])
        this.wants[direction] = this.reader.gap?.(direction, lost) ?? false;
      this.rest();
      return;
    }
    this.ended = true;
    if (this.aliveCount > 0) this.ask(null, 0, 0, direction);
    else this.done = true;
  }

  /** Appends to the head; returns where in `bytes` the part begins that did not fit. */
  private keep(direction: Direction, bytes: Uint8Array, start: number, end: number): number {
    const have = this.length[direction]!;
    const take = Math.min(end - start, LIMITS.headBytesMax - have);
    let head = this.bytes[direction];
    if (have + take > head.length) {
      const wide = new Uint8Array(LIMITS.headBytesMax);
      wide.set(head.subarray(0, have));
      head = this.bytes[direction] = wide;
    }
    if (take > 200) head.set(bytes.subarray(start, start + take), have);
    else for (let i = 0; i < take; i++) head[have + i] = bytes[start + i]!;
    this.length[direction] = have + take;
    if (start + take < end) this.ended = true;
    return start + take;
  }

  private choose(direction: Direction): void {
    this.first = direction;
    const candidates = this.dispatch.streamCandidates(this.bytes[direction][0]!);
    for (let i = 0; i < candidates.length; i++) this.alive[i] = candidates[i]!;
    this.aliveCount = candidates.length;
  }

  /** `[kept, end)` of `bytes` came with this call but is not in the head. */
  private ask(bytes: Uint8Array | null, kept: number, end: number, direction: Direction): void {
    let left = 0;
    for (let i = 0; i < this.aliveCount; i++) {
      const index = this.alive[i]!;
      const dissector = this.dispatch.streams[index]!;
      const verdict = dissector.inspect(this);
      if (verdict === YES) {
        this.begin(dissector, bytes, kept, end, direction);
        return;
      }
      if (verdict === MORE) this.alive[left++] = index;
    }
    this.aliveCount = left;
    if (left === NO || this.ended) this.done = true;
  }

  private begin(
    dissector: StreamDissector,
    bytes: Uint8Array | null,
    kept: number,
    end: number,
    direction: Direction,
  ): void {
    this.notes ??= this.makeNotes(this.row);
    const { notes } = this;
    for (const d of [0, 1] as const) if (this.length[d]! > 0) notes.spoke[d] = true;
    notes.native = dissector.system !== null && notes.via.length === 0;
    notes.name(dissector.id, dissector.system);
    this.unanswered = notes.native ? dissector : null;
    this.judgeAnswer();
    this.reader = dissector.open?.(notes) ?? null;
    if (this.reader === null) {
      this.done = true;
      return;
    }
    const reader = this.reader;
    this.wants[0] = this.wants[1] = true;
    const headOf = [this.length[0]!, this.length[1]!] as const;
    for (const d of [this.first, (1 - this.first) as Direction]) {
      if (headOf[d] === 0 || this.reader !== reader || this.done) continue;
      this.wants[d] = reader.push(d, this.bytes[d], 0, headOf[d]);
      if (notes.pendingInner !== null) this.enter(this.bytes[d], 0, headOf[d], d);
    }
    if (this.reader === reader && bytes !== null && kept < end)
      this.read(direction, bytes, kept, end);
    else this.rest();
  }

  private read(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    const judges = this.unanswered !== null && direction !== this.first;
    if (!this.wants[direction] && !judges) return;
    const notes = this.notes!;
    notes.spoke[direction] = true;
    if (this.nested === 0 && this.length[direction] === this.passed[direction]! - (end - start)) {
      this.keep(direction, bytes, start, end);
      if (judges) this.judgeAnswer();
    }
    if (!this.wants[direction]) return;
    this.wants[direction] = this.reader!.push(direction, bytes, start, end);
    if (this.passed[direction]! > LIMITS.readerBytesMax) this.wants[direction] = false;
    if (notes.pendingInner !== null) this.enter(bytes, start, end, direction);
    else this.rest();
  }

  /** Being talked to is not taking part: what the answering end says must be of the system as well. */
  private judgeAnswer(): void {
    const dissector = this.unanswered;
    const asked = this.first;
    const answering: Direction = asked === 0 ? 1 : 0;
    const length = this.length[answering]!;
    if (dissector === null || length === 0) return;
    let verdict: Verdict = isForeignAnswer(this.bytes[answering], length);
    if (verdict !== YES && dissector.mirrored && !this.midstream) {
      this.first = answering;
      const alike = dissector.inspect(this);
      this.first = asked;
      if (alike !== YES) verdict = alike === NO ? YES : MORE;
    }
    // Until it is known, nothing is learned from this end.
    this.notes!.bystander[answering] = verdict === YES || (verdict === MORE && this.isMirrored());
    if (verdict !== MORE) this.unanswered = null;
  }

  /** Too little was said to inspect: it takes part if that begins as the asking end did, or as the format can. */
  private judgeLast(): void {
    const answering: Direction = this.first === 0 ? 1 : 0;
    if (this.length[answering] === 0) return;
    const byte = this.bytes[answering][0]!;
    const canBegin = this.unanswered?.firstBytes?.includes(byte) ?? false;
    this.notes!.bystander[answering] = byte !== this.bytes[this.first][0] && !canBegin;
    this.unanswered = null;
  }

  private isMirrored(): boolean {
    return this.unanswered?.mirrored === true;
  }

  private rest(): void {
    if (this.isMirrored()) return;
    if (this.reader !== null && !this.wants[0] && !this.wants[1]) {
      this.reader.close?.();
      this.reader = null;
      this.done = true;
    }
  }

  /** The carrier's own bytes are over: what lies behind them is looked at like a new flow. */
  private enter(bytes: Uint8Array, start: number, end: number, direction: Direction): void {
    const notes = this.notes!;
    const consumed = notes.pendingInner!;
    notes.pendingInner = null;
    if (this.nested++ >= LIMITS.encapsulationDepthMax) {
      this.done = true;
      return;
    }
    const rests = ([0, 1] as const).map((d) =>
      this.behind(d, consumed[d], d === direction, bytes, start, end),
    );
    this.restart();
    for (const d of [this.first, (1 - this.first) as Direction]) {
      const rest = rests[d]!;
      if (rest.length > 0) this.data(d, rest, 0, rest.length);
    }
  }

  /** Copy of the bytes of a direction from `offset` on, from the head or from the range that is being read. */
  private behind(
    d: Direction,
    offset: number,
    current: boolean,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array {
    const passed = this.passed[d]!;
    if (offset >= passed) return EMPTY;
    if (passed <= this.length[d]!) return this.bytes[d].slice(offset, passed);
    const fromEnd = passed - offset;
    return current && fromEnd <= end - start ? bytes.slice(end - fromEnd, end) : EMPTY;
  }
}

const EMPTY = new Uint8Array(0);
