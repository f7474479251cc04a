// ipfs/libp2p: a connection of libp2p over TCP, as IPFS and its relatives open it.
// https://github.com/libp2p/specs/blob/master/connections/README.md (multistream-select), noise/README.md
//
//   both ends   13 "/multistream/1.0.0" LF     then the protocol that shall secure it: 07 "/noise" LF, 0B "/tls/1.0.0" LF
//
// Proof: twenty fixed bytes at the first position, of either end. Which system runs inside (IPFS, Filecoin, Ethereum's
// consensus layer, Polkadot) is encrypted: all of them are named ipfs, and the report says libp2p beside it.
//
// Looks alike: BitTorrent also begins with 0x13. Does not see: private networks (pnet: random bytes), connections whose
// beginning was missed, everything behind the choice of a protocol.
import { ascii, isGraphic, latin1 } from '../../wire/codec/ascii.ts';
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
} from '../../wire/dissector.ts';

const BEGINNING = ascii('\x13/multistream/1.0.0\n');

export const multistream = Object.freeze({
  id: 'ipfs/libp2p',
  system: 'ipfs',
  transport: 'tcp',
  firstBytes: [BEGINNING[0]!],
  mirrored: true,
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const known = Math.min(head.length[head.first], BEGINNING.length);
    for (let i = 0; i < known; i++) if (bytes[i] !== BEGINNING[i]) return NO;
    return known === BEGINNING.length ? YES : MORE;
  },
  open: (flow: FlowSink): StreamReader => new ChoiceReader(flow),
}) satisfies StreamDissector;

/** Names of protocols that secure a connection have under 20 characters. */
const NAME_BYTES_MAX = 63;

/** Reads which protocol was chosen: the first line behind the beginning. */
class ChoiceReader implements StreamReader {
  private readonly flow: FlowSink;
  private readonly seen: [number, number] = [0, 0];
  private readonly names = [new Uint8Array(NAME_BYTES_MAX), new Uint8Array(NAME_BYTES_MAX)];

  constructor(flow: FlowSink) {
    this.flow = flow;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    const name = this.names[direction]!;
    for (let at = start; at < end; at++) {
      const place = this.seen[direction]++ - BEGINNING.length - 1;
      if (place < 0) continue;
      const byte = bytes[at]!;
      if (byte === LINE_FEED) {
        this.flow.carrier('secured', latin1(name, 0, place));
        return false;
      }
      if (place >= NAME_BYTES_MAX || !isGraphic(byte)) return false;
      name[place] = byte;
    }
    return true;
  }

  gap(): boolean {
    return false;
  }
}

const LINE_FEED = 0x0a;
