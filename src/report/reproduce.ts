// Commands that repeat what the report says. Every name in them comes from outside, so each is quoted for a POSIX shell.
import type { Report } from '../model/report.ts';
import { clean } from './clean.ts';

export interface Command {
  readonly line: string;
  readonly why: string;
}

/** How to get from the evidence to this case again, by anyone who has the files. */
export const reproduceCase = (report: Report, caseId: string): Command[] => {
  const hashed = report.evidence.filter(({ sha256 }) => sha256 !== null).slice(0, HASHED_MAX);
  return [
    ...hashed.map(({ path, sha256 }) => ({
      line: `sha256sum ${quoteWord(asPath(path))}`,
      why: `prints ${clean(sha256!)}`,
    })),
    { line: analyzeLine(report), why: 'the same analysis' },
    { line: `peerwarden explain ${quoteWord(caseId)}`, why: 'the same reasoning, step by step' },
    {
      line: `peerwarden extract ${quoteWord(caseId)}`,
      why: 'the packets and lines themselves, to be read in any other tool',
    },
  ];
};

/** The run itself: as it was called where the report says so, else from its evidence. */
export const analyzeLine = (report: Report): string => {
  const words = report.command ?? ['analyze', ...report.evidence.map(({ path }) => asPath(path))];
  const shown = words.slice(0, WORDS_MAX).map(quoteWord).join(' ');
  return `peerwarden ${shown}${words.length > WORDS_MAX ? ' …' : ''}`;
};

/** One word of a POSIX shell line (XCU §2.2.2: single quotes keep everything but a single quote). */
export const quoteWord = (word: string): string => {
  const shown = clean(word);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
};

/** A file called `-x` is not an option. */
const asPath = (path: string): string =>
  path.startsWith('-') && path !== '-' ? `./${path}` : path;

/** Enough to paste; the report lists every file with its hash. */
const WORDS_MAX = 24;
const HASHED_MAX = 6;
