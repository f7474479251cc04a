// Blue Coat / Symantec ProxySG (Edge SWG) access logs that come over syslog, without the heading that a file has (with it:
// elff.ts; Broadcom TechDocs, "Access log formats"). Two forms:
//
//   2026-11-22T06:07:06PROXY01 bluecoat - access_log - c-ip=10.20.1.12 cs-bytes=63 cs-host=h.example cs-method=CONNECT …
//   <111>2026-11-22 06:07:06 17 10.20.1.12 alice - - OBSERVED "none" - 200 TCP_TUNNELED CONNECT - tcp h.example 443 / - …
//
// The first is `name=value` in the names of ELFF (the format for Splunk and others). The second is the default `main`
// (bcreportermain_v1), told by: date, time, a number, an address, OBSERVED|PROXIED|DENIED in the 8th, TCP_… in the 12th and a
// method in the 13th cell. Other formats without a heading cannot be told, and are not claimed.
// Looks alike: Squid (epoch seconds), IIS (no TCP_…). Does not see: what a policy called its rule.
import { LIMITS } from '../../model/limits.ts';
import type { Source } from '../source.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { w3cCells } from './elff.ts';
import { type Cells, COLUMNS, type Column, requestOf } from './w3c-fields.ts';

const NOT_BLUECOAT = 'not a line of a Blue Coat proxy';
const OTHER_CELLS = 'cells are not those of the main format';

export const bluecoat: Source = textSource({
  id: 'bluecoat',
  title: 'Blue Coat / Symantec ProxySG access log over syslog',
  looks: /(?:^|[ \t])c-ip=\S{2,45} |\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \d{1,9} [0-9A-Fa-f.:]{3,45} /,
  otherwise: NOT_BLUECOAT,
  open: (context) => (text) => {
    // A line inside a JSON record of a collector is that format's.
    if (text.startsWith('{')) return NOT_BLUECOAT;
    return PAIRED.test(text) ? readPairs(text, context) : readCells(text, context);
  },
});

const PAIRED = /(?:^|[ \t])c-ip=/;

const readPairs = (text: string, context: TextContext): Outcome => {
  const fields = keyValues(text);
  if (!fields.has('cs-method') && !fields.has('sc-filter-result')) return NOT_BLUECOAT;
  const row = withTime(fields, text, context);
  const agentLogged = row.has('cs-User-Agent') || row.has('cs-user-agent');
  return context.emit(requestOf(cellsOf(row), context.stamps, agentLogged));
};

/** The stamp in front is the proxy's own, in GMT as all of its times; one without a year is the relay's. */
const withTime = (fields: Fields, text: string, { stamps }: TextContext): Fields => {
  if (fields.has('date') && fields.has('time')) return fields;
  const own = STAMP.exec(text.slice(0, LIMITS.logPrefixBytesMax))?.[0];
  const relay = own === undefined ? syslogHead(text, stamps).at : Number.NaN;
  const stamp = Number.isNaN(relay) ? own : new Date(relay).toISOString();
  if (stamp === undefined) return fields;
  return new Map([
    ...fields,
    ['datetime', /(?:Z|[+-]\d\d:?\d\d)$/.test(stamp.slice(10)) ? stamp : `${stamp}Z`],
  ]);
};

const STAMP = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)?/;

const cellsOf =
  (fields: Fields): Cells =>
  (column) => {
    for (const name of COLUMNS[column]) {
      const value = fields.get(name) ?? fields.get(PAIR_NAMES[name] ?? '');
      if (value !== undefined && value !== '-' && value !== '') return value;
    }
    return '';
  };

/** A name before `=` cannot hold a bracket. */
const PAIR_NAMES: Readonly<Record<string, string>> = {
  'cs(user-agent)': 'cs-User-Agent',
  'cs(host)': 'cs-Host',
};

const readCells = (text: string, context: TextContext): Outcome => {
  const start = MAIN_START.exec(text);
  if (!start || start.index > LIMITS.logPrefixBytesMax) return NOT_BLUECOAT;
  const cells = w3cCells(text.slice(start.index), LIMITS.logFieldsMax);
  const [filter = '', result = '', method = ''] = [cells[7], cells[11], cells[12]];
  if (!/^(?:OBSERVED|PROXIED|DENIED)$/.test(filter)) return OTHER_CELLS;
  if (!/^[A-Z]+_[A-Z_]+$/.test(result) || !/^(?:[A-Z-]{3,32}|unknown|-)$/.test(method))
    return OTHER_CELLS;
  const get: Cells = (column) => {
    const cell = cells[MAIN[column] ?? -1];
    return cell === undefined || cell === '-' ? '' : cell;
  };
  return context.emit(requestOf(get, context.stamps, true));
};

const MAIN_START = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \d{1,9} [0-9A-Fa-f.:]{3,45} /;

/**
 * date time time-taken c-ip cs-username cs-auth-group x-exception-id sc-filter-result cs-categories cs(Referer) sc-status
 * s-action cs-method rs(Content-Type) cs-uri-scheme cs-host cs-uri-port cs-uri-path cs-uri-query cs-uri-extension
 * cs(User-Agent) s-ip sc-bytes cs-bytes x-virus-id x-bluecoat-application-name …
 */
const MAIN: Readonly<Partial<Record<Column, number>>> = {
  date: 0,
  time: 1,
  taken: 2,
  source: 3,
  user: 4,
  exception: 6,
  filter: 7,
  status: 10,
  action: 11,
  method: 12,
  scheme: 14,
  host: 15,
  destinationPort: 16,
  path: 17,
  query: 18,
  agent: 20,
  bytesIn: 22,
  bytesOut: 23,
  application: 25,
};
