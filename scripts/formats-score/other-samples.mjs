// The samples that come without fields to compare with: in which format each is, and how much of it is understood.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { newEvidence } from '../../dist/model/evidence.js';
import { recogniseSource, SOURCES } from '../../dist/sources/index.js';
import { SourceReader } from '../../dist/sources/reader.js';
import { whyUnknown } from './explanations.mjs';

const SAMPLE_BYTES = 64 << 10;

/** Of each product: files, those in a known format, their lines by what became of them, and why the rest is in none. */
export const otherSamples = (folder) =>
  readdirSync(folder)
    .sort()
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .map((product) => read(product, join(folder, product)))
    .filter(({ files }) => files > 0);

const read = (product, folder) => {
  const result = {
    product,
    files: 0,
    recognised: 0,
    lines: 0,
    notKept: 0,
    refused: 0,
    unknown: [],
  };
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.expected.ndjson') || !statSync(join(folder, name)).isFile()) continue;
    result.files++;
    const evidence = understood(readFileSync(join(folder, name)), name);
    if (evidence === null) {
      result.unknown.push({ name, why: whyUnknown(product, name) });
      continue;
    }
    result.recognised++;
    result.lines += evidence.records;
    for (const [reason, count] of Object.entries(evidence.notUnderstood))
      result[reason.startsWith('not kept: ') ? 'notKept' : 'refused'] += count;
  }
  return result;
};

const understood = (bytes, name) => {
  const content = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const sample = content.subarray(0, SAMPLE_BYTES);
  const source = recogniseSource(sample, sample.length === content.length);
  if (source === null) return null;
  const evidence = newEvidence(0, name, source.id);
  const context = { evidence, writtenUntil: Date.UTC(2026, 10, 23), emit: () => {} };
  const reader = new SourceReader(source, context, SOURCES);
  reader.push(content);
  reader.end();
  return evidence;
};
