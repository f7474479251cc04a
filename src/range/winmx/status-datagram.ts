// Datagrams of WinMX on UDP 6257. Public is their head: <seed u32> <type u8> <request u32>, all scrambled with the seed
// (patchwinmx.com, "Primary UDP"), and type 0x47 alone. SHAPE ONLY: the scrambling, and the type of a status.
import { createHash } from 'node:crypto';
import type { Random } from '../random.ts';

export const UDP_PORT = 6257;
/** SHAPE. */
const STATUS = 0x01;
const HEAD_BYTES = 9;
const DATAGRAM_BYTES_MAX = 512;

export interface Status {
  readonly request: number;
  readonly users: number;
  readonly limit: number;
}

export const encodeStatus = ({ request, users, limit }: Status, random: Random): Uint8Array => {
  const bytes = Buffer.alloc(HEAD_BYTES + 8);
  bytes.writeUInt32LE(random.word(), 0);
  bytes.writeUInt8(STATUS, 4);
  bytes.writeUInt32LE(request >>> 0, 5);
  bytes.writeUInt32LE(users >>> 0, HEAD_BYTES);
  bytes.writeUInt32LE(limit >>> 0, HEAD_BYTES + 4);
  return scrambled(bytes);
};

/** Null when it is no status. */
export const parseStatus = (datagram: Uint8Array): Status | null => {
  if (datagram.length !== HEAD_BYTES + 8 || datagram.length > DATAGRAM_BYTES_MAX) return null;
  const bytes = scrambled(datagram);
  if (bytes[4] !== STATUS) return null;
  return {
    request: bytes.readUInt32LE(5),
    users: bytes.readUInt32LE(HEAD_BYTES),
    limit: bytes.readUInt32LE(HEAD_BYTES + 4),
  };
};

/** Both ways: everything behind the seed, with what the seed gives. */
const scrambled = (bytes: Uint8Array): Buffer => {
  const result = Buffer.from(bytes);
  const mask = createHash('sha256').update(bytes.subarray(0, 4)).digest();
  for (let at = 4; at < result.length; at++) result[at] = result[at]! ^ mask[at & 31]!;
  return result;
};
