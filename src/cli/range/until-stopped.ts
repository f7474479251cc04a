// Runs a command of the range so that Ctrl-C ends all it started, and what it shows not happening is told as such.
import { PeerwardenError } from '../../model/errors.ts';
import { clean } from '../../report/clean.ts';

/** What a scenario shows did not happen. */
const NOT_SHOWN = 1;
/** A launcher (npx, timeout) passes on what the terminal sent already: that is no second Ctrl-C. */
const REPEAT_MS = 500;

/** First Ctrl-C: everything is ended in good order. Second: at once; namespaces are taken away even then. */
export const untilStopped = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
  const controller = new AbortController();
  let code = 0;
  let asked = 0;
  const stop = (signal: NodeJS.Signals): void => {
    code = signal === 'SIGINT' ? 130 : 143;
    if (controller.signal.aborted) {
      if (Date.now() - asked > REPEAT_MS) process.exit(code);
      return;
    }
    asked = Date.now();
    process.stderr.write('\nStopping: everything that was started is being ended.\n');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) process.exitCode = code;
    else if (error instanceof PeerwardenError || !(error instanceof Error)) throw error;
    else {
      process.stderr.write(`peerwarden: it did not happen: ${clean(error.message)}\n`);
      process.exitCode = NOT_SHOWN;
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
};

/** Progress, on standard error. */
export const say = (sentence: string): void => {
  process.stderr.write(`${clean(sentence)}\n`);
};

/** What happens in a scenario is the result of playing it: on standard output. */
export const tellStep = (sentence: string): void => {
  process.stdout.write(`${clean(sentence)}\n`);
};
