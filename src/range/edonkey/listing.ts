// Files as servers list them: offers (0x15), search results (0x33, UDP 0x99); and lists of sources.
import { hex } from '../../wire/codec/hex.ts';
import { Reader, Writer } from './bytes.ts';
import { OBFUSCATION, TAG } from './opcodes.ts';
import { readTags, writeTags } from './tags.ts';

export interface ListedFile {
  readonly hash: Uint8Array;
  /** Of one who has it; 0 when it is not said. */
  readonly id: number;
  readonly port: number;
  readonly name: string;
  readonly size: number;
  readonly sources: number;
}

export interface Source {
  readonly id: number;
  readonly port: number;
  /** Bits of OBFUSCATION. */
  readonly obfuscation: number;
  /** Hex; empty when it was not said. */
  readonly userHash: string;
}

/** More than a server answers with; a message of ours never holds more. */
export const LISTED_MAX = 200;
/** The count of sources is one byte. */
const SOURCES_MAX = 255;

export const writeFile = (out: Writer, file: ListedFile): void => {
  out.bytes(file.hash).u32(file.id).u16(file.port);
  writeTags(out, [
    [TAG.name, file.name],
    [TAG.size, file.size],
    ...(file.sources > 0
      ? ([
          [TAG.sources, file.sources],
          [TAG.completeSources, file.sources],
        ] as const)
      : []),
  ]);
};

export const filesPayload = (files: readonly ListedFile[]): Uint8Array => {
  const out = new Writer().u32(Math.min(files.length, LISTED_MAX));
  for (const file of files.slice(0, LISTED_MAX)) writeFile(out, file);
  return out.done();
};

export const readFile = (from: Reader): ListedFile => {
  const hash = from.bytes(16).slice();
  const id = from.u32();
  const port = from.u16();
  const tags = readTags(from);
  return {
    hash,
    id,
    port,
    name: String(tags.get(TAG.name) ?? ''),
    size: Number(tags.get(TAG.size) ?? 0),
    sources: Number(tags.get(TAG.sources) ?? 0),
  };
};

/** Those before the fault when it is torn. */
export const readFiles = (payload: Uint8Array): ListedFile[] => {
  const from = new Reader(payload);
  const count = Math.min(from.u32(), LISTED_MAX);
  const files: ListedFile[] = [];
  for (let i = 0; i < count; i++) {
    const file = readFile(from);
    if (!from.ok) break;
    files.push(file);
  }
  return files;
};

export const sourcesPayload = (
  hash: Uint8Array,
  sources: readonly Source[],
  obfuscated: boolean,
): Uint8Array => {
  const told = sources.slice(0, SOURCES_MAX);
  const out = new Writer().bytes(hash).u8(told.length);
  for (const { id, port, obfuscation, userHash } of told) {
    out.u32(id).u16(port);
    if (!obfuscated) continue;
    const hash = obfuscation > 0 && userHash.length === 32;
    out.u8(obfuscation | (hash ? OBFUSCATION.hashFollows : 0));
    if (hash) out.bytes(Uint8Array.from(Buffer.from(userHash, 'hex')));
  }
  return out.done();
};

export interface FoundSources {
  readonly hash: string;
  readonly sources: Source[];
}

export const readSources = (from: Reader, obfuscated: boolean): FoundSources | null => {
  const hash = hex(from.bytes(16));
  const count = from.u8();
  const sources: Source[] = [];
  for (let i = 0; i < count && from.ok; i++) {
    const id = from.u32();
    const port = from.u16();
    const bits = obfuscated ? from.u8() : 0;
    const userHash = bits & OBFUSCATION.hashFollows ? hex(from.bytes(16)) : '';
    sources.push({ id, port, obfuscation: bits & 7, userHash });
  }
  return from.ok ? { hash, sources } : null;
};
