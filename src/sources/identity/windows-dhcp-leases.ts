// Leases of a Windows DHCP server as a table (Get-DhcpServerv4Lease | Export-Csv):
//
//   "IPAddress","ScopeId","AddressState","ClientId","ClientType","Description","DhcpServerName","DnsRegistration","DnsRR",
//   "HostName","LeaseExpiryTime",…
//   "10.20.1.5","10.20.0.0","Active","aa-bb-cc-dd-ee-ff","Dhcp",…,"laptop-12.example.com","11/30/2026 5:52:09 AM",…
//
// Sound because: the heading. Looks alike: nothing known. Does not see: when a lease began; it is seen when the file was last
// written, or when it ended. Reservations without a lease in use are fixed.
import { OK, type Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { textSource } from '../text/text-source.ts';
import { LocaleDates } from './locale-dates.ts';

const OTHERWISE = 'no heading of leases of the Windows DHCP server before it';

export const windowsDhcpLeases: Source = textSource({
  id: 'windows-dhcp-leases',
  title: 'Windows DHCP server (Get-DhcpServerv4Lease)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: ({ stamps, emit, undated }) => {
    const dates = new LocaleDates(stamps, undated);
    let names: readonly string[] | null = null;
    let separator: ',' | ';' = ',';
    return (text) => {
      if (text.startsWith('#TYPE ')) return OK;
      if (NEEDED.every((name) => text.includes(name))) {
        separator = text.includes(';') ? ';' : ',';
        names = csvCells(text.trim(), separator);
        return OK;
      }
      const cells = names && csvCells(text.trim(), separator);
      if (!names || !cells || cells.length !== names.length) return OTHERWISE;
      const cell = (name: string): string => cells[names?.indexOf(name) ?? -1]?.trim() ?? '';
      const state = cell('AddressState');
      if (/^(?:Declined|Offered)/i.test(state)) return 'not kept: address that nobody holds';
      const fixed = /Reservation$/i.test(state);
      const told = cell('LeaseExpiryTime');
      const until = told === '' ? Number.NaN : dates.at(told);
      if (told !== '' && Number.isNaN(until)) return 'end of a lease that is no time';
      const written = undated();
      return emit({
        kind: 'assignment',
        event: fixed ? 'fixed' : 'seen',
        at: fixed ? 0 : Number.isNaN(until) ? written : Math.min(written, until),
        until: fixed || Number.isNaN(until) ? undefined : until,
        source: cell('IPAddress'),
        mac: cell('ClientId'),
        device: cell('HostName'),
      });
    };
  },
});

const NEEDED = ['IPAddress', 'ScopeId', 'AddressState', 'ClientId', 'LeaseExpiryTime'];
