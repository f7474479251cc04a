// Logs of address translation (RFC 6302, RFC 6888 REQ-12), one line a translation:
//
//   … %IPNAT-6-CREATED: tcp 10.20.1.5:51022 203.0.113.9:40022 198.51.100.14:6881 198.51.100.14:6881           Cisco IOS
//   … - - NAT44 - [SessionbasedA TCP 10.20.1.5 inside - 203.0.113.9 51022 40022 - 198.51.100.14 6881]            Cisco IOS XR
//   … ASP_SFW_CREATE_ACCEPT_FLOW: proto 6 (TCP) application: any, ge-1/3/5.0:10.20.1.5:51022 -> 198.51.100.14:6881, creating
//       forward or watch flow ; source address and port translate to 203.0.113.9:40022                          Juniper MX
//   … JSERVICES_SESSION_OPEN: application:none, ge-0/0/0.0, 10.20.1.5:51022 [203.0.113.9:40022] -> 198.51.100.14:6881 (TCP)
//   … "LSN_ADD","TCP","10.20.1.5%0:51022","203.0.113.9:40022","198.51.100.14:6881"                                  F5
//   time,inside address,inside port,outside address,outside port,destination address,destination port,protocol,until
//
// Sound because: words of the product beside the addresses, or a heading that names inside, outside and destination.
// Looks alike: conntrack and the session logs of SRX, which have formats of their own. Does not see: far ends, where the
// translator does not log them; an outside port that nobody is known to have talked to is no connection.
import { OK, type Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { csvCells } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a line of a log of address translation';
const NO_FAR_END = 'not kept: translation of which the far end is not logged';
const ENDED = 'not kept: end of a translation';

const source = textSource({
  id: 'nat-log',
  title: 'Address translation (Cisco, Juniper MX, F5, CSV)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    let columns: Columns | null = null;
    return (text): Outcome => {
      const heading = context.alone ? null : columnsOf(text);
      if (heading) {
        columns = heading;
        return OK;
      }
      if (MARKS.test(text)) return line(text, context);
      if (!columns) return OTHERWISE;
      const cells = csvCells(text.trim(), columns.separator);
      return cells ? row(cells, columns.names, context) : OTHERWISE;
    };
  },
});

// Alone, it has no heading.
export const natLog: Source = Object.freeze<Source>({ ...source, severalLines: false });

const line = (text: string, { stamps, emit, undated }: TextContext): Outcome => {
  const head = syslogHead(text, stamps);
  for (const [pattern, ended] of PRODUCTS) {
    const found = pattern.exec(text)?.groups;
    if (!found) continue;
    if (ended?.test(found['event'] ?? '')) return ENDED;
    const { transport, inside, insidePort, outside, outsidePort, far, farPort } = found;
    if (far === undefined || far === '-') return NO_FAR_END;
    const at = Number.isNaN(head.at) ? stampIn(text, stamps.any.bind(stamps), undated) : head.at;
    return emit(
      translated({
        at,
        sensor: Number.isNaN(head.at) ? '' : head.host,
        transport,
        source: inside,
        sourcePort: insidePort,
        destination: far,
        destinationPort: farPort,
        outside,
        outsidePort,
      }),
    );
  }
  return BLOCKS.test(text) ? NO_FAR_END : OTHERWISE;
};

type Ends = Omit<Draft, 'kind'> & {
  readonly outside: string | undefined;
  readonly outsidePort: string | undefined;
};

const translated = ({ outside, outsidePort, ...ends }: Ends): Draft => ({
  kind: 'connection',
  ...ends,
  translated: { source: outside, sourcePort: outsidePort },
});

/** Cisco's stamps behind the priority: `1 2026 Nov 22 05:52:09 cgn1`. */
const stampIn = (text: string, any: (stamp: string) => number, undated: () => number): number => {
  const found = /^(?:<\d{1,3}>)?1 (\d{4}) ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)/.exec(text);
  if (!found) return undated();
  const [, year, month, day, time] = found;
  return any(`${day} ${month} ${year} ${time}`);
};

interface Columns {
  readonly separator: ',' | ';' | '\t';
  readonly names: readonly (Column | undefined)[];
}
type Column =
  | 'time'
  | 'until'
  | 'transport'
  | 'inside'
  | 'insidePort'
  | 'outside'
  | 'outsidePort'
  | 'far'
  | 'farPort';

const columnsOf = (text: string): Columns | null => {
  if (text.length > HEADING_CHARS_MAX || !/inside|private|internal/i.test(text)) return null;
  for (const separator of [';', '\t', ','] as const) {
    const names = csvCells(text.trim(), separator)?.map(
      (name) =>
        NAMES[
          name
            .trim()
            .toLowerCase()
            .replace(/[\s_-]+/g, ' ')
        ],
    );
    if (names?.includes('inside') && names.includes('outside') && names.includes('time'))
      return { separator, names };
  }
  return null;
};

const row = (
  cells: readonly string[],
  names: readonly (Column | undefined)[],
  { stamps, emit }: TextContext,
): Outcome => {
  const cell = (column: Column): string => cells[names.indexOf(column)]?.trim() ?? '';
  const [source, sourcePort] = endOf(cell('inside'), cell('insidePort'));
  const [outside, outsidePort] = endOf(cell('outside'), cell('outsidePort'));
  const [destination, destinationPort] = endOf(cell('far'), cell('farPort'));
  if (source === '' || outside === '') return OTHERWISE;
  if (destination === '') return NO_FAR_END;
  const until = cell('until') === '' ? undefined : stamps.any(cell('until'));
  const transport = cell('transport');
  const at = stamps.any(cell('time'));
  return emit(
    translated({
      at,
      until,
      transport,
      source,
      sourcePort,
      destination,
      destinationPort,
      outside,
      outsidePort,
    }),
  );
};

/** `10.20.1.5:51022` and `[2001:db8::5]:51022`, or the port in a cell of its own. */
const endOf = (address: string, port: string): readonly [string, string] => {
  const found = /^(?:\[([\da-f:.]{2,45})\]|([\d.]{7,15})):(\d{1,5})$/i.exec(address);
  return found ? [found[1] ?? found[2]!, found[3]!] : [address, port];
};

const HEADING_CHARS_MAX = 1024;
const NAMES: Readonly<Record<string, Column>> = {
  time: 'time',
  timestamp: 'time',
  'date time': 'time',
  from: 'time',
  start: 'time',
  'start time': 'time',
  until: 'until',
  to: 'until',
  end: 'until',
  'end time': 'until',
  protocol: 'transport',
  proto: 'transport',
  transport: 'transport',
  inside: 'inside',
  'inside address': 'inside',
  'inside ip': 'inside',
  'private address': 'inside',
  'private ip': 'inside',
  'internal address': 'inside',
  'internal ip': 'inside',
  'inside port': 'insidePort',
  'private port': 'insidePort',
  'internal port': 'insidePort',
  outside: 'outside',
  'outside address': 'outside',
  'outside ip': 'outside',
  'public address': 'outside',
  'public ip': 'outside',
  'external address': 'outside',
  'external ip': 'outside',
  'translated address': 'outside',
  'translated ip': 'outside',
  'outside port': 'outsidePort',
  'public port': 'outsidePort',
  'external port': 'outsidePort',
  'translated port': 'outsidePort',
  destination: 'far',
  'destination address': 'far',
  'destination ip': 'far',
  'remote address': 'far',
  'remote ip': 'far',
  'destination port': 'farPort',
  'remote port': 'farPort',
};

const V4 = String.raw`(?:\d{1,3}\.){3}\d{1,3}`;
const end = (name: string): string => String.raw`(?<${name}>${V4}):(?<${name}Port>\d{1,5})`;
/** Words without which no line of the products is looked at further. */
const MARKS =
  /IPNAT-6-|NAT44 - \[|ASP_(?:SFW|NAT)_|JSERVICES_|LSN_(?:ADD|DELETE|PB_ALLOCATED|PB_RELEASED)/;
/** What they look like, and which of their events are ends. */
const PRODUCTS: readonly (readonly [RegExp, RegExp?])[] = [
  [
    new RegExp(
      String.raw`%IPNAT-6-(?<event>CREATED|DELETED): (?<transport>\w{2,6}) ${end('inside')} ${end('outside')} ${V4}:\d{1,5} ${end('far')}`,
    ),
    /DELETED/,
  ],
  [
    new RegExp(
      String.raw`NAT44 - \[(?<event>Sessionbased(?:A|W|WD|D)) (?<transport>\w{2,6}) (?<inside>${V4}) \S{1,64} \S{1,45} (?<outside>${V4}) (?<insidePort>\d{1,5}) (?<outsidePort>\d{1,5}) \S{1,5} (?<far>${V4}|-) (?<farPort>\d{1,5}|-)\]`,
    ),
    /(?:W|WD|D)$/,
  ],
  [
    new RegExp(
      String.raw`ASP_SFW_CREATE_ACCEPT_FLOW: proto \d{1,3} \((?<transport>\w{2,6})\) application: [^,]{1,64}, [\w/.-]{1,32}:${end('inside')} -> ${end('far')}, creating forward or watch flow ?; source address(?: and port)? translate to ${end('outside')}`,
    ),
  ],
  [
    new RegExp(
      String.raw`JSERVICES_SESSION_(?<event>OPEN|CLOSE): application:[^,\s]{1,64}, ?[\w/.-]{1,32},? ${end('inside')} \[${end('outside')}\] -> (?:\[[^\]]{0,60}\] ?)?${end('far')} \((?<transport>\w{2,6})\)`,
    ),
    /CLOSE/,
  ],
  [
    new RegExp(
      String.raw`"?LSN_(?<event>ADD|DELETE)"?,"?(?<transport>\w{2,6})"?,"?(?<inside>${V4})(?:%\d{1,5})?:(?<insidePort>\d{1,5})"?,"?${end('outside')}"?(?:,"?(?<far>${V4})(?:%\d{1,5})?:(?<farPort>\d{1,5}))?`,
    ),
    /DELETE/,
  ],
];
/** Ranges of ports given to somebody, ends of flows, pools. */
const BLOCKS =
  /NAT44 - \[Userbased(?:A|W)|JSERVICES_NAT_PORT_BLOCK_|LSN_PB_|ASP_NAT_POOL_RELEASE|ASP_SFW_(?:DELETE_FLOW|CREATE_ACCEPT_FLOW)|JSERVICES_SESSION_/;
