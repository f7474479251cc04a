// Commands that repeat what the report says. Every name in them comes from outside, so each is quoted for a POSIX shell.
// What could not work when pasted is not printed: standard input cannot be read again, pseudonyms name nobody.
import type { Report } from '../model/report.ts';
import { clean } from './clean.ts';

export interface Command {
  readonly line: string;
  readonly why: string;
}

/** How to get from the evidence to this case again, by anyone who has the files. */
export const reproduceCase = (
  report: Report,
  caseId: string,
  program = 'peerwarden',
): readonly Command[] => {
  const commands = commandsOf(report, program);
  const hashed = report.evidence.filter(({ path, sha256 }) => sha256 !== null && path !== '-');
  return [
    ...(report.pseudonyms === true ? [] : hashed).slice(0, HASHED_MAX).map(({ path, sha256 }) => ({
      line: `sha256sum ${quoteWord(asPath(path))}`,
      why: `prints ${clean(sha256!)}`,
    })),
    ...optional(commands.analyze(), 'the same analysis'),
    ...optional(commands.explain(caseId), 'the same reasoning, step by step'),
    ...optional(
      commands.extract(caseId),
      'the packets and lines themselves, to be read in any other tool',
    ),
  ];
};

/** Command lines about the report's evidence; null where none can be pasted. */
export interface ReportCommands {
  analyze(...more: string[]): string | null;
  explain(caseId: string): string | null;
  extract(caseId: string): string | null;
  /** A sentence for people when commands are missing. */
  readonly instead: string | null;
}

export const commandsOf = (report: Report, program = 'peerwarden'): ReportCommands => {
  const run = runOf(report);
  const instead = insteadOf(report, run);
  const line = (...words: string[]) => `${program} ${words.map(quoteWord).join(' ')}`;
  const again = (...words: string[]) =>
    instead === null ? line(...words, ...run.paths, ...run.options) : null;
  return {
    analyze: (...more) => {
      const words = again('analyze');
      return words === null ? null : [words, ...more.map(quoteWord)].join(' ');
    },
    explain: (id) =>
      run.state !== null && report.pseudonyms !== true
        ? line('explain', id, '--state', run.state)
        : again('explain', id),
    extract: (id) => again('extract', id),
    instead,
  };
};

interface Run {
  readonly paths: readonly string[];
  /** Options that say which evidence counts and how, each followed by its value. */
  readonly options: readonly string[];
  readonly state: string | null;
}

const EVIDENCE_OPTIONS: readonly string[] = [
  '--policy',
  '--inside',
  '--since',
  '--until',
  '--zone',
];

/** Reads `command` (paths, then options with one value each), or takes the evidence where the report has none. */
const runOf = (report: Report): Run => {
  const words = report.command?.slice(1);
  if (!words) {
    const paths = [...report.evidence, ...report.unread].map(({ path }) => asPath(path));
    return { paths, options: [], state: null };
  }
  const first = words.findIndex((word) => word.startsWith('--'));
  const paths = first < 0 ? words : words.slice(0, first);
  const options: string[] = [];
  let state: string | null = null;
  for (const [i, word] of words.entries()) {
    const value = words[i + 1];
    if (i < paths.length || value === undefined) continue;
    if (EVIDENCE_OPTIONS.includes(word)) options.push(word, value);
    if (word === '--state') state = value;
  }
  return { paths, options, state };
};

const insteadOf = (report: Report, { paths, options }: Run): string | null => {
  if (report.pseudonyms === true)
    return 'Who holds the evidence can ask for the reasoning (explain) and the records (extract) by the case ids of a report without pseudonyms.';
  if (paths.includes('-'))
    return 'Standard input cannot be read again: keep it in a file, and explain and extract can be asked of that.';
  if (paths.length === 0 || paths.length + options.length > WORDS_MAX)
    return 'explain and extract take the id of a case, and then the same paths and options as this analysis.';
  return null;
};

const optional = (line: string | null, why: string): Command[] =>
  line === null ? [] : [{ line, why }];

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
