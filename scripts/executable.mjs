// The compiler writes plain files; the command must be one that can be run. npm sets the mode only when it links the
// command, so that after a build into an empty dist/ `npx peerwarden` would be refused.
import { chmodSync } from 'node:fs';

chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
