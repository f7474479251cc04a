// I11: working time lost: searching, handling what was loaded, closing pop-ups, cleaning the machine or installing it anew.
import { productOf, type Range, sumOfRanges } from '../model/range.ts';

export interface HoursSeen {
  /** Days on which somebody did it. */
  readonly days: number;
  /** Files that were loaded. */
  readonly items: number;
  readonly machines: number;
  /** Hours in which adware was seen at work. */
  readonly adwareHours: number;
}

/** Of model/assumptions.ts. */
export interface HourRates {
  readonly searchTime: Range;
  readonly handlingTime: Range;
  readonly popUps: Range;
  readonly popUpTime: Range;
  readonly cleanUpTime: Range;
  readonly reimageTime: Range;
  readonly reimageShare: Range;
}

export interface HoursLost {
  readonly searching: Range;
  readonly handling: Range;
  readonly popUps: Range;
  readonly cleanUp: Range;
  readonly all: Range;
}

export const hoursLost = (seen: HoursSeen, rates: HourRates): HoursLost => {
  const searching = scaled(rates.searchTime, seen.days / 60);
  const handling = scaled(rates.handlingTime, seen.items / 60);
  const popUps = scaled(productOf(rates.popUps, rates.popUpTime), seen.adwareHours / 3600);
  const cleanUp = scaled(machineTime(rates), seen.machines);
  return {
    searching,
    handling,
    popUps,
    cleanUp,
    all: sumOfRanges([searching, handling, popUps, cleanUp]),
  };
};

/** A machine is cleaned or installed anew; the dearer way for as many as the share says. */
const machineTime = ({ cleanUpTime, reimageTime, reimageShare }: HourRates): Range => ({
  low: mixed(cleanUpTime.low, reimageTime.low, reimageShare.low / 100),
  high: mixed(cleanUpTime.high, reimageTime.high, reimageShare.high / 100),
});

const mixed = (clean: number, anew: number, share: number): number =>
  clean * (1 - share) + anew * share;

const scaled = ({ low, high }: Range, by: number): Range => ({ low: low * by, high: high * by });
