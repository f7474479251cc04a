// Everything known about tunnels in DNS.
import type { System } from '../system.ts';
import { scatteredLookups } from './groups.ts';
import { iodineRaw } from './iodine-raw.ts';
import { tunnelLookups } from './lookups.ts';

const READ = '2026-11-22';

export const dnsTunnel = Object.freeze<System>({
  id: 'dns-tunnel',
  name: 'DNS tunnel',
  family: 'tunnel',
  programs: ['iodine', 'dnscat2', 'dns2tcp', 'OzymanDNS', 'TUNS', 'Heyoka'],
  models: [],
  summary:
    "A program writes what goes out into the names of look-ups below a domain whose name server is the tunnel's other end, and reads what comes back out of the answers. The site's own resolver carries it, so that no connection to the outside is ever made.",
  findsPeers:
    'It looks for no peers. The user enters the domain, or the address of the server where DNS is let out directly; whatever is carried finds its peers through it.',
  movesFiles:
    'Labels in base 32, 64, 128 or hexadecimal carry some 100 to 200 bytes up for each question; NULL, private, TXT, KEY, CNAME, MX, SRV or A records carry more down. iodine carries IP packets, dns2tcp TCP connections, dnscat2 sessions with commands and files. Without a resolver between them iodine sends bare datagrams on port 53.',
  weakness:
    'Every byte needs a new name below one domain, at rates of tens to hundreds of look-ups a second, and most of the programs ask for types of record that nothing else asks for.',
  risk: 'It works wherever names can be resolved: behind sign-in pages, strict firewalls and proxies. It also carries stolen data and orders to malware.',
  found:
    'By payload: the handshake of iodine and its raw datagrams, sessions of dnscat2 and dns2tcp that count up, in one flow; and the same when every look-up is a flow of its own, by what the look-ups of one address below one domain are together. Twenty different names of type NULL below one domain count as well. In the log of a name server: the same names, and a flood of different long names below one domain that one machine alone asks for. Whoever asked takes part; the resolver that passes a question on does not. Not seen: look-ups inside TLS or HTTPS, iodine in other types than NULL when its handshake was not captured, other programs. A name proves nothing alone, nor do many long names.',
  stopped:
    'Let DNS out only from the own resolver; there limit look-ups for each client and domain, and refuse NULL and private types. Block the domain that the case names.',
  onTheWire: 'payload',
  ports: [],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['iodine', 'iodined', 'dnscat', 'dns2tcpc', 'dns2tcpd'],
  packages: ['iodine', 'dns2tcp', 'dnscat2'],
  artefacts: ['.dns2tcprc', 'dns2tcpd.conf'],
  advisories: [],
  sources: [
    { title: 'iodine: protocol 0x502', where: 'https://github.com/yarrick/iodine', read: READ },
    { title: 'dnscat2: protocol', where: 'https://github.com/iagox86/dnscat2', read: READ },
    { title: 'dns2tcp', where: 'https://github.com/alex-sector/dns2tcp', read: READ },
    { title: 'NULL records', where: 'RFC 1035 section 3.3.10', read: READ },
  ],
  dissectors: [iodineRaw],
  lookups: [tunnelLookups],
  groups: [scatteredLookups],
});
