// What the files of log formats say of themselves: their fixtures by what comes of them, their head by what it owns up to.
import { readdirSync, readFileSync } from 'node:fs';
import { newEvidence } from '../../dist/model/evidence.js';
import { SourceReader } from '../../dist/sources/reader.js';

const root = new URL('../../', import.meta.url);

/** Kinds of the observations that the fixtures of a format give. */
export const kindsOf = (source) => {
  const kinds = new Set();
  const folder = new URL(`fixtures/${source.id}/`, root);
  for (const name of readdirSync(folder)) {
    if (name === 'README.md') continue;
    const reader = new SourceReader(source, {
      evidence: newEvidence(0, name, source.id),
      writtenUntil: Date.UTC(2026, 10, 23),
      emit: ({ kind }) => kinds.add(kind),
    });
    reader.push(readFileSync(new URL(name, folder)));
    reader.end();
  }
  return [...kinds].sort();
};

/** The sentence behind `Does not see:` in the comment that the file of a format opens with. */
export const notSeen = (group, id) => {
  const path = `src/sources/${group}/${id}.ts`;
  const head = /^(?:\/\/.*\n)+/.exec(readFileSync(new URL(path, root), 'utf8'))[0];
  const text = head.replace(/^\/\/ ?/gm, '').replace(/\s+/g, ' ');
  const found = /Does not see:? (.+?\.)(?= [A-Z`(]| ?$)/.exec(text);
  if (!found) throw new Error(`${path}: its head does not say what it does not see.`);
  return found[1];
};
