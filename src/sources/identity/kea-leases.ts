// The lease files of Kea (memfile back end; Kea ARM, "Memfile - Basic Storage for Leases"): comma-separated with a heading,
// never quoted; a comma in a name is `&#x2c`.
//
//   address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id
//   10.20.1.5,aa:bb:cc:dd:ee:ff,01:aa:bb:cc:dd:ee:ff,3600,1795330329,1,0,0,laptop-12,0,,0
//
// A journal: a later line about an address replaces the earlier one; a lifetime of 0 takes the lease away. Sound because:
// the heading. Does not see: who took an address without asking; prefixes (`lease_type` 2) are networks, not addresses.
import { SECOND_MS } from '../../model/time.ts';
import { OK, type Source } from '../source.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { macOfDuid } from './duid.ts';

const OTHERWISE = 'no heading of kea-leases before it';

export const keaLeases: Source = textSource({
  id: 'kea-leases',
  title: 'Kea leases (kea-leases4.csv, kea-leases6.csv)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    let names: readonly string[] | null = null;
    return (text) => {
      if (HEADING.test(text)) {
        names = text.trim().split(',');
        return OK;
      }
      const cells = text.trim().split(',', CELLS_MAX);
      if (names === null || !ROW.test(text) || cells.length < names.length - ADDED_LATER)
        return OTHERWISE;
      return lease(new Map(names.map((name, i) => [name, cells[i] ?? ''])), context);
    };
  },
});

const lease = (row: ReadonlyMap<string, string>, { stamps, emit }: TextContext): Outcome => {
  if (row.get('lease_type') === PREFIX) return 'not kept: prefix, not an address';
  const expire = stamps.any(row.get('expire') ?? '');
  const seconds = Number(row.get('valid_lifetime') || Number.NaN);
  const held = {
    kind: 'assignment' as const,
    source: row.get('address'),
    mac: row.get('hwaddr') || macOfDuid(row.get('duid')),
    device: unescaped(row.get('hostname') ?? '').replace(/\.$/, ''),
  };
  const state = row.get('state');
  if (state === DECLINED) return 'not kept: address that nobody holds';
  if (seconds === 0 || state === RELEASED) return emit({ ...held, event: 'released', at: expire });
  if (state === RECLAIMED) return emit({ ...held, event: 'expired', at: expire });
  const until = seconds === FOREVER ? undefined : expire;
  return emit({ ...held, event: 'granted', at: expire - seconds * SECOND_MS, until });
};

const unescaped = (text: string): string =>
  text.replace(/&#x([0-9a-f]{2});?/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

const HEADING = /^address,(?:hwaddr|duid),(?:client_id,)?valid_lifetime,expire,subnet_id,/;
const ROW = /^[\da-f.:]{2,45},/i;
const CELLS_MAX = 32;
/** Columns of later versions that rows written before the upgrade lack. */
const ADDED_LATER = 5;
const FOREVER = 0xffffffff;
const PREFIX = '2';
const DECLINED = '1';
const RECLAIMED = '2';
const RELEASED = '3';
