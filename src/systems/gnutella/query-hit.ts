// Query hits: what one end offers for a search (Gnutella 0.4 §"QueryHit", HUGE 0.93, GGEP).
//
//   count 1 │ port 2 │ IPv4 4 │ speed 4 │ results … │ vendor 4 │ length 1, open data │ private data │ servent GUID 16
//   result: index 4 │ size 4 │ name NUL │ extensions NUL (urn:sha1:… and GGEP, parted by 0x1c)

import { LIMITS } from '../../model/limits.ts';
import type { Content } from '../../model/observation.ts';
import { indexOfByte } from '../../wire/codec/ascii.ts';
import { hex } from '../../wire/codec/hex.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { isVendorCode, noteVendor } from './client.ts';
import { GGEP_MAGIC, readGgep } from './ggep.ts';
import { type Told, tellPacked, tellV4 } from './hosts.ts';
import { sha1Urn, sizeLe, u16le, u32le } from './numbers.ts';
import { cleanText, endOfText, findSha1Urn } from './text.ts';

const RESULTS_AT = 11;
const GUID_BYTES = 16;
/** Size field of files past 4 GiB; the real size is in GGEP "LF". */
const SIZE_IN_GGEP = 0xffffffff;

/** `own`: the end that sent it has the files itself, nobody relayed it. */
export const readQueryHit = (
  flow: FlowSink,
  direction: Direction,
  own: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  if (end - start < RESULTS_AT + GUID_BYTES) {
    flow.anomaly('gnutella-hit-short');
    return;
  }
  const told: Told = { flow, direction, system: 'gnutella', how: 'a Gnutella query hit' };
  const results = Math.min(bytes[start]!, LIMITS.queryHitResultsMax);
  const stop = end - GUID_BYTES;
  let at = start + RESULTS_AT;
  for (let i = 0; i < results; i++) {
    const next = readResult(told, own, bytes, at, stop);
    if (next < 0) {
      flow.anomaly('gnutella-hit-result');
      return;
    }
    at = next;
  }
  const pushOnly = readTrailer(told, own, bytes, at, stop);
  if (!pushOnly) tellV4(told, bytes, start + 3, u16le(bytes, start + 1));
  if (!own) return;
  const facts = flow.end(direction);
  facts.identity = hex(bytes, stop, end);
  facts.listens ??= u16le(bytes, start + 1);
};

/** Offset of the next result, or -1. */
const readResult = (
  told: Told,
  own: boolean,
  bytes: Uint8Array,
  at: number,
  end: number,
): number => {
  const nameAt = at + 8;
  if (nameAt + 2 > end) return -1;
  const nameEnd = indexOfByte(bytes, nameAt, end, 0);
  if (nameEnd < 0) return -1;
  const extensionEnd = indexOfByte(bytes, nameEnd + 1, end, 0);
  if (extensionEnd < 0) return -1;
  const content: Content = {
    id: findSha1Urn(bytes, nameEnd + 1, extensionEnd) ?? '',
    name: cleanText(bytes, nameAt, nameEnd),
  };
  const size = u32le(bytes, at + 4);
  if (size !== SIZE_IN_GGEP) content.size = size;
  readResultGgep(told, content, bytes, nameEnd + 1, extensionEnd);
  if (own) told.flow.offer(content, told.direction);
  return extensionEnd + 1;
};

const readResultGgep = (
  told: Told,
  content: Content,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  const at = indexOfByte(bytes, start, end, GGEP_MAGIC);
  if (at < 0) return;
  for (const { name, bytes: data, start: from, end: to } of readGgep(bytes, at, end)) {
    if (name === 'LF') content.size = sizeLe(data, from, to);
    // "H" 1: SHA-1; 2: bitprint, which begins with it.
    else if (name === 'H' && to - from >= 21 && (data[from] === 1 || data[from] === 2))
      content.id ||= sha1Urn(data, from + 1);
    else if (name === 'ALT') tellPacked(told, data, from, to);
  }
};

/** The part behind the results (LimeWire's "QHD"); true when the end can only be reached by a push. */
const readTrailer = (
  told: Told,
  own: boolean,
  bytes: Uint8Array,
  at: number,
  end: number,
): boolean => {
  if (at + 5 > end || !isVendorCode(bytes, at)) return false;
  if (own) noteVendor(told.flow.end(told.direction), bytes, at);
  const open = at + 5;
  const openEnd = open + bytes[at + 4]!;
  if (openEnd > end) return false;
  const ggep = indexOfByte(bytes, openEnd, end, GGEP_MAGIC);
  if (ggep >= 0)
    for (const { name, bytes: data, start, end: stop } of readGgep(bytes, ggep, end))
      if (name === 'PUSH') tellPacked(told, data, start, stop);
  // Bit 0 of the first byte says that the flag is meant, bit 0 of the second that it is set (or the reverse).
  return openEnd - open >= 2 && (bytes[open]! & bytes[open + 1]! & 1) !== 0;
};

/** Search words of a query, with the hash that HUGE puts behind them. */
export const readQuery = (
  flow: FlowSink,
  own: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  if (!own || end - start < 3) return;
  const wordsEnd = endOfText(bytes, start + 2, end);
  const words = cleanText(bytes, start + 2, wordsEnd);
  const urn = findSha1Urn(bytes, wordsEnd, end);
  // BearShare and LimeWire send `\` as the words of a search by hash alone.
  if (words.length > 0 && words !== '\\') flow.search(words);
  if (urn !== null) flow.search(urn);
};
