// Recognising a format by reading: a trial over the first lines says more than any pattern, and cannot disagree with
// the parser.
import { newEvidence } from '../model/evidence.ts';
import { skipBlanks } from './fields.ts';
import type { LineIndex } from './lines.ts';
import { OK, type Source } from './source.ts';

/** Share of the lines that a parser understands, 0..1. Blank lines and comments count for nobody. */
export const understoodShare = (source: Source, sample: Uint8Array, lines: LineIndex): number => {
  const parser = source.open({
    evidence: newEvidence(0, '', source.id),
    writtenUntil: 0,
    emit: () => {},
  });
  return lineShare(
    sample,
    lines,
    (bytes, start, end, line) => parser.line(bytes, start, end, line) === OK,
  );
};

/** Share of the lines for which `test` holds. */
export const lineShare = (
  sample: Uint8Array,
  lines: LineIndex,
  test: (bytes: Uint8Array, start: number, end: number, line: number) => boolean,
): number => {
  let held = 0;
  let written = 0;
  for (let i = 0; i < lines.count; i++) {
    const start = lines.starts[i]!;
    const end = lines.ends[i]!;
    if (skipBlanks(sample, start, end) >= end || sample[start] === 35) continue;
    written++;
    if (test(sample, start, end, i + 1)) held++;
  }
  return written === 0 ? 0 : held / written;
};
