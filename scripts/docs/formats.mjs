// docs/reference/formats.md: what can be read, from the registries.
import { carriers } from '../../dist/protocols/index.js';
import { FLOW_EXPORTS } from '../../dist/sources/flow-records/index.js';
import { SOURCE_GROUPS } from '../../dist/sources/index.js';
import { SYSTEMS } from '../../dist/systems/index.js';
import { ENCAPSULATIONS } from '../../dist/wire/packet.js';
import { agreementSection } from './agreement.mjs';
import { code, GENERATED, table } from './generated.mjs';
import { kindsOf, notSeen } from './log-formats.mjs';

const CAPTURES = [
  ['pcap', 'both byte orders, µs and ns (magic a1b2c3d4, a1b23c4d, and the modified a1b2cd34)'],
  ['pcapng', 'all standard blocks, several sections and interfaces, `if_tsresol`, `if_tsoffset`'],
  ['gzip, zstd', 'around a capture or a log, one layer'],
  ['standard input', '`-`, so that `tcpdump -w - | peerwarden analyze -` works'],
];

const LINKS =
  'Ethernet (VLAN, QinQ, Cisco metadata, MPLS, PPPoE), 802.11 (bare, radiotap, Prism, AVS, PPI; unprotected data), raw IP, BSD null and loop, Linux cooked (SLL, SLL2), PPP. On them IPv4 and IPv6 with options, extension headers and fragments';

export const formatsPage = () => {
  const wire = [
    ...SYSTEMS.flatMap((system) => [
      ...(system.dissectors ?? []),
      ...(system.http ?? []).map((one) => ({ ...one, transport: 'in HTTP' })),
      ...(system.tls ?? []).map((one) => ({ ...one, transport: 'in TLS' })),
      ...(system.websocket ?? []).map((one) => ({ ...one, transport: 'in WebSocket' })),
    ]),
    ...carriers({ http: [], tls: [], websocket: [] }),
  ];
  const byId = new Map();
  for (const { id, system, transport } of wire) {
    const row = byId.get(id) ?? { system, transports: new Set() };
    row.transports.add(transport);
    byId.set(id, row);
  }
  const rows = [...byId].sort(([a], [b]) => (a < b ? -1 : 1));
  const cells = ([id, { system, transports }]) => [
    code(id),
    [...transports].join(', '),
    system ?? '',
  ];
  return `${GENERATED}
# Formats

Formats are recognised by content, never by file name. What is not understood is counted by reason and shown.

## Captures

${table(['format', 'what of it'], CAPTURES)}

Link layers: ${LINKS}. Encapsulations that are opened: ${ENCAPSULATIONS.map(code).join(', ')}.

## Flow exports

${table(
  ['id', 'what'],
  FLOW_EXPORTS.map(({ id, title }) => [code(id), title]),
)}

## Logs

The kinds of observations are those that the samples in \`fixtures/\` give; what a format does not see stands at the head of its
file in \`src/sources/\`. A file may hold lines of several formats, as a syslog collector writes it.

${SOURCE_GROUPS.map(logTable).join('\n\n')}

${agreementSection()}

## Wire formats that prove a system

${table(['wire format', 'transport', 'system'], rows.filter(([, { system }]) => system).map(cells))}

## Carriers and look-alikes

They prove no system; knowing them keeps them from being taken for one.

${table(
  ['wire format', 'transport'],
  rows.filter(([, { system }]) => !system).map((row) => cells(row).slice(0, 2)),
)}
`;
};

const logTable = ({ id: group, title, sources }) => `### ${title}

${table(
  ['id', 'what', 'gives', 'does not see'],
  sources.map((source) => [
    code(source.id),
    source.title,
    kindsOf(source).map(code).join(', ') || 'nothing, counted with the reason',
    notSeen(group, source.id),
  ]),
)}`;
