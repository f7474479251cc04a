// Results that are made in one piece: to standard output, or to a file that is there whole or not at all.

import { Sink } from './sink.ts';

export { outputFault } from './output-fault.ts';

/** @throws PeerwardenError PW_OUTPUT_FAILED */
export const writeOutput = async (text: string, path: string | undefined): Promise<void> => {
  if (path === undefined || path === '-') {
    await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    return;
  }
  const sink = new Sink(path);
  sink.write(text);
  sink.close();
};
