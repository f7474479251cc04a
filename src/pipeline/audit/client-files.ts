// Files that clients leave: those whose names are worth a look are read, as far as their readers understand them.
import { SIGN } from '../../detect/file-signs.ts';
import { readAt, withFile } from '../../intake/audit/open-file.ts';
import { baseOf, shownPath } from '../../intake/audit/raw-path.ts';
import type { SignedFile } from '../../intake/audit/walk-words.ts';
import { LIMITS } from '../../model/limits.ts';
import type { FileSign } from '../../model/observation.ts';
import type { Artefact, ArtefactReader } from '../../systems/artefact.ts';
import { readerFor } from '../../systems/artefact-readers.ts';

export interface ClientFile {
  readonly file: SignedFile;
  readonly reader: ArtefactReader;
  readonly artefact: Artefact;
}

export interface ClientFiles {
  readonly found: readonly ClientFile[];
  /** Files that could not be read, or were too many bytes together. */
  readonly unread: readonly SignedFile[];
}

/** `pause` is awaited now and then, so that progress and Ctrl-C are heard. */
export const readClientFiles = async (
  signed: readonly SignedFile[],
  touch: boolean,
  pause: () => Promise<boolean>,
): Promise<ClientFiles> => {
  const found: ClientFile[] = [];
  const unread: SignedFile[] = [];
  let bytes = 0;
  for (const file of signed) {
    if ((file.signs & SIGN.artefact) === 0 || file.bytes === 0) continue;
    if (!(await pause())) break;
    const read = bytes > LIMITS.auditArtefactBytesMax ? 'failed' : readClientFile(file, touch);
    if (read === null) continue;
    if (typeof read === 'string') unread.push(file);
    else {
      bytes += file.bytes;
      found.push(read);
    }
  }
  return { found, unread };
};

/** Null when its content is nothing of a client's. */
const readClientFile = (file: SignedFile, touch: boolean): ClientFile | null | string => {
  const { path, dev, ino, bytes } = file;
  const name = shownPath(path);
  return withFile(path, { dev, ino }, touch, (open) => {
    const head = new Uint8Array(Math.min(bytes, LIMITS.artefactHeadBytes));
    const got = head.subarray(0, readAt(open, head, 0));
    const reader = readerFor(name, got);
    if (reader === null || bytes > reader.bytesMax) return null;
    const whole = new Uint8Array(bytes);
    const artefact = reader.read(whole.subarray(0, readAt(open, whole, 0)), name);
    return { file, reader, artefact };
  });
};

/** What kind of evidence it is. */
export const signOf = ({ artefact, reader }: ClientFile): FileSign => {
  const did = artefact.entries.some(({ state }) => state !== 'seen') || artefact.folders.length > 0;
  if (did) return 'database';
  return reader.id === 'bittorrent/torrent' ? 'described' : 'settings';
};

export const nameOf = ({ path }: SignedFile): string => shownPath(baseOf(path));
