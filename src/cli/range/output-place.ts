// Whether a result can be written where it is wanted, said before minutes are spent on it.
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { outputFault } from '../output.ts';

/** @throws PeerwardenError PW_OUTPUT_FAILED */
export const checkOutput = (path: string): void => {
  if (path === '-') return;
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    accessSync(dirname(path), constants.W_OK);
  } catch (cause) {
    throw outputFault(path, cause);
  }
};
