// Everything known about Direct Connect: NMDC and ADC.
import type { System } from '../system.ts';
import { adc } from './adc.ts';
import { adcUdp } from './adc-udp.ts';
import { directconnectDatabases } from './artefacts/index.ts';
import { nmdc } from './nmdc.ts';
import { nmdcUdp } from './nmdc-udp.ts';
import { directconnectProbes } from './probe.ts';
import { adcsTls } from './tls.ts';

export const directconnect = Object.freeze<System>({
  id: 'directconnect',
  name: 'Direct Connect',
  family: 'file-sharing',
  requirement: 'S4',
  programs: [
    'NeoModus Direct Connect',
    'DC++',
    'AirDC++',
    'EiskaltDC++',
    'ncdc',
    'microdc2',
    'MLDonkey',
    'StrongDC++',
    'ApexDC++',
    'FlylinkDC++',
  ],
  models: ['M5', 'M6'],
  summary:
    'Users meet in a hub, which passes on chat and searches and stores no file data; files go from user to user. Many hubs ask for a password or a minimum share.',
  findsPeers:
    'A user enters the address of a hub, often from a public hub list. The hub tells all its users, their share sizes and, for a transfer, addresses and ports.',
  movesFiles:
    "Every user's whole file list (files.xml.bz2) can be fetched; files are asked for by path or by Tiger tree root, in segments from several users.",
  weakness:
    'Nothing works without the hub connection. Users who cannot be reached from outside can only fetch from those who can.',
  risk: 'Minimum shares make users share whole drives and network drives; each list shows every path. A password hub is closed to outsiders, not to the owner of the network.',
  found:
    'By the first lines of hub and client connections, by search results over UDP, by the ports that they name, and inside TLS by the ALPN names of hub connections. TLS connections between two clients are seen only where their port was told in plain text.',
  stopped:
    "Block the paper's ports and the addresses of hubs, then every outward port that policy does not permit: hubs use any port.",
  onTheWire: 'payload',
  ports: [
    { port: 411, transport: 'tcp', use: 'hub', paper: true },
    { port: 412, transport: 'both', use: 'client to client, search results', paper: true },
    { port: 1511, transport: 'tcp', use: 'ADC hub, by convention' },
    { port: 5000, transport: 'tcp', use: 'ADC hub, by convention' },
  ],
  dnsNames: [
    '.dcbase.org',
    '.dchublist.com',
    '.dchublist.org',
    '.dchublist.ru',
    '.te-home.net',
    '.hublist.eu',
    '.airdcpp.net',
  ],
  userAgents: ['DC++', 'AirDC++', 'EiskaltDC++'],
  tlsNames: ['adc', 'nmdc', 'DCPlusPlus (OSS/SelfSigned)'],
  processes: [
    'DCPlusPlus.exe',
    'AirDC.exe',
    'airdcppd',
    'EiskaltDC++.exe',
    'eiskaltdcpp-qt',
    'eiskaltdcpp-gtk',
    'eiskaltdcpp-daemon',
    'ncdc',
    'microdc2',
    'ApexDC.exe',
    'StrongDC.exe',
    'FlylinkDC.exe',
    'uhub',
    'verlihub',
    'opendchub',
    'PtokaX.exe',
    'eiskaltdcpp',
    'eiskaltdcpp-cli',
    'linuxdcpp',
    'airdcpp',
  ],
  packages: [
    'eiskaltdcpp',
    'eiskaltdcpp-qt',
    'eiskaltdcpp-gtk',
    'eiskaltdcpp-daemon',
    'ncdc',
    'microdc2',
    'linuxdcpp',
    'uhub',
    'opendchub',
    'eiskaltdcpp-cli',
    'eiskaltdcpp-web',
    'airdcpp-webclient',
  ],
  artefacts: [
    'files.xml.bz2',
    'MyList.DcLst',
    'DCPlusPlus.xml',
    'HashIndex.xml',
    'HashData.dat',
    'Favorites.xml',
    'ADLSearch.xml',
    '*.dctmp',
    '.ncdc/config.sqlite3',
    '.microdc2/config',
  ],
  databases: directconnectDatabases,
  advisories: [
    {
      product: 'NeoModus Direct Connect',
      clients: ['NeoModus Direct Connect', 'Direct Connect', 'DC'],
      kind: 'vulnerability of the client',
      published: '2001-09-29',
      source: 'the 2003 paper, requirements.md row I8',
    },
  ],
  sources: [
    { title: 'ADC protocol', where: 'https://adc.sourceforge.io/ADC.html', read: '2026-11-22' },
    {
      title: 'Advertise ADC with ALPN',
      where:
        'github.com/janvidar/uhub pull request 64; github.com/eiskaltdcpp/eiskaltdcpp pull request 406',
      read: '2026-11-22',
    },
  ],
  dissectors: [nmdc, nmdcUdp, adc, adcUdp],
  tls: [adcsTls],
  probes: directconnectProbes,
});
