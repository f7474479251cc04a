// I6: storage lost to what was loaded or is shared, per owner and per server, in things that people know the size of.
import { KILO, type UnitSystem } from '../model/units.ts';

export interface StorageLost {
  readonly bytes: number;
  readonly episodes: number;
  readonly films: number;
}

/**
 * @param bytes that lie on disks
 * @param sizes of an episode and a film in MB of the unit system
 * @example storageLost(6.5e9, { episode: 250, film: 650 }, 'SI') // episodes 26, films 10
 */
export const storageLost = (
  bytes: number,
  { episode, film }: { readonly episode: number; readonly film: number },
  units: UnitSystem,
): StorageLost => {
  const megabyte = KILO[units] ** 2;
  return { bytes, episodes: bytes / (episode * megabyte), films: bytes / (film * megabyte) };
};

/** Bytes that so many episodes or films take. */
export const storageFor = (count: number, size: number, units: UnitSystem): number =>
  count * size * KILO[units] ** 2;
