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

/** Names of files are not trusted with the terminal; faults of a policy have a line each. */
export const tell = (fault: PeerwardenError): void => {
  const lines = fault.describe().split('\n').map(clean);
  process.stderr.write(`peerwarden: ${lines.join('\n')}\n`);
};
