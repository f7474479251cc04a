// e2guardian and DansGuardian, `logfileformat` 1, 2, 4 and 5 to 8 (src/FatController.cpp, e2guardian.conf); 3 is Squid's:
//
//   1     2026.11.22 6:07:06 alice 10.20.1.12 http://h/ *DENIED* Banned site: h GET 0 0 Games 1 403 text/html host group agent …
//   2     the same as 4 with quotes and commas
//   4     2026.11.22 06:07:06⇥alice⇥10.20.1.12⇥http://h/⇥*DENIED* …⇥GET⇥0⇥0⇥Games⇥1⇥403⇥text/html⇥host⇥group⇥agent⇥…
//   5–8   1795327626.361⇥server⇥alice⇥10.20.1.12⇥http://h/⇥GET⇥403⇥0⇥text/html⇥agent⇥-⇥12⇥-⇥500⇥*DENIED* …⇥0⇥Games⇥group⇥1
//
// Sound because: a stamp with dots or with milliseconds in the first cell, an address and a method at fixed places, a URL.
// Looks alike: Squid (blanks, RESULT/ddd). Does not see: the far address; clients when names are logged for addresses and the
// address is not (`logclienthostandip = off` with `reverseclientiplookups = on`). Times of 1, 2 and 4 are local.
import { LIMITS } from '../../model/limits.ts';
import type { Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { targetOf } from './target.ts';

const NOT_E2GUARDIAN = 'not a line of e2guardian';

export const e2guardian: Source = textSource({
  id: 'e2guardian',
  title: 'e2guardian, DansGuardian',
  looks: /(?:^|[\s"])(?:\d{4}\.\d{1,2}\.\d{1,2} \d{1,2}:\d\d:\d\d|\d{9,11}\.\d{3}\t)/,
  otherwise: NOT_E2GUARDIAN,
  open: (context) => (text) => {
    const line = /^["\d]/.test(text) ? text : syslogHead(text, context.stamps).message;
    const cells = line.startsWith('"') ? csvCells(line) : line.split('\t', LIMITS.logFieldsMax);
    if (cells === null) return NOT_E2GUARDIAN;
    if (cells.length >= 14)
      return /^\d{9,11}\.\d{3}$/.test(cells[0]!)
        ? readProtex(cells, context)
        : readCells(cells, context);
    const found = SPACED.exec(line);
    if (!found) return NOT_E2GUARDIAN;
    const [, stamp, user, source, url, what, method, bytesIn, status, agent] = found;
    const named = agent!.replace(NO_PARAMETERS, '');
    return emit({ stamp, user, source, url, what, method, bytesIn, status, agent: named }, context);
  },
});

interface Line {
  readonly stamp: string | undefined;
  readonly user: string | undefined;
  readonly source: string | undefined;
  readonly url: string | undefined;
  readonly what: string | undefined;
  readonly method: string | undefined;
  readonly bytesIn: string | undefined;
  readonly status: string | undefined;
  readonly agent?: string | undefined;
  readonly duration?: string | undefined;
}

const readCells = (cells: readonly string[], context: TextContext): Outcome => {
  const [stamp, user, source, url, what, method, bytesIn] = cells;
  return emit(
    { stamp, user, source, url, what, method, bytesIn, status: cells[10], agent: cells[14] },
    context,
  );
};

/** With `logclienthostandip` a client's name stands behind its address. */
const readProtex = (cells: readonly string[], context: TextContext): Outcome => {
  const named = cells.length > 5 && !isUrl(cells[4]!) && isUrl(cells[5]!) ? 1 : 0;
  const at = (index: number): string | undefined => cells[index + named];
  return emit(
    {
      stamp: cells[0],
      user: cells[2],
      source: cells[3],
      url: at(4),
      method: at(5),
      status: at(6),
      bytesIn: at(7),
      agent: at(9),
      duration: at(11),
      what: at(14),
    },
    context,
  );
};

const emit = (line: Line, context: TextContext): Outcome => {
  // The time since 1970 may follow the local time (`logtimestamp`): it says the zone as well.
  const [, dotted = '', epoch] =
    /^(.{0,24}?)(?: ?(\d{9,11}\.\d{3}))?$/.exec(line.stamp ?? '') ?? [];
  const until = context.stamps.any(epoch ?? dotted);
  const target = targetOf(line.url);
  if (!/^[A-Z][A-Z_-]{1,31}$/.test(line.method ?? '') || target.host === undefined)
    return NOT_E2GUARDIAN;
  const durationMs = /^\d{1,9}$/.test(line.duration ?? '') ? Number(line.duration) : undefined;
  return context.emit({
    kind: 'request',
    at: until - (durationMs ?? 0),
    ...(durationMs === undefined ? {} : { until, durationMs }),
    source: line.source,
    user: line.user,
    ...target,
    method: line.method,
    bytesIn: line.bytesIn,
    status: line.status === '0' ? undefined : line.status,
    agent: line.agent,
    action: DENIED.test(line.what ?? '') || line.status === '403' ? 'denied' : 'allowed',
  });
};

const isUrl = (text: string): boolean => /^[a-z]{2,8}:\/\//i.test(text);

/** Words of data/languages (52 and 53): what was refused, in the language of the server. */
const DENIED =
  /^(?:\*[^*]{1,40}\* ){0,4}\*(?:DENIED|INFECTED|NEGADO|NEGATO|VERWEIGERT|Accès interdit|ЗАПРЕЩЕН)[^*]{0,16}\*/;
/** Parameters, two log ids and posted data, none of which is there. */
const NO_PARAMETERS = /(?: -){1,4}$/;
const SPACED =
  /^(\d{4}\.\d{1,2}\.\d{1,2} \d{1,2}:\d\d:\d\d(?: \d{9,11}\.\d{3})?) (\S{0,255}) ([0-9A-Fa-f.:]{3,45}) ([a-z]{2,8}:\/\/\S+) (.{0,512}?) ?([A-Z][A-Z_-]{2,31}) (\d{1,15}) -?\d{1,6} .{0,255}? ?\d{1,3} (\d{1,3}) \S{0,255} \S{0,255} \S{0,255} (.{0,1024})/;
