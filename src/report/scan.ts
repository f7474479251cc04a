// A scan as text for a terminal, as CSV for a spreadsheet, and as a page. Everything that listeners say is foreign text.
import type { ListenerObservation } from '../model/observation.ts';
import type { ListenerVerdict, ScanHost, ScanListener, ScanResult } from '../model/scan.ts';
import { fitCells, wrapCells } from './cells.ts';
import { clean, cleanAll, cut } from './clean.ts';
import { type Columns, csv } from './csv.ts';
import { htmlDocument } from './document.ts';
import { number, table } from './html-tables.ts';
import { foreign, html } from './markup.ts';
import { marked, type TextOptions, type TextPage, textPage, title } from './page.ts';
import type { RenderOptions } from './reading.ts';
import { countText, groupText, instantText } from './words.ts';

/** Ends with a newline. Nothing from the network can steer the terminal. */
export const renderScanText = (given: ScanResult, options: TextOptions = {}): string => {
  const result = cleanAll(given);
  const page = textPage(options);
  const sections = [
    [
      ...wrapCells(headline(result), page.width).map(page.ink.bold),
      ...wrapCells(lede(result), page.width).map(page.ink.dim),
    ],
    ...result.hosts
      .filter(({ listeners }) => listeners.length > 0)
      .map((host) => hostLines(host, page)),
    ...(result.gone.length === 0
      ? []
      : [
          [
            title('Gone since then', '', page),
            ...result.gone.flatMap((one) =>
              marked('−', `${placeOf(one)}  ${whatText(one, page)}`, page),
            ),
          ],
        ]),
    ...(result.mappings.length === 0
      ? []
      : [
          [
            title('Forwarded inward', '', page),
            ...result.mappings.flatMap((one) => marked('!', mappingText(one), page)),
          ],
        ]),
    ...(result.unmanaged === null || result.unmanaged.length === 0
      ? []
      : [
          [
            title('Unmanaged devices', 'nothing that was given explains them', page),
            ...result.unmanaged.flatMap((address) =>
              marked('!', deviceText(result, address), page),
            ),
          ],
        ]),
    ...(result.notShown.length === 0
      ? []
      : [
          [
            title('Not shown', '', page),
            ...result.notShown.flatMap((text) => marked('·', text, page)),
          ],
        ]),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};

const headline = (result: ScanResult): string => {
  const all = listenersOf(result);
  const of = (verdict: ListenerVerdict) => all.filter((one) => one.verdict === verdict).length;
  return `${countText(result.hosts.length, 'host')} up, ${countText(all.length, 'listener')}: ${groupText(of('forbidden'))} forbidden, ${groupText(of('unexplained'))} unexplained.`;
};

const lede = (result: ScanResult): string => {
  const { asked, silent, absent, from, until, against } = result;
  const changed = against === null ? '' : ` ${changesText(result)}`;
  return `${countText(asked.hosts, 'address', 'addresses')} asked at ${countText(asked.tcpPorts, 'TCP port')} from ${instantText(from)} to ${instantText(until).slice(11)} UTC; ${groupText(silent)} silent, ${groupText(absent)} absent.${result.complete ? '' : ' The scan was stopped.'}${changed}`;
};

const changesText = (result: ScanResult): string => {
  const all = listenersOf(result);
  const of = (change: string) => groupText(all.filter((one) => one.change === change).length);
  return `Since ${result.against}: ${of('new')} new, ${of('changed')} changed, ${groupText(result.gone.length)} gone.`;
};

const hostLines = ({ address, mac, listeners }: ScanHost, page: TextPage): string[] => [
  title(address, mac ?? '', page),
  ...listeners.flatMap((listener) => listenerLines(listener, page)),
];

const listenerLines = (
  { observation, verdict, why, change, since }: ScanListener,
  page: TextPage,
): string[] => {
  const port = fitCells(`${observation.sourcePort}/${observation.transport}`, PORT_CELLS);
  const mark = MARKS[verdict];
  const seen = since === undefined || change !== 'same' ? '' : `, since ${instantText(since)}`;
  const news = change === undefined || change === 'same' ? seen : `, ${change}`;
  return marked(mark, `${port} ${whatText(observation, page)}${news}; ${verdict}: ${why}`, page);
};

const PORT_CELLS = 10;

const MARKS: Readonly<Record<ListenerVerdict, string>> = {
  forbidden: '!',
  unexplained: '?',
  allowed: '·',
  explained: '·',
  noted: '·',
};

/** `BitTorrent: Transmission 3.00 (web interface)`, or the carrier. */
const whatText = (one: ListenerObservation, page: Pick<TextPage, 'nameOf'>): string => {
  const name = one.system === null ? one.protocol : page.nameOf(one.system);
  const program = [one.program, one.version].filter(Boolean).join(' ');
  const text = one.text === undefined ? '' : ` (${cut(one.text, TEXT_CHARS)})`;
  return `${name}${program === '' ? '' : `: ${program}`}${text}`;
};

const TEXT_CHARS = 72;

const placeOf = ({ source, sourcePort, transport }: ListenerObservation): string =>
  `${source} ${sourcePort}/${transport}`;

const mappingText = (one: ScanResult['mappings'][number]): string =>
  `${one.router} forwards ${one.externalPort}/${one.transport} to ${one.internalAddress} port ${one.internalPort}${one.description === '' ? '' : `, for “${cut(one.description, TEXT_CHARS)}”`}${one.leaseSeconds === 0 ? '' : `, for ${groupText(one.leaseSeconds)} s more`}`;

const deviceText = ({ hosts }: ScanResult, address: string): string => {
  const mac = hosts.find((host) => host.address === address)?.mac;
  return mac ? `${address} (${mac})` : address;
};

const listenersOf = ({ hosts }: ScanResult): ScanListener[] =>
  hosts.flatMap(({ listeners }) => [...listeners]);

const COLUMNS: Columns<ScanListener> = [
  ['address', ({ observation }) => observation.source],
  ['port', ({ observation }) => observation.sourcePort],
  ['transport', ({ observation }) => observation.transport],
  ['system', ({ observation }) => observation.system],
  ['protocol', ({ observation }) => observation.protocol],
  ['program', ({ observation }) => observation.program],
  ['version', ({ observation }) => observation.version],
  ['text', ({ observation }) => observation.text],
  ['identity', ({ observation }) => observation.identity],
  ['mac', ({ observation }) => observation.mac],
  ['verdict', ({ verdict }) => verdict],
  ['why', ({ why }) => why],
  ['change', ({ change }) => change],
  ['since', ({ since }) => since],
];

/** A row for each listener. */
export const renderScanCsv = (result: ScanResult): string => csv(listenersOf(result), COLUMNS);

export const renderScanHtml = (result: ScanResult, options: RenderOptions = {}): string => {
  const page = { nameOf: (id: string) => clean(options.nameOf?.(id) ?? id) };
  const bad = listenersOf(result).some(
    ({ verdict }) => verdict === 'forbidden' || verdict === 'unexplained',
  );
  const rows = listenersOf(result).map(({ observation, verdict, why, change }) => [
    html`${foreign(observation.source)}${observation.mac !== undefined && html`<small>${foreign(observation.mac)}</small>`}`,
    number(`${observation.sourcePort}/${observation.transport}`),
    html`${observation.system === null ? foreign(observation.protocol) : page.nameOf(observation.system)}<small>${foreign([observation.program, observation.version].filter(Boolean).join(' '), 60)}</small>`,
    foreign(observation.text ?? '–', 90),
    ...(result.against === null ? [] : [change ?? '–']),
    html`<strong>${verdict}</strong><small>${foreign(why, 90)}</small>`,
  ]);
  const heads = [
    'Host',
    'Port',
    'What',
    'It says',
    ...(result.against === null ? [] : ['Since then']),
    'Policy',
  ];
  return htmlDocument(
    'Peerwarden: what listens',
    html`<body><header class="banner ${bad ? 'act' : 'calm'}"><p class="eyebrow">Peerwarden</p><h1>${headline(result)}</h1>
<p class="lede">${lede(result)}</p></header>
<main id="main"><section><h2>Listeners</h2>${table('Listeners', heads, rows)}</section>
${
  result.gone.length > 0 &&
  html`<section><h2>Gone since then</h2>${table(
    'Gone',
    ['Host', 'Port', 'What'],
    result.gone.map((one) => [
      foreign(one.source),
      number(`${one.sourcePort}/${one.transport}`),
      foreign(whatText(one, page), 90),
    ]),
  )}</section>`
}
${result.mappings.length > 0 && html`<section><h2>Forwarded inward</h2><ul>${result.mappings.map((one) => html`<li>${foreign(mappingText(one), 200)}</li>`)}</ul></section>`}
${result.unmanaged !== null && result.unmanaged.length > 0 && html`<section><h2>Unmanaged devices</h2><ul>${result.unmanaged.map((address) => html`<li>${foreign(deviceText(result, address))}</li>`)}</ul></section>`}
${result.notShown.length > 0 && html`<section><h2>Not shown</h2><ul>${result.notShown.map((text) => html`<li>${text}</li>`)}</ul></section>`}
</main></body>
`,
  );
};
