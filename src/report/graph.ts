// With whom: the subject in the middle, far ends around it by size, and those that tell of others in a row above, as one
// SVG. Every place comes from the order of the list, so that the same report draws the same picture.
import type { ReportCase } from '../model/report.ts';
import { formatBytes, type UnitSystem } from '../model/units.ts';
import { foreign, html, type Markup } from './markup.ts';
import { countText, groupText } from './words.ts';

/** How peers were found and the picture of it; null when the report knows of no far ends. */
export const contactsSection = (found: ReportCase, units: UnitSystem): Markup | null => {
  const contacts = found.contacts?.shown ?? [];
  if (contacts.length === 0) return null;
  const { discovery = [] } = found;
  return html`<div class="halves">
<section><h4>With whom</h4>${contactGraph(found, units)}</section>
<section><h4>How peers were found</h4>
${
  discovery.length === 0
    ? html`<p>This evidence does not show it.</p>`
    : html`<ul>${discovery.map(({ model, because }) => html`<li>${because} <span class="quiet">${nameOfModel(model)}</span></li>`)}</ul>`
}
${contactTable(found, units)}</section>
</div>
`;
};

type FarEnd = NonNullable<ReportCase['contacts']>['shown'][number];

const WIDTH = 380;
const ROW_Y = 26;
const RADIUS = 104;
/** Every second far end stands nearer, so that forty have room. */
const NEARER = 26;
const MARGIN = 22;
/** Radius of the smallest and of the largest circle. */
const SMALL = 3.5;
const LARGE = 12;
/** Addresses under the row that have room for their text. */
const LABELS_MAX = 3;

export const contactGraph = (found: ReportCase, units: UnitSystem): Markup => {
  const { shown, more } = found.contacts ?? { shown: [], more: 0 };
  const tellers = shown.filter(({ kind }) => isTeller(kind));
  const others = shown.filter(({ kind }) => !isTeller(kind));
  const centre = { x: WIDTH / 2, y: (tellers.length > 0 ? ROW_Y + 46 : MARGIN) + RADIUS };
  const below = others.length > 0 ? RADIUS + MARGIN : 40;
  const height = centre.y + below + (more > 0 ? 16 : 0);
  const most = Math.max(1, ...others.map(bytesOf));
  const ends = [
    ...tellers.map((far, i) => ({ far, ...inRow(i, tellers.length) })),
    ...others.map((far, i) => ({ far, ...onRing(i, others.length, centre, tellers.length > 0) })),
  ];
  const said = `${countText(others.length, 'peer')} around ${found.subject.address}${tellers.length > 0 ? `, ${countText(tellers.length, 'server')} above` : ''}${more > 0 ? `, and ${groupText(more)} more` : ''}.`;
  return html`<figure class="graph">
<svg role="img" width="100%" viewBox="0 0 ${WIDTH} ${height}" aria-label="${said}">
<title>${said}</title><desc>${descText(shown, units)}</desc>
${ends.map(({ x, y }) => html`<line class="link" x1="${centre.x}" y1="${centre.y}" x2="${x}" y2="${y}"/>`)}
${ends.map(({ far, x, y }) => farMark(far, x, y, most, units))}
${tellers.length <= LABELS_MAX && tellers.map((far, i) => html`<text class="label" x="${inRow(i, tellers.length).x}" y="${ROW_Y - 12}" text-anchor="middle">${short(far.address)}</text>`)}
<circle class="subject" cx="${centre.x}" cy="${centre.y}" r="15"/><text class="label" x="${centre.x}" y="${centre.y + 30}" text-anchor="middle">${short(found.subject.address)}</text>
${more > 0 && html`<text class="label" x="${centre.x}" y="${height - 4}" text-anchor="middle">and ${groupText(more)} more</text>`}
</svg>
<figcaption><span class="key key-out">mostly sent to</span> <span class="key key-in">mostly received from</span> ${tellers.length > 0 && html`<span class="key key-teller">${tellerNames(tellers)}</span> `}${others.some(({ kind }) => kind === 'index') && html`<span class="key key-indexes">indexes for others</span> `}${others.some(({ kind }) => kind === 'node') && html`<span class="key key-node">node of a table or flood</span>`}</figcaption>
</figure>`;
};

const bytesOf = ({ bytesOut, bytesIn }: FarEnd): number => bytesOut + bytesIn;

const isTeller = (kind: string): boolean => Object.hasOwn(TELLERS, kind);

const TELLERS: Readonly<Record<string, string>> = {
  hub: 'hub',
  server: 'server',
  tracker: 'tracker',
};

const kindText = (kind: string): string =>
  isTeller(kind)
    ? TELLERS[kind]!
    : kind === 'index'
      ? 'index peer'
      : kind === 'node'
        ? 'node'
        : 'peer';

const tellerNames = (tellers: readonly FarEnd[]): string =>
  [...new Set(tellers.map(({ kind }) => kindText(kind)))].join(', ');

const inRow = (i: number, count: number): { x: number; y: number } => ({
  x: tenth((WIDTH * (i + 0.5)) / count),
  y: ROW_Y,
});

/** All around; below the row only, where there is one. */
const onRing = (
  i: number,
  count: number,
  centre: { x: number; y: number },
  below: boolean,
): { x: number; y: number } => {
  const open = below ? Math.PI * 0.6 : 0;
  // Large ones come first in the list, and would overlap side by side.
  const slot = (i * strideOf(count)) % count;
  const turn = ((2 * Math.PI - open) * (slot + 0.5)) / count;
  const angle = -Math.PI / 2 + open / 2 + turn;
  const radius = RADIUS - (count > 16 && slot % 2 === 1 ? NEARER : 0);
  return {
    x: tenth(centre.x + radius * Math.cos(angle)),
    y: tenth(centre.y + radius * Math.sin(angle)),
  };
};

/** A step of about the golden part of the ring that meets every place once. */
const strideOf = (count: number): number => {
  const near = Math.max(1, Math.round(count * 0.38));
  for (let step = near; step < count; step++) if (divisor(step, count) === 1) return step;
  return 1;
};

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

const farMark = (far: FarEnd, x: number, y: number, most: number, units: UnitSystem): Markup => {
  const words = html`<title>${farText(far, units)}</title>`;
  if (isTeller(far.kind))
    return html`<g>${words}<rect class="teller" x="${tenth(x - 7)}" y="${tenth(y - 7)}" width="14" height="14" rx="2"/></g>`;
  const flow = far.bytesOut >= far.bytesIn ? 'out' : 'in';
  const size = tenth(SMALL + (LARGE - SMALL) * Math.sqrt(bytesOf(far) / most));
  const kind = far.kind === 'node' ? 'node' : far.kind === 'index' ? `${flow} indexes` : flow;
  return html`<g>${words}<circle class="far ${kind}" cx="${x}" cy="${y}" r="${size}"/></g>`;
};

const farText = ({ address, kind, bytesOut, bytesIn, flows }: FarEnd, units: UnitSystem): string =>
  `${kindText(kind)} ${address}: sent ${formatBytes(bytesOut, units)}, received ${formatBytes(bytesIn, units)} in ${countText(flows, 'connection')}`;

const DESCRIBED_MAX = 5;

const descText = (shown: readonly FarEnd[], units: UnitSystem): string =>
  `${shown
    .slice(0, DESCRIBED_MAX)
    .map((far) => farText(far, units))
    .join('; ')}.`;

const LABEL_CHARS_MAX = 24;

const short = (text: string): string =>
  text.length > LABEL_CHARS_MAX ? `${text.slice(0, LABEL_CHARS_MAX - 1)}…` : text;

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** The paper's numbers with their short names. */
const MODEL_NAMES: Readonly<Record<string, string>> = {
  M1: 'one-to-one (M1)',
  M2: 'serverless (M2)',
  M3: 'decentralised servers (M3)',
  M4: 'central server (M4)',
  M5: 'closed network (M5)',
  M6: 'multi-source transfer (M6)',
};

const nameOfModel = (model: string): string =>
  Object.hasOwn(MODEL_NAMES, model) ? MODEL_NAMES[model]! : '';

/** The same as text: a picture is not for everybody, and paper has no titles to hover over. */
const contactTable = ({ contacts }: ReportCase, units: UnitSystem): Markup =>
  html`<details class="contents"><summary>Far ends: ${groupText((contacts?.shown.length ?? 0) + (contacts?.more ?? 0))}</summary>
<table role="table"><thead><tr role="row"><th scope="col">Address</th><th scope="col">As</th><th scope="col">Sent</th><th scope="col">Received</th></tr></thead><tbody>
${(contacts?.shown ?? []).map(
  ({ address, kind, bytesOut, bytesIn }) =>
    html`<tr role="row"><td role="cell" class="mono">${foreign(address, 45)}</td><td role="cell">${kindText(kind)}</td><td role="cell" class="number">${formatBytes(bytesOut, units)}</td><td role="cell" class="number">${formatBytes(bytesIn, units)}</td></tr>
`,
)}</tbody></table></details>`;
