// Everything known about Tor.
import type { System } from '../system.ts';
import { directory } from './directory.ts';
import { link } from './link.ts';
import { torProbes } from './probe.ts';
import { relays } from './relays.ts';

const READ = '2026-11-22';

export const tor = Object.freeze<System>({
  id: 'tor',
  name: 'Tor',
  family: 'overlay',
  programs: [
    'Tor Browser',
    'tor',
    'Arti',
    'Brave (private window with Tor)',
    'Orbot',
    'OnionShare',
    'Snowflake',
  ],
  models: ['M3'],
  summary:
    "Connections are led through three volunteers' computers, each of which knows only its neighbours, so that neither the site nor the network in between sees who visits what.",
  findsPeers:
    'A signed list of all relays, the consensus, comes from directory authorities and their copies; clients then keep to two or three guards for months. Bridges are told one by one.',
  movesFiles:
    'Cells of 514 bytes inside TLS on TCP; OnionShare and onion services send files without any exit. File-sharing programs use it as a SOCKS proxy.',
  weakness:
    'The list of relays is public and changes slowly: a firewall can deny all of them by address. Bridges and pluggable transports are made to escape that.',
  risk: 'What passes cannot be inspected, rules for web use do not apply inside it, and a computer set up as a relay or exit carries the traffic of strangers.',
  found:
    'By the made-up names in the TLS handshake together with the ciphers of tor, with the name in the certificate, or with several such connections of one host; by directory requests in clear. Not seen: bridges with pluggable transports (obfs4, Snowflake, meek), and single connections of programs with other ciphers under TLS 1.3.',
  stopped:
    'Deny the addresses of the published relays, refreshed daily, and TCP ports that policy does not permit; let web traffic go only through a proxy that checks names.',
  onTheWire: 'payload',
  ports: [
    { port: 9001, transport: 'tcp', use: 'relays; many use 443' },
    { port: 9030, transport: 'tcp', use: 'directories' },
    { port: 9050, transport: 'tcp', use: 'SOCKS for programs on the same computer' },
    { port: 9051, transport: 'tcp', use: 'control' },
    { port: 9150, transport: 'tcp', use: 'SOCKS of Tor Browser' },
  ],
  dnsNames: ['.torproject.org', '.onion.ws', '.onion.ly', '.tor2web.org'],
  userAgents: [],
  tlsNames: ['www.<random>.com', 'www.<random>.net'],
  processes: [
    'tor',
    'tor.exe',
    'arti',
    'firefox (Tor Browser)',
    'onionshare',
    'torbrowser-launcher',
    'snowflake-client',
    'snowflake-proxy',
  ],
  packages: [
    'tor',
    'torbrowser-launcher',
    'onionshare',
    'nyx',
    'tor-browser',
    'onionshare-cli',
    'snowflake-client',
    'snowflake-proxy',
  ],
  artefacts: ['.tor/', '/var/lib/tor/', 'Tor Browser/', 'torrc', 'cached-microdesc-consensus'],
  advisories: [],
  sources: [
    {
      title: 'Tor protocol: channels',
      where: 'https://spec.torproject.org/tor-spec/negotiating-channels.html',
      read: READ,
    },
    {
      title: 'Tor directory protocol: URLs',
      where: 'https://spec.torproject.org/dir-spec/general-use-http-urls.html',
      read: READ,
    },
  ],
  http: [directory],
  tls: [link],
  groups: [relays],
  probes: torProbes,
});
