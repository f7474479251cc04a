// docs/reference/limits.md: every cap with its value and the comment that stands above it in src/model/limits.ts.
import { readFileSync } from 'node:fs';
import { LIMITS } from '../../dist/model/limits.js';
import { code, GENERATED, table } from './generated.mjs';

/** `[names, reason]`: a comment explains all caps up to the next comment. */
export const limitGroups = () => {
  const text = readFileSync(new URL('../../src/model/limits.ts', import.meta.url), 'utf8');
  const groups = [];
  let comment = null;
  for (const line of text.split('\n')) {
    if (/^\s*\/\*\*/.test(line)) comment = '';
    const name = /^ {2}([A-Za-z0-9]+):/.exec(line)?.[1];
    if (name !== undefined) groups.at(-1)[0].push(name);
    else if (comment !== null) {
      comment += ` ${line
        .replace(/^\s*(\/\*\*|\*\/|\*)/, '')
        .replace(/\*\/\s*$/, '')
        .trim()}`;
      if (line.includes('*/')) {
        groups.push([[], comment.trim()]);
        comment = null;
      }
    }
  }
  return groups;
};

const UNITS = [
  [/Bytes(Max)?$/i, 'bytes'],
  [/Ms$/, 'ms'],
  [/CharsMax$/, 'characters'],
];

const valueText = (name) => {
  const unit = UNITS.find(([pattern]) => pattern.test(name))?.[1];
  return `${LIMITS[name].toLocaleString('en')}${unit ? ` ${unit}` : ''}`;
};

export const limitsPage = () => `${GENERATED}
# Limits

Input is hostile, so every loop, queue, map and text has a cap, all in \`src/model/limits.ts\`. At a cap nothing fails: what does
not fit is left out, counted, and told where it matters to the reader.

${table(
  ['cap', 'value', 'why, and what happens there'],
  limitGroups().map(([names, reason]) => [
    names.map(code).join('<br>'),
    names.map(valueText).join('<br>'),
    reason,
  ]),
)}
`;
