// Reports that `analyze` wrote, read back. Their texts are an adversary's: the shape is checked before anything is used.

import { readFile, stat } from 'node:fs/promises';
import { PeerwardenError } from '../model/errors.ts';
import { LIMITS } from '../model/limits.ts';
import { type Report, reportSchema } from '../model/report.ts';

/** @throws PeerwardenError PW_USAGE */
export const loadReport = async (path: string): Promise<Report> => {
  let value: unknown;
  try {
    if ((await stat(path)).size > LIMITS.reportBytesMax) throw new Error('it is too large');
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw reportFault(
      path,
      code === 'ENOENT' || code === 'ENOTDIR'
        ? 'There is no such file.'
        : 'The report cannot be read as JSON.',
      cause,
    );
  }
  return checkedReport(value, path);
};

/** The value as a report, when it is one. */
export const checkedReport = (value: unknown, path: string): Report => {
  const result = reportSchema.safeParse(value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  throw reportFault(path, `It is no report: ${first?.path.join('.')}: ${first?.message}.`);
};

export const reportFault = (path: string, message: string, cause?: unknown): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message,
    remedy: 'Give a report that `peerwarden analyze --format json` wrote.',
    path,
    cause,
  });
