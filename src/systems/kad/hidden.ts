// What tells a datagram that may be hidden from a plain one, before any key is tried.

/** Header of obfuscation and the shortest message. */
export const HIDDEN_BYTES_MIN = 10;

/** First bytes of plain datagrams, which a marker never is: C5, D4, E4, E5, and two that eMule reserves. E3 it may be. */
const PLAIN = [0xc5, 0xd4, 0xe4, 0xe5, 0xa3, 0xb2];

export const isPlainDatagram = (byte: number): boolean => PLAIN.includes(byte);

export const HIDDEN_FIRST_BYTES: readonly number[] = Array.from(
  { length: 256 },
  (_, byte) => byte,
).filter((byte) => !isPlainDatagram(byte));

/** `1.2.3.4` as four bytes; null for other addresses. */
export const octetsOf = (address: string): readonly number[] | null => {
  const parts = address.split('.', 5).map(Number);
  return parts.length === 4 ? parts : null;
};
