// Which reader a file is for: asked by name first, which costs nothing, then by content.
import { type Artefact, type ArtefactReader, namesFit } from './artefact.ts';
import { SYSTEMS } from './index.ts';

/** All readers, in the order in which they are asked. */
export const ARTEFACT_READERS: readonly ArtefactReader[] = Object.freeze(
  SYSTEMS.flatMap(({ databases }) => databases ?? []),
);

/** Readers that files of this name are worth a look for; most names have none. */
export const readersFor = (name: string): readonly ArtefactReader[] =>
  ARTEFACT_READERS.filter((reader) => namesFit(reader, name));

/** The reader that takes a file of this name with this head; null when it is nothing of a client's. */
export const readerFor = (name: string, head: Uint8Array): ArtefactReader | null =>
  readersFor(name).find((reader) => reader.looks(head, name)) ?? null;

/** For files that are in memory already. */
export const readArtefact = (name: string, bytes: Uint8Array): Artefact | null => {
  const reader = readerFor(name, bytes);
  return reader === null || bytes.length > reader.bytesMax ? null : reader.read(bytes, name);
};
