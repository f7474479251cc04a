// What follows STUN between the same two ports, told by the first byte (RFC 7983 §7):
//
//   0–3  STUN │ 16–19  ZRTP │ 20–63  DTLS │ 64–79  TURN channel │ 128–191  RTP and RTCP
//
// Facts: `dtls`; the hellos' facts with `srtpOffered` and `srtp`; and at the end, how many bytes of each were seen:
// `dataBytes` in DTLS, `mediaBytes` in RTP. Browsers offer SRTP with every connection, so that only the bytes tell a call
// from a data channel. The certificate of a browser is made for the connection and names nobody.
import type { Direction, FlowSink, TlsSignature } from '../wire/dissector.ts';
import { DtlsHandshake } from './dtls-handshake.ts';
import { u16, u32 } from './recogniser.ts';

const RTP_HEADER = 12;
const CHANNEL_HEADER = 4;

export class SharedPorts {
  readonly #flow: FlowSink;
  readonly #signatures: readonly TlsSignature[];
  #dtls: DtlsHandshake | null = null;
  #mediaBytes = 0;
  /** Source of the last RTP packet of each direction, -1 before it: a single look-alike counts for nothing. */
  readonly #sources: [number, number] = [-1, -1];

  constructor(flow: FlowSink, signatures: readonly TlsSignature[]) {
    this.#flow = flow;
    this.#signatures = signatures;
  }

  /** A datagram that is not STUN. */
  push(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    const first = bytes[start]!;
    if (first >= 64 && first <= 79) this.#channel(direction, bytes, start, end);
    else this.#inner(direction, bytes, start, end);
  }

  close(): void {
    if (this.#dtls !== null && this.#dtls.dataBytes > 0)
      this.#flow.carrier('dataBytes', this.#dtls.dataBytes);
    if (this.#mediaBytes > 0) this.#flow.carrier('mediaBytes', this.#mediaBytes);
  }

  /** Number, length, and what a relay passes on (RFC 8656 §12.4). */
  #channel(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    const from = start + CHANNEL_HEADER;
    if (end - start <= CHANNEL_HEADER) return;
    const to = from + u16(bytes, start + 2);
    if (to > end || to === from) return;
    this.#flow.carrier('turn', true);
    this.#inner(direction, bytes, from, to);
  }

  #inner(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    const first = bytes[start]!;
    if (first >> 6 === 2) this.#media(direction, bytes, start, end);
    else if (first >= 20 && first <= 63) this.#records(direction, bytes, start, end);
  }

  #records(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    if (this.#dtls === null) {
      if (bytes[start + 1] !== 0xfe || end - start < 13) return;
      this.#dtls = new DtlsHandshake(this.#flow, this.#signatures);
      this.#flow.carrier('dtls', true);
    }
    this.#dtls.push(direction, bytes, start, end);
  }

  #media(direction: Direction, bytes: Uint8Array, start: number, end: number): void {
    // RTCP shares the port (RFC 5761 §4) and has its source elsewhere.
    if (end - start < RTP_HEADER || (bytes[start + 1]! >= 192 && bytes[start + 1]! <= 223)) return;
    const source = u32(bytes, start + 8);
    if (this.#sources[direction] === source) this.#mediaBytes += end - start;
    this.#sources[direction] = source;
  }
}
