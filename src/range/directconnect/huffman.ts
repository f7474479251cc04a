// Huffman codes: lengths from counts, and canonical codes from lengths.

/**
 * Bits of each symbol's code, at least 1 and at most `longest`. When the best code is longer, counts are evened out
 * until it fits, which costs little.
 */
export const codeLengths = (counts: readonly number[], longest: number): number[] => {
  // Symbols that do not occur get a code too: the format has no way to leave one out.
  let weights = counts.map((count) => Math.max(1, count));
  for (;;) {
    const lengths = depths(weights);
    if (lengths.every((length) => length <= longest)) return lengths;
    weights = weights.map((weight) => 1 + (weight >> 1));
  }
};

/** Canonical codes: by length, then by symbol. */
export const codesOf = (lengths: readonly number[]): number[] => {
  const codes = new Array<number>(lengths.length).fill(0);
  let code = 0;
  for (let length = 1; length <= Math.max(...lengths); length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (lengths[symbol] === length) codes[symbol] = code++;
    code <<= 1;
  }
  return codes;
};

/** Joins the two lightest trees until one is left; a symbol's length is the number of joins it went through. */
const depths = (weights: readonly number[]): number[] => {
  const lengths = new Array<number>(weights.length).fill(0);
  const trees = weights.map((weight, symbol) => ({ weight, symbols: [symbol] }));
  trees.sort((a, b) => b.weight - a.weight);
  while (trees.length > 1) {
    const one = trees.pop()!;
    const other = trees.pop()!;
    const symbols = [...one.symbols, ...other.symbols];
    for (const symbol of symbols) lengths[symbol]!++;
    const weight = one.weight + other.weight;
    const place = trees.findIndex((tree) => tree.weight <= weight);
    trees.splice(place < 0 ? trees.length : place, 0, { weight, symbols });
  }
  return lengths.map((length) => Math.max(1, length));
};
