// Netskope transaction events without the heading that the file has (with it: elff.ts), as Log Streaming and syslog relays give
// them (docs.netskope.com, "Transaction events fields"):
//
//   2026-11-22 06:07:06 33 937 485 1422 10.20.1.12 203.0.113.9 "alice@corp.example" GET https - "UA" "text/xml" 204 - h.example …
//   date       time     ms cs-  sc- bytes c-ip     s-ip        user              method scheme query agent type status …
//
// Sound because: date, time, four numbers, an address, and the word `http_transaction` further on. Looks alike: IIS, Blue
// Coat (no such word). Does not see: what the columns behind mean (they vary with the version).
import type { Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';
import { w3cCells } from './elff.ts';
import { type Cells, type Column, requestOf } from './w3c-fields.ts';

const NOT_NETSKOPE = 'not a transaction of Netskope';

export const netskopeTransaction: Source = textSource({
  id: 'netskope-transaction',
  title: 'Netskope transaction events without a heading',
  looks:
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:\d{1,12}|-) (?:\d{1,15}|-) (?:\d{1,15}|-) (?:\d{1,15}|-) [0-9A-Fa-f.:]{3,45} /,
  otherwise: NOT_NETSKOPE,
  open: ({ emit, stamps }) => {
    return (text) => {
      if (!text.includes(' http_transaction ')) return NOT_NETSKOPE;
      const cells = w3cCells(text, CELLS);
      if (cells.length < CELLS) return NOT_NETSKOPE;
      const get: Cells = (column) => {
        const cell = cells[AT[column] ?? -1];
        return cell === undefined || cell === '-' ? '' : cell;
      };
      return emit(requestOf(get, stamps));
    };
  },
});

/** As far as `x-cs-app`. */
const CELLS = 24;
const AT: Readonly<Partial<Record<Column, number>>> = {
  date: 0,
  time: 1,
  taken: 2,
  bytesOut: 3,
  bytesIn: 4,
  source: 6,
  destination: 7,
  user: 8,
  method: 9,
  scheme: 10,
  query: 11,
  agent: 12,
  status: 14,
  host: 17,
  path: 18,
  destinationPort: 19,
  application: 23,
};
