// The stage in network namespaces: what it makes, and that nothing of it is left, however it ends.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { PeerwardenError } from '../../../src/model/errors.ts';
import { until } from '../../../src/range/stage/daemon.ts';
import { isLeftOver, newRunName } from '../../../src/range/stage/names.ts';
import { type NamespaceStage, namespaceStage } from '../../../src/range/stage/namespaces.ts';
import { needs } from '../../harness/tools.ts';

const need = needs(
  'root',
  'ip',
  'tc',
  'nft',
  'tcpdump',
  'ethtool',
  'ulogd',
  'conntrack',
  'dnsmasq',
);
const hostProgram = fileURLToPath(new URL('./echo-process.mjs', import.meta.url));
const folders: string[] = [];

const folder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'peerwarden-stage-')));
  return folders.at(-1)!;
};

afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

const namespaces = (owner: number): string[] =>
  (readdirSync('/run/netns') as string[]).filter((name) => name.startsWith(`pwr-${owner}-`));

/** Processes whose command line names the folder: daemons of a stage do. */
const processesOf = (path: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(path);
    } catch {
      return false;
    }
  });

const withStage = async (
  options: Omit<Parameters<typeof namespaceStage>[0], 'folder' | 'hostProgram'>,
  test: (stage: NamespaceStage, path: string) => Promise<void>,
): Promise<void> => {
  const path = folder();
  const stage = await namespaceStage({ folder: path, hostProgram, ...options });
  const owned = namespaces(process.pid).length;
  expect(owned).toBeGreaterThan(0);
  try {
    await test(stage, path);
  } finally {
    await stage.close();
  }
  expect(processesOf(path)).toEqual([]);
  expect(() => stage.namespace('srv')).not.toThrow();
  expect(readdirSync('/run/netns')).not.toContain(stage.namespace('srv'));
};

describe('a stage in network namespaces', () => {
  it('carries what roles say, logs it at the firewall and follows its rules', async (context) => {
    need.check(context);
    await withStage({ hosts: ['corp1', 'ext1'] }, async (stage, path) => {
      const inside = await stage.start('corp1', 'echo/node', { port: 8888 });
      await stage.start('ext1', 'echo/node', { port: 8888 });
      const to = { address: stage.address('ext1'), port: 8888 };
      expect(await inside.do('say', { to, bytes: 5000 })).toBe(5000);
      expect(await inside.do('datagram', { to })).toBe(2);
      const logged = () =>
        /FW-ALLOW-OUT .*SRC=10\.20\.1\.11 DST=198\.51\.100\.11 .*DPT=8888/.test(
          readFileSync(join(path, 'logs/firewall.syslog'), 'utf8'),
        );
      expect(await until(logged)).toBe(true);
      expect(readFileSync(join(path, 'logs/conntrack-events.log'), 'utf8')).toContain('[NEW] tcp');
      const records = (await stage.sockets()).get('corp1')!;
      expect(records.map(({ transport, label }) => `${transport} ${label}`).sort()).toEqual([
        'tcp napster/server',
        'udp gnutella/udp',
      ]);

      await stage.setFirewall({
        text: 'table inet own { chain forward { type filter hook forward priority 0; policy accept; tcp dport 8888 reject with tcp reset; }; }',
      });
      await expect(inside.do('say', { to, bytes: 10 })).rejects.toThrow('corp1: ');
    });
  });

  it('has its own resolver, and refuses what is not on it', async (context) => {
    need.check(context);
    await withStage({ hosts: ['corp1'], firewall: 'nat' }, async (stage) => {
      expect(await stage.run('corp1', ['cat', '/etc/resolv.conf'])).toBe('nameserver 10.20.0.10\n');
      const ask =
        "require('dns').resolve4('corp1.corp.example', (e, a) => console.log(e ? e.code : a[0]))";
      expect(await stage.run('corp1', [process.execPath, '-e', ask])).toBe('10.20.1.11\n');
      await expect(stage.start('corp2', 'echo/node')).rejects.toThrow('corp2 is not on this stage');
      await expect(stage.start('corp1', 'no/role')).rejects.toThrow(
        'The range has no role no/role',
      );
      await expect(stage.start('corp1', 'echo/node', { fail: true })).rejects.toThrow(
        'told to fail',
      );
      expect(() => stage.address('moon')).toThrow(PeerwardenError);
    });
  });

  it('tells when the process of a host dies, and ends what hangs', async (context) => {
    need.check(context);
    await withStage({ hosts: ['corp1', 'ext1'] }, async (stage) => {
      const dying = await stage.start('corp1', 'echo/node', { port: 1 });
      await expect(dying.do('die')).rejects.toThrow('the process of corp1 ended');
      await expect(dying.do('say', {})).rejects.toThrow('gone');
      const hanging = await stage.start('ext1', 'echo/node', { port: 1 });
      const hung = hanging.do('hang');
      await Promise.all([expect(hung).rejects.toThrow('ended before it was done'), stage.close()]);
    });
  });

  it('takes away what a killed run left', async (context) => {
    need.check(context);
    const path = folder();
    const child = spawn(process.execPath, ['--input-type=module', '-e', opener(path)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(namespaces(child.pid!)).toHaveLength(3);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await withStage({ hosts: ['corp1'] }, async () => {
      expect(namespaces(child.pid!)).toEqual([]);
    });
    expect(processesOf(path)).toEqual([]);
  });

  it('leaves nothing when the process exits without closing it', (context) => {
    need.check(context);
    const path = folder();
    const { pid, status } = spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      `${opener(path)}process.exit(5);`,
    ]);
    expect(status).toBe(5);
    expect(namespaces(pid)).toEqual([]);
    expect(processesOf(path)).toEqual([]);
  });
});

const opener = (path: string): string => `
import { namespaceStage } from ${JSON.stringify(fileURLToPath(new URL('../../../dist/range/stage/namespaces.js', import.meta.url)))};
const stage = await namespaceStage({ folder: ${JSON.stringify(path)}, hosts: ['corp1'], hostProgram: ${JSON.stringify(hostProgram)} });
await stage.start('corp1', 'echo/node', { port: 8888 });
console.log('open');
`;

describe('names of namespaces', () => {
  it('tell whether their process is gone', () => {
    expect(isLeftOver(newRunName().of('corp1'))).toBe(false);
    expect(isLeftOver('pwr-999999999-1-1-corp1')).toBe(true);
    expect(isLeftOver(`pwr-${process.pid}-1-1-corp1`)).toBe(true);
    for (const foreign of ['corp1', 'pw1a2b3c4di', 'pwr-1-x', 'xpwr-999999999-1-1-corp1'])
      expect(isLeftOver(foreign)).toBe(false);
  });
});
