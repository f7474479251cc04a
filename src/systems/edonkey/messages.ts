// Pieces that messages of eDonkey clients and servers share: a peer's description and lists of files.
import { LIMITS } from '../../model/limits.ts';
import type { Content } from '../../model/observation.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import type { Fields } from './fields.ts';
import { numberOf, readTags, stringOf, type Tag } from './tags.ts';

export interface Peer {
  /** Hex; empty when the message was cut. */
  readonly hash: string;
  /** Client id: the address in network order when it can be reached, a small number when not. */
  readonly id: number;
  readonly port: number;
  readonly tags: readonly Tag[];
}

/** hash 16, id 4, port 2, tag count 4, tags: Hello, Login and every file entry. */
export const readPeer = (fields: Fields): Peer => {
  const hash = fields.hex(16);
  const id = fields.u32();
  const port = fields.u16();
  const tags = readTags(fields, fields.u32());
  return { hash, id, port, tags };
};

/** Servers give peers that cannot be reached an id below 2^24; 0 means that there is no server yet. */
export const isLowId = (id: number): boolean => id > 0 && id < 0x01000000;

export interface FileList {
  readonly count: number;
  readonly bytes: number;
  /** False when the list was cut by us or by the sender. */
  readonly whole: boolean;
}

/** Reads file entries; `tell` gets every file up to the cap. */
export const readFiles = (
  fields: Fields,
  count: number,
  tell: (file: Content) => void,
): FileList => {
  let bytes = 0;
  let read = 0;
  for (; read < count && read < LIMITS.toldPerMessageMax && fields.left > 0; read++) {
    const { hash, tags } = readPeer(fields);
    if (!fields.ok) break;
    const file = fileOf(hash, tags);
    bytes += file.size ?? 0;
    tell(file);
  }
  return { count, bytes, whole: read === count };
};

/** Name, size and, for files over 4 GiB, the high half of the size. */
export const fileOf = (hash: string, tags: readonly Tag[]): Content => {
  const name = stringOf(tags, FILE_NAME);
  const low = numberOf(tags, FILE_SIZE);
  const size =
    low === undefined ? undefined : low + (numberOf(tags, FILE_SIZE_HIGH) ?? 0) * 2 ** 32;
  return { id: `ed2k:${hash}`, ...(name ? { name } : {}), ...(size === undefined ? {} : { size }) };
};

export const senderAddress = (flow: FlowSink, direction: Direction): string =>
  direction === 0 ? flow.clientAddress : flow.serverAddress;

const FILE_NAME = 0x01;
const FILE_SIZE = 0x02;
const FILE_SIZE_HIGH = 0x3a;
