// Query hit payloads: who has what, with the vendor's block (QHD) and SHA-1 names between the zero bytes of a result.
// Specification v0.4 "QueryHit (0x81)"; RFC-Gnutella 0.6 §2.2.5; HUGE 0.94 §2.4.
//
//   count | port 2 | ipv4 4 | speed 4 | results … | QHD: vendor 4, length 1, flags 2 … | servent 16
//   result: index 4 | size 4 | name 00 | extensions, separated by 1C … 00
import { asText, ipv4At, littleAt, Octets, zeroFrom } from './octets.ts';
import { asSha1Urn } from './urn.ts';

export interface HitResult {
  readonly index: number;
  readonly size: number;
  readonly name: string;
  readonly urn: string | null;
}

export interface QueryHit {
  readonly address: string;
  readonly port: number;
  /** Kilobits a second. */
  readonly speed: number;
  readonly results: readonly HitResult[];
  /** Four letters, `LIME`, `GTKG`; empty for 0.4 servents without the block. */
  readonly vendor: string;
  /** The sharer accepts no connections: ask by push. */
  readonly push: boolean;
  readonly servent: Uint8Array;
}

/** Results in one hit: its count is one byte. */
export const RESULTS_MAX = 255;
const RESULTS_AT = 11;
const GUID_BYTES = 16;
const FLAG_PUSH = 0x01;

export const writeQueryHit = (hit: QueryHit): Uint8Array => {
  const results = hit.results.slice(0, RESULTS_MAX);
  const octets = new Octets()
    .little(results.length, 1)
    .little(hit.port, 2)
    .ipv4(hit.address)
    .little(hit.speed, 4);
  for (const { index, size, name, urn } of results) {
    octets.little(index, 4).little(size, 4).text(name).little(0, 1);
    octets.text(urn ?? '').little(0, 1);
  }
  // For push the first byte has the value and the second says that it is meant (RFC-Gnutella 0.6 §2.2.5).
  if (hit.vendor !== '')
    octets
      .text(hit.vendor.slice(0, 4).padEnd(4))
      .little(2, 1)
      .little(hit.push ? FLAG_PUSH : 0, 1)
      .little(FLAG_PUSH, 1);
  return octets.raw(hit.servent.subarray(0, GUID_BYTES)).done();
};

/** Null when it is cut short or its results are. */
export const readQueryHit = (payload: Uint8Array): QueryHit | null => {
  const end = payload.length - GUID_BYTES;
  if (end < RESULTS_AT) return null;
  const results: HitResult[] = [];
  let at = RESULTS_AT;
  for (let left = payload[0]!; left > 0; left--) {
    const nameEnd = zeroFrom(payload, at + 8, end);
    const extensionsEnd = nameEnd < 0 ? -1 : zeroFrom(payload, nameEnd + 1, end);
    if (extensionsEnd < 0) return null;
    results.push({
      index: littleAt(payload, at, 4),
      size: littleAt(payload, at + 4, 4),
      name: asText(payload, at + 8, nameEnd),
      urn: urnIn(asText(payload, nameEnd + 1, extensionsEnd, 'latin1')),
    });
    at = extensionsEnd + 1;
  }
  const block = vendorBlock(payload, at, end);
  return {
    port: littleAt(payload, 1, 2),
    address: ipv4At(payload, 3),
    speed: littleAt(payload, 7, 4),
    results,
    ...block,
    servent: payload.subarray(end),
  };
};

const urnIn = (extensions: string): string | null =>
  extensions
    .split('\x1c')
    .map(asSha1Urn)
    .find((urn) => urn !== null) ?? null;

const vendorBlock = (
  payload: Uint8Array,
  at: number,
  end: number,
): { vendor: string; push: boolean } => {
  if (end - at < 5) return { vendor: '', push: false };
  const open = payload[at + 4]!;
  const both = open >= 2 && at + 6 < end ? payload[at + 5]! & payload[at + 6]! : 0;
  return { vendor: asText(payload, at, at + 4, 'latin1'), push: (both & FLAG_PUSH) !== 0 };
};
