// Tables of the terminal report beside the cases: users of the proxy, and ports that policy does not permit.
import type { Report } from '../model/report.ts';
import { formatBytes } from '../model/units.ts';
import { cutCells, fitCells } from './cells.ts';
import { clean } from './clean.ts';
import { marked, type TextPage, title } from './page.ts';
import { countText, groupText, spanText } from './words.ts';

/** Beyond this a terminal is no place for a list. */
const ROWS_MAX = 10;

/** Who used the proxy, and how much; nothing without signed-in users. */
export const userLines = ({ users }: Report, page: TextPage): string[] => {
  if (users.length === 0) return [];
  const rows = users.slice(0, ROWS_MAX).map((user) => {
    const where =
      user.addresses.length === 1
        ? user.addresses[0]!
        : countText(user.addresses.length, 'address', 'addresses');
    const denied = user.denied === 0 ? '' : `, ${groupText(user.denied)} denied`;
    return fitted(
      `${fitCells(clean(user.user), 16)} ${fitCells(clean(where), 15)} ${volume(user.bytesOut, user.bytesIn, page)}  ${countText(user.requests, 'request')}${denied}`,
      page,
    );
  });
  return [
    title('Users of the proxy', countText(users.length, 'user'), page),
    ...rows,
    ...more(users.length),
  ];
};

/** Connections that policy does not permit; nothing when policy does not say what is permitted. */
export const violationLines = ({ violations }: Report, page: TextPage): string[] => {
  if (violations.length === 0) return [];
  const rows = violations.slice(0, ROWS_MAX).map((row) => {
    const known = row.scan
      ? '  part of a scan'
      : row.systems.length === 0
        ? ''
        : `  known from ${row.systems.map(page.nameOf).join(', ')}`;
    const counts = `${groupText(row.allowed).padStart(5)} allowed ${groupText(row.denied).padStart(4)} denied`;
    return fitted(
      `${fitCells(clean(row.address), 16)} ${fitCells(clean(`${row.port}/${row.transport}`), 10)}${counts} ${formatBytes(row.bytes, page.units).padStart(8)}${known}`,
      page,
    );
  });
  const aside = 'hints, no accusations';
  return [title('Ports outside policy', aside, page), ...rows, ...more(violations.length)];
};

/** Volumes far above the usual; nothing where all is as usual, or too little is known. */
export const unusualLines = ({ unusual = [] }: Report, page: TextPage): string[] => {
  if (unusual.length === 0) return [];
  const rows = unusual.slice(0, ROWS_MAX).flatMap(({ subject, name, text, from, until }) => {
    const who = subject === 'site' ? (name === '' ? 'the whole site' : name) : name;
    const line = `${fitCells(clean(who), 16)} ${spanText(from, until)}: ${clean(text)}`;
    return marked('·', line, page);
  });
  const aside = 'leads, and never more';
  return [title('Unusual volume', aside, page), ...rows, ...more(unusual.length)];
};

const fitted = (line: string, page: TextPage): string => `  ${cutCells(line, page.width - 2)}`;

const volume = (bytesOut: number, bytesIn: number, page: TextPage): string =>
  `↑ ${formatBytes(bytesOut, page.units).padStart(8)} ↓ ${formatBytes(bytesIn, page.units).padStart(8)}`;

const more = (count: number): string[] =>
  count > ROWS_MAX ? [`  and ${groupText(count - ROWS_MAX)} more: --format json lists them`] : [];
