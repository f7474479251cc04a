// Round numbers for an axis.

/** From 0 up to the first step at or above `most`: steps of 1, 2 or 5 times a power of ten, four to seven of them. */
export const ticks = (most: number): number[] => {
  const top = most > 0 && Number.isFinite(most) ? most : 1;
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((part) => part * power).find((size) => size >= rough) ?? rough;
  const count = Math.max(1, Math.ceil(top / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12)));
};

/** `12,000`, `0.25` */
export const tickText = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: 6 });
