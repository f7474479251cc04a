// Sources that clients tell each other of (0x81/0x82, and with a version in each message 0x83/0x84).
import { hex } from '../../wire/codec/hex.ts';
import { bytesOfHex, Reader, swapped, Writer } from './bytes.ts';
import type { Source } from './listing.ts';

/** The newest form of an entry: with user hash and obfuscation. */
const VERSION = 4;
/** Of the form without a version in the message we tell in the hello that we speak 3: no obfuscation in entries. */
const OLD_VERSION = 3;
const TOLD_MAX = 500;

export const sourcesRequest = (hash: Uint8Array, versioned: boolean): Uint8Array => {
  const out = new Writer();
  if (versioned) out.u8(VERSION).u16(0);
  return out.bytes(hash).done();
};

/** What a request asks for; null when it is torn. */
export const readSourcesRequest = (
  payload: Uint8Array,
  versioned: boolean,
): { hash: Uint8Array; version: number } | null => {
  const from = new Reader(payload);
  const version = versioned ? Math.min(VERSION, from.u8()) : OLD_VERSION;
  if (versioned) from.u16();
  const hash = from.bytes(16).slice();
  return from.ok && version > 0 ? { hash, version } : null;
};

/** Only those that can be reached: of low ids nobody but their server can make use. */
export const sourcesAnswer = (
  hash: Uint8Array,
  sources: readonly Source[],
  { version, versioned }: { version: number; versioned: boolean },
): Uint8Array => {
  const out = new Writer();
  if (versioned) out.u8(version);
  const told = sources.slice(0, TOLD_MAX);
  out.bytes(hash).u16(told.length);
  for (const { id, port, obfuscation, userHash } of told) {
    // Server and its port: none is told.
    out
      .u32(version >= 3 ? swapped(id) : id)
      .u16(port)
      .u32(0)
      .u16(0);
    if (version >= 2) out.bytes(userHash.length === 32 ? bytesOfHex(userHash) : new Uint8Array(16));
    if (version >= 4) out.u8(obfuscation);
  }
  return out.done();
};

/** Null when it is torn. */
export const readSourcesAnswer = (
  payload: Uint8Array,
  versioned: boolean,
): { hash: string; sources: Source[] } | null => {
  const from = new Reader(payload);
  const version = versioned ? from.u8() : OLD_VERSION;
  const hash = hex(from.bytes(16));
  const count = from.u16();
  if (!from.ok || version > VERSION || count > TOLD_MAX) return null;
  const sources: Source[] = [];
  for (let i = 0; i < count; i++) {
    const id = version >= 3 ? swapped(from.u32()) : from.u32();
    const port = from.u16();
    from.bytes(6);
    const userHash = version >= 2 ? hex(from.bytes(16)) : '';
    const obfuscation = version >= 4 ? from.u8() & 7 : 0;
    if (!from.ok) return null;
    sources.push({ id, port, obfuscation, userHash });
  }
  return { hash, sources };
};
