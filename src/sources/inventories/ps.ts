// Processes as `ps` prints them, in the two forms that everybody uses:
//
//   ps aux   USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND
//   ps -ef   UID PID PPID C STIME TTY TIME CMD
//
// Sound because: the heading. Looks alike: other columns of ps are not read. What is kept: the program that runs
// (command-line.ts) and whose it is. Does not see: what ran before and after. Arguments may hold passwords: none is kept.
import { OK, type Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';
import { isScript, programOf } from './command-line.ts';

const OTHERWISE = 'no heading of ps before it';
const AUX =
  /^USER\s+PID\s+%CPU\s+%MEM\s+VSZ\s+RSS\s+(?:TTY|TT)\s+STAT\s+START(?:ED)?\s+TIME\s+COMMAND\s*$/;
const EF = /^\s*UID\s+PID\s+PPID\s+C\s+STIME\s+TTY\s+TIME\s+CMD\s*$/;

export const ps: Source = textSource({
  id: 'ps',
  title: 'Processes (`ps aux`, `ps -ef`)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: ({ emit, undated, machine }) => {
    /** Columns before the command. */
    let before = 0;
    return (text) => {
      if (AUX.test(text)) before = 10;
      else if (EF.test(text)) before = 7;
      else if (before === 0) return OTHERWISE;
      else {
        const found = cells(text, before);
        if (!found) return OTHERWISE;
        const [user, command] = found;
        const program = programOf(command);
        if (program === null) return OK;
        return emit({
          kind: 'program',
          at: undated(),
          device: machine(),
          program,
          // Paths may hold blanks: only one that is whole is kept.
          path: pathOf(command),
          user,
          presence: 'running',
        });
      }
      return OK;
    };
  },
});

const pathOf = (command: string): string | undefined => {
  const words = command.split(/\s+/, WORDS_MAX);
  return command.startsWith('/') && !isScript(words) ? words[0] : undefined;
};

const WORDS_MAX = 64;

/** The first cell and what stands behind `before` cells, the second of which is a number. */
const cells = (text: string, before: number): [string, string] | null => {
  const words = text.trim().split(/\s+/, before);
  if (words.length < before || !/^\d{1,10}$/.test(words[1]!)) return null;
  let at = text.length - text.trimStart().length;
  for (const word of words) at = text.indexOf(word, at) + word.length;
  const command = text.slice(at).trim();
  return command === '' ? null : [words[0]!, command];
};
