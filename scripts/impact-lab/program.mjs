// What the small programs of the lab share: options in, lines of JSON out, an end when the input is closed.

export const options = JSON.parse(process.argv[2] ?? '{}');

export const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

export const onFinish = (last) =>
  process.stdin.resume().once('end', () => {
    // What was sent just now is still on the line.
    setTimeout(() => {
      process.stdout.write(`${JSON.stringify(last())}\n`, () => process.exit(0));
    }, options.lingerMs ?? 0);
  });

/** Microseconds of the clock that all processes of a machine share (CLOCK_MONOTONIC). */
export const nowUs = () => Number(process.hrtime.bigint() / 1000n);
