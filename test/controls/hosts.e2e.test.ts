// covers: P6
// The proof of the hosts target: the system's own resolver, in a mount namespace where /etc/hosts is the test's.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hosts } from '../../src/controls/names/hosts.ts';
import { needs } from '../harness/tools.ts';
import { compiling } from './site.ts';

const need = needs('unshare', 'getent', 'root');

/** What the resolver answers from a hosts file: `getent ahosts`, first words, once each. */
const ASK = 'mount --bind etc-hosts /etc/hosts; getent ahosts "$1" | cut -d" " -f1 | sort -u';

describe('a hosts file in force', () => {
  it('answers a forbidden name with dead addresses, an innocent one as before', (context) => {
    need.check(context);
    const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
    try {
      const { intents, context: site } = compiling();
      const control = hosts.compile(intents, site);
      for (const { name, text } of [...control.files, ...control.rollback])
        writeFileSync(join(folder, name), text);
      writeFileSync(
        join(folder, 'etc-hosts'),
        '127.0.0.1 localhost\n10.20.0.10 intranet.example.net',
      );
      const run = (command: string) =>
        execFileSync('sh', ['-ec', command.replaceAll('/etc/hosts', 'etc-hosts')], { cwd: folder });
      const ask = (name: string) =>
        execFileSync('unshare', ['-m', 'sh', '-ec', ASK, 'sh', name], {
          cwd: folder,
          encoding: 'utf8',
        })
          .trim()
          .split('\n');
      for (const command of control.apply) run(command);
      expect(ask('router.example.net')).toEqual(['0.0.0.0', '::']);
      expect(ask('intranet.example.net')).toEqual(['10.20.0.10']);
      for (const command of control.undo) run(command);
      expect(ask('intranet.example.net')).toEqual(['10.20.0.10']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
