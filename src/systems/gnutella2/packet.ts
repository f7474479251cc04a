// The Gnutella2 packet: a tree of named packets (gtk-gnutella, src/core/g2/frame.c; g2.doxu.org "Packet framing").
//
//   control 1 │ length 0–3 │ name 1–8 │ children, a zero byte, payload — or payload alone
//   control: bits 7–6 bytes of length, 5–3 letters of the name less one, 2 has children, 1 big-endian, 0 reserved
import { LIMITS } from '../../model/limits.ts';

const HAS_CHILDREN = 0x04;
const BIG_ENDIAN = 0x02;

/** Bytes of a header that holds everything: control, 3 of length, 8 of name. */
export const HEADER_BYTES_MAX = 12;

/** Bytes of the header at `at`, 0 while it is not whole, -1 when it is none. */
export const headerBytes = (bytes: Uint8Array, at: number, end: number): number => {
  if (at >= end) return 0;
  const control = bytes[at]!;
  if (control === 0 || (control & 1) !== 0) return -1;
  const whole = 1 + (control >> 6) + nameBytes(control);
  if (at + whole > end) return 0;
  for (let i = at + 1 + (control >> 6); i < at + whole; i++) if (!isNameByte(bytes[i]!)) return -1;
  return whole;
};

const nameBytes = (control: number): number => ((control >> 3) & 7) + 1;

/** Names are letters and digits, upper case for the standard ones ("gtkgV" is a private one). */
const isNameByte = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x30 && byte <= 0x39);

/** Bytes of children and payload. The header must be whole. */
export const contentBytes = (bytes: Uint8Array, at: number): number => {
  const control = bytes[at]!;
  const count = control >> 6;
  let length = 0;
  for (let i = 0; i < count; i++)
    length +=
      (control & BIG_ENDIAN) !== 0
        ? bytes[at + 1 + i]! << (8 * (count - 1 - i))
        : bytes[at + 1 + i]! << (8 * i);
  return length;
};

/** Bytes of the whole packet at `at`; 0 while its header is not whole, -1 when it is none. */
export const packetBytes = (bytes: Uint8Array, at: number, end: number): number => {
  const header = headerBytes(bytes, at, end);
  return header > 0 ? header + contentBytes(bytes, at) : header;
};

export interface G2Packet {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly bigEndian: boolean;
  readonly children: readonly G2Packet[];
  /** Payload: `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** QH2/H/DN/… and KHL/NH/… need four levels. */
const DEPTH_MAX = 6;

/** The packet that fills `[start, end)`, or null when it is damaged. Children beyond the caps are left out. */
export const readPacket = (bytes: Uint8Array, start: number, end: number): G2Packet | null =>
  readLevel(bytes, start, end, DEPTH_MAX, (bytes[start]! & BIG_ENDIAN) !== 0);

const readLevel = (
  bytes: Uint8Array,
  start: number,
  end: number,
  depth: number,
  bigEndian: boolean,
): G2Packet | null => {
  const header = headerBytes(bytes, start, end);
  if (header <= 0 || depth === 0) return null;
  const control = bytes[start]!;
  const nameEnd = start + header;
  const nameStart = nameEnd - nameBytes(control);
  let name = '';
  for (let i = nameStart; i < nameEnd; i++) name += String.fromCharCode(bytes[i]!);
  const children: G2Packet[] = [];
  let at = nameEnd;
  if ((control & HAS_CHILDREN) !== 0 && at < end) {
    at = readChildren(bytes, at, end, depth - 1, bigEndian, children);
    if (at < 0) return null;
  }
  return { name, bytes, bigEndian, children, start: at, end };
};

/** Offset of the payload behind the children, or -1. */
const readChildren = (
  bytes: Uint8Array,
  start: number,
  end: number,
  depth: number,
  bigEndian: boolean,
  children: G2Packet[],
): number => {
  let at = start;
  while (at < end) {
    if (bytes[at] === 0) return at + 1;
    const length = packetBytes(bytes, at, end);
    if (length <= 0 || at + length > end) return -1;
    if (children.length < LIMITS.g2ChildrenMax) {
      const child = readLevel(bytes, at, at + length, depth, bigEndian);
      if (child) children.push(child);
    }
    at += length;
  }
  return end;
};

/** Names of root packets, as gtk-gnutella's src/core/g2/msg.h and Shareaza's G2Packet.h list them. */
const ROOT_NAMES: ReadonlySet<string> = new Set([
  ...[
    'CRAWLA',
    'CRAWLR',
    'HAW',
    'KHL',
    'KHLA',
    'KHLR',
    'LNI',
    'PI',
    'PO',
    'PUSH',
    'QA',
    'QH1',
    'QH2',
    'QHT',
  ],
  ...['QKA', 'QKR', 'Q1', 'Q2', 'UPROC', 'UPROD', 'BYE', 'DIO', 'JCT', 'MRS', 'PHOTO', 'XR'],
]);

const NAME_LENGTH_MAX = 6;

/** True when a root packet of a known name begins at `at`. Compares bytes through a small integer key. */
export const isRootPacket = (bytes: Uint8Array, at: number, end: number): boolean => {
  const header = headerBytes(bytes, at, end);
  if (header <= 0) return false;
  const length = nameBytes(bytes[at]!);
  return length <= NAME_LENGTH_MAX && ROOT_KEYS.has(nameKey(bytes, at + header - length, length));
};

const nameKey = (bytes: ArrayLike<number>, at: number, length: number): number => {
  let key = 0;
  for (let i = at; i < at + length; i++) key = key * 256 + bytes[i]!;
  return key;
};

const ROOT_KEYS: ReadonlySet<number> = new Set(
  [...ROOT_NAMES].map((name) =>
    nameKey(
      Array.from(name, (letter) => letter.charCodeAt(0)),
      0,
      name.length,
    ),
  ),
);
