import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hosts } from '../../src/controls/names/hosts.ts';
import { compiling } from './site.ts';

const { intents, context } = compiling();
const control = hosts.compile(intents, context);
const text = control.files[0]!.text;
const names = text.match(/^0\.0\.0\.0 .*$/gm)!.map((line) => line.split(' ')[1]);

describe('hosts file', () => {
  it('answers names of forbidden systems with dead addresses, each name once, IPv4 and IPv6', () => {
    expect(names.sort()).toEqual([
      'cache.example.com',
      'router.example.net',
      'server.example.se',
      'tracker.example.org',
    ]);
    expect(text.match(/^:: /gm)).toHaveLength(names.length);
    expect(text.startsWith('# BEGIN peerwarden\n')).toBe(true);
    expect(text.endsWith('\n# END peerwarden\n')).toBe(true);
  });

  it('refuses what it cannot say, with the reason', () => {
    const reason = (part: string) =>
      control.refused.find(({ intent }) => intent.includes(part))?.reason;
    expect(reason('bittorrent .tracker.example.org')).toContain('only the name itself');
    expect(reason('peers.example.org')).toContain('no wildcards');
    expect(reason('192.0.2.1')).toContain('no host name');
    expect(reason('bank.example')).toContain('no host name');
    expect(reason('localhost')).toContain('no host name');
    expect(reason('relay.sync.example.net')).toContain('syncthing');
    expect(reason('default-deny')).toBeDefined();
  });

  it('lets no line break out of a name', () => {
    expect(text).not.toContain('bank.example');
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(#.*|0\.0\.0\.0 \S+|:: \S+)$/);
  });

  it('says which machines must not get it', () => {
    expect(text).toMatch(/# Leave this off 10\.20\.1\.40\/32 until 2027-02-01: exceptions\[0\]/);
    expect(text).not.toContain('10.20.1.41');
  });
});

it('refuses an exception that holds at certain hours: a hosts file knows no time', () => {
  const { intents, context } = compiling(`
networks: { inside: [10.20.0.0/16] }
exceptions:
  - { who: 10.20.1.40, may: [bittorrent], until: 2027-01-31, when: { days: [mon] }, why: agreed }
`);
  const { files, refused } = hosts.compile(intents, context);
  expect(files[0]!.text).not.toContain('Leave this off');
  expect(refused).toContainEqual({
    intent: 'except (exceptions[0])',
    reason: 'a schedule cannot be expressed by this target',
  });
});

describe('applied to a file, with the commands of the plan', () => {
  const ORIGINAL = '127.0.0.1 localhost\n# BEGIN other\n10.0.0.1 files.example\n# END other\n';

  it('passes its check, is put in once, and is taken out without a trace', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
    try {
      for (const { name, text: each } of [...control.files, ...control.rollback])
        writeFileSync(join(folder, name), each);
      writeFileSync(join(folder, 'etc-hosts'), ORIGINAL);
      const run = (command: string) =>
        execFileSync('sh', ['-ec', command.replaceAll('/etc/hosts', 'etc-hosts')], { cwd: folder });
      const now = () => readFileSync(join(folder, 'etc-hosts'), 'utf8');
      run(control.check!);
      for (const command of [...control.apply, ...control.apply]) run(command);
      expect(now()).toBe(ORIGINAL + text);
      for (const command of control.undo) run(command);
      expect(now()).toBe(ORIGINAL);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
