// Sessions of open flows, by row. They are pooled, because their buffers are the only bytes of streams that are kept.

import { LIMITS } from '../model/limits.ts';
import { type FlowTable, MIDSTREAM, SEEN_SYN, SEEN_SYN_ACK } from '../wire/flow-table.ts';
import { DatagramSession } from './datagram-session.ts';
import type { Dispatch } from './dispatch.ts';
import type { FlowEnds } from './flow-ends.ts';
import { type NotesMaker, StreamSession } from './stream-session.ts';

export type Session = StreamSession | DatagramSession;

export class SessionPool {
  private readonly table: FlowTable;
  private readonly ends: FlowEnds;
  private readonly dispatch: Dispatch;
  private readonly makeNotes: NotesMaker;
  private readonly sessions: (Session | null)[] = [];
  private readonly freePlaces: number[] = [];
  private readonly freeStreams: StreamSession[] = [];
  private readonly freeDatagrams: DatagramSession[] = [];

  constructor(table: FlowTable, ends: FlowEnds, dispatch: Dispatch, makeNotes: NotesMaker) {
    this.table = table;
    this.ends = ends;
    this.dispatch = dispatch;
    this.makeNotes = makeNotes;
  }

  /** The session of a row, or null. */
  at(row: number): Session | null {
    const place = this.table.session(row);
    return place < 0 ? null : this.sessions[place]!;
  }

  /** The session of a TCP row, made when there is none; null when too many are open. */
  stream(row: number): StreamSession | null {
    const place = this.table.session(row);
    if (place >= 0) return this.sessions[place] as StreamSession;
    if (this.isFull()) return null;
    const { table } = this;
    const session =
      this.freeStreams.pop() ?? new StreamSession(this.dispatch, this.makeNotes, this.ends);
    const state = table.state(row);
    session.start(row, table.clientPort(row), table.serverPort(row), (state & MIDSTREAM) !== 0);
    if ((state & SEEN_SYN) !== 0) session.order[0].begin(table.isn(row, 0) + 1);
    if ((state & SEEN_SYN_ACK) !== 0) session.order[1].begin(table.isn(row, 1) + 1);
    this.attach(row, session);
    return session;
  }

  /** The same for a UDP or ICMP row. */
  datagrams(row: number, transport: 'udp' | 'icmp'): DatagramSession | null {
    const place = this.table.session(row);
    if (place >= 0) return this.sessions[place] as DatagramSession;
    if (this.isFull()) return null;
    const { table } = this;
    const session =
      this.freeDatagrams.pop() ?? new DatagramSession(this.dispatch, this.makeNotes, this.ends);
    session.begin(row, transport, table.clientPort(row), table.serverPort(row));
    this.attach(row, session);
    return session;
  }

  /** Takes the session of a row back; its notes have been taken over before. */
  release(row: number): void {
    const place = this.table.session(row);
    const session = this.sessions[place]!;
    this.sessions[place] = null;
    this.freePlaces.push(place);
    this.table.setSession(row, -1);
    session.notes = null;
    if (session instanceof StreamSession) this.freeStreams.push(session);
    else this.freeDatagrams.push(session);
  }

  private isFull(): boolean {
    return this.freePlaces.length === 0 && this.sessions.length >= LIMITS.streamsMax;
  }

  private attach(row: number, session: Session): void {
    const place = this.freePlaces.pop() ?? this.sessions.length;
    this.sessions[place] = session;
    this.table.setSession(row, place);
  }
}
