// A list of fixed assignments that somebody keeps by hand or exports from an inventory: a table with a heading, with commas,
// semicolons or tabs between the cells.
//
//   address;mac;device;user;from;until
//   10.20.1.5;aa:bb:cc:dd:ee:ff;laptop-12;alice;2026-01-01;
//   10.20.1.6;;printer-3;;;
//
// Names of columns are taken as they usually come (NAMES). Dates may do without a time: they hold from the beginning of the
// first day to the end of the last; without a beginning the assignment holds since 1970. Sound because: a heading with an
// address and one of device, user and hardware address, and no word of a log (port, protocol, bytes, …). Looks alike:
// tables of leases and flows, which have columns of their own. Does not see: whether anybody keeps to the list.
import { DAY_MS } from '../../model/time.ts';
import { OK, type Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { LocaleDates } from './locale-dates.ts';

const OTHERWISE = 'not a line of a list of assignments';

export const assignments: Source = textSource({
  id: 'assignments',
  title: 'Fixed assignments (CSV with a heading)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    const dates = new LocaleDates(context.stamps, () => context.undated());
    let columns: Columns | null = null;
    return (text): Outcome => {
      if (text.startsWith('#') && columns) return OK;
      const heading = columnsOf(text.replace(/^[#\ufeff]\s*/, ''));
      if (heading) {
        columns = heading;
        return OK;
      }
      const cells = columns && csvCells(text.trim(), columns.separator);
      return columns && cells ? assignment(cells, columns, dates, context) : OTHERWISE;
    };
  },
});

type Column = 'address' | 'mac' | 'device' | 'user' | 'from' | 'until';
interface Columns {
  readonly separator: ',' | ';' | '\t';
  readonly at: Readonly<Partial<Record<Column, number>>>;
}

const columnsOf = (text: string): Columns | null => {
  if (text.length > HEADING_CHARS_MAX) return null;
  for (const separator of [';', '\t', ','] as const) {
    const names = csvCells(text.trim(), separator) ?? [];
    if (names.length < 2) continue;
    const at: Partial<Record<Column, number>> = {};
    for (const [i, name] of names.entries()) {
      const plain = name
        .trim()
        .toLowerCase()
        .replace(/[\s_-]+/g, ' ');
      if (FOREIGN.test(plain)) return null;
      const column = NAMES[plain];
      if (column !== undefined && at[column] === undefined) at[column] = i;
    }
    const holder = at.mac ?? at.device ?? at.user;
    if (at.address !== undefined && holder !== undefined) return { separator, at };
  }
  return null;
};

const assignment = (
  cells: readonly string[],
  { at }: Columns,
  dates: LocaleDates,
  { emit }: TextContext,
): Outcome => {
  const cell = (column: Column): string => {
    const index = at[column];
    return index === undefined ? '' : (cells[index] ?? '').trim();
  };
  const from = cell('from');
  const until = cell('until');
  const begins = from === '' ? 0 : day(from, dates, 0);
  const ends =
    until === '' || /^(?:-|∞|never|none|unlimited)$/i.test(until)
      ? undefined
      : day(until, dates, DAY_MS);
  if (ends !== undefined && Number.isNaN(ends)) return 'end of an assignment that is no time';
  if (ends !== undefined && ends < begins) return 'an assignment that ends before it begins';
  const [mac, device, user] = [cell('mac'), cell('device'), cell('user')];
  if (mac === '' && device === '' && user === '') return 'not kept: address without a holder';
  return emit({
    kind: 'assignment',
    event: 'fixed',
    at: begins,
    until: ends,
    // A network's length of one address.
    source: cell('address').replace(/\/(?:32|128)$/, ''),
    mac,
    device,
    user,
  });
};

/** A stamp, or a day: its beginning, or `added` later its end. */
const day = (text: string, dates: LocaleDates, added: number): number => {
  const at = dates.at(text);
  return Number.isNaN(at) ? dates.at(`${text} 00:00:00`) + added : at;
};

const HEADING_CHARS_MAX = 1024;

/** In lower case, with blanks for hyphens and underscores. */
const NAMES: Readonly<Record<string, Column>> = {
  address: 'address',
  ip: 'address',
  'ip address': 'address',
  ipaddress: 'address',
  'ipv4 address': 'address',
  'ipv6 address': 'address',
  ipv4: 'address',
  ipv6: 'address',
  'ip adresse': 'address',
  adresse: 'address',
  'adresse ip': 'address',
  mac: 'mac',
  'mac address': 'mac',
  macaddress: 'mac',
  'hardware address': 'mac',
  'physical address': 'mac',
  ethernet: 'mac',
  'mac adresse': 'mac',
  'adresse mac': 'mac',
  device: 'device',
  'device name': 'device',
  host: 'device',
  hostname: 'device',
  'host name': 'device',
  name: 'device',
  machine: 'device',
  computer: 'device',
  'computer name': 'device',
  asset: 'device',
  'dns name': 'device',
  fqdn: 'device',
  gerät: 'device',
  rechner: 'device',
  rechnername: 'device',
  user: 'user',
  'user name': 'user',
  username: 'user',
  owner: 'user',
  account: 'user',
  person: 'user',
  login: 'user',
  'assigned to': 'user',
  responsible: 'user',
  benutzer: 'user',
  besitzer: 'user',
  nutzer: 'user',
  utilisateur: 'user',
  from: 'from',
  since: 'from',
  start: 'from',
  begin: 'from',
  'valid from': 'from',
  'start date': 'from',
  von: 'from',
  ab: 'from',
  until: 'until',
  to: 'until',
  end: 'until',
  till: 'until',
  'valid until': 'until',
  'valid to': 'until',
  'end date': 'until',
  bis: 'until',
};

/** Words of logs, of flows and of leases: their tables are read by their own formats. */
const FOREIGN =
  /\b(?:port|ports|protocol|proto|bytes|packets|url|action|src|dst|source|destination|event|message|severity|level|query|status code|expire|valid lifetime|inside|outside|nat|translated|scopeid|addressstate|leaseexpirytime|description\/event)\b/;
