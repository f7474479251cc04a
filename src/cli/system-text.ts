// What is known of the systems, for a terminal: all in a table, or one in full.

import { activityOf, DISCOVERY_MODELS, FAMILIES } from '../model/systems.ts';
import type { Advisory, KnownPort, System } from '../systems/system.ts';
import { labelledLines, tableLines } from './columns.ts';

export const systemTable = (systems: readonly System[], width: number): string => {
  const rows = systems.map((system) => [
    system.id,
    system.name,
    system.family,
    system.requirement ?? '',
    system.onTheWire,
    system.ports.length === 0 ? 'none of its own' : system.ports.map(portText).join(', '),
  ]);
  const heads = ['ID', 'NAME', 'FAMILY', 'ROW', 'ON THE WIRE', 'PORTS'];
  const lines = [
    ...tableLines(heads, rows, width),
    '',
    ...labelledLines('* ', 'a port that the paper names, to be blocked as TCP and UDP', width),
    'peerwarden systems ID tells all about one.',
  ];
  return `${lines.join('\n')}\n`;
};

export const systemText = (system: System, width: number): string => {
  const activity = activityOf(system.id);
  const part = (label: string, text: string): string[] =>
    text === '' ? [] : labelledLines(label, text, width);
  const section = (...parts: string[][]): string[] => {
    const lines = parts.flat();
    return lines.length === 0 ? [] : ['', ...lines];
  };
  const lines = [
    `${system.name} (${system.id})`,
    ...section(
      part('family', `${system.family}, ${raisedText(system)}`),
      part('row', system.requirement ?? ''),
      part('cases', activity === system.id ? '' : `raised as ${activity}: one program, one case`),
      part('programs', system.programs.join(', ')),
      part('models', system.models.map((id) => `${id} (${DISCOVERY_MODELS[id]})`).join('; ')),
    ),
    ...section(part('what it is', system.summary)),
    ...section(part('finds peers', system.findsPeers)),
    ...section(part('moves files', system.movesFiles)),
    ...section(part('weakness', system.weakness)),
    ...section(part('risk', system.risk)),
    ...section(part('how found', `${system.found} (On the wire: ${system.onTheWire}.)`)),
    ...section(part('how stopped', system.stopped)),
    ...section(...portLines(system.ports, width)),
    ...section(
      part('DNS names', system.dnsNames.join(', ')),
      part('TLS names', system.tlsNames.join(', ')),
      part('user agents', system.userAgents.map((agent) => JSON.stringify(agent)).join(', ')),
      part('processes', system.processes.join(', ')),
      part('packages', system.packages.join(', ')),
      part('artefacts', system.artefacts.join(', ')),
      part('files read', (system.databases ?? []).map(({ title }) => title).join('; ')),
    ),
    ...section(
      ...system.advisories.map((advisory, i) =>
        part(i === 0 ? 'advisories' : '', advisoryText(advisory)),
      ),
    ),
    ...section(
      ...system.sources.map(({ title, where, read }, i) =>
        part(i === 0 ? 'sources' : '', `${title}: ${where} (read ${read})`),
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
};

/** `2018-01-15  Transmission until 2.92: … (CVE-2018-5702; source)` */
const advisoryText = ({ product, kind, published, source, id, ...versions }: Advisory): string => {
  const { since, until, fixed } = versions;
  const which = [
    since === undefined ? '' : ` from ${since}`,
    fixed === undefined ? '' : ` before ${fixed}`,
    until === undefined ? '' : ` until ${until}`,
  ].join('');
  return `${published}  ${product}${which}: ${kind} (${id === undefined ? '' : `${id}; `}${source})`;
};

const raisedText = ({ family }: System): string =>
  FAMILIES[family].raised
    ? 'raised unless policy sanctions it'
    : 'shown, not raised unless policy forbids it';

const portLines = (ports: readonly KnownPort[], width: number): string[][] =>
  ports.length === 0
    ? [labelledLines('ports', 'none of its own', width)]
    : ports.map((port, i) =>
        labelledLines(
          i === 0 ? 'ports' : '',
          `${portText({ ...port, paper: false })}  ${port.use}${port.paper === true ? ' (named by the paper)' : ''}`,
          width,
        ),
      );

/** `6881–6889`, `6771/udp`, `6346*` where the paper names it. */
const portText = ({ port, until, transport, paper }: KnownPort): string =>
  `${port}${until === undefined ? '' : `–${until}`}${transport === 'both' ? '' : `/${transport}`}${paper === true ? '*' : ''}`;
