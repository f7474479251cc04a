// The header of µTP (BEP 29), 20 bytes and a chain of extensions:
//
//   0       4       8               16              24              32
//   +-------+-------+---------------+---------------+---------------+
//   | type  | ver 1 | extension     | connection id                 |
//   +-------+-------+---------------+---------------+---------------+
//   | timestamp, µs                                                 |
//   | timestamp difference, µs                                      |
//   | window                                                        |
//   | sequence number               | acknowledged number           |
//   +---------------------------------------------------------------+
//   then per extension: next extension, length, bytes

export const DATA = 0;
export const FIN = 1;
export const STATE = 2;
export const RESET = 3;
export const SYN = 4;

export const UTP_HEADER_BYTES = 20;

/** 0 none, 1 selective ack (BEP 29), 2 extension bits (µTorrent), 3 close reason (libtorrent). */
const EXTENSION_MAX = 3;
/** Nobody sends more than two in one packet; a longer chain is no µTP. */
const EXTENSIONS_MAX = 4;

/** Type of the packet. */
export const utpType = (bytes: Uint8Array, start: number): number => bytes[start]! >> 4;

/** Offset of the payload, or -1 when this cannot be a µTP packet. */
export const utpPayload = (bytes: Uint8Array, start: number, end: number): number => {
  if (end - start < UTP_HEADER_BYTES) return -1;
  const type = bytes[start]! >> 4;
  if ((bytes[start]! & 15) !== 1 || type > SYN) return -1;
  let at = start + UTP_HEADER_BYTES;
  let extension = bytes[start + 1]!;
  for (let n = 0; extension !== 0; n++) {
    if (extension > EXTENSION_MAX || n === EXTENSIONS_MAX || at + 2 > end) return -1;
    extension = bytes[at]!;
    at += 2 + bytes[at + 1]!;
    if (at > end) return -1;
  }
  // Only DATA has a payload, and has one always; FIN may carry the last bytes.
  if (type === DATA ? at === end : type !== FIN && at !== end) return -1;
  return at;
};
