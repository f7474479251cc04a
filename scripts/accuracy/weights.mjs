// Counts become weights. Rates are (k + ½) / (n + 1) (Jeffreys), so that "never seen" is never "impossible"; the interval
// is that of the log of their ratio (Katz et al. 1978), 95 %.

export const weightsOf = (counts) =>
  Object.fromEntries(Object.entries(counts).map(([id, sides]) => [id, weightOf(sides)]));

const weightOf = ({ guilty, innocent }) => {
  const rate = ({ k, n }) => (k + 0.5) / (n + 1);
  const spread = ({ k, n }) => 1 / (k + 0.5) - 1 / (n + 1);
  const point = Math.log(rate(guilty) / rate(innocent));
  const half = 1.96 * Math.sqrt(spread(guilty) + spread(innocent));
  return {
    decibans: decibans(point),
    low: decibans(point - half),
    high: decibans(point + half),
    guilty: [guilty.k, guilty.n],
    innocent: [innocent.k, innocent.n],
  };
};

const decibans = (x) => Math.round((100 * x) / Math.LN10) / 10;

/** Text of src/detect/weights.data.ts. */
export const weightsText = ({ weights, units, date, evidence }) =>
  `// Written by \`npm run calibrate\`: do not edit. Weights in decibans with their 95 % interval; counts are [spoke, asked].
// Evidence, ${date}: ${evidence}.

export const WEIGHTS = {
${Object.entries(weights)
  .map(
    ([id, one]) => `  /** ${units[id]} */
  '${id}': {
    decibans: ${one.decibans},
    low: ${one.low},
    high: ${one.high},
    guilty: [${one.guilty.join(', ')}],
    innocent: [${one.innocent.join(', ')}],
  },`,
  )
  .join('\n')}
} as const;
`;
