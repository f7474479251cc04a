// One line on a terminal that tells how far long work has come; nothing when standard error is no terminal.
import { cutCells } from '../report/cells.ts';
import { clean } from '../report/clean.ts';

/** Shown after this long, and renewed this often. */
const FIRST_MS = 500;
const EVERY_MS = 100;

/** The text is made only when it is shown. */
export const lineProgress = (stream: NodeJS.WriteStream): ((text: () => string) => void) | null => {
  if (!stream.isTTY) return null;
  let last = Date.now() + FIRST_MS - EVERY_MS;
  let shown = false;
  process.once('exit', () => {
    if (shown) stream.write('\r\x1b[K');
  });
  return (text) => {
    const now = Date.now();
    if (now - last < EVERY_MS) return;
    last = now;
    shown = true;
    stream.write(`\r\x1b[K${cutCells(clean(text()), (stream.columns ?? 80) - 1)}`);
  };
};
