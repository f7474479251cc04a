// stun: STUN and TURN over UDP and TCP, as calls, browsers and games use them to find a way through address translation.
// Specification: RFC 8489 (STUN), RFC 8656 (TURN), RFC 3489 (classic, without the cookie).
// Sound because: the magic cookie 2112A442 stands at byte 4, the method is registered and the length field is exactly the
// rest. Classic STUN has no cookie: then the attributes must be RFC 3489's own and fill the datagram.
// Looks alike: DTLS and RTP share the ports, told by the first two bits (RFC 7983).
// What flows afterwards between the same ports stays inside this flow and is told in facts (shared-ports.ts).
// Does not see: what media and data channels carry; what a TURN relay passes on in indications.
// TURN channel data alone (a capture that began later) is not claimed: four bytes prove nothing.
import { LIMITS } from '../model/limits.ts';
import { utf8 } from '../wire/codec/ascii.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../wire/dissector.ts';
import { SharedPorts } from './shared-ports.ts';

const HEADER = 20;
const PORT = 3478;
const USERNAME = 0x0006;
const SOFTWARE = 0x8022;

export const stun = Object.freeze({
  id: 'stun',
  system: null,
  transport: 'udp',
  bytesMin: HEADER,
  firstBytes: [0, 1],
  inspect: ({ bytes, start, end, serverPort }: Datagram): Verdict => {
    if (!isHeader(bytes, start, end)) return NO;
    if (hasCookie(bytes, start) || isClassic(bytes, start, end)) return YES;
    // A classic question without attributes has four fixed bytes: STUN's port must agree.
    const bare = end - start === HEADER && bytes[start] === 0 && bytes[start + 1] === 1;
    return bare && serverPort === PORT ? YES : NO;
  },
  open: (flow: FlowSink): DatagramReader => new StunReader(flow),
} satisfies DatagramDissector);

/** Over TCP the message is framed by its own length (RFC 8489 §6.2.2). */
export const stunTcp = Object.freeze({
  id: 'stun',
  system: null,
  transport: 'tcp',
  firstBytes: [0, 1],
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const length = head.length[head.first]!;
    if (length < HEADER) return MORE;
    const end = HEADER + ((bytes[2]! << 8) | bytes[3]!);
    return hasCookie(bytes, 0) && isHeader(bytes, 0, end) ? YES : NO;
  },
  open: (flow: FlowSink): DatagramReader => new StunStreamReader(flow),
} satisfies StreamDissector);

const isHeader = (bytes: Uint8Array, start: number, end: number): boolean => {
  const length = (bytes[start + 2]! << 8) | bytes[start + 3]!;
  if (bytes[start]! > 0x3f || length & 3 || start + HEADER + length !== end) return false;
  // The class takes bits 4 and 8 out of the method (RFC 8489 §5).
  const type = (bytes[start]! << 8) | bytes[start + 1]!;
  const method = (type & 0x0f) | ((type & 0xe0) >> 1) | ((type & 0x3e00) >> 2);
  return method >= 1 && method <= 12 && method !== 5;
};

const hasCookie = (bytes: Uint8Array, start: number): boolean =>
  bytes[start + 4] === 0x21 &&
  bytes[start + 5] === 0x12 &&
  bytes[start + 6] === 0xa4 &&
  bytes[start + 7] === 0x42;

/** RFC 3489 §11.2: attributes 0x0001–0x000B, some servers add SERVER (0x8022) and XOR-MAPPED-ADDRESS (0x8020). */
const isClassic = (bytes: Uint8Array, start: number, end: number): boolean => {
  const type = (bytes[start]! << 8) | bytes[start + 1]!;
  if (type !== 0x0001 && type !== 0x0101 && type !== 0x0111) return false;
  let at = start + HEADER;
  while (at + 4 <= end) {
    const attribute = (bytes[at]! << 8) | bytes[at + 1]!;
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const known = attribute >= 1 && attribute <= 11;
    if ((!known && attribute !== 0x8020 && attribute !== SOFTWARE) || length & 3) return false;
    at += 4 + length;
  }
  return at === end && end - start > HEADER;
};

class StunReader implements DatagramReader {
  readonly #flow: FlowSink;
  readonly #others: SharedPorts;
  #read = 0;

  constructor(flow: FlowSink) {
    this.#flow = flow;
    this.#others = new SharedPorts(flow, []);
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    const more = ++this.#read < LIMITS.lookupDatagramsMax;
    if (bytes[start]! > 3) this.#others.push(direction, bytes, start, end);
    if (end - start < HEADER || !isHeader(bytes, start, end)) return more;
    if (bytes[start + 1] === 0x03) this.#flow.carrier('turn', true);
    this.#attributes(bytes, start + HEADER, end);
    return more;
  }

  close(): void {
    this.#others.close();
  }

  /** Values are padded to four bytes (RFC 8489 §14). */
  #attributes(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at + 4 <= end) {
      const type = (bytes[at]! << 8) | bytes[at + 1]!;
      const stop = at + 4 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
      if (stop > end) {
        this.#flow.anomaly('stun-attribute');
        return;
      }
      if (type === USERNAME) this.#flow.carrier('username', utf8(bytes, at + 4, stop));
      else if (type === SOFTWARE) this.#flow.carrier('software', utf8(bytes, at + 4, stop));
      at = at + 4 + ((stop - at - 1) & ~3);
    }
  }
}

/** The first message of each direction says what there is to know. */
class StunStreamReader implements DatagramReader {
  readonly #reader: StunReader;
  readonly #held: readonly [Uint8Array, Uint8Array] = [
    new Uint8Array(STREAM_MESSAGE_MAX),
    new Uint8Array(STREAM_MESSAGE_MAX),
  ];
  readonly #lengths: [number, number] = [0, 0];

  constructor(flow: FlowSink) {
    this.#reader = new StunReader(flow);
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    const held = this.#held[direction];
    const taken = Math.min(end - start, held.length - this.#lengths[direction]);
    held.set(bytes.subarray(start, start + taken), this.#lengths[direction]);
    this.#lengths[direction] += taken;
    const length = this.#lengths[direction];
    if (length < HEADER) return true;
    const needed = HEADER + ((held[2]! << 8) | held[3]!);
    if (length < needed) return length < held.length;
    this.#reader.push(direction, held, 0, needed);
    return false;
  }
}

const STREAM_MESSAGE_MAX = 2048;
