// How sure: a scale of odds (decibans), so that each finding is a step of its own length, with the prior and the
// result marked. On a scale of plain percentages everything above 98 % would be one point.
import { html, type Markup } from './markup.ts';
import { decibansOf, type Weighing } from './weighing.ts';
import { decibansText, finePercentText, percentText } from './words.ts';

export const scaleFigure = ({ prior, steps, probability }: Weighing): Markup => {
  const words = `From ${percentText(prior)} before any evidence to ${finePercentText(probability)} after ${steps.length} findings.`;
  const start = place(decibansOf(prior));
  const end = place(decibansOf(probability));
  return html`<figure class="scale">
<svg role="img" width="100%" height="${HEIGHT}" aria-label="${words}">
${BANDS.map(({ from, until, name }) => band(place(from), place(until), name))}
${TICKS.map(tick)}
${stepLines(steps, decibansOf(prior))}
<line class="way" x1="${text(start)}" x2="${text(end)}" y1="${BAR}" y2="${BAR}"/>
<circle class="prior" cx="${text(start)}" cy="${BAR}" r="5"><title>before any evidence: ${percentText(prior)}</title></circle>
<circle class="result" cx="${text(end)}" cy="${BAR}" r="7"><title>result: ${finePercentText(probability)}</title></circle>
</svg>
<figcaption class="quiet"><span class="key key-prior">before any evidence ${percentText(prior)}</span> <span class="key key-result">with all findings ${finePercentText(probability)}</span></figcaption>
</figure>`;
};

const HEIGHT = 62;
const BAR = 24;
/** Decibans at both ends: 0.1 % and 99.99 %. */
const LOW = -30;
const HIGH = 40;

const place = (decibans: number): number =>
  (Math.min(HIGH - 0.8, Math.max(LOW + 0.8, decibans)) - LOW) / (HIGH - LOW);

const text = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** Bounds of the words (model/case.ts). */
const BANDS = [
  { from: LOW, until: 0, name: 'lead' },
  { from: 0, until: decibansOf(0.8), name: 'raised' },
  { from: decibansOf(0.8), until: decibansOf(0.98), name: 'likely' },
  { from: decibansOf(0.98), until: HIGH, name: 'certain' },
] as const;

const TICKS = [0.01, 0.1, 0.5, 0.8, 0.98, 0.999] as const;

const band = (from: number, until: number, name: string): Markup =>
  html`<rect class="band band-${name}" x="${text(from)}" width="${text(until - from)}" y="14" height="20"/><text class="band-name" x="${text((from + until) / 2)}" y="9" text-anchor="middle">${name}</text>
`;

const tick = (share: number): Markup => {
  const x = text(place(decibansOf(share)));
  return html`<line class="grid" x1="${x}" x2="${x}" y1="34" y2="40"/><text class="tick" x="${x}" y="54" text-anchor="middle">${percentText(share)}</text>
`;
};

/** A notch where each finding took the sum; its title says which. */
const stepLines = (steps: Weighing['steps'], from: number): Markup[] => {
  let sum = from;
  return steps.map(({ finding, counted, probability }) => {
    sum += counted;
    const x = text(place(sum));
    return html`<line class="notch ${finding.for ? 'notch-for' : 'notch-against'}" x1="${x}" x2="${x}" y1="17" y2="31"><title>${decibansText(counted)}, then ${finePercentText(probability)}: ${finding.text}</title></line>
`;
  });
};
