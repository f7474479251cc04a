// Which of two versions is older, as people write them: `2.92` < `2.93`, `0.42d` < `0.42e`, `3.0beta2` < `3.0`,
// `1:2.3.3-3` (Debian) is 2.3.3.

export const compareVersions = (one: string, other: string): number => {
  const a = partsOf(one);
  const b = partsOf(other);
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = comparePart(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
};

const CHARS_MAX = 64;

/** Numbers and words; an epoch in front and the revision of a packager behind are left out. */
const partsOf = (version: string): (number | string)[] =>
  (
    version
      .slice(0, CHARS_MAX)
      .toLowerCase()
      .replace(/^\d+:/, '')
      .replace(/^v(?=\d)/, '')
      .replace(/[-+~].*$/, '')
      .match(/\d+|[a-z]+/g) ?? []
  ).map((part) => (/^\d/.test(part) ? Number(part) : part));

const BEFORE = /^(?:alpha|beta|rc|pre|dev|svn|git)$/;

const comparePart = (a: number | string | undefined, b: number | string | undefined): number => {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const order = rank(a) - rank(b);
  // `3` and `3.0` are one.
  if (order !== 0 || rank(a) === 1) return order;
  return String(a) < String(b) ? -1 : 1;
};

/**
 * What stands in front of a release, then nothing and zero, then a letter behind it, then a number. (`0.42a` and `0.42b`
 * are eMule's first and second after 0.42: a single letter directly behind a number is a release of its own.)
 */
const rank = (part: number | string | undefined): number => {
  if (part === undefined || part === 0) return 1;
  if (typeof part === 'number') return 3;
  return BEFORE.test(part) ? 0 : 2;
};
