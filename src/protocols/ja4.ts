// JA4, a fingerprint of TLS clients by FoxIO (BSD 3-Clause): https://github.com/FoxIO-LLC/ja4, technical_details. It says
// which library greets and how it is set up, never who it is: programs that share a library share it.
//
//   t13d1516h2_8daaf6152771_b186095e22b6
//   │││││ │ │  └ ciphers   └ extensions and signature algorithms
//   ││││└ numbers of ciphers and extensions │ first and last letter of the first ALPN name
//   │││└ d: names a server, i: does not
//   │└┴ version          └ t TCP, q QUIC, d DTLS
import { LIMITS } from '../model/limits.ts';
import { ascii } from '../wire/codec/ascii.ts';
import { hex } from '../wire/codec/hex.ts';
import { sha256 } from '../wire/codec/sha256.ts';
import type { ClientHello } from './tls-hello.ts';

export type HelloCarrier = 't' | 'q' | 'd';

const SERVER_NAME = 0;
const ALPN = 16;

export const ja4 = (hello: ClientHello, carrier: HelloCarrier): string => {
  const { cipherList, extensionList, signatureList } = hello;
  const named = extensionList.includes(SERVER_NAME) ? 'd' : 'i';
  const counts = two(cipherList.length) + two(extensionList.length);
  const ends = firstAndLast(hello.alpn[0]);
  const rest = extensionList.filter((type) => type !== SERVER_NAME && type !== ALPN);
  const ciphers = digest(cipherList, NONE);
  const extensions = extensionList.length === 0 ? EMPTY : digest(rest, signatureList);
  return `${carrier}${versionOf(hello.version)}${named}${counts}${ends}_${ciphers}_${extensions}`;
};

const NONE: readonly number[] = [];
const EMPTY = '000000000000';

const VERSIONS: Readonly<Record<number, string>> = {
  2: 's2',
  768: 's3',
  769: '10',
  770: '11',
  771: '12',
  772: '13',
  65279: 'd1',
  65277: 'd2',
  65276: 'd3',
};

const versionOf = (version: number): string => VERSIONS[version] ?? '00';

const two = (count: number): string => String(Math.min(count, 99)).padStart(2, '0');

/** Letters and digits stand for themselves; of any other name the first and last digit of its bytes in hex. */
const firstAndLast = (name: string | undefined): string => {
  if (!name) return '00';
  const ends = name[0]! + name[name.length - 1]!;
  if (/^[0-9A-Za-z]{2}$/.test(ends)) return ends;
  const digits = (at: number) => (name.charCodeAt(at) & 0xff).toString(16).padStart(2, '0');
  return digits(0)[0]! + digits(name.length - 1)[1]!;
};

/**
 * Digests of lists met before: the same few libraries greet again and again, and shuffle their extensions. A key has one
 * character a number, so that it costs a tenth of the digest.
 */
const known = new Map<string, string>();

/** Of the numbers in order of size, then those of `tail` as they stand. */
const digest = (numbers: readonly number[], tail: readonly number[]): string => {
  const sorted = Uint16Array.from(numbers).sort();
  const key = `${String.fromCharCode(...sorted)}\uffff${String.fromCharCode(...tail)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= LIMITS.tlsDigestsMax) known.clear();
  const behind = tail.length === 0 ? '' : `_${tail.map(four).join()}`;
  const text = `${Array.from(sorted, four).join()}${behind}`;
  const made = text === '' ? EMPTY : hex(sha256(ascii(text)), 0, 6);
  known.set(key, made);
  return made;
};

const four = (number: number): string => number.toString(16).padStart(4, '0');
