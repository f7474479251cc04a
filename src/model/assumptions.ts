// What the reckoning of impact rests on and evidence does not show. Each has a name, a default with its source and date,
// and can be set in policy (`assumptions`) and on the command line (`--assume name=value`). Where no default could be
// honest there is none: the figures that need it are left out, and the report says whose figure is missing.
import type { Range } from './range.ts';

export interface Assumption {
  readonly unit: string;
  readonly meaning: string;
  /** Null: a figure of the site's own. */
  readonly range: Range | null;
  /** Where the default is from, with its date; for those without one, who knows it. */
  readonly source: string;
}

const GUESS = 'an estimate of ours, 2026-11-22; no survey stands behind it';
const PAPER = 'the 2003 paper';
const MEASURED =
  'measured in several runs on a virtual machine of two cores, 2026-11-22 (docs/impact.md)';

const from = (low: number, high: number): Range => ({ low, high });

export const ASSUMPTIONS = {
  diskRate: {
    unit: 'MB/s',
    meaning: 'what a disk gives when a client reads every shared file',
    range: from(80, 710),
    source: `the high end ${MEASURED}; the low end a laptop's disk, ${GUESS}`,
  },
  hashRate: {
    unit: 'MB/s',
    meaning: 'what one core hashes: SHA-1 and MD4, one thread',
    range: from(480, 900),
    source: MEASURED,
  },
  networkDriveRate: {
    unit: 'Mbit/s',
    meaning: 'the line to a shared network drive',
    range: from(10, 100),
    source: `${PAPER}: LANs of 10 or 100 Mbit/s`,
  },
  episodeSize: {
    unit: 'MB',
    meaning: 'an episode of a series',
    range: from(250, 250),
    source: PAPER,
  },
  filmSize: { unit: 'MB', meaning: 'a film', range: from(650, 650), source: PAPER },
  storagePrice: {
    unit: 'money per GB and month',
    meaning: 'what storage costs, with its copies and backups',
    range: null,
    source: 'your storage bill',
  },
  otherLoad: {
    unit: '%',
    meaning: 'share of the link that other services use, where the evidence does not show it',
    range: from(20, 40),
    source: GUESS,
  },
  burstSize: {
    unit: 'bytes',
    meaning: 'what other services send in one go: a packet, or the first window of a connection',
    range: from(1500, 14_600),
    source: 'RFC 894 (1984), RFC 6928 (2013)',
  },
  lineBuffer: {
    unit: 'ms',
    meaning: 'what the buffer in front of the link holds when it is full',
    range: from(100, 1000),
    source: 'Gettys and Nichols, Bufferbloat, 2011; your router’s setting is better',
  },
  searchTime: {
    unit: 'minutes a day',
    meaning: 'searching and choosing, on each day with the activity',
    range: from(5, 30),
    source: GUESS,
  },
  handlingTime: {
    unit: 'minutes an item',
    meaning: 'copying to laptop, CD, USB key or memory card',
    range: from(1, 5),
    source: GUESS,
  },
  popUps: {
    unit: 'an hour',
    meaning: 'pop-ups of adware while the machine is used',
    range: from(1, 10),
    source: GUESS,
  },
  popUpTime: {
    unit: 'seconds',
    meaning: 'until a pop-up is closed',
    range: from(3, 15),
    source: GUESS,
  },
  cleanUpTime: {
    unit: 'hours a machine',
    meaning: 'removing the client and what came with it',
    range: from(0.5, 2),
    source: GUESS,
  },
  reimageTime: {
    unit: 'hours a machine',
    meaning: 'installing the machine anew and bringing its data back',
    range: from(2, 6),
    source: GUESS,
  },
  reimageShare: {
    unit: '%',
    meaning: 'machines that are installed anew rather than cleaned',
    range: from(0, 100),
    source: 'not known until somebody decides: all of it',
  },
  hourCost: {
    unit: 'money an hour',
    meaning: 'what an hour of work costs',
    range: null,
    source: 'your payroll',
  },
  unlicensedShare: {
    unit: '%',
    meaning: 'works seen that nobody had the right to copy',
    range: from(0, 100),
    source: 'not known until somebody looks at them: all of it',
  },
  claimPerWork: {
    unit: 'money a work',
    meaning: 'what a claim for one work may come to',
    range: null,
    source:
      'your counsel; it depends on the country (in the USA 17 U.S.C. § 504(c), 1999: 750 to 30,000)',
  },
  defenceCost: {
    unit: 'money a case',
    meaning: 'answering a claim, whatever comes of it',
    range: null,
    source: 'your counsel',
  },
} as const satisfies Readonly<Record<string, Assumption>>;

export type AssumptionName = keyof typeof ASSUMPTIONS;

export const ASSUMPTION_NAMES = Object.keys(ASSUMPTIONS) as AssumptionName[];

export const isAssumptionName = (text: string): text is AssumptionName =>
  Object.hasOwn(ASSUMPTIONS, text);

/** Percents end at 100; what bytes are divided by is above 0. */
export const fitsAssumption = (name: AssumptionName, { low, high }: Range): boolean => {
  const { unit } = ASSUMPTIONS[name];
  return (unit !== '%' || high <= 100) && (!DIVISORS.has(unit) || low > 0);
};

const DIVISORS = new Set(['MB/s', 'Mbit/s', 'MB']);
