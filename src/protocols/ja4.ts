// JA4, a fingerprint of TLS clients by FoxIO (BSD 3-Clause): https://github.com/FoxIO-LLC/ja4, technical_details. It says
// which library greets and how it is set up, never who it is: programs that share a library share it.
//
//   t13d1516h2_8daaf6152771_b186095e22b6
//   │││││ │ │  └ ciphers   └ extensions and signature algorithms
//   ││││└ numbers of ciphers and extensions │ first and last letter of the first ALPN name
//   │││└ d: names a server, i: does not
//   │└┴ version          └ t TCP, q QUIC, d DTLS
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
  const extensions = sorted(extensionList.filter((type) => type !== SERVER_NAME && type !== ALPN));
  const signatures = signatureList.length === 0 ? '' : `_${signatureList.map(four).join()}`;
  const rest = extensionList.length === 0 ? '' : extensions + signatures;
  return `${carrier}${versionOf(hello.version)}${named}${counts}${ends}_${digest(sorted(cipherList))}_${digest(rest)}`;
};

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

const four = (number: number): string => number.toString(16).padStart(4, '0');

const sorted = (numbers: readonly number[]): string => numbers.map(four).sort().join();

/** Letters and digits stand for themselves; of any other name the first and last digit of its bytes in hex. */
const firstAndLast = (name: string | undefined): string => {
  if (!name) return '00';
  const ends = name[0]! + name[name.length - 1]!;
  if (/^[0-9A-Za-z]{2}$/.test(ends)) return ends;
  const digits = (at: number) => (name.charCodeAt(at) & 0xff).toString(16).padStart(2, '0');
  return digits(0)[0]! + digits(name.length - 1)[1]!;
};

const digest = (text: string): string =>
  text === '' ? '000000000000' : hex(sha256(ascii(text)), 0, 6);
