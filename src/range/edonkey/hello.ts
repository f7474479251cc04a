// What clients say of themselves: to each other (hello 0x01, its answer 0x4C, eMule info), and to a server at login.
import { type Reader, Writer } from './bytes.ts';
import { CLIENT_FLAGS, OBFUSCATION, TAG } from './opcodes.ts';
import { readTags, writeTags } from './tags.ts';

const HASH_BYTES = 16;
/** eDonkey's own version that eMule gives. */
const EDONKEY_VERSION = 60;
/** 0.50a of eMule: seven bits each for major and minor number, three for the letter (§6.4.1 of the specification). */
const EMULE_VERSION = 50 << 10;
/** Bit of the second options. */
const NEW_EXCHANGE = 1 << 10;
/** The version byte of the older info message: 0.42. */
const EMULE_INFO_VERSION = 0x42;
const EMULE_INFO_PROTOCOL = 0x01;
/** Tags of the info message. */
const INFO = { compression: 0x20, udpPort: 0x21, udpVersion: 0x22, sources: 0x23, requests: 0x25 };

export interface Introduction {
  readonly hash: Uint8Array;
  /** The address, or a low id. */
  readonly id: number;
  readonly port: number;
  readonly udpPort: number;
  readonly name: string;
  /** Bits of OBFUSCATION. */
  readonly obfuscation: number;
  /** The server it is logged in to; 0 when none. */
  readonly serverId: number;
  readonly serverPort: number;
  /** False for clients of the time before eMule told its features in the hello: those send the info message too. */
  readonly modern: boolean;
  /** Speaks the newer messages of source exchange (0x83, 0x84). */
  readonly newExchange: boolean;
}

/** The first byte of an eMule version says whose program it is. */
const AMULE = 3;

/** The payload of an answer; a hello has the length of the hash, 16, before it. */
export const helloPayload = (who: Introduction, first: boolean): Uint8Array => {
  const out = new Writer();
  if (first) out.u8(HASH_BYTES);
  out.bytes(who.hash).u32(who.id).u16(who.port);
  writeTags(out, [
    [TAG.name, who.name],
    [TAG.version, EDONKEY_VERSION],
    ...(who.modern ? modernTags(who) : ([[TAG.port, who.port]] as const)),
  ]);
  return out.u32(who.serverId).u16(who.serverPort).done();
};

const modernTags = (who: Introduction): (readonly [number, number])[] => [
  [TAG.udpPorts, who.udpPort],
  // Unicode 1, UDP version 4, packed parts 0, secure identification 0, source exchange 3, extended requests 2.
  [TAG.misc1, (1 << 28) | (4 << 24) | (3 << 12) | (2 << 8)],
  [TAG.emuleVersion, EMULE_VERSION],
  // Source exchange 2, then the three bits of obfuscation.
  [TAG.misc2, NEW_EXCHANGE | (who.obfuscation << 7)],
];

/** Null when it is torn. The reader stands behind the length of the hash. */
export const readHello = (from: Reader): Introduction | null => {
  const hash = from.bytes(HASH_BYTES).slice();
  const id = from.u32();
  const port = from.u16();
  const tags = readTags(from);
  const serverId = from.u32();
  const serverPort = from.u16();
  if (!from.ok) return null;
  const number = (name: number): number => Number(tags.get(name) ?? 0);
  return {
    hash,
    id,
    port,
    udpPort: number(TAG.udpPorts) & 0xffff,
    name: String(tags.get(TAG.name) ?? ''),
    obfuscation: (number(TAG.misc2) >>> 7) & 7,
    serverId,
    serverPort,
    modern: tags.has(TAG.emuleVersion),
    // aMule (2.3.3) claims it, and ends connections on which 0x83 comes.
    newExchange:
      (number(TAG.misc2) & NEW_EXCHANGE) !== 0 && number(TAG.emuleVersion) >>> 24 !== AMULE,
  };
};

export const infoPayload = (udpPort: number): Uint8Array => {
  const out = new Writer().u8(EMULE_INFO_VERSION).u8(EMULE_INFO_PROTOCOL);
  writeTags(out, [
    [INFO.compression, 0],
    [INFO.udpPort, udpPort],
    [INFO.udpVersion, 4],
    [INFO.sources, 3],
    [INFO.requests, 2],
  ]);
  return out.done();
};

/** The UDP port that an info message tells; null when it is torn. */
export const readInfo = (from: Reader): number | null => {
  from.u16();
  const tags = readTags(from);
  return from.ok ? Number(tags.get(INFO.udpPort) ?? 0) & 0xffff : null;
};

export const loginPayload = (who: Introduction): Uint8Array => {
  const out = new Writer().bytes(who.hash).u32(who.id).u16(who.port);
  writeTags(out, [
    [TAG.name, who.name],
    [TAG.version, EDONKEY_VERSION],
    [TAG.serverFlags, clientFlags(who.obfuscation)],
    [TAG.emuleVersion, EMULE_VERSION],
  ]);
  return out.done();
};

/** Null when it is torn. */
export const readLogin = (from: Reader): Introduction | null => {
  const hash = from.bytes(HASH_BYTES).slice();
  const id = from.u32();
  const port = from.u16();
  const tags = readTags(from);
  if (!from.ok) return null;
  const flags = Number(tags.get(TAG.serverFlags) ?? 0);
  return {
    hash,
    id,
    port,
    udpPort: 0,
    name: String(tags.get(TAG.name) ?? ''),
    obfuscation: (flags >>> 9) & 7,
    serverId: 0,
    serverPort: 0,
    modern: true,
    newExchange: false,
  };
};

const clientFlags = (obfuscation: number): number =>
  CLIENT_FLAGS.packed |
  CLIENT_FLAGS.shortTags |
  CLIENT_FLAGS.unicode |
  (obfuscation & OBFUSCATION.supported ? CLIENT_FLAGS.obfuscationSupported : 0) |
  (obfuscation & OBFUSCATION.requested ? CLIENT_FLAGS.obfuscationRequested : 0) |
  (obfuscation & OBFUSCATION.required ? CLIENT_FLAGS.obfuscationRequired : 0);
