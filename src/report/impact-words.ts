// Figures of impact as words: ranges with their unit, the same in text, HTML and the one line of the report.
import type { AssumedRow } from '../impact/assumed.ts';
import type { ImpactFigure } from '../impact/figure.ts';
import type { ReportSiteImpact } from '../model/report.ts';
import { formatBytes, formatDuration, type UnitSystem } from '../model/units.ts';
import { countText, dayTime, loadText, moneyText } from './words.ts';

/** `6 min 40 s to 12 min`, `AUD 12.50`, `0 to 40 works`. */
export const figureText = ({ low, high, unit }: ImpactFigure, units: UnitSystem): string => {
  const [from, until] = [valueText(low, unit, units), valueText(high, unit, units)];
  if (from === until) return from;
  // The unit once: behind plain numbers, before money.
  if (PLAIN_UNITS.has(unit)) return `${from.slice(0, -unit.length - 1)} to ${until}`;
  const money = unit !== 's' && unit !== 'bytes';
  return `${from} to ${money ? until.slice(unit.length + 1) : until}`;
};

const valueText = (value: number, unit: string, units: UnitSystem): string => {
  if (unit === 'bytes') return formatBytes(value, units);
  if (unit === 's') return value < 1 ? '< 1 s' : formatDuration(value * 1000);
  if (PLAIN_UNITS.has(unit)) return `${plain(value)} ${unit}`;
  return moneyText(unit, value);
};

/** Three digits are more than any of these figures is worth. */
const plain = (value: number): string =>
  value >= 100
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(value < 1 ? 2 : 3)));

/** What is none of these is a currency. */
const PLAIN_UNITS = new Set(['%', 'kbit/s', 'users', 'ms', 'h', 'episodes', 'films', 'works']);

export const assumptionText = ({ range, unit }: AssumedRow): string =>
  range === null
    ? 'none'
    : `${range.low === range.high ? plain(range.low) : `${plain(range.low)} to ${plain(range.high)}`} ${unit}`;

/** Two sentences at most for the report: the link, and the bill. */
export const siteImpactSentences = ({ link, bill, hosts, use }: ReportSiteImpact): string[] => [
  ...(link === null || hosts === 0 || link.busiestHour === null
    ? []
    : [
        `Link: ${countText(hosts, 'host')} took ${loadText(link.activityPercent)} of ${link.link} in the hour of ${dayTime(link.busiestHour)}, everything else ${loadText(link.othersPercent)}${link.usersToFill === null ? '' : `; ${countText(link.usersToFill, 'user')} like them would fill it`}.`,
      ]),
  ...(bill === null || hosts === 0
    ? []
    : [
        bill.kind === 'flat'
          ? feeSentence(bill, use)
          : `Bill of the site: ${moneyText(bill.currency, bill.perMonth)} a month, ${moneyText(bill.currency, bill.withoutActivity)} without what they did, ${moneyText(bill.currency, bill.withoutHosts)} without these hosts.`,
      ]),
];

/** A fee stays what it is; what it buys is taken. */
const feeSentence = (
  { currency, perMonth }: NonNullable<ReportSiteImpact['bill']>,
  { all, withoutActivity }: ReportSiteImpact['use'],
): string => {
  const part = all.bytes === 0 ? 0 : 1 - withoutActivity.bytes / all.bytes;
  return `Bill of the site: ${moneyText(currency, perMonth)} a month, whatever is moved; ${moneyText(currency, perMonth * part)} of it pays for what they did.`;
};
