// edonkey/udp: eMule clients asking each other for a place in the queue (C5), and clients asking index servers (E3).
//
// Facts: aMule src/include/protocol/ed2k/Client2Client/UDP.h and Client2Server/UDP.h; ServerList.cpp (a status request
// carries the challenge 55AAxxxx, which the answer repeats). No capture was at hand: checked on bytes made after the
// specification only.
// Sound because: a challenge, a list whose count gives the exact length, or a search tree or file list that ends where
// the datagram does proves alone; the short messages (two bytes and a hash) count only when a second datagram of the
// flow is such a message too. eMule talks Kad from the same port, so a Kad message counts as well.
// Looks alike: QUIC long headers begin C0–FF: their second byte is a version, and no length rule here fits.
// Not seen: obfuscated datagrams (kad/opened.ts); Overnet (E3 with opcodes 0A–21, gone since 2006: no capture to check it against).
import { type Datagram, type DatagramDissector, MORE, NO, YES } from '../../wire/dissector.ts';
import { withHidden } from '../kad/opened-reader.ts';
import { weighKad } from '../kad/shape.ts';
import { u16At, u32At } from './fields.ts';
import { EDONKEY, EMULE } from './frames.ts';
import { skipTree } from './search-tree.ts';
import { skipTags } from './tags.ts';
import { openUdp } from './udp-reader.ts';

export const edonkeyUdp = Object.freeze({
  id: 'edonkey/udp',
  system: 'edonkey',
  transport: 'udp',
  firstBytes: [EDONKEY, EMULE],
  bytesMin: 2,
  inspect(datagram: Datagram) {
    const { bytes, start, end } = datagram;
    const strength = weighEdonkeyUdp(bytes, start, end);
    if (strength === 0) return datagram.memory > 0 && weighKad(bytes, start, end) > 0 ? YES : NO;
    datagram.memory += strength;
    return datagram.memory >= 2 ? YES : MORE;
  },
  open: withHidden(openUdp),
}) satisfies DatagramDissector;

/** 0: no such message, 1: could be one, 2: is one. */
const weighEdonkeyUdp = (bytes: Uint8Array, start: number, end: number): number => {
  if (end - start < 2) return 0;
  const opcode = bytes[start + 1]!;
  const body = start + 2;
  if (bytes[start] === EMULE) return weighClient(opcode, end - body);
  return bytes[start] === EDONKEY ? weighServer(opcode, bytes, body, end) : 0;
};

const weighClient = (opcode: number, length: number): number => {
  if (opcode === 0x90) return length >= 16 && length <= 160 ? 1 : 0;
  if (opcode === 0x91) return length >= 2 && length <= 160 ? 1 : 0;
  if (opcode === 0x92 || opcode === 0x93) return length === 0 ? 1 : 0;
  return opcode === 0x94 && length >= 32 && length <= 200 ? 1 : 0;
};

const weighServer = (opcode: number, bytes: Uint8Array, body: number, end: number): number => {
  const length = end - body;
  switch (opcode) {
    case 0x90:
      return weighTaggedSearch(bytes, body, end);
    case 0x92:
    case 0x98:
      return skipTree(bytes, body, end) === end ? 2 : 0;
    case 0x94:
      return length >= 20 && length % 20 === 0 ? 1 : 0;
    case 0x96:
      if (length === 0) return 1;
      return length === 4 && u16At(bytes, body + 2) === CHALLENGE ? 2 : 0;
    case 0x97:
      return length >= 12 && length <= 64 && u16At(bytes, body + 2) === CHALLENGE ? 2 : 0;
    case 0x99:
      return weighResults(bytes, body, end);
    case 0x9a:
      return length >= 16 && length % 16 === 0 ? 1 : 0;
    case 0x9b:
      return length >= 23 && length === 17 + 6 * bytes[body + 16]! ? 2 : 0;
    case 0x9c:
      return length === 10 ? 1 : 0;
    case 0xa0:
      return length === 6 ? 1 : 0;
    case 0xa1:
      return length >= 7 && length === 1 + 6 * bytes[body]! ? 2 : 0;
    case 0xa2:
    case 0xa4:
      return length === 0 || length === 4 ? 1 : 0;
    case 0xa3:
      return length >= 8 ? 1 : 0;
    default:
      return 0;
  }
};

/** Search with a tag set in front: `<count 4><tags>` and a tree to the end. */
const weighTaggedSearch = (bytes: Uint8Array, body: number, end: number): number => {
  if (body + 4 > end) return 0;
  const at = skipTags(bytes, body + 4, end, u32At(bytes, body));
  return at > 0 && at < end && skipTree(bytes, at, end) === end ? 2 : 0;
};

/** One file: hash 16, id 4, port 2, tag count 4, tags; several are joined by a new E3 99. */
const weighResults = (bytes: Uint8Array, body: number, end: number): number => {
  if (body + 26 > end) return 0;
  const at = skipTags(bytes, body + 26, end, u32At(bytes, body + 22));
  if (at < 0 || at > end) return 0;
  return at === end || (at + 1 < end && bytes[at] === EDONKEY && bytes[at + 1] === 0x99) ? 2 : 0;
};

/** Upper half of the challenge 55AAxxxx, as it stands on the wire. */
const CHALLENGE = 0x55aa;
