// ClientHello and ServerHello (RFC 8446 §4.1.2, §4.1.3; same layout since SSL 3.0), with their 4-byte message header.
// DTLS puts a cookie behind the session id of a ClientHello (RFC 6347 §4.2.1) and counts versions down from FE FF.
import { LIMITS } from '../model/limits.ts';
import { latin1 } from '../wire/codec/ascii.ts';

export interface ClientHello {
  readonly sni: string | null;
  readonly alpn: readonly string[];
  /** Highest version offered. */
  readonly version: number;
  /** Number of cipher suites offered. */
  readonly ciphers: number;
  /** Keys for SRTP are offered (RFC 5764): the connection may be a call. */
  readonly srtp: boolean;
  /** In the order of the hello, GREASE (RFC 8701) left out. */
  readonly cipherList: readonly number[];
  readonly extensionList: readonly number[];
  readonly signatureList: readonly number[];
}

export interface ServerHello {
  /** The version agreed on. */
  readonly version: number;
  /** The cipher suite agreed on. */
  readonly cipher: number;
  /** SRTP was agreed on. */
  readonly srtp: boolean;
}

const SERVER_NAME = 0;
const SIGNATURE_ALGORITHMS = 13;
const USE_SRTP = 14;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;

/** Null when the lengths do not fit into each other. */
export const readClientHello = (
  bytes: Uint8Array,
  length: number,
  datagrams = false,
): ClientHello | null => {
  const cookieAt = 39 + (bytes[38] ?? 0);
  const ciphersAt = datagrams ? cookieAt + 1 + (bytes[cookieAt] ?? 0) : cookieAt;
  if (length < ciphersAt + 2) return null;
  const ciphersLength = u16(bytes, ciphersAt);
  const compressionAt = ciphersAt + 2 + ciphersLength;
  if (length < compressionAt + 1) return null;
  const extensionsAt = compressionAt + 1 + bytes[compressionAt]!;
  const extensionList: number[] = [];
  const hello = {
    sni: null as string | null,
    alpn: [] as readonly string[],
    version: u16(bytes, 4),
    ciphers: ciphersLength >> 1,
    srtp: false,
    cipherList: numbers(bytes, ciphersAt + 2, compressionAt),
    extensionList,
    signatureList: [] as readonly number[],
  };
  const whole = eachExtension(bytes, extensionsAt, length, (type, start, end) => {
    if (!isGrease(type)) extensionList.push(type);
    if (type === SERVER_NAME) hello.sni = serverName(bytes, start, end);
    else if (type === ALPN) hello.alpn = protocolNames(bytes, start, end);
    else if (type === SUPPORTED_VERSIONS) hello.version = highest(bytes, start + 1, end);
    else if (type === SIGNATURE_ALGORITHMS) hello.signatureList = numbers(bytes, start + 2, end);
    else if (type === USE_SRTP) hello.srtp = true;
  });
  return whole ? hello : null;
};

/** Null when the message is damaged. */
export const readServerHello = (bytes: Uint8Array, length: number): ServerHello | null => {
  const extensionsAt = 39 + (bytes[38] ?? 0) + 3;
  if (length < extensionsAt) return null;
  let version = u16(bytes, 4);
  let srtp = false;
  eachExtension(bytes, extensionsAt, length, (type, start, end) => {
    if (type === SUPPORTED_VERSIONS && end - start === 2) version = u16(bytes, start);
    else if (type === USE_SRTP) srtp = true;
  });
  return version === 0 ? null : { version, cipher: u16(bytes, extensionsAt - 3), srtp };
};

/** `1.3`, `1.2`, … ; `ssl3` below. The same for DTLS, which has no 1.1. */
export const tlsVersionText = (version: number): string => {
  if (version === 0x0300) return 'ssl3';
  if (version === 0xfeff) return '1.0';
  if (version === 0xfefd || version === 0xfefc) return version === 0xfefd ? '1.2' : '1.3';
  return version > 0x0300 && version <= 0x0304
    ? `1.${version - 0x0301}`
    : `0x${version.toString(16)}`;
};

/** False when the list overruns the message; a hello may end before the list (TLS 1.0, SSL 3.0). */
const eachExtension = (
  bytes: Uint8Array,
  at: number,
  limit: number,
  visit: (type: number, start: number, end: number) => void,
): boolean => {
  if (at === limit) return true;
  if (at + 2 > limit) return false;
  const stop = at + 2 + u16(bytes, at);
  if (stop > limit) return false;
  let next = at + 2;
  for (let count = 0; next + 4 <= stop && count < LIMITS.tlsExtensionsMax; count++) {
    const end = next + 4 + u16(bytes, next + 2);
    if (end > stop) return false;
    visit(u16(bytes, next), next + 4, end);
    next = end;
  }
  return true;
};

/** List length, then type 0 (host name), length, name (RFC 6066 §3). */
const serverName = (bytes: Uint8Array, start: number, end: number): string | null => {
  if (end - start < 5 || bytes[start + 2] !== 0) return null;
  const stop = start + 5 + u16(bytes, start + 3);
  return stop > end ? null : latin1(bytes, start + 5, stop);
};

const protocolNames = (bytes: Uint8Array, start: number, end: number): readonly string[] => {
  const names: string[] = [];
  let at = start + 2;
  while (at < end && names.length < LIMITS.tlsNamesMax) {
    const stop = at + 1 + bytes[at]!;
    if (stop > end) break;
    names.push(latin1(bytes, at + 1, stop));
    at = stop;
  }
  return names;
};

const numbers = (bytes: Uint8Array, start: number, end: number): readonly number[] => {
  const found: number[] = [];
  for (let at = start; at + 2 <= end && found.length < LIMITS.tlsCiphersMax; at += 2) {
    const number = u16(bytes, at);
    if (!isGrease(number)) found.push(number);
  }
  return found;
};

/** DTLS counts down: FE FF is 1.0, FE FD 1.2, FE FC 1.3. */
const highest = (bytes: Uint8Array, start: number, end: number): number => {
  let best = 0;
  for (let at = start; at + 2 <= end; at += 2) {
    const version = u16(bytes, at);
    if (isGrease(version)) continue;
    const newer = version >> 8 === 0xfe ? best === 0 || version < best : version > best;
    if (newer) best = version;
  }
  return best;
};

/** RFC 8701: 0A0A, 1A1A, … FAFA. */
const isGrease = (number: number): boolean =>
  (number & 0x0f0f) === 0x0a0a && number >> 8 === (number & 0xff);

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
