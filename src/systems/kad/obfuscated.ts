// kad/obfuscated: the shape of obfuscated Kad. What can be read, with a node id that was told, opened.ts reads.
//
// Specification: amule src/EncryptedDatagramSocket.cpp and the Kad messages of kad/udp. Obfuscation adds 16 bytes (marker,
// 2 random, magic 4, pad length, two verify keys of 4) and no padding, so that sizes stay those of the messages:
//   request for contacts   2 + 33            + 16 =  51      answer   2 + 17 + 25·n + 16 = 35 + 25·n, n ≤ 11
//   ping                   2                 + 16 =  18      pong     2 + 2         + 16 = 20
//   bootstrap request      2                 + 16 =  18      answer   2 + 21 + 25·n + 16 = 39 + 25·n, n ≤ 20
// Sound: a 51-byte datagram that is answered by 35 + 25·n bytes, all of them random, with two or more peers.
// Looks alike: VPN and game datagrams of fixed size, which keep to one server.
// Does not see: hosts that only bootstrapped (18 and 39 bytes say too little), eDonkey's own UDP.
import type { ShapeSignature } from '../../wire/dissector.ts';

const REQUEST_BYTES = 51;
const SHORTEST_BYTES = 18;

export const kadShape = Object.freeze({
  id: 'kad/obfuscated',
  system: 'kad',
  transport: 'udp',
  padded: false,
  fits: (turns) =>
    turns.every((size) => Math.abs(size) >= SHORTEST_BYTES) &&
    turns.some((size, i) => isAnswered(turns, size, i)),
  isAlone: () => true,
} satisfies ShapeSignature);

/** A request for contacts, and the next datagram the other way is an answer with 0 to 11 contacts. */
const isAnswered = (turns: readonly number[], size: number, at: number): boolean => {
  if (Math.abs(size) !== REQUEST_BYTES) return false;
  const answer = turns.slice(at + 1).find((later) => later > 0 !== size > 0);
  if (answer === undefined) return false;
  const contacts = (Math.abs(answer) - 35) / 25;
  return Number.isInteger(contacts) && contacts >= 0 && contacts <= 11;
};
