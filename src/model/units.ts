// Units of volume and rate. Money and rates are always shown with the unit system they were counted in.

/** SI counts in thousands (kB, MB), binary in 1,024s (KiB, MiB; the paper writes them kB, MB). */
export type UnitSystem = 'SI' | 'binary';

export const KILO: Record<UnitSystem, number> = { SI: 1000, binary: 1024 };

const NAMES: Record<UnitSystem, readonly string[]> = {
  SI: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
  binary: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'],
};

/** `formatBytes(2_528_236)` → `2.53 MB`: three significant digits, never an exponent. */
export const formatBytes = (bytes: number, units: UnitSystem = 'SI'): string =>
  scaled(bytes, KILO[units], NAMES[units]);

/** `formatRate(640_000)` → `640 kbit/s`; rates are always SI (IEEE 802, ITU). */
export const formatRate = (bitsPerSecond: number): string =>
  scaled(bitsPerSecond, 1000, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']);

const scaled = (value: number, base: number, names: readonly string[]): string => {
  let amount = value;
  let step = 0;
  while (Math.abs(amount) >= base && step < names.length - 1) {
    amount /= base;
    step++;
  }
  const digits =
    step === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.max(1, Math.abs(amount)))));
  return `${amount.toFixed(digits)} ${names[step]}`;
};

/** `formatDuration(93_000)` → `1 min 33 s`; two units at most. */
export const formatDuration = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
};
