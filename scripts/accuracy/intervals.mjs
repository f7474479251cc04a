// Jeffreys intervals of a share: quantiles of Beta(k + ½, n − k + ½). Brown, Cai and DasGupta 2001, Interval Estimation
// for a Binomial Proportion, section 4.3; at none or all the bound is 0 or 1.

/** 95 % interval of k out of n. */
export const jeffreys = (k, n) => ({
  low: k === 0 ? 0 : quantile(0.025, k + 0.5, n - k + 0.5),
  high: k === n ? 1 : quantile(0.975, k + 0.5, n - k + 0.5),
});

const quantile = (p, a, b) => {
  let low = 0;
  let high = 1;
  // Fifty halvings are past the precision of a double that is printed with three digits.
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (regularisedBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

/** I_x(a, b) by its continued fraction (DLMF 8.17.22), from the side where it converges fast. */
export const regularisedBeta = (x, a, b) => {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const front = Math.exp(
    a * Math.log(x) + b * Math.log(1 - x) - (logGamma(a) + logGamma(b) - logGamma(a + b)),
  );
  return front / (a * fraction(x, a, b));
};

/** The fraction's denominator, by Lentz's method. */
const fraction = (x, a, b) => {
  let value = 1;
  let c = 1;
  let d = 0;
  for (let i = 1; i < 500; i++) {
    const term = coefficient(i, x, a, b);
    d = 1 / (1 + term * d);
    c = 1 + term / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-12) break;
  }
  return value;
};

const coefficient = (i, x, a, b) => {
  const m = Math.floor(i / 2);
  if (i % 2 === 0) return (m * (b - m) * x) / ((a + i - 1) * (a + i));
  return (-(a + m) * (a + b + m) * x) / ((a + i - 1) * (a + i));
};

/** Stirling's series after the argument was raised above 8 (DLMF 5.11.1). */
const logGamma = (x) => {
  let shift = 0;
  let z = x;
  while (z < 8) shift -= Math.log(z++);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5);
  return shift + (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series;
};
