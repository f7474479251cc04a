// One line on a terminal that tells how far reading has come; nothing when standard error is no terminal.

import { formatBytes } from '../model/units.ts';
import type { Progress } from '../pipeline/analyze.ts';

/** Shown after this long, and renewed this often. */
const FIRST_MS = 500;
const EVERY_MS = 100;

export const progressLine = (stream: NodeJS.WriteStream): ((progress: Progress) => void) | null => {
  if (!stream.isTTY) return null;
  const began = Date.now();
  let last = began + FIRST_MS - EVERY_MS;
  let shown = false;
  process.once('exit', () => {
    if (shown) stream.write('\r\x1b[K');
  });
  return (progress) => {
    const now = Date.now();
    if (now - last < EVERY_MS) return;
    last = now;
    shown = true;
    stream.write(
      `\r\x1b[K${progressText(progress, now - began).slice(0, (stream.columns ?? 80) - 1)}`,
    );
  };
};

const progressText = (progress: Progress, elapsedMs: number): string => {
  const { bytes, bytesTotal, records, files, filesTotal, path } = progress;
  const share = bytesTotal > 0 ? Math.min(1, bytes / bytesTotal) : 0;
  const left = share > 0.02 ? `, ${Math.ceil((elapsedMs / share - elapsedMs) / 1000)} s left` : '';
  const of =
    bytesTotal > 0
      ? `${Math.floor(100 * share)} % of ${formatBytes(bytesTotal)}${left}`
      : formatBytes(bytes);
  const file = filesTotal > 1 ? `file ${files + 1} of ${filesTotal}, ` : '';
  return `reading ${file}${of}, ${records.toLocaleString('en')} records, ${path.replace(/[^\x20-\x7e]/g, '?')}`;
};
