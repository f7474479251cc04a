// docs/systems.md from the registry: a table of all systems, then what is known of each. Run after `npm run build`.
import { DISCOVERY_MODELS } from '../../dist/model/systems.js';
import { SYSTEMS } from '../../dist/systems/index.js';

/** The page as Markdown, ending in a newline. */
export const systemsPage = () =>
  `${[INTRODUCTION, table(), models(), ...SYSTEMS.map(section)].join('\n\n')}\n`;

const INTRODUCTION = `# Systems

What Peerwarden knows of each system it hunts: how it works, where it is weak, how it is found today, what is not seen,
and how it is stopped. \`peerwarden systems ID\` prints the same. This page is generated from \`src/systems\`: change it there.

*Row* is the row of the requirements that the 2003 paper gave rise to. *On the wire* says what a capture shows:

- **payload**: recognised by its bytes, and by the endpoints that such bytes tell of;
- **shape**: recognised by sizes and order of messages, with a stated probability;
- **names only**: only names (DNS, TLS, proxy) give it away;
- **not recognised on the wire**: known as data, for block lists and for people; its ports are a lead at most.

A port is what a system uses when nobody changes it. It proves nothing by itself; ports in bold are those the paper lists,
which it wants blocked as TCP and UDP.`;

const table = () =>
  [
    '| system | id | row | models | on the wire | ports |',
    '|---|---|---|---|---|---|',
    ...SYSTEMS.map((system) =>
      row([
        `[${system.name}](#${slug(system.name)})`,
        code(system.id),
        system.requirement ?? '',
        system.models.join(', '),
        system.onTheWire,
        system.ports.map(shortPort).join(', ') || 'any',
      ]),
    ),
  ].join('\n');

const models = () => `## How peers find each other

| model | meaning |
|---|---|
${Object.entries(DISCOVERY_MODELS)
  .map(([id, text]) => row([id, text]))
  .join('\n')}`;

const section = (system) =>
  [
    `## ${system.name}`,
    facts(system),
    system.summary,
    ...PARAGRAPHS.map(([label, key]) => `**${label}.** ${system[key]}`),
    bullets(traces(system)),
    system.advisories.length > 0 &&
      `Known vulnerabilities of its programs:\n\n${bullets(system.advisories.map(advisory))}`,
    `Sources:\n\n${bullets(system.sources.map(source))}`,
  ]
    .filter(Boolean)
    .join('\n\n');

const PARAGRAPHS = [
  ['Finds peers', 'findsPeers'],
  ['Moves files', 'movesFiles'],
  ['Weakness', 'weakness'],
  ['Risk', 'risk'],
  ['Found', 'found'],
  ['Stopped', 'stopped'],
];

const facts = ({ id, family, requirement, models, onTheWire }) =>
  [
    code(id),
    `family ${family}`,
    requirement && `row ${requirement}`,
    models.length > 0 && models.join(', '),
    onTheWire,
  ]
    .filter(Boolean)
    .join(' · ');

/** What logs, scans, disks and lists of software can be searched for. */
const traces = (system) =>
  [
    ['Programs', system.programs.join(', ')],
    ['Ports', portGroups(system.ports).join('; ')],
    ['DNS names', codes(system.dnsNames)],
    ['User agents', codes(system.userAgents)],
    ['TLS names', codes(system.tlsNames)],
    ['Processes', codes(system.processes)],
    ['Packages', codes(system.packages)],
    ['On disk', codes(system.artefacts)],
  ].flatMap(([label, text]) => (text ? `${label}: ${text}` : []));

/** Ports of one use stand together. */
const portGroups = (ports) => {
  const groups = new Map();
  for (const port of ports) {
    const use = `${TRANSPORTS[port.transport]} (${port.use})`;
    groups.set(use, [...(groups.get(use) ?? []), shortPort(port)]);
  }
  return [...groups].map(([use, numbers]) => `${numbers.join(', ')} ${use}`);
};

const TRANSPORTS = { tcp: 'TCP', udp: 'UDP', both: 'TCP and UDP' };

const shortPort = ({ port, until, paper }) => {
  const text = until ? `${port}–${until}` : `${port}`;
  return paper ? `**${text}**` : text;
};

const advisory = ({ product, kind, published, source: from }) =>
  `${published}, ${product}: ${kind.replace(/\.$/, '')} (${from})`;

const source = ({ title, where, read }) =>
  `${title}: ${/^https?:/.test(where) ? `<${where}>` : where} (read ${read})`;

const bullets = (lines) => lines.map((line) => `- ${line}`).join('\n');

/** A name with a space at its end keeps it: it is part of what is searched for. */
const code = (text) => `\`${text}\``;
const codes = (texts) => texts.map(code).join(', ');

const row = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** The anchor that GitHub makes of a heading. */
const slug = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
