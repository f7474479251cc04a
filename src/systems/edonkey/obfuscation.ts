// How eMule hides: RC4 under a key that is the MD5 of a number of the receiver, a constant, and random bytes that stand in
// clear. Whoever knows the receiver's number can therefore read along; a fixed word behind it proves that the key is right.
//
//   TCP   marker 1, random 4 | magic 4, methods 1, preferred 1, padding length 1, padding ►
//                          ◄ | magic 4, method 1, padding length 1, padding
//   UDP   marker 1, random 2 | magic 4, padding length 1, padding, (Kad: verify keys 4 + 4), message
//
// What is behind | is hidden. Over TCP the first 1,024 bytes of the key stream are left out, over UDP none.
// Facts: aMule src/EncryptedStreamSocket.cpp and EncryptedDatagramSocket.cpp (the comments there give the verify keys two
// bytes each; the code reads four).
import { md5 } from '../../wire/codec/md5.ts';
import { Rc4 } from '../../wire/codec/rc4.ts';
import { u32At } from './fields.ts';

const REQUESTER = 34;
const ANSWERER = 203;
const DATAGRAM = 91;
const STREAM_MAGIC = 0x835e6fc4;
const DATAGRAM_MAGIC = 0x395f2ec1;
const SKIPPED = 1024;

/** Marker, random part and magic: with fewer bytes no key can be tried. */
export const STREAM_BYTES_MIN = 9;
const DATAGRAM_HEADER_BYTES = 8;
const VERIFY_BYTES = 8;

/** The key stream that hides the magic word of whoever opened the connection, behind that word; null for a wrong key. */
export const openedStream = (user: Uint8Array, bytes: Uint8Array, start: number): Rc4 | null => {
  const cipher = streamCipher(user, REQUESTER, bytes, start + 1);
  magic.set(bytes.subarray(start + 5, start + 9));
  return u32At(cipher.apply(magic), 0) === STREAM_MAGIC ? cipher : null;
};

/** The key stream of the answer, from its first byte; `start` is where the asking end's bytes begin. */
export const answerStream = (user: Uint8Array, bytes: Uint8Array, start: number): Rc4 =>
  streamCipher(user, ANSWERER, bytes, start + 1);

/** `bytes` begin with the shown magic word. */
export const isStreamMagic = (bytes: Uint8Array): boolean => u32At(bytes, 0) === STREAM_MAGIC;

const streamCipher = (user: Uint8Array, role: number, bytes: Uint8Array, part: number): Rc4 => {
  const input = new Uint8Array(21);
  input.set(user);
  input[16] = role;
  input.set(bytes.subarray(part, part + 4), 17);
  return new Rc4(md5(input)).skip(SKIPPED);
};

/** What a datagram held, and the verify keys that a Kad one carries: the receiver's and the sender's. */
export interface Shown {
  readonly message: Uint8Array;
  readonly receiverKey: Uint8Array | null;
  readonly senderKey: Uint8Array | null;
}

/** A datagram of Kad, hidden under the receiver's node id (16 bytes) or its verify key (4); null for a wrong key. */
export const shownKad = (
  secret: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): Shown | null => shown(datagramCipher(secret, bytes, start), bytes, start, end, VERIFY_BYTES);

/** A datagram between eDonkey clients, hidden under the receiver's user hash and the sender's address. */
export const shownClient = (
  user: Uint8Array,
  sender: readonly number[],
  bytes: Uint8Array,
  start: number,
  end: number,
): Shown | null => {
  const secret = Uint8Array.of(...user, ...sender, DATAGRAM);
  return shown(datagramCipher(secret, bytes, start), bytes, start, end, 0);
};

const datagramCipher = (secret: Uint8Array, bytes: Uint8Array, start: number): Rc4 => {
  const input = new Uint8Array(secret.length + 2);
  input.set(secret);
  input[secret.length] = bytes[start + 1]!;
  input[secret.length + 1] = bytes[start + 2]!;
  return new Rc4(md5(input));
};

const shown = (
  cipher: Rc4,
  bytes: Uint8Array,
  start: number,
  end: number,
  verifyBytes: number,
): Shown | null => {
  if (end - start <= DATAGRAM_HEADER_BYTES + verifyBytes) return null;
  magic.set(bytes.subarray(start + 3, start + 7));
  if (u32At(cipher.apply(magic), 0) !== DATAGRAM_MAGIC) return null;
  const rest = cipher.apply(bytes.slice(start + 7, end));
  const from = 1 + (rest[0]! & 15);
  if (from + verifyBytes >= rest.length) return null;
  return {
    message: rest.subarray(from + verifyBytes),
    receiverKey: verifyBytes > 0 ? rest.slice(from, from + 4) : null,
    senderKey: verifyBytes > 0 ? rest.slice(from + 4, from + 8) : null,
  };
};

/** Used up before the function that fills it returns. */
const magic = new Uint8Array(4);
