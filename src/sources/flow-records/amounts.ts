// Amounts of data as people and programs write them: `1.23 GiB`, `456,78 MB`, `1.234,5 GB`.

/** Bytes of one unit by its name; `kB` counts in thousands, `KB` and `KiB` in 1,024s (as vnStat and Windows do). */
const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  byte: 1,
  bytes: 1,
  kB: 1e3,
  KB: 1024,
  KiB: 1024,
  kbyte: 1e3,
  MB: 1e6,
  MiB: 2 ** 20,
  mbyte: 1e6,
  GB: 1e9,
  GiB: 2 ** 30,
  gbyte: 1e9,
  TB: 1e12,
  TiB: 2 ** 40,
  tbyte: 1e12,
  PB: 1e15,
  PiB: 2 ** 50,
};

/** Bytes in one unit, or NaN for no unit. */
export const unitOf = (name: string): number =>
  UNITS[name] ?? UNITS[name.toLowerCase()] ?? UNITS[name.toUpperCase()] ?? Number.NaN;

/**
 * Bytes of `1.23 GiB`, or of a bare number in `unit`; NaN when it is neither. `comma`: the comma is the decimal sign where
 * only one sign stands.
 */
export const amountOf = (text: string, unit: number, comma: boolean): number => {
  const found = AMOUNT.exec(text);
  if (!found) return Number.NaN;
  const number = decimal(found[1]!, comma);
  const size = found[2] ? unitOf(found[2]) : unit;
  return number >= 0 ? Math.round(number * size) : Number.NaN;
};

const AMOUNT = /^\s{0,16}(\d[\d.,'\u00a0\u202f ]{0,30}?)\s{0,4}([A-Za-z]{1,6})?\s{0,16}$/;

/** The last of two different signs is the decimal one; a sign that comes twice parts thousands. */
const decimal = (text: string, comma: boolean): number => {
  const plain = text.replace(/['\u00a0\u202f ]/g, '');
  const [dots, commas] = [plain.split('.').length - 1, plain.split(',').length - 1];
  let sign = comma ? ',' : '.';
  if (dots > 0 && commas > 0) sign = plain.lastIndexOf('.') > plain.lastIndexOf(',') ? '.' : ',';
  else if (dots > 1) sign = ',';
  else if (commas > 1) sign = '.';
  // One comma where the point is usual, and not before three digits, can only be a decimal one; and the other way round.
  else if (/^\d{1,15}[.,]\d{1,2}$|^\d{1,15}[.,]\d{4,15}$/.test(plain))
    sign = dots === 1 ? '.' : ',';
  const parts =
    sign === '.' ? plain.replaceAll(',', '') : plain.replaceAll('.', '').replace(',', '.');
  return /^\d{1,18}(?:\.\d{1,18})?$/.test(parts) ? Number(parts) : Number.NaN;
};
