// Accounting of Microsoft's Network Policy Server and Internet Authentication Service (Microsoft Learn, "Interpret NPS
// Database Format Log Files" and "Interpret IAS Format Log Files"), local time:
//
//   <Event><Timestamp data_type="4">11/22/2026 05:52:09.123</Timestamp>…<User-Name data_type="1">EXAMPLE\alice</User-Name>…</Event>
//   "NPS1","IAS",11/22/2026,05:52:09,4,"EXAMPLE\alice",,"10.20.0.7","AA-BB-CC-DD-EE-FF",,10.20.1.5,…             database format
//   10.20.0.7,EXAMPLE\alice,11/22/2026,05:52:09,IAS,NPS1,4,10.20.0.7,8,10.20.1.5,40,1,…                         IAS format: numbers and values
//
// Sound because: `data_type` beside attributes of RADIUS; the word IAS in its place between a date and numbers. Looks alike:
// events of Windows as XML, which have no `Timestamp data_type`. What is kept: radius-attributes.ts. Does not see: requests
// that were let through without accounting.
import type { Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { type Outcome, textSource } from '../text/text-source.ts';
import { LocaleDates } from './locale-dates.ts';
import { observeRadius } from './radius-attributes.ts';

const OTHERWISE = 'not a line of the accounting of NPS';

export const nps: Source = textSource({
  id: 'nps',
  title: 'Windows Network Policy Server (accounting)',
  looks:
    /^\s*<Event><Timestamp data_type=|^"[^"]{1,64}","(?:IAS|RAS)",\d|^[\da-fA-F.:]{2,45},.{0,256},(?:IAS|RAS),/,
  otherwise: OTHERWISE,
  open: ({ stamps, emit, undated }) => {
    const dates = new LocaleDates(stamps, undated);
    const read = (text: string): { time: string; attributes: Map<string, string> } | null => {
      if (/^\s*<Event>/.test(text)) return ofXml(text);
      const cells = csvCells(text.trim());
      if (!cells || cells.length < CELLS_MIN) return null;
      return /^"/.test(text) ? ofDatabase(cells) : ofIas(cells);
    };
    return (text): Outcome => {
      const record = read(text);
      if (!record) return OTHERWISE;
      return observeRadius(record.attributes, dates.at(record.time), emit);
    };
  },
});

const ofXml = (text: string) => {
  if (!/<\/Event>\s*$/.test(text)) return null;
  const attributes = new Map<string, string>();
  for (const [, name, value = ''] of text.matchAll(ELEMENT))
    if (!attributes.has(name!)) attributes.set(name!, entities(value));
  return named(attributes.get('Timestamp') ?? '', attributes);
};

const ofDatabase = (cells: readonly string[]) => {
  const attributes = new Map<string, string>();
  for (const [i, name] of DATABASE.entries())
    if (name !== '' && cells[i] !== undefined && cells[i] !== '') attributes.set(name, cells[i]);
  return named(`${cells[2]} ${cells[3]}`, attributes);
};

const ofIas = (cells: readonly string[]) => {
  const [, user = '', date, time, service] = cells;
  if (service !== 'IAS' && service !== 'RAS') return null;
  const attributes = new Map([['User-Name', user]]);
  for (let i = IAS_HEAD; i + 1 < cells.length; i += 2) {
    const name = IAS[cells[i]!];
    if (name !== undefined && cells[i + 1] !== '') attributes.set(name, cells[i + 1]!);
  }
  return named(`${date} ${time}`, attributes);
};

/** A number 4 of a packet is accounting; what kind, another attribute says. */
const named = (time: string, attributes: Map<string, string>) => ({ time, attributes });

const entities = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '');

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
};
const ELEMENT = /<([A-Z][A-Za-z0-9-]{1,60}) data_type="\d">([^<]{0,1024})<\/\1>/g;
const CELLS_MIN = 8;
const IAS_HEAD = 6;

/** Columns of the database format; those of no use have no name. */
const DATABASE: readonly string[] = [
  ...[
    '',
    '',
    '',
    '',
    'Packet-Type',
    'User-Name',
    '',
    'Called-Station-Id',
    'Calling-Station-Id',
    '',
  ],
  ...['Framed-IP-Address', 'NAS-Identifier', 'NAS-IP-Address', '', '', 'Client-IP-Address', ''],
  ...['', '', '', '', '', '', '', '', '', '', '', '', '', ''],
  ...['Acct-Status-Type', 'Acct-Delay-Time', 'Acct-Input-Octets', 'Acct-Output-Octets'],
  ...['Acct-Session-Id', '', 'Acct-Session-Time'],
];

/** Numbers of attributes (RFC 2865, 2866, 3162); those above 4000 are Microsoft's own. */
const IAS: Readonly<Record<string, string>> = {
  '4': 'NAS-IP-Address',
  '8': 'Framed-IP-Address',
  '31': 'Calling-Station-Id',
  '40': 'Acct-Status-Type',
  '41': 'Acct-Delay-Time',
  '42': 'Acct-Input-Octets',
  '43': 'Acct-Output-Octets',
  '44': 'Acct-Session-Id',
  '46': 'Acct-Session-Time',
  '52': 'Acct-Input-Gigawords',
  '53': 'Acct-Output-Gigawords',
  '66': 'Tunnel-Client-Endpoint',
  '95': 'NAS-IPv6-Address',
  '4136': 'Packet-Type',
};
