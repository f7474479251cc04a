// Query payloads: minimum speed, words, and after their zero byte extensions (HUGE: `urn:sha1:` of the file wanted).
// Specification v0.4 "Query (0x80)"; RFC-Gnutella 0.6 §2.2.4; HUGE 0.94 §2.3.
import { asText, littleAt, Octets, zeroFrom } from './octets.ts';
import { asSha1Urn } from './urn.ts';

export interface Query {
  /** Kilobits a second in 0.4; in 0.6 flags when bit 15 is set. */
  readonly speed: number;
  readonly words: string;
  /** `urn:sha1:…` when a file is asked for by its hash. */
  readonly urn: string | null;
  /** `urn:`: any hash is wanted in the hits. */
  readonly wantsUrn: boolean;
}

/** Longest criteria that are answered; "servents may drop queries over 256 bytes" (RFC-Gnutella 0.6 §2.2.4). */
const CRITERIA_BYTES_MAX = 512;
/** Between extensions (HUGE 0.94 §2.1). */
const SEPARATOR = '\x1c';
/** Bit 15: these are flags; bit 14: the asker cannot be connected to (RFC-Gnutella 0.6 §2.2.4). */
const SPEED_FLAGS = 0x8000;
const SPEED_FIREWALLED = 0x4000;

/** 0.4: no extensions at all. */
export const writeQuery04 = (words: string): Uint8Array =>
  new Octets().little(0, 2).text(words).little(0, 1).done();

export const writeQuery = (words: string, urn: string | null, firewalled: boolean): Uint8Array =>
  new Octets()
    .little(SPEED_FLAGS | (firewalled ? SPEED_FIREWALLED : 0), 2)
    .text(words)
    .little(0, 1)
    .text(urn ?? 'urn:')
    .little(0, 1)
    .done();

/** Null when it has no end or its criteria are too long. */
export const readQuery = (payload: Uint8Array): Query | null => {
  if (payload.length < 3) return null;
  const wordsEnd = zeroFrom(payload, 2);
  if (wordsEnd < 0 || wordsEnd > CRITERIA_BYTES_MAX) return null;
  const extensionsEnd = zeroFrom(payload, wordsEnd + 1);
  const end = extensionsEnd < 0 ? payload.length : extensionsEnd;
  const extensions = asText(payload, wordsEnd + 1, Math.min(end, wordsEnd + CRITERIA_BYTES_MAX))
    .split(SEPARATOR)
    .map((text) => text.trim());
  return {
    speed: littleAt(payload, 0, 2),
    words: asText(payload, 2, wordsEnd),
    urn: extensions.map(asSha1Urn).find((urn) => urn !== null) ?? null,
    wantsUrn: extensions.some((text) => /^urn:/i.test(text)),
  };
};

/** What a push asks: "send me file `index` of servent `servent`, at this address". v0.4 "Push (0x40)". */
export interface Push {
  readonly servent: Uint8Array;
  readonly index: number;
  readonly address: string;
  readonly port: number;
}

export const writePush = ({ servent, index, address, port }: Push): Uint8Array =>
  new Octets().raw(servent.subarray(0, 16)).little(index, 4).ipv4(address).little(port, 2).done();

export const readPush = (payload: Uint8Array): Push | null =>
  payload.length < 26
    ? null
    : {
        servent: payload.subarray(0, 16),
        index: littleAt(payload, 16, 4),
        address: [...payload.subarray(20, 24)].join('.'),
        port: littleAt(payload, 24, 2),
      };
