// Skyhigh (McAfee) Secure Web Gateway cloud, log export as CSV with a heading (success.skyhighsecurity.com, "Reporting
// fields"): `"user_id","username","source_ip","http_action","server_to_client_bytes",…`.
// Sound because: four columns of the heading that no other product has together. No cell holds a line end, so that a quote
// that is not closed costs one line. Does not see: process names.
import { OK, type Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { textSource } from '../text/text-source.ts';
import { cloudRequest } from './skyhigh-records.ts';

const NO_HEADING = 'no heading of Skyhigh’s export before it';
const CELLS = 'number of cells is not that of the heading';
const COLUMNS = [
  'http_action',
  'requested_host',
  'server_to_client_bytes',
  'client_to_server_bytes',
];

export const skyhighTable: Source = textSource({
  id: 'skyhigh-table',
  title: 'Skyhigh (McAfee) Secure Web Gateway cloud, CSV export',
  looks: /./,
  otherwise: NO_HEADING,
  severalLines: true,
  open: ({ emit, stamps }) => {
    let names: readonly string[] = [];
    return (text) => {
      const cells = csvCells(text);
      if (cells && COLUMNS.every((column) => cells.includes(column))) {
        names = cells;
        return OK;
      }
      if (names.length === 0) return NO_HEADING;
      if (cells?.length !== names.length) return CELLS;
      return emit(cloudRequest((name) => cells[names.indexOf(name)], stamps));
    };
  },
});
