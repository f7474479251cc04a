// smb: Windows file sharing (SMB 1, 2 and 3) over TCP, with or without the NetBIOS session service before it.
// Specification: [MS-SMB2] §2.1, §2.2.3 and §2.2.4, [MS-CIFS] §2.2.3.1, RFC 1002 §4.3 (session request on port 139).
// Sound because: a frame of 0, a length in three bytes and one of four signatures (FF, FE, FD, FC, then "SMB"); a
// session request has its one length of 68 with two encoded names of 32 letters each.
// Looks alike: nothing known. Does not see: SMB over QUIC; file names (later parts of the product read shares elsewhere).
import {
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../wire/dissector.ts';

const FRAME = 4;
const SIGNATURE_END = FRAME + 4;
const SESSION_REQUEST = 0x81;
const SESSION_REQUEST_BYTES = 68;

export const smb = Object.freeze({
  id: 'smb',
  system: null,
  transport: 'tcp',
  firstBytes: [0, SESSION_REQUEST],
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const length = head.length[head.first]!;
    if (length === 0) return MORE;
    if (bytes[0] === SESSION_REQUEST) return inspectSession(bytes, length);
    if (bytes[0] !== 0) return NO;
    if (length >= SIGNATURE_END) return signature(bytes, FRAME) !== 0 ? YES : NO;
    return length <= FRAME || (bytes[FRAME]! >= 0xfc && !contradicts(bytes, length)) ? MORE : NO;
  },
  open: (flow: FlowSink): StreamReader => {
    const sides = [new Side(flow), new Side(flow)] as const;
    return { push: (direction: Direction, ...range) => sides[direction].push(...range) };
  },
} satisfies StreamDissector);

const SMB = [0x53, 0x4d, 0x42] as const;

/** First byte of the signature at `at`, 0 when there is none. */
const signature = (bytes: Uint8Array, at: number): number =>
  bytes[at]! >= 0xfc && SMB.every((letter, i) => bytes[at + 1 + i] === letter) ? bytes[at]! : 0;

const contradicts = (bytes: Uint8Array, length: number): boolean => {
  for (let i = FRAME + 1; i < length; i++) if (bytes[i] !== SMB[i - FRAME - 1]) return true;
  return false;
};

/** Called and calling name: length 32, letters A–P, closed by 0. */
const inspectSession = (bytes: Uint8Array, length: number): Verdict => {
  if (length < FRAME + SESSION_REQUEST_BYTES) return length > 3 && bytes[3] !== 68 ? NO : MORE;
  if (bytes[1] !== 0 || bytes[2] !== 0 || bytes[3] !== SESSION_REQUEST_BYTES) return NO;
  for (const at of [FRAME, FRAME + 34]) {
    if (bytes[at] !== 32 || bytes[at + 33] !== 0) return NO;
    for (let i = at + 1; i <= at + 32; i++) if (bytes[i]! < 0x41 || bytes[i]! > 0x50) return NO;
  }
  return YES;
};

/** Frame, header of SMB 2 and the answer's dialect. */
const HELD_MAX = FRAME + 64 + 6;
/** A negotiation takes two messages a direction, on port 139 one more. */
const MESSAGES_MAX = 4;

/** Reads the beginnings of the first messages of one direction. */
class Side {
  readonly #flow: FlowSink;
  readonly #held = new Uint8Array(HELD_MAX);
  #length = 0;
  #skip = 0;
  #messages = 0;

  constructor(flow: FlowSink) {
    this.#flow = flow;
  }

  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end) {
      const step = Math.min(end - at, this.#skip > 0 ? this.#skip : this.#wanted() - this.#length);
      if (this.#skip > 0) this.#skip -= step;
      else {
        for (let i = 0; i < step; i++) this.#held[this.#length++] = bytes[at + i]!;
        if (this.#length === this.#wanted() && !this.#next()) return false;
      }
      at += step;
    }
    return true;
  }

  #frame(): number {
    return FRAME + ((this.#held[1]! << 16) | (this.#held[2]! << 8) | this.#held[3]!);
  }

  #wanted(): number {
    return this.#length < FRAME ? FRAME : Math.min(HELD_MAX, this.#frame());
  }

  /** True when more messages are to be read. */
  #next(): boolean {
    if (this.#length === FRAME && this.#frame() > FRAME) return true;
    const dialect = dialectOf(this.#held, this.#length);
    if (dialect !== null) this.#flow.carrier('dialect', dialect);
    this.#skip = this.#frame() - this.#length;
    this.#length = 0;
    return ++this.#messages < MESSAGES_MAX;
  }
}

const DIALECTS: ReadonlyMap<number, string> = new Map([
  [0x0202, 'SMB 2.0.2'],
  [0x0210, 'SMB 2.1'],
  [0x0300, 'SMB 3.0'],
  [0x0302, 'SMB 3.0.2'],
  [0x0311, 'SMB 3.1.1'],
]);

const NEGOTIATE_1 = 0x72;

/** Of an answer to a negotiation, else null. 0x02FF says "ask again" and is none. */
const dialectOf = (bytes: Uint8Array, length: number): string | null => {
  if (length < SIGNATURE_END) return null;
  const kind = signature(bytes, FRAME);
  // SMB 1: command behind the signature, bit 7 of the flags marks answers.
  if (kind === 0xff)
    return length >= 14 && bytes[8] === NEGOTIATE_1 && (bytes[13]! & 0x80) !== 0 ? 'SMB 1' : null;
  if (kind !== 0xfe || length < HELD_MAX) return null;
  const command = bytes[FRAME + 12]! | (bytes[FRAME + 13]! << 8);
  const answer = (bytes[FRAME + 16]! & 1) !== 0;
  const status = bytes[FRAME + 8]! | bytes[FRAME + 11]!;
  if (command !== 0 || !answer || status !== 0) return null;
  return DIALECTS.get(bytes[FRAME + 68]! | (bytes[FRAME + 69]! << 8)) ?? null;
};
