// What this machine reads and hashes: where the defaults of the assumptions diskRate and hashRate are from.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEGABYTES = 512;

/** MB a second: reading past the page cache, and one thread of OpenSSL. */
export const machineRates = () => ({
  read: readRate(),
  sha1: hashRate('sha1'),
  md4: hashRate('md4'),
});

const readRate = () => {
  const folder = mkdtempSync(join(tmpdir(), 'peerwarden-rates-'));
  const file = join(folder, 'file');
  try {
    const dd = (...words) =>
      execFileSync('dd', ['bs=1M', ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    dd('if=/dev/zero', `of=${file}`, `count=${MEGABYTES}`, 'conv=fsync');
    const from = process.hrtime.bigint();
    dd(`if=${file}`, 'of=/dev/null', 'iflag=direct');
    const seconds = Number(process.hrtime.bigint() - from) / 1e9;
    return (MEGABYTES * 2 ** 20) / 1e6 / seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** MD4 is eDonkey's hash, and only in OpenSSL's legacy provider; SHA-1 is Gnutella's and BitTorrent's. */
const hashRate = (name) => {
  const providers = ['-provider', 'legacy', '-provider', 'default'];
  const words = ['speed', ...providers, '-mr', '-seconds', '2', '-bytes', '16384', '-evp', name];
  const said = execFileSync('openssl', words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // `+F:22:md4:779332270.00`: bytes a second.
  return Number(/^\+F:\d+:[^:]+:([\d.]+)/m.exec(said)[1]) / 1e6;
};
