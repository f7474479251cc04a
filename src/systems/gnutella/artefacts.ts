// LimeWire's `fileurns.cache`: every file that it shared, with its hashes. A serialised map from path and time of the
// file to a set of URNs, each of which writes its own text.
// Source: LimeWire's UrnCache.java, URN.java (github.com/metapirate/LimeWire-Pirate-Edition), read 2026-11-22. The program does not
// run here: made from its source, with Java's own serialiser.
import { LIMITS } from '../../model/limits.ts';
import { u16, u64 } from '../../wire/codec/big-endian.ts';
import {
  isJavaObject,
  isJavaStream,
  type JavaValue,
  readJava,
} from '../../wire/codec/java-object.ts';
import { type Artefact, type ArtefactEntry, type ArtefactReader, baseName } from '../artefact.ts';
import { ArtefactDraft, known, pathText, short } from '../artefact-draft.ts';

export const limewireUrns = Object.freeze<ArtefactReader>({
  id: 'gnutella/limewire-fileurns',
  system: 'gnutella',
  title: 'LimeWire: files that it shared, and their hashes',
  names: ['fileurns.cache', 'fileurns.bak'],
  looks: isJavaStream,
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(limewireUrns);
    draft.self.program = 'LimeWire';
    const map = readJava(bytes, {
      valuesMax: LIMITS.pickleValuesMax,
      depthMax: LIMITS.artefactDepthMax,
    });
    if (!isJavaObject(map)) draft.anomaly('damaged');
    else {
      // A map writes its sizes as a block, then keys and values in turn.
      const objects = map.written.filter((one) => !(one instanceof Uint8Array));
      for (let i = 0; i + 1 < objects.length; i += 2) {
        const entry = entryOf(objects[i]!, objects[i + 1]!);
        if (entry === null) draft.anomaly('not-understood');
        else if (!draft.entry(entry)) break;
      }
    }
    return draft.done();
  },
});

const entryOf = (key: JavaValue, urns: JavaValue): ArtefactEntry | null => {
  if (!isJavaObject(key)) return null;
  // The key writes its path as an object and the file's time as a block of eight bytes; neither is a field.
  const path = key.written.find((one) => typeof one === 'string');
  const time = key.written.find((one) => one instanceof Uint8Array);
  if (typeof path !== 'string') return null;
  const changed = time instanceof Uint8Array && time.length >= 8 ? u64(time, 0) : 0;
  return {
    state: 'shared',
    name: short(baseName(path)),
    hashes: urnsIn(urns, 0),
    ...known('changedAt', changed > 0 && changed < TIME_MAX_MS ? changed : undefined),
    path: pathText(path),
  };
};

/** The year 10000. */
const TIME_MAX_MS = 253_402_300_800_000;

/** Sets of several kinds were used over the years: whatever lies in them, URNs are objects of their class. */
const urnsIn = (value: JavaValue, depth: number): string[] => {
  if (!isJavaObject(value) || depth > SET_DEPTH_MAX) return [];
  if (!/(?:^|\.)URN$/.test(value.type))
    return [...value.fields.values(), ...value.written]
      .slice(0, SET_ITEMS_MAX)
      .flatMap((one) => urnsIn(one, depth + 1));
  const block = value.written.find((one) => one instanceof Uint8Array);
  if (!(block instanceof Uint8Array) || block.length < 2) return [];
  const text = new TextDecoder().decode(block.subarray(2, 2 + u16(block, 0)));
  if (/^urn:sha1:[a-z2-7]{32}$/i.test(text)) return [`urn:sha1:${text.slice(9).toUpperCase()}`];
  const root = /^urn:ttroot:([a-z2-7]{39})$/i.exec(text)?.[1];
  return root === undefined ? [] : [`tth:${root.toUpperCase()}`];
};

const SET_DEPTH_MAX = 4;
const SET_ITEMS_MAX = 16;
