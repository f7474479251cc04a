// When: bytes of a case over time as one SVG, sent above the line and received below it, in one scale.
// Places are percentages, so that the drawing fits any width and its text keeps its size; no style is inlined.
import type { Report, ReportCase } from '../model/report.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/time.ts';
import { formatBytes, formatDuration, type UnitSystem } from '../model/units.ts';
import { html, type Markup } from './markup.ts';
import { dateText, dayTime } from './words.ts';

/** The figure with its caption, or a sentence when the report has no slices for the case. */
export const timelineFigure = (
  report: Pick<Report, 'period'>,
  found: ReportCase,
  units: UnitSystem,
): Markup => {
  const bins = binsOf(report, found);
  if (!bins) return html`<p class="quiet">This evidence gives no bytes over time.</p>`;
  const most = Math.max(1, ...bins.list.map(({ out, into }) => Math.max(out, into)));
  const top = peak(bins.list.map(({ out }) => out));
  const bottom = peak(bins.list.map(({ into }) => into));
  const above = Math.round(Math.max(SHORTEST, (HEIGHT * top) / Math.max(1, top + bottom)));
  const axis = Math.min(HEIGHT - SHORTEST, above) + HEAD;
  const scale = Math.min(
    (axis - HEAD) / Math.max(1, top),
    (HEAD + HEIGHT - axis) / Math.max(1, bottom),
  );
  const per = formatDuration(bins.width);
  const said = `Sent at most ${formatBytes(top, units)}, received at most ${formatBytes(bottom, units)} in ${per}; from ${dayTime(found.firstSeen)} to ${dayTime(found.lastSeen)} UTC.`;
  return html`<figure class="timeline">
<figcaption><span class="key key-out">sent</span> <span class="key key-in">received</span> <span class="quiet">per ${per}, at most ${formatBytes(most, units)}; UTC</span></figcaption>
<svg role="img" width="100%" height="${HEAD + HEIGHT + FOOT}" aria-label="${said}">
${ticks(bins)}
${bins.list.map((bin) => barPair(bin, bins, axis, scale, units))}
<line class="axis" x1="0" x2="100%" y1="${axis}" y2="${axis}"/>
</svg>
</figure>`;
};

interface Bin {
  readonly at: number;
  readonly out: number;
  readonly into: number;
}

interface Bins {
  readonly from: number;
  readonly until: number;
  readonly width: number;
  readonly list: readonly Bin[];
}

const HEAD = 6;
const HEIGHT = 104;
const FOOT = 20;
/** Pixels that the smaller direction keeps. */
const SHORTEST = 18;
/** Bars that stay apart on a telephone. */
const BINS_MAX = 120;
/** Fewer would draw one slice as a wall. */
const BINS_MIN = 24;
/** A case shorter than this share of the period is drawn alone. */
const SHARE_OF_PERIOD = 0.05;

const peak = (values: readonly number[]): number => Math.max(0, ...values);

const binsOf = ({ period }: Pick<Report, 'period'>, found: ReportCase): Bins | null => {
  const slice = found.timeline.sliceSeconds * 1000;
  const slices = found.timeline.slices
    .map(({ at, bytesOut, bytesIn }) => ({ at: Date.parse(at), out: bytesOut, into: bytesIn }))
    .filter(({ at }) => Number.isFinite(at));
  if (slices.length === 0 || !(slice > 0)) return null;
  const first = Math.min(...slices.map(({ at }) => at));
  const last = Math.max(...slices.map(({ at }) => at)) + slice;
  const whole = period ? [Date.parse(period.from), Date.parse(period.until)] : [];
  const drawn = whole.length === 2 && last - first > SHARE_OF_PERIOD * (whole[1]! - whole[0]!);
  const room = Math.max(slice, (BINS_MIN * slice - (last - first)) / 2);
  const from = drawn ? Math.min(first, whole[0]!) : first - Math.ceil(room / slice) * slice;
  const until = drawn ? Math.max(last, whole[1]!) : last + Math.ceil(room / slice) * slice;
  const width = slice * Math.max(1, Math.ceil((until - from) / slice / BINS_MAX));
  const byBin = new Map<number, { out: number; into: number }>();
  for (const { at, out, into } of slices) {
    const bin = Math.floor((at - from) / width);
    const sum = byBin.get(bin) ?? { out: 0, into: 0 };
    byBin.set(bin, { out: sum.out + out, into: sum.into + into });
  }
  const list = [...byBin].map(([bin, sum]) => ({ at: from + bin * width, ...sum }));
  return { from, until, width, list };
};

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

const barPair = (bin: Bin, bins: Bins, axis: number, scale: number, units: UnitSystem): Markup => {
  const span = bins.until - bins.from;
  const x = percent((bin.at - bins.from) / span);
  const width = percent((bins.width / span) * 0.86);
  const tall = (bytes: number) => (bytes > 0 ? Math.max(1, Math.round(bytes * scale)) : 0);
  const [up, down] = [tall(bin.out), tall(bin.into)];
  const words = `${dayTime(new Date(bin.at).toISOString())}: sent ${formatBytes(bin.out, units)}, received ${formatBytes(bin.into, units)}`;
  return html`<g><title>${words}</title><rect class="out" x="${x}" width="${width}" y="${axis - up}" height="${up}"/><rect class="in" x="${x}" width="${width}" y="${axis + 1}" height="${down}"/></g>
`;
};

const STEPS = [
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
].concat([1, 2, 7, 14, 28, 91, 365].map((days) => days * DAY_MS));
const TICKS_MAX = 6;

/** A mark at every round time; what would not fit beside its neighbour on a telephone is left out there. */
const ticks = ({ from, until }: Bins): Markup[] => {
  const span = until - from;
  const step = STEPS.find((ms) => span / ms <= TICKS_MAX) ?? span;
  const marks: Markup[] = [];
  for (
    let at = Math.ceil(from / step) * step;
    at < until && marks.length < 2 * TICKS_MAX;
    at += step
  ) {
    const share = (at - from) / span;
    const iso = new Date(at).toISOString();
    const words = tickText(iso, step, marks.length === 0);
    const label = share > 0.93 ? '' : words;
    const minor = marks.length % 2 === 1 ? ' minor' : '';
    marks.push(html`<line class="grid" x1="${percent(share)}" x2="${percent(share)}" y1="0" y2="${HEAD + HEIGHT}"/><text class="tick${minor}" x="${percent(share)}" dx="4" y="${HEAD + HEIGHT + FOOT - 5}">${label}</text>
`);
  }
  return marks;
};

/** Days where days are marked; else hours, with the day at the first mark and at midnight. */
const tickText = (iso: string, step: number, first: boolean): string => {
  if (step >= DAY_MS) return dateText(iso).slice(0, -5);
  return first || iso.slice(11, 16) === '00:00' ? dayTime(iso) : iso.slice(11, 16);
};
