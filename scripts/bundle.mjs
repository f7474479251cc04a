// Makes one file of many for the commands that read evidence, because a thousand modules take longer to find and compile than
// a capture to read. `peerwarden` is dist/bundle/peerwarden.js: it starts those commands from the bundle, and every other from
// dist/cli/main.js, since what starts programs of its own finds them beside its modules. Nothing but the start differs.
//   npm run build (after the compiler)
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const BUNDLED = [
  'analyze',
  'case',
  'explain',
  'extract',
  'formats',
  'hosts',
  'impact',
  'notice',
  'observe',
  'plan',
  'systems',
  'users',
  'who',
];
/** The file of a command, where two share one. */
const FILES = new Set(BUNDLED.map((name) => (/^(?:hosts|users)$/.test(name) ? 'usage' : name)));

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const out = `${dist}bundle`;

/** Stays a module of its own: other commands, native code, and the thread that hashes, which runs from its file. */
const isApart = (id) => {
  if (id.startsWith('@duckdb/') || id.endsWith('/intake/digest.js') || id === './digest.js')
    return true;
  const command = /^\.\/([a-z-]+)\.js$/.exec(id)?.[1];
  return command !== undefined && COMMANDS.has(command) && !FILES.has(command);
};

/** Files of all commands, as their list names them. */
const { COMMANDS: entries } = await import(`${dist}cli/commands/index.js`);
const COMMANDS = new Set(entries.map(({ name }) => name));

const START = `#!/usr/bin/env node
// Written by scripts/bundle.mjs.
const asked = process.argv.slice(2).find((word) => !word.startsWith('-'));
await import(${JSON.stringify(BUNDLED)}.includes(asked) ? './main.js' : '../cli/main.js');
`;

rmSync(out, { recursive: true, force: true });
const bundle = await rolldown({
  input: `${dist}cli/main.js`,
  platform: 'node',
  external: (id, importer) =>
    /\/(?:cli\/commands|intake)\/[^/]+$/.test(importer ?? '') || !id.startsWith('.')
      ? isApart(id)
      : id.endsWith('/intake/digest.js'),
  logLevel: 'warn',
});
await bundle.write({ dir: out, format: 'esm' });
await bundle.close();
writeFileSync(`${out}/peerwarden.js`, START);
chmodSync(`${out}/peerwarden.js`, 0o755);
