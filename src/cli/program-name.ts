/** What to type to start this program again: under `npx` it is on no path. */
export const programName = (): string =>
  process.env['npm_command'] === 'exec' ? 'npx peerwarden' : 'peerwarden';
