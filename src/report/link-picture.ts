// The site's link by hour as one SVG: received below the line, sent above it, each parted into what raised cases moved,
// what else their hosts moved, and everybody else. Without the cases, or without their hosts, only the lower parts stay.
import type { ReportLinkHour, ReportSiteImpact } from '../model/report.ts';
import { HOUR_MS } from '../model/time.ts';
import { formatRate } from '../model/units.ts';
import { html, type Markup } from './markup.ts';
import { countText, dayTime, loadText } from './words.ts';

/** The figure, or null when the report knows no hours. */
export const linkPicture = (site: ReportSiteImpact): Markup | null => {
  const bins = binsOf(site.hours);
  if (bins.length === 0) return null;
  const top = most(bins.map(({ out }) => out));
  const bottom = most(bins.map(({ into }) => into));
  const highest = Math.max(1, top, bottom);
  // The smaller direction keeps room to be seen.
  const above = Math.round(PLOT * Math.min(1 - LEAST, Math.max(LEAST, top / (top + bottom || 1))));
  const scale = {
    axis: HEAD + above,
    up: above / Math.max(1, top),
    down: (PLOT - above) / Math.max(1, bottom),
  };
  const step = 100 / Math.max(bins.length, BINS_MIN);
  const said = saidOf(site, highest);
  return html`<figure class="timeline">
<svg role="img" width="100%" height="${HEAD + PLOT + FOOT}" aria-label="${said}">
<title>${said}</title>
${PARTS.map(({ name, fill }, at) => legend(name, fill, at))}
${bins.map((bin, at) => barOf(bin, at * step, step, scale))}
<line class="axis" x1="0" x2="100%" y1="${scale.axis}" y2="${scale.axis}"/>
${ticks(bins, step)}
</svg>
<figcaption class="quiet">Sent above the line, at most ${formatRate(top)}; received below it, at most ${formatRate(bottom)}; UTC. ${said}. Without the cases only the grey and the brown stay, without their hosts only the grey.</figcaption>
</figure>`;
};

interface Bin {
  readonly at: string;
  readonly hours: number;
  /** Bits a second: everybody else, what else the hosts of cases moved, the cases. */
  readonly sent: readonly [number, number, number];
  readonly received: readonly [number, number, number];
  readonly out: number;
  readonly into: number;
}

const PARTS = [
  { name: 'everybody else', fill: 'fill' },
  { name: 'their hosts, besides', fill: 'fill-medium' },
  { name: 'raised cases', fill: 'fill-high' },
] as const;

const HEAD = 24;
const PLOT = 130;
const FOOT = 20;
const LEAST = 0.15;
/** More would be thinner than a line; fewer would draw one hour as a wall. */
const BINS_MAX = 168;
const BINS_MIN = 24;

const binsOf = (hours: readonly ReportLinkHour[]): Bin[] => {
  const first = Date.parse(hours[0]?.at ?? '');
  const last = Date.parse(hours.at(-1)?.at ?? '');
  if (!Number.isFinite(first) || !Number.isFinite(last) || last < first) return [];
  const wide = Math.max(1, Math.ceil(((last - first) / HOUR_MS + 1) / BINS_MAX));
  const count = Math.floor((last - first) / HOUR_MS / wide) + 1;
  const bins: ReportLinkHour[][] = Array.from({ length: count }, () => []);
  for (const hour of hours)
    bins[Math.floor((Date.parse(hour.at) - first) / HOUR_MS / wide)]?.push(hour);
  return bins.map((own, i) => binOf(new Date(first + i * wide * HOUR_MS).toISOString(), wide, own));
};

const binOf = (at: string, hours: number, own: readonly ReportLinkHour[]): Bin => {
  const seconds = own.reduce((sum, hour) => sum + hour.seconds, 0);
  const rate = (pick: (hour: ReportLinkHour) => number): number =>
    seconds === 0
      ? 0
      : (Math.max(
          0,
          own.reduce((sum, hour) => sum + pick(hour), 0),
        ) *
          8) /
        seconds;
  const sent = [
    rate(({ bytesOut, activityOut, hostsOut }) => bytesOut - activityOut - hostsOut),
    rate(({ hostsOut }) => hostsOut),
    rate(({ activityOut }) => activityOut),
  ] as const;
  const received = [
    rate(({ bytesIn, activityIn, hostsIn }) => bytesIn - activityIn - hostsIn),
    rate(({ hostsIn }) => hostsIn),
    rate(({ activityIn }) => activityIn),
  ] as const;
  const sum = ([a, b, c]: readonly [number, number, number]): number => a + b + c;
  return { at, hours, sent, received, out: sum(sent), into: sum(received) };
};

const barOf = (
  bin: Bin,
  x: number,
  step: number,
  { axis, up, down }: { readonly axis: number; readonly up: number; readonly down: number },
): Markup => {
  const words = `${dayTime(bin.at)}${bin.hours > 1 ? `, ${bin.hours} hours` : ''}: sent ${formatRate(bin.out)}, of it cases ${formatRate(bin.sent[2])}; received ${formatRate(bin.into)}, of it cases ${formatRate(bin.received[2])}`;
  const rects: Markup[] = [];
  let above = axis;
  let below = axis;
  PARTS.forEach(({ fill }, part) => {
    const high = bin.sent[part]! * up;
    const deep = bin.received[part]! * down;
    above -= high;
    if (high > 0) rects.push(rect(fill, x, step, above, high));
    if (deep > 0) rects.push(rect(fill, x, step, below, deep));
    below += deep;
  });
  return html`<g><title>${words}</title>${rects}</g>
`;
};

const rect = (fill: string, x: number, step: number, y: number, height: number): Markup =>
  html`<rect class="${fill}" x="${hundredth(x + step * 0.08)}%" width="${hundredth(step * 0.84)}%" y="${hundredth(y)}" height="${hundredth(Math.max(0.5, height))}"/>`;

const legend = (name: string, fill: string, at: number): Markup => {
  // Cases stand second in the line, where the eye looks for them.
  const x = [0, 210, 115][at]!;
  return html`<rect class="${fill}" x="${x}" y="3" width="10" height="10" rx="2"/><text x="${x + 15}" y="12">${name}</text>
`;
};

const ticks = (bins: readonly Bin[], step: number): Markup[] => {
  const every = Math.max(1, Math.ceil(bins.length / TICKS));
  return bins.flatMap((bin, at) =>
    at % every === 0
      ? [
          html`<text x="${hundredth(at * step)}%" y="${HEAD + PLOT + 14}">${dayTime(bin.at)}</text>
`,
        ]
      : [],
  );
};

/** As many as a telephone has room for. */
const TICKS = 4;

const saidOf = ({ link, hosts }: ReportSiteImpact, highest: number): string =>
  link === null || link.busiestHour === null
    ? `What crossed the border by hour, at most ${formatRate(highest)} in one direction`
    : `In the hour of ${dayTime(link.busiestHour)} ${countText(hosts, 'host')} with raised cases took ${loadText(link.activityPercent)} of ${link.link}, everything else ${loadText(link.othersPercent)}`;

const most = (values: readonly number[]): number => Math.max(0, ...values);

const hundredth = (value: number): number => Math.round(value * 100) / 100;
