// Squid with a `logformat` of one's own (http://www.squid-cache.org/Doc/config/logformat/): fields of the native format in
// another order, with others between them, with another stamp. A log has no heading, so a field is told by its form alone:
//
//   [22/Nov/2026:06:07:06 +0000] 148 10.20.1.12 51722 aa:bb:cc:00:00:01 TCP_MISS/201 235 PUT http://h.example/x alice HIER_DIRECT/203.0.113.15 - "UA"
//
// What can be told: the stamp (seconds since 1970 with milliseconds, common log format, ISO 8601) as the first field or behind the
// client; RESULT/ddd; `METHOD URL`, also in quotes; HIERARCHY/peer; the client: the first address in front of the result
// (its port behind a colon or as the next field is not taken); a hardware address; the user between URL and hierarchy
// if one field stands there; the duration as the second field behind seconds since 1970; the size if one number follows RESULT/ddd.
// Does not see: which of several numbers is which (%>st, %<st, ports), names of clients, own columns, formats without
// RESULT/ddd or without HIERARCHY/peer. Those lines are refused, or their field is left out.
// Sound because: all five of stamp, address, RESULT/ddd, METHOD URL and HIERARCHY/peer, each once, outside quotes.
// Looks alike: the native format (squid.ts is asked first) and Cisco WSA (told by `<` and its decision tag).
import { LIMITS } from '../../model/limits.ts';
import type { Source } from '../source.ts';
import type { Stamps } from '../text/stamps.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { textSource } from '../text/text-source.ts';
import { w3cCells } from './elff.ts';
import { hostOf, targetOf } from './target.ts';

const NOT_SQUID = 'fields of Squid cannot be told in it';
const CONTROLS = 'control characters in a field';

export const squidCustom: Source = textSource({
  id: 'squid-custom',
  title: 'Squid with a logformat of its own',
  looks: /(?:^|[ "])(?:TCP|UDP|NONE)[A-Z_]{0,60}[/:]\d{3}[ "]/,
  otherwise: NOT_SQUID,
  open: ({ stamps, emit }) => {
    return (text) => {
      const line = /^[<A-Z]/.test(text) ? syslogHead(text, stamps).message : text;
      const cells = w3cCells(line.trimStart(), LIMITS.logFieldsMax);
      const time = timeIn(cells, stamps);
      const result = only(cells, RESULT);
      const hierarchy = only(cells, HIERARCHY);
      const asked = requestIn(cells);
      const client = cells.findIndex((cell) => hostOf(withoutPort(cell)).destination !== undefined);
      const tagged = cells.some((cell) => cell.startsWith('<'));
      if (hasControls(line)) return CONTROLS;
      if (!time || !result || !hierarchy || !asked || tagged) return NOT_SQUID;
      if (client < 0 || client > result.at || asked.at > hierarchy.at) return NOT_SQUID;
      const [, code, status] = result.found;
      const size = result.at + 2 === asked.at ? cells[result.at + 1] : undefined;
      const user = asked.end + 1 === hierarchy.at ? cells[asked.end] : undefined;
      const durationMs = time.epoch && /^\d{1,9}$/.test(cells[1]!) ? Number(cells[1]) : undefined;
      const peer = /DIRECT|ORIGINAL_DST|PINNED/.test(hierarchy.found[1]!)
        ? hostOf(hierarchy.found[2]).destination
        : undefined;
      return emit({
        kind: 'request',
        at: time.value - (durationMs ?? 0),
        ...(durationMs === undefined ? {} : { until: time.value, durationMs }),
        source: withoutPort(cells[client]!),
        ...targetOf(asked.url),
        ...(peer === undefined ? {} : { destination: peer }),
        method: asked.method,
        status,
        bytesIn: size,
        user: userOf(user),
        mac: cells.find((cell) => MAC.test(cell)),
        action: !code!.startsWith('TCP_')
          ? undefined
          : code!.includes('DENIED')
            ? 'denied'
            : 'allowed',
      });
    };
  },
});

/** No logging program writes one unescaped. */
const hasControls = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 32 && code !== 9) || code === 127) return true;
  }
  return false;
};

interface Found {
  readonly at: number;
  readonly found: RegExpExecArray;
}

/** The one cell of this form; undefined for none, and for two: one of them would be forged. */
const only = (cells: readonly string[], pattern: RegExp): Found | undefined => {
  let only: Found | undefined;
  for (const [at, cell] of cells.entries()) {
    const found = pattern.exec(cell);
    if (found && only) return undefined;
    if (found) only = { at, found };
  }
  return only;
};

const timeIn = (
  cells: readonly string[],
  stamps: Stamps,
): { readonly value: number; readonly epoch: boolean } | undefined => {
  for (const cell of cells.slice(0, STAMP_CELLS)) {
    const epoch = /^\d{9,11}\.\d{3}$/.test(cell);
    if (!epoch && !/^\[?\d{1,4}[-/]/.test(cell)) continue;
    const value = stamps.any(cell.replace(/^\[(.*)\]$/, '$1'));
    if (!Number.isNaN(value)) return { value, epoch };
  }
  return undefined;
};

/** `GET http://h/` as two cells, or `"GET http://h/ HTTP/1.1"` as one; `end` is the cell behind. */
const requestIn = (
  cells: readonly string[],
): { at: number; end: number; method: string; url: string } | undefined => {
  for (const [at, cell] of cells.entries()) {
    const quoted = /^([A-Z][A-Z_-]{1,31}) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/.exec(cell);
    if (quoted) return { at, end: at + 1, method: quoted[1]!, url: quoted[2]! };
    const url = cells[at + 1] ?? '';
    if (!/^(?:[A-Z]{3,16}|-)$/.test(cell) || !ASKED.test(url)) continue;
    return { at, end: at + 2, method: cell, url };
  }
  return undefined;
};

const withoutPort = (cell: string): string =>
  cell.replace(/^([\d.]{7,15}|\[[0-9A-Fa-f:]{2,39}\]):\d{1,5}$/, '$1');

/** Squid writes names with `%XX`. */
const userOf = (text: string | undefined): string | undefined => {
  if (!text?.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The stamp is among the first fields of every format that Squid's documents show. */
const STAMP_CELLS = 6;
const RESULT = /^((?:TCP|UDP|NONE)(?:_[A-Z_]{1,60})?)[/:](\d{3})$/;
const HIERARCHY =
  /^((?:TIMEOUT_)?(?:HIER_[A-Z_]{3,40}|[A-Z]{0,16}_?DIRECT|NONE|[A-Z_]{0,40}PARENT|PINNED|ORIGINAL_DST))[/:](\S{1,255})$/;
const ASKED =
  /^(?:[a-z][a-z0-9+.-]{1,15}:\/\/\S|[^\s:]{1,255}:\d{1,5}$|\[[0-9A-Fa-f:]{2,39}\]:\d{1,5}$|error:)/;
const MAC = /^(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/;
