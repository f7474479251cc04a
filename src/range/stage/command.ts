// Programs of the system that end by themselves (ip, nft, tc): run, with what they say when they fail.
import { execFile } from 'node:child_process';

/** `ip netns del …` takes a tenth of a second on a busy machine; nothing here takes as long as this. */
const COMMAND_MS = 30_000;
const OUTPUT_BYTES_MAX = 16 << 20;

/** Runs a program and gives its standard output; rejects with its last words when it fails. */
export const run = (words: readonly string[], input = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const [program = '', ...rest] = words;
    const child = execFile(
      program,
      rest,
      { timeout: COMMAND_MS, maxBuffer: OUTPUT_BYTES_MAX, encoding: 'utf8' },
      (error, out, said) => {
        if (error === null) resolve(out);
        else reject(new Error(`${words.join(' ')}: ${lastWords(said) || error.message}`));
      },
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });

const lastWords = (text: string): string => text.trim().split('\n').slice(-3).join('; ');
