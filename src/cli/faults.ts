// Evidence that could not be read beside some that could: said on standard error, the rest is analysed.

import type { PeerwardenError } from '../model/errors.ts';
import { clean } from '../report/clean.ts';

/** Beyond this a terminal is no place for a list. */
const SAID_MAX = 20;

export const tellFaults = (faults: readonly PeerwardenError[]): void => {
  for (const fault of faults.slice(0, SAID_MAX)) tell(fault);
  const left = faults.length - SAID_MAX;
  if (left > 0)
    process.stderr.write(
      `peerwarden: ${left.toLocaleString('en')} more could not be read; \`analyze --format json\` lists all under "unread".\n`,
    );
};

/** One line; names of files are not trusted with the terminal. */
export const tell = (fault: PeerwardenError): void => {
  process.stderr.write(`peerwarden: ${clean(fault.describe())}\n`);
};
