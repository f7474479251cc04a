// Names of packages that the systems' data holds, against what Debian knows: `node scripts/debian-names.mjs` (after
// `npm run build`, on a Debian with its lists). Prints each name that no Debian package of this release has, with the names
// nearest to it, so that a name that was mistyped or is gone is seen. Names of other package managers and of Windows
// installers stand in the same lists, and are printed as well: it is for reading, not for a test.
import { execFileSync } from 'node:child_process';
import { SYSTEMS } from '../dist/systems/index.js';

const known = execFileSync('apt-cache', ['pkgnames'], { encoding: 'utf8', maxBuffer: 64 << 20 });
const names = new Set(known.split('\n').filter(Boolean));

const isDebianName = (name) => /^[a-z0-9][a-z0-9+.-]+$/.test(name);

for (const { id, packages, processes } of SYSTEMS) {
  const missing = packages.filter((name) => isDebianName(name) && !names.has(name));
  const also = processes.filter((name) => names.has(name) && !packages.includes(name));
  for (const name of missing) {
    const near = [...names].filter((one) => one.startsWith(name)).slice(0, 4);
    process.stdout.write(
      `${id}: ${name} is no package${near.length > 0 ? `; near: ${near.join(', ')}` : ''}\n`,
    );
  }
  for (const name of also) process.stdout.write(`${id}: the process ${name} is a package too\n`);
}
