// The header of UDX, reliable streams over UDP. https://github.com/holepunchto/libudx (include/udx.h)
//
//   FF │ 01 │ type 1 │ data offset 1 │ id of the receiver's stream 4 │ window 4 │ sequence 4 │ acknowledged 4 │ data
//
// Numbers have the lowest byte first; types are flags: 1 data, 2 end, 4 selective acknowledgements, 8 message, 16 destroy,
// 32 heartbeat.
import { u32le } from '../../wire/codec/little-endian.ts';

export const UDX_MAGIC = 0xff;
const VERSION = 1;
export const UDX_HEADER_BYTES = 20;
const TYPE_MAX = 0x3f;
const DATA = 1;
const MESSAGE = 8;

/** Stream ids are random: small ones do not occur in practice, but in counters of other formats. */
const ID_MIN = 0x1_0000;
/** A receiver has room for some packets; older versions always said 0xffffffff. */
const WINDOW_MIN = 0x1000;

export const isUdx = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start < UDX_HEADER_BYTES) return false;
  if (bytes[start] !== UDX_MAGIC || bytes[start + 1] !== VERSION) return false;
  const type = bytes[start + 2]!;
  if (type > TYPE_MAX || start + UDX_HEADER_BYTES + bytes[start + 3]! > end) return false;
  if ((type & (DATA | MESSAGE)) === DATA && end - start === UDX_HEADER_BYTES) return false;
  return udxId(bytes, start) >= ID_MIN && u32le(bytes, start + 8) >= WINDOW_MIN;
};

export const udxId = (bytes: Uint8Array, start: number): number => u32le(bytes, start + 4);

export const udxSequence = (bytes: Uint8Array, start: number): number => u32le(bytes, start + 12);

export const udxAcknowledged = (bytes: Uint8Array, start: number): number =>
  u32le(bytes, start + 16);
