// Quantities as people write them: `20kB/s`, `2 Mbit/s`, `50 GB`, `0.12 per MB`. Bytes are read in either unit system;
// bit rates of lines are always decimal (IEEE 802, ITU), except E1, which is sold as 2 Mbit/s and carries 2,048 kbit/s.
import { KILO, type UnitSystem } from '../model/units.ts';

const POWERS: Readonly<Record<string, number>> = { '': 0, k: 1, M: 2, G: 3, T: 4 };

/** `50 GB` in bytes: 50 × 1000³ in SI, 50 × 1024³ in binary; null when the text is no volume. */
export const parseVolume = (text: string, units: UnitSystem): number | null => {
  const match = /^(\d{1,15}(?:\.\d{1,9})?)\s*([kMGT]?)B$/.exec(text.trim());
  return match ? Number(match[1]) * KILO[units] ** POWERS[match[2]!]! : null;
};

/** `10 Mbit/s` in bits per second, `20kB/s` in eight times its bytes; null when the text is no rate. */
export const parseRate = (text: string, units: UnitSystem): number | null => {
  const match = /^(\d{1,15}(?:\.\d{1,9})?)\s*([kMGT]?)(bit|B)\/s$/.exec(text.trim());
  if (!match) return null;
  const power = POWERS[match[2]!]!;
  return match[3] === 'bit'
    ? Number(match[1]) * 1000 ** power
    : Number(match[1]) * 8 * KILO[units] ** power;
};

/** `0.12 per MB` as the price of one byte; null when the text is no price. */
export const parsePrice = (text: string, units: UnitSystem): number | null => {
  const match = /^(\d{1,9}(?:\.\d{1,9})?)\s+per\s+([kMGT]?B)$/.exec(text.trim());
  const volume = match && parseVolume(`1 ${match[2]}`, units);
  return match && volume ? Number(match[1]) / volume : null;
};

/** `12.50 per Mbit/s` as the price of one bit per second; null when the text is no such price. */
export const parseRatePrice = (text: string): number | null => {
  const match = /^(\d{1,9}(?:\.\d{1,9})?)\s+per\s+([kMG]?bit\/s)$/.exec(text.trim());
  const rate = match && parseRate(`1 ${match[2]}`, 'SI');
  return match && rate ? Number(match[1]) / rate : null;
};

/** Nine significant digits: removes what binary fractions add, keeps every figure that is meant. */
export const tidy = (value: number): number => Number(value.toPrecision(9));
