// Everything known about obfs4. Data only.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const obfs4 = Object.freeze<System>({
  id: 'obfs4',
  name: 'obfs4',
  family: 'tunnel',
  programs: ['Tor Browser', 'obfs4proxy', 'lyrebird', 'Orbot', 'Snowflake'],
  models: [],
  summary:
    'A disguise for Tor of 2014: everything between the computer and a bridge looks random, handshake and sizes included.',
  findsPeers:
    'Bridge lines with address, port and a certificate come from the Tor project by web, mail or messenger, or are built into Tor Browser.',
  movesFiles:
    'Each end begins with a disguised key, up to 8,192 bytes together with random padding; then come frames of at most 1,448 bytes, padded to lengths that the server draws once.',
  weakness:
    'Without the certificate of the bridge nothing in it can be checked. One long connection to one address that nobody looked up is all that remains to be seen.',
  risk: 'As Tor: what passes cannot be inspected, and rules for web use do not apply inside it.',
  found:
    'Not recognised on the wire: one connection of random bytes may be any program that encrypts from the first byte, and its sizes are random by design. Look-ups, files and programs of Tor are what would prove it.',
  stopped:
    'Deny outward ports that policy does not permit and let web traffic go only through a proxy: random bytes do not pass it. Published bridges can be denied by address.',
  onTheWire: 'not recognised on the wire',
  ports: [],
  dnsNames: ['.bridges.torproject.org'],
  userAgents: [],
  tlsNames: [],
  processes: [
    'obfs4proxy',
    'obfs4proxy.exe',
    'lyrebird',
    'lyrebird.exe',
    'snowflake-client',
    'snowflake-proxy',
  ],
  packages: ['obfs4proxy', 'lyrebird', 'snowflake-client', 'snowflake-proxy'],
  artefacts: ['obfs4 bridge lines in torrc', 'pt_state/obfs4_state.json'],
  advisories: [],
  sources: [
    {
      title: 'obfs4 specification',
      where: 'github.com/Yawning/obfs4 doc/obfs4-spec.txt',
      read: READ,
    },
  ],
});
