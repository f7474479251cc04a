// Ctrl-C once: stop reading and report what was read. Twice: stop at once. A run that was stopped is never 0: what was not
// read may hold what would have been raised. The codes are those of shells (128 and the number of the signal).

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Aborted by the first signal. */
export const interruptible = (): AbortSignal => {
  const controller = new AbortController();
  const stop = (signal: keyof typeof CODES): void => {
    if (controller.signal.aborted) process.exit(CODES[signal]);
    process.stderr.write(
      '\nStopping: the report tells what was read so far. Once more to stop at once.\n',
    );
    controller.abort();
    process.once('exit', (code) => {
      if (code !== 0) return;
      process.exitCode = CODES[signal];
      process.stderr.write(
        'peerwarden: stopped before the end: nothing was found in what was read, and the rest was not looked at\n',
      );
    });
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  return controller.signal;
};
