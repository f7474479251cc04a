// The key agreement of obfuscated connections to servers: a fixed prime of 768 bits, generator 2, exponents of 128 bits.
import type { Random } from '../random.ts';

export const KEY_BYTES = 96;
const EXPONENT_BYTES = 16;
const GENERATOR = 2n;

/** Published with the protocol (EncryptedStreamSocket). */
const PRIME = BigInt(
  '0xf2bf52c55f587add5371a936e886eb3c6217a33ec34cb40dc73a41a643affce7' +
    '21fc286366535bdbce259f2286da4a91b207cbaa5255d4f61cceaed45ad5e074' +
    '7df7781828105f340f762387f88b289142fb42688f05150f548b5f436af70df3',
);

export const randomExponent = (random: Random): bigint => numberOf(random.bytes(EXPONENT_BYTES));

export const publicKey = (exponent: bigint): Uint8Array => bytesOf(power(GENERATOR, exponent));

export const sharedKey = (theirs: Uint8Array, exponent: bigint): Uint8Array =>
  bytesOf(power(numberOf(theirs) % PRIME, exponent));

/** base^exponent mod PRIME by squaring; secrecy against timing is not what this is for. */
const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
};

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

const bytesOf = (number: bigint): Uint8Array =>
  Uint8Array.from(Buffer.from(number.toString(16).padStart(2 * KEY_BYTES, '0'), 'hex'));
