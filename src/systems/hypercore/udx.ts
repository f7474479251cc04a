// hypercore/udx: streams of UDX, by which Hyperswarm's peers exchange their (encrypted) logs; udx-header.ts has the header.
//
// One header proves little: 16 fixed bits and small numbers. Two do, one from each end:
//
//   A ─ id b  seq s  ack t ──►
//   B ◄─ id a  seq ≈ t  ack ≈ s        ids differ
//
// Both have magic number and version, a known type, an offset inside the datagram, a window, a random id of 32 bits, and
// each acknowledges about what the other sent: over 60 bits.
//
// Looks alike: nothing known that has FF 01 in both directions. Does not see: streams of which one direction is missing;
// what is inside (Noise). UDX is used by little else than Hyperswarm; all of it is named hypercore.
import {
  type Datagram,
  type DatagramDissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import {
  isUdx,
  UDX_HEADER_BYTES,
  UDX_MAGIC,
  udxAcknowledged,
  udxId,
  udxSequence,
} from './udx-header.ts';

export const udx = Object.freeze({
  id: 'hypercore/udx',
  system: 'hypercore',
  transport: 'udp',
  firstBytes: [UDX_MAGIC],
  bytesMin: UDX_HEADER_BYTES,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start, end, memory } = datagram;
    if (!isUdx(bytes, start, end)) return NO;
    if (memory === 0 || isFrom(memory, datagram.direction)) {
      datagram.memory = remember(datagram);
      return MORE;
    }
    const id = Math.floor(memory / ID_PLACE) % WORD;
    if (id === udxId(bytes, start)) return NO;
    const ahead = (udxAcknowledged(bytes, start) - (memory % SEQUENCE_PLACE)) & SEQUENCE_MASK;
    return ahead <= IN_FLIGHT_MAX || ahead >= SEQUENCE_PLACE - IN_FLIGHT_MAX ? YES : NO;
  },
}) satisfies DatagramDissector;

/** Low 16 bits of the sequence number, 32 of the id, then 1 + direction: 50 bits. */
const SEQUENCE_PLACE = 0x1_0000;
const SEQUENCE_MASK = 0xffff;
const ID_PLACE = SEQUENCE_PLACE;
const WORD = 0x1_0000_0000;
const DIRECTION_PLACE = ID_PLACE * WORD;

/** Packets sent ahead of what is acknowledged: the first flights of a transfer stay far below. */
const IN_FLIGHT_MAX = 512;

const remember = ({ bytes, start, direction }: Datagram): number =>
  (1 + direction) * DIRECTION_PLACE +
  udxId(bytes, start) * ID_PLACE +
  (udxSequence(bytes, start) & SEQUENCE_MASK);

const isFrom = (memory: number, direction: number): boolean =>
  Math.floor(memory / DIRECTION_PLACE) === 1 + direction;
