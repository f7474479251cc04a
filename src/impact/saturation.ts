// I2: how many users saturate a link.

export interface Saturation {
  /** Link ÷ rate of one user, not rounded. */
  readonly users: number;
  /** Users whom the link still carries, and the percent of it that they use. */
  readonly carried: number;
  readonly carriedUsePercent: number;
  /** Users who fill it: one more than `carried` unless it comes out even. */
  readonly filling: number;
}

/**
 * Users who saturate a link.
 *
 * @param linkBitsPerSecond capacity of the link, above 0
 * @param userBitsPerSecond rate of one user, above 0
 * @example saturation(10_000_000, 160_000) // users 62.5, carried 62 (99.2 %), filling 63
 */
export const saturation = (linkBitsPerSecond: number, userBitsPerSecond: number): Saturation => {
  const users = linkBitsPerSecond / userBitsPerSecond;
  const carried = Math.floor(users);
  return {
    users,
    carried,
    carriedUsePercent: ((carried * userBitsPerSecond) / linkBitsPerSecond) * 100,
    filling: Math.ceil(users),
  };
};
