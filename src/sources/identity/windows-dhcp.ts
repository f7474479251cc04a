// The audit log of the Windows DHCP server (DhcpSrvLog-Sun.log, DhcpV6SrvLog-Sun.log; Microsoft Learn, "Analyze DHCP server
// log files"), comma-separated after a page of explanations, in local time:
//
//   10,11/22/26,05:52:09,Assign,10.20.1.5,laptop-12.example.com,AABBCCDDEEFF,,2831,0,,,,0x4D53,MSFT 5.0,,,,0
//   id date     time     words  address   name                  hardware     user
//   11002,11/22/26,05:52:09,DHCPV6 Request,2001:db8::5,laptop-12.example.com,,14,00010001…AABBCCDDEEFF,,,,,
//
// Sound because: a known number, a date, a time, words, then an address or nothing. Looks alike: other tables that begin
// with a number and a date; they have no event of the server in the fourth cell. Does not see: how long a lease is good for.
import { OK, type Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { type Outcome, textSource } from '../text/text-source.ts';
import { macOfDuid } from './duid.ts';
import { LocaleDates } from './locale-dates.ts';

const OTHERWISE = 'not a line of the audit log of the Windows DHCP server';
const NO_LEASE = 'not kept: event of the DHCP server that assigns nothing';

export const windowsDhcp: Source = textSource({
  id: 'windows-dhcp',
  title: 'Windows DHCP server (DhcpSrvLog, DhcpV6SrvLog)',
  looks:
    /^(?:\d{2,5},\s?\d{1,4}[/.-]|ID,\s?Date,\s?Time,|\s*Microsoft DHCP)|Event ID|^\d{2,5}[-+\t ]|^QResult/i,
  otherwise: OTHERWISE,
  open: ({ stamps, emit, undated }) => {
    const dates = new LocaleDates(stamps, undated);
    let explained = false;
    return (text): Outcome => {
      const cells = csvCells(text.trim())?.map((cell) => cell.trim());
      if (!cells || cells.length < CELLS_MIN || !/^\d{2,5}$/.test(cells[0]!)) {
        if (/^\s*(?:Microsoft DHCP(?:v6)? Service|ID,\s?Date,\s?Time,)/i.test(text))
          explained = true;
        return explained && EXPLANATION.test(text) ? OK : OTHERWISE;
      }
      const [id, date, time, words, source, device, sixth, , duid] = cells;
      const at = dates.at(`${date} ${time}`);
      if (Number.isNaN(at) || words === '') return OTHERWISE;
      const event = EVENTS[id!];
      if (event === undefined) return NO_LEASE;
      const mac = Number(id) >= V6_FROM ? macOfDuid(duid) : sixth;
      return emit({
        kind: 'assignment',
        event,
        at,
        source,
        mac,
        device: device?.replace(/\.$/, ''),
      });
    };
  },
});

const CELLS_MIN = 6;
const V6_FROM = 11_000;
/** Lines before the heading: `10<tab>A new IP address was leased to a client.`, `QResult: 0: NoQuarantine, …`. */
const EXPLANATION =
  /^(?:\s*Microsoft DHCP|\s*Event ID|ID,\s?Date,|\s*\d{2,5}[-+]?\s|QResult|\s+\S)/i;

/** Of 11000 on they are those of IPv6. Updates of DNS (30–36), statistics and rogue detection (50 on) assign nothing. */
const EVENTS: Readonly<Record<string, 'granted' | 'released' | 'expired' | 'seen'>> = {
  '10': 'granted',
  '11': 'granted',
  '12': 'released',
  '16': 'released',
  '17': 'expired',
  '18': 'expired',
  '20': 'granted',
  '21': 'granted',
  '23': 'released',
  '11002': 'granted',
  '11004': 'granted',
  '11005': 'granted',
  '11007': 'released',
  '11016': 'released',
  '11018': 'expired',
};
