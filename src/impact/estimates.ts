// I5, I6, I10, I11 as figures with their inputs: for what a report shows of a case, a person or a site, and for one's own
// numbers.

import { productOf, type Range } from '../model/range.ts';
import { formatBytes, type UnitSystem } from '../model/units.ts';
import { type Assumed, assumedRange, rangeText } from './assumed.ts';
import { figureOf, type ImpactFigure } from './figure.ts';
import { hashTime } from './hash-time.ts';
import { type HoursSeen, hoursLost } from './hours-lost.ts';
import { liability, type WorksSeen } from './liability.ts';
import { storageLost } from './storage-lost.ts';

export interface EstimateContext {
  readonly assumed: Assumed;
  readonly units: UnitSystem;
  readonly currency: string;
}

/** I5: of so many shared bytes. */
export const hashFigures = (bytes: number, { assumed, units }: EstimateContext): ImpactFigure[] => {
  const { diskSeconds, driveSeconds, driveBytes } = hashTime(bytes, {
    disk: assumedRange(assumed, 'diskRate'),
    hash: assumedRange(assumed, 'hashRate'),
    drive: assumedRange(assumed, 'networkDriveRate'),
  });
  const shared = formatBytes(bytes, units);
  const hashing = `${assumed.text('hashRate')} hashed`;
  return [
    figureOf(
      'I5-disk',
      's',
      diskSeconds,
      `${shared} shared, ${assumed.text('diskRate')} read, ${hashing}: side by side at best, one after the other at worst; the file is locked and the machine busy meanwhile`,
    ),
    figureOf(
      'I5-drive',
      's',
      driveSeconds,
      `the same on a network drive at ${assumed.text('networkDriveRate')}`,
    ),
    figureOf(
      'I5-drive-bytes',
      'bytes',
      { low: driveBytes, high: driveBytes },
      'cross the line to the network drive: one full download of what is shared',
    ),
  ];
};

/** I6: of bytes that lie on disks. `said`: whose, as the sentence begins. */
export const storageFigures = (
  bytes: Range,
  said: string,
  { assumed, units, currency }: EstimateContext,
): ImpactFigure[] => {
  const sizes = {
    least: { episode: high(assumed, 'episodeSize'), film: high(assumed, 'filmSize') },
    most: { episode: low(assumed, 'episodeSize'), film: low(assumed, 'filmSize') },
  };
  const few = storageLost(bytes.low, sizes.least, units);
  const many = storageLost(bytes.high, sizes.most, units);
  const price = assumed.range('storagePrice');
  const gigabytes = { low: bytes.low / 1e9, high: bytes.high / 1e9 };
  return [
    figureOf('I6', 'bytes', bytes, said),
    ...(many.episodes < 1
      ? []
      : [
          figureOf(
            'I6-episodes',
            'episodes',
            { low: few.episodes, high: many.episodes },
            `of ${assumed.text('episodeSize')}`,
          ),
          figureOf(
            'I6-films',
            'films',
            { low: few.films, high: many.films },
            `or films of ${assumed.text('filmSize')}`,
          ),
        ]),
    ...(price
      ? [
          figureOf(
            'I6-month',
            currency,
            productOf(gigabytes, price),
            `a month at ${rangeText(price)} per GB`,
          ),
        ]
      : []),
  ];
};

/** I10: never a bare figure: what was seen, the share that may be unlicensed, and money only from counsel. */
export const liabilityFigures = (
  seen: WorksSeen,
  { assumed, currency }: EstimateContext,
): ImpactFigure[] => {
  const result = liability(seen, {
    unlicensedShare: assumedRange(assumed, 'unlicensedShare'),
    claimPerWork: assumed.range('claimPerWork'),
    defenceCost: assumed.range('defenceCost'),
  });
  const said = `${rangeText(seen.works)} ${seen.works.high === 1 ? 'work' : 'works'} seen (on offer ${seen.housed}, sent ${seen.sent}, loaded ${seen.loaded})`;
  const missing = result.claims === null ? '; in money only with your counsel’s claimPerWork' : '';
  return [
    figureOf(
      'I10-works',
      'works',
      result.unlicensed,
      `${said}, ${assumed.text('unlicensedShare')} of them without a licence: housing, transmitting and using them may be claimed for, and may be an offence${missing}`,
    ),
    ...(result.claims
      ? [
          figureOf(
            'I10-claims',
            currency,
            result.claims,
            `those works at ${assumed.text('claimPerWork')}: a range of claims, no forecast`,
          ),
        ]
      : []),
    ...(result.defence
      ? [
          figureOf(
            'I10-defence',
            currency,
            result.defence,
            `${seen.cases} to answer at ${assumed.text('defenceCost')}`,
          ),
        ]
      : []),
  ];
};

/** I11: hours of work, and money when an hour has a price. */
export const hoursFigures = (seen: HoursSeen, context: EstimateContext): ImpactFigure[] => {
  const { assumed, currency } = context;
  const rate = (name: Parameters<Assumed['range']>[0]): Range => assumedRange(assumed, name);
  const lost = hoursLost(seen, {
    searchTime: rate('searchTime'),
    handlingTime: rate('handlingTime'),
    popUps: rate('popUps'),
    popUpTime: rate('popUpTime'),
    cleanUpTime: rate('cleanUpTime'),
    reimageTime: rate('reimageTime'),
    reimageShare: rate('reimageShare'),
  });
  const price = assumed.range('hourCost');
  return [
    ...seenFigure(
      'I11-search',
      seen.days,
      lost.searching,
      `${count(seen.days, 'day')} of a person with it, ${assumed.text('searchTime')}`,
    ),
    ...seenFigure(
      'I11-handling',
      seen.items,
      lost.handling,
      `${count(seen.items, 'item')} at ${assumed.text('handlingTime')}`,
    ),
    ...seenFigure(
      'I11-pop-ups',
      seen.adwareHours,
      lost.popUps,
      `${count(seen.adwareHours, 'hour')} with adware, pop-ups ${assumed.text('popUps')} of ${assumed.text('popUpTime')} each`,
    ),
    ...seenFigure(
      'I11-clean-up',
      seen.machines,
      lost.cleanUp,
      `${count(seen.machines, 'machine')}, cleaned at ${assumed.text('cleanUpTime')} or, ${assumed.text('reimageShare')} of them, installed anew at ${assumed.text('reimageTime')}`,
    ),
    figureOf('I11', 'h', lost.all, 'of work lost, all of it'),
    ...(price
      ? [
          figureOf(
            'I11-cost',
            currency,
            productOf(lost.all, price),
            `at ${rangeText(price)} an hour`,
          ),
        ]
      : []),
  ];
};

/** What was not seen is left out. */
const seenFigure = (id: string, seen: number, hours: Range, text: string): ImpactFigure[] =>
  seen === 0 ? [] : [figureOf(id, 'h', hours, text)];

const count = (value: number, one: string): string => `${value} ${one}${value === 1 ? '' : 's'}`;

const low = (assumed: Assumed, name: 'episodeSize' | 'filmSize'): number =>
  Math.max(Number.MIN_VALUE, assumedRange(assumed, name).low);
const high = (assumed: Assumed, name: 'episodeSize' | 'filmSize'): number =>
  Math.max(Number.MIN_VALUE, assumedRange(assumed, name).high);
