// Datagrams in which a router or switch tells of flows: NetFlow v5 and v9 (RFC 3954), IPFIX (RFC 7011 §3), sFlow v5
// (sflow.org/sflow_version_5.txt §5). No port is asked for: every site chooses its own.
// Sound because: the version, and sizes that use up the datagram exactly (v5 by its count, v9 by its flow sets, IPFIX by its
// length and sets, sFlow by its samples).
// Looks alike: nothing known; a DNS message with the identifier 5, 9 or 10 fails at the sizes.
// Does not see: datagrams that the capture cut; NetFlow v1, v7 and v8; sFlow v2 and v4.
import { u16, u32 } from './recogniser.ts';

export type FlowExport = 'netflow-v5' | 'netflow-v9' | 'ipfix' | 'sflow';

export const FLOW_EXPORT_BYTES_MIN = 24;
export const V5_HEADER_BYTES = 24;
export const V5_RECORD_BYTES = 48;
export const V9_HEADER_BYTES = 20;
export const IPFIX_HEADER_BYTES = 16;

/** What the first bytes may be, at the price of two comparisons; then `flowExportOf` decides. */
export const mayBeFlowExport = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (bytes[start] !== 0 || end - start < FLOW_EXPORT_BYTES_MIN) return false;
  const second = bytes[start + 1]!;
  if (second === 0) return bytes[start + 2] === 0 && bytes[start + 3] === 5;
  return second === 5 || second === 9 || second === 10;
};

/** The kind of export that `[start, end)` is from its first byte to its last, or null. */
export const flowExportOf = (bytes: Uint8Array, start: number, end: number): FlowExport | null => {
  if (!mayBeFlowExport(bytes, start, end)) return null;
  switch (u16(bytes, start)) {
    case 0:
      return isSflow(bytes, start, end) ? 'sflow' : null;
    case 5: {
      const count = u16(bytes, start + 2);
      const exact = end - start === V5_HEADER_BYTES + V5_RECORD_BYTES * count;
      return exact && count > 0 && count <= V5_RECORDS_MAX ? 'netflow-v5' : null;
    }
    case 9:
      return u16(bytes, start + 2) > 0 && areSets(bytes, start + V9_HEADER_BYTES, end, 0)
        ? 'netflow-v9'
        : null;
    default:
      return u16(bytes, start + 2) === end - start &&
        areSets(bytes, start + IPFIX_HEADER_BYTES, end, 2)
        ? 'ipfix'
        : null;
  }
};

/** A full Ethernet frame holds 30. */
const V5_RECORDS_MAX = 30;

/** Sets to the last byte: templates, options templates (`first` and the next number), data from 256 on. */
const areSets = (bytes: Uint8Array, from: number, end: number, first: number): boolean => {
  let at = from;
  while (at + 4 <= end) {
    const id = u16(bytes, at);
    const size = u16(bytes, at + 2);
    if (size < 4 || (id < 256 && id !== first && id !== first + 1)) return false;
    at += size;
  }
  return at === end && at > from;
};

const isSflow = (bytes: Uint8Array, start: number, end: number): boolean => {
  const family = u32(bytes, start + 4);
  if (family !== 1 && family !== 2) return false;
  let at = start + (family === 1 ? 12 : 24);
  if (at + 16 > end) return false;
  let samples = u32(bytes, at + 12);
  at += 16;
  while (samples > 0 && at + 8 <= end) {
    const size = u32(bytes, at + 4);
    if (size === 0 || size > end - at - 8 || (size & 3) !== 0) return false;
    at += 8 + size;
    samples--;
  }
  return samples === 0 && at === end && at > start + 28;
};
