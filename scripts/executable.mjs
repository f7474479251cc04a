// The command line is a program: tsc writes it without the right to run, and npx links to it as it is.
import { chmodSync } from 'node:fs';

chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
