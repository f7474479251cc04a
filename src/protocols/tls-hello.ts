// ClientHello and ServerHello (RFC 8446 §4.1.2, §4.1.3; same layout since SSL 3.0), with their 4-byte message header.
import { LIMITS } from '../model/limits.ts';
import { latin1 } from '../wire/codec/ascii.ts';

export interface ClientHello {
  readonly sni: string | null;
  readonly alpn: readonly string[];
  /** Highest version offered. */
  readonly version: number;
  /** Number of cipher suites offered. */
  readonly ciphers: number;
}

const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;
/** Extensions walked; a hello has about 20. */
const EXTENSIONS_MAX = 64;

/** Null when the lengths do not fit into each other. */
export const readClientHello = (bytes: Uint8Array, length: number): ClientHello | null => {
  const ciphersAt = 39 + (bytes[38] ?? 0);
  if (length < ciphersAt + 2) return null;
  const ciphersLength = u16(bytes, ciphersAt);
  const compressionAt = ciphersAt + 2 + ciphersLength;
  if (length < compressionAt + 1) return null;
  const extensionsAt = compressionAt + 1 + bytes[compressionAt]!;
  const hello = {
    sni: null as string | null,
    alpn: [] as readonly string[],
    version: u16(bytes, 4),
    ciphers: ciphersLength >> 1,
  };
  const whole = eachExtension(bytes, extensionsAt, length, (type, start, end) => {
    if (type === SERVER_NAME) hello.sni = serverName(bytes, start, end);
    else if (type === ALPN) hello.alpn = protocolNames(bytes, start, end);
    else if (type === SUPPORTED_VERSIONS) hello.version = highest(bytes, start + 1, end);
  });
  return whole ? hello : null;
};

/** The version agreed on, 0 when the message is damaged. */
export const readServerHello = (bytes: Uint8Array, length: number): number => {
  const extensionsAt = 39 + (bytes[38] ?? 0) + 3;
  if (length < extensionsAt) return 0;
  let version = u16(bytes, 4);
  eachExtension(bytes, extensionsAt, length, (type, start, end) => {
    if (type === SUPPORTED_VERSIONS && end - start === 2) version = u16(bytes, start);
  });
  return version;
};

/** `1.3`, `1.2`, … ; `ssl3` below. */
export const tlsVersionText = (version: number): string => {
  if (version === 0x0300) return 'ssl3';
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
  for (let count = 0; next + 4 <= stop && count < EXTENSIONS_MAX; count++) {
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

/** Ignores GREASE values (RFC 8701), which are 0x?a?a. */
const highest = (bytes: Uint8Array, start: number, end: number): number => {
  let best = 0;
  for (let at = start; at + 2 <= end; at += 2) {
    const version = u16(bytes, at);
    if ((version & 0x0f0f) !== 0x0a0a && version > best) best = version;
  }
  return best;
};

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
