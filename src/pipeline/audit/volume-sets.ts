// Archives in volumes: what lies beside each other under one name is one thing, and may lack parts.

import { SIGN } from '../../detect/file-signs.ts';
import { baseOf, folderOf, shownPath } from '../../intake/audit/raw-path.ts';
import type { SignedFile } from '../../intake/audit/walk-words.ts';
import { contentType } from '../../sources/files/content-type.ts';
import { missingVolumes, volumeOf } from '../../sources/files/volumes.ts';
import { groupBy } from './copies.ts';

export interface FoundSet {
  readonly folder: string;
  readonly name: string;
  readonly files: readonly SignedFile[];
  readonly missing: readonly number[];
}

/** Largest first. */
export const findSets = (signed: readonly SignedFile[]): FoundSet[] => {
  const volumes = signed.filter(({ signs }) => (signs & SIGN.volume) !== 0);
  const groups = groupBy(volumes, ({ path }) => `${folderOf(path)}/${volumeOf(baseOf(path))!.set}`);
  return [...groups]
    .filter(([, files]) => isSet(files))
    .map(([key, files]) => ({
      folder: shownPath(folderOf(key)),
      name: shownPath(baseOf(key)),
      files,
      missing: missingVolumes(files.map(({ path }) => volumeOf(baseOf(path))!.number)),
    }))
    .sort((a, b) => bytesOf(b.files) - bytesOf(a.files));
};

/**
 * Numbered files are somebody's records unless one of them is the beginning of an archive, or a numbered set of large ones
 * of one size is nothing that is known.
 */
const isSet = (files: readonly SignedFile[]): boolean =>
  files.length > 1 &&
  files.some(({ type }) => {
    const { kind } = contentType(type);
    return kind === 'archive' || kind === 'video' || kind === 'disk-image';
  });

export const bytesOf = (files: readonly { readonly bytes: number }[]): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);
