// Reads text with a source, as a file in one piece or cut into chunks.
import { readFileSync } from 'node:fs';
import { type Evidence, newEvidence } from '../../src/model/evidence.ts';
import type { Observation } from '../../src/model/observation.ts';
import { SourceReader } from '../../src/sources/reader.ts';
import type { Source, SourceContext } from '../../src/sources/source.ts';

export interface Reading {
  readonly observations: Observation[];
  readonly evidence: Evidence;
}

export const WRITTEN = Date.UTC(2026, 10, 23);

export const readBytes = (
  source: Source,
  bytes: Uint8Array,
  options: Partial<SourceContext> = {},
  chunkBytes = bytes.length || 1,
): Reading => {
  const evidence = newEvidence(0, 'test', '');
  const observations: Observation[] = [];
  const reader = new SourceReader(source, {
    evidence,
    writtenUntil: WRITTEN,
    ...options,
    emit: (observation) => observations.push(observation),
  });
  for (let at = 0; at < bytes.length; at += chunkBytes)
    reader.push(bytes.slice(at, at + chunkBytes));
  reader.end();
  return { observations, evidence };
};

export const readText = (source: Source, text: string, options?: Partial<SourceContext>): Reading =>
  readBytes(source, new TextEncoder().encode(text), options);

/** The only observation of one line, as a plain object. */
export const readLine = (
  source: Source,
  line: string,
  options?: Partial<SourceContext>,
): Record<string, unknown> => {
  const { observations, evidence } = readText(source, line, options);
  if (observations.length !== 1)
    throw new Error(`${observations.length} observations: ${JSON.stringify(evidence)}`);
  return { ...observations[0] };
};

/** Reasons for which nothing came of the text. */
export const reasons = (source: Source, text: string): string[] => {
  const { observations, evidence } = readText(source, text);
  return observations.length > 0 ? ['read'] : Object.keys(evidence.notUnderstood);
};

export const fixture = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url)));
