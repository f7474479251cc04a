// The example of the 2003 paper: its inputs, the figures it prints, and the same figures computed in both unit systems.
// Source of every constant: requirements.md, table I, rows I1 to I4.
import { KILO, type UnitSystem } from '../model/units.ts';
import { linkShare, multiSourceRate } from './link-share.ts';
import { tidy } from './quantity.ts';
import type { ImpactRow } from './row.ts';
import { saturation } from './saturation.ts';
import { storageFor } from './storage-lost.ts';
import { HOUR_SECONDS, type TrafficCost, trafficCost } from './traffic-cost.ts';

export const PAPER = {
  /** I1: one download from 20 sources of 4 kB/s each, over a branch office's 2 Mbit/s; 2,048 kbit/s is E1. */
  sources: 20,
  sourceKBPerSecond: 4,
  branchKbits: { SI: 2000, binary: 2048 },
  /** I1: two screenshots of running downloads. */
  screenshots: [
    { kBPerSecond: 28.9, printedKbits: 230, of: 'from 5 of 263 known sources, files over 340 MB' },
    { kBPerSecond: 24.25, printedKbits: 195, of: 'from 2 users' },
  ],
  /** I2: users of 160 kbit/s on a 10 Mbit/s link, in a company of 1,000. */
  linkKbits: 10_000,
  userKbits: 160,
  staff: 1000,
  /** I3: AUD 0.12 per MB, 20 kB/s, 8 hours on 20 days. */
  costKBPerSecond: 20,
  pricePerMB: 0.12,
  working: { hoursPerDay: 8, daysPerMonth: 20 },
  /** I1: the first screenshot: sources in use of those known, and the size of its files, at least. */
  sourcesUsed: { used: 5, known: 263 },
  fileMB: 340,
  /** I4: the LANs of the time. */
  lanKbits: [10_000, 100_000],
  /** I6: storage. */
  sizesMB: { episode: 250, film: 650 },
} as const;

/** Every figure of I1 to I4 and of I6 as the paper prints it, exact in binary units, exact in SI. I5 prints none. */
export const paperRows = (): readonly ImpactRow[] => [
  ...shareRows(),
  ...screenshotRows(),
  ...fileRows(),
  ...userRows(),
  ...costRows(),
  ...lanRows(),
  ...storageRows(),
];

/** kbit/s in the unit system of the kB/s it comes from: 80 KiB/s are 640 Kibit/s. */
const downloadKbits = multiSourceRate(PAPER.sources, PAPER.sourceKBPerSecond);

const shareRows = (): ImpactRow[] => {
  const { sources, sourceKBPerSecond, branchKbits } = PAPER;
  const share = linkShare(downloadKbits, branchKbits.SI);
  const shareE1 = linkShare(downloadKbits, branchKbits.binary);
  const inputs = `${sources} sources × ${sourceKBPerSecond} kB/s`;
  return [
    row(
      'I1',
      '%',
      [30, shareE1, share],
      `${inputs} on a branch link of 2 Mbit/s (binary: 2,048 kbit/s)`,
    ),
    same('I1-volume', 'kB/s', 80, sources * sourceKBPerSecond, inputs),
    same('I1-rate', 'kbit/s', 640, downloadKbits, `${inputs} × 8 bits`),
    same('I1-share-2000', '%', 30, share, '640 kbit/s of 2,000 kbit/s'),
    same('I1-share-2048', '%', null, shareE1, '640 kbit/s of 2,048 kbit/s'),
  ];
};

const screenshotRows = (): ImpactRow[] =>
  PAPER.screenshots.map(({ kBPerSecond, printedKbits, of }, i) =>
    same(
      `I1-screenshot-${i + 1}`,
      'kbit/s',
      printedKbits,
      multiSourceRate(1, kBPerSecond),
      `${kBPerSecond} kB/s ${of}`,
    ),
  );

/** What the first screenshot's rate means for its files. */
const fileRows = (): ImpactRow[] => {
  const { sourcesUsed, fileMB, screenshots } = PAPER;
  const rate = screenshots[0].kBPerSecond;
  const hours = (units: UnitSystem): number => (fileMB * KILO[units]) / rate / HOUR_SECONDS;
  return [
    same(
      'I1-sources',
      '%',
      null,
      (sourcesUsed.used / sourcesUsed.known) * 100,
      `${sourcesUsed.used} of ${sourcesUsed.known} known sources in use`,
    ),
    row('I1-file', 'h', [null, hours('binary'), hours('SI')], `for ${fileMB} MB at ${rate} kB/s`),
  ];
};

/** Both inputs are bit rates of lines, which have one reading only. */
const userRows = (): ImpactRow[] => {
  const { linkKbits, userKbits, staff } = PAPER;
  const { users, carried, carriedUsePercent, filling } = saturation(linkKbits, userKbits);
  return [
    same('I2', 'users', 62, users, '10 Mbit/s ÷ 160 kbit/s for each user'),
    same('I2-share', '%', 6, (users / staff) * 100, 'of 1,000 users'),
    same('I2-use', '%', null, carriedUsePercent, `of the link that ${carried} users take`),
    same('I2-fill', 'users', null, filling, 'fill the link'),
  ];
};

const costRows = (): ImpactRow[] => {
  const { costKBPerSecond: kB, working, pricePerMB } = PAPER;
  const binary = costIn('binary');
  const si = costIn('SI');
  const both = (pick: (cost: TrafficCost, units: UnitSystem) => number) =>
    [pick(binary, 'binary'), pick(si, 'SI')] as const;
  const price = `AUD ${pricePerMB} per MB`;
  const days = `${working.hoursPerDay} h × ${working.daysPerMonth} days`;
  const megabytes = both((cost, units) => cost.bytesPerHour / KILO[units] ** 2);
  return [
    row(
      'I3-hour',
      'AUD',
      [8.4, ...both((cost) => cost.perHour)],
      `${kB} kB/s for an hour at ${price}`,
    ),
    row('I3-month', 'AUD', [1344, ...both((cost) => cost.perMonth)], `${days} at ${price}`),
    row(
      'I3-year',
      'AUD',
      [16_000, ...both((cost) => cost.perYear)],
      '12 months; the paper says about',
    ),
    row(
      'I3-year-unrounded',
      'AUD',
      [16_128, ...both((cost) => cost.perYear)],
      '12 × the month, not rounded',
    ),
    same('I3-hour-kB', 'kB', 72_000, kB * HOUR_SECONDS, `${kB} kB/s × 3,600 s`),
    row('I3-hour-MB', 'MB', [70, ...megabytes], `${kB} kB/s × 3,600 s`),
  ];
};

const costIn = (units: UnitSystem): TrafficCost =>
  trafficCost(
    PAPER.costKBPerSecond * KILO[units],
    { pricePerByte: PAPER.pricePerMB / KILO[units] ** 2, includedBytes: 0 },
    PAPER.working,
  );

const lanRows = (): ImpactRow[] =>
  PAPER.lanKbits.map((kbits) => {
    const mbits = kbits / 1000;
    return same(
      `I4-lan-${mbits}`,
      '%',
      null,
      linkShare(downloadKbits, kbits),
      `the same download inside, on a LAN of ${mbits} Mbit/s`,
    );
  });

const storageRows = (): ImpactRow[] =>
  (['episode', 'film'] as const).flatMap((kind) => {
    const size = PAPER.sizesMB[kind];
    const thing = kind === 'film' ? 'a film' : 'an episode of a series';
    return [
      same(`I6-${kind}`, 'MB', size, size, thing),
      row(
        `I6-${kind}-bytes`,
        'bytes',
        [null, storageFor(1, size, 'binary'), storageFor(1, size, 'SI')],
        `${thing} of ${size} MB`,
      ),
    ];
  });

const row = (
  id: string,
  unit: string,
  [printed, binary, si]: readonly [number | null, number, number],
  text: string,
): ImpactRow => ({ id, unit, printed, binary: tidy(binary), si: tidy(si), text });

const same = (id: string, unit: string, printed: number | null, exact: number, text: string) =>
  row(id, unit, [printed, exact, exact], text);
