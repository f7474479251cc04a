// Results: to standard output, or to a file that is there whole or not at all.

import { rename, rm, writeFile } from 'node:fs/promises';
import { PeerwardenError } from '../model/errors.ts';

export const writeOutput = async (text: string, path: string | undefined): Promise<void> => {
  if (path === undefined || path === '-') {
    await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    return;
  }
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw outputFault(path, cause);
  }
};

export const outputFault = (path: string, cause: unknown): PeerwardenError =>
  new PeerwardenError('PW_OUTPUT_FAILED', {
    path,
    message: `It could not be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: 'Check that the folder exists, that you may write there, and that the disk has room.',
    cause,
  });
