// Quantities as options of `impact`: checked when they are parsed, so that the reckoning may rely on them.
import { InvalidArgumentError } from 'commander';
import { parsePrice, parseRate, parseVolume } from '../../impact/quantity.ts';
import {
  ASSUMPTION_NAMES,
  type AssumptionName,
  fitsAssumption,
  isAssumptionName,
} from '../../model/assumptions.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { parseRange, type Range } from '../../model/range.ts';
import { nearestName } from '../nearest.ts';

const checked =
  (valid: (text: string) => boolean, example: string) =>
  (text: string): string => {
    if (valid(text)) return text;
    throw new InvalidArgumentError(`Write it like ${example}.`);
  };

export const rate = checked((text) => (parseRate(text, 'SI') ?? 0) > 0, '20kB/s or "2 Mbit/s"');
export const price = checked((text) => parsePrice(text, 'SI') !== null, '"0.12 per MB"');
export const volume = checked((text) => parseVolume(text, 'SI') !== null, '"50 GB"');

export const positive = (text: string): number => {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= MOST) return value;
  throw new InvalidArgumentError('Give a number above 0.');
};

/** More hosts, hours or files than there are. */
const MOST = 1e12;

export const percent = (text: string): number => {
  const value = Number(text.replace(/\s?%$/, ''));
  if (/^\d+(\.\d+)?(\s?%)?$/.test(text) && value <= 100) return value;
  throw new InvalidArgumentError('Give percents from 0 to 100.');
};

export const atMost = (value: number, most: number, option: string): number => {
  if (value <= most) return value;
  throw new PeerwardenError('PW_USAGE', {
    message: `${option} ${value} is more than there are.`,
    remedy: `Give at most ${most}.`,
  });
};

/** `cleanUpTime=1-4`, several times. */
export const assumption = (
  text: string,
  before: ReadonlyMap<AssumptionName, Range> = new Map(),
): ReadonlyMap<AssumptionName, Range> => {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at).trim();
  if (!isAssumptionName(name)) {
    const near = nearestName(name, ASSUMPTION_NAMES);
    throw new InvalidArgumentError(
      near === null
        ? 'It is no assumption; --assumptions lists them.'
        : `It is no assumption. Did you mean ${near}?`,
    );
  }
  const range = at < 0 ? null : parseRange(text.slice(at + 1));
  if (range === null || !fitsAssumption(name, range))
    throw new InvalidArgumentError(`Write it like ${name}=2 or ${name}=1-4.`);
  return new Map([...before, [name, range]]);
};
