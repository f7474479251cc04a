// A network of its own for the lab of listeners: one namespace that scans, and one for each host, on one bridge.
//
//   scanner 10.88.0.1 ── bridge ──┬─ host 10.88.0.11
//                                 ├─ host 10.88.0.12 …
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const SCANNER = '10.88.0.1';
export const NETWORK = '10.88.0.0/24';
/** A daemon on a busy machine may take this long until it listens. */
const READY_MS = 90_000;

const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });

/** Hosts come with `host()`; `close()` ends what was started here, and nothing else. */
export const makeLab = () => {
  // Interface names hold 15 characters at most (IFNAMSIZ), and must be new where other tests run.
  const id = randomBytes(3).toString('hex');
  const scanner = `pws${id}`;
  const folder = mkdtempSync(join(tmpdir(), 'peerwarden-scan-'));
  // Some daemons become another user.
  chmodSync(folder, 0o755);
  const names = [scanner];
  const children = [];
  const close = () => {
    for (const child of children) {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
    for (const name of names) {
      try {
        ip('netns', 'del', name);
      } catch {
        // It was never made.
      }
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  ip('netns', 'add', scanner);
  ip('-n', scanner, 'link', 'set', 'lo', 'up');
  ip('-n', scanner, 'link', 'add', 'br0', 'type', 'bridge');
  ip('-n', scanner, 'addr', 'add', `${SCANNER}/24`, 'dev', 'br0');
  ip('-n', scanner, 'link', 'set', 'br0', 'up');

  const host = (number) => {
    const name = `pws${id}h${number}`;
    const address = `10.88.0.${number}`;
    names.push(name);
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip(
      '-n',
      scanner,
      'link',
      'add',
      `v${number}`,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      name,
    );
    ip('-n', scanner, 'link', 'set', `v${number}`, 'master', 'br0', 'up');
    ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', name, 'link', 'set', 'eth0', 'up');
    ip('-n', name, 'route', 'add', 'default', 'via', SCANNER);
    const home = join(folder, `h${number}`);
    mkdirSync(home);
    /** Starts a program in the host's namespace, in a process group of its own. */
    const start = (program, args, env = {}) => {
      const log = openSync(join(home, `${program.split('/').pop()}.log`), 'a');
      const child = spawn('ip', ['netns', 'exec', name, program, ...args], {
        cwd: home,
        detached: true,
        stdio: ['ignore', log, log],
        env: { ...process.env, HOME: home, XDG_CONFIG_HOME: '', XDG_DATA_HOME: '', ...env },
      });
      child.on('error', () => {});
      children.push(child);
      return child;
    };
    const run = (program, args) =>
      execFileSync('ip', ['netns', 'exec', name, program, ...args], {
        cwd: home,
        env: { ...process.env, HOME: home },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const listens = (port) =>
      run('ss', ['-Hltn'])
        .split('\n')
        .some((line) => line.split(/\s+/)[3]?.endsWith(`:${port}`));
    /** Until all of these TCP ports listen. */
    const ready = async (...ports) => {
      const until = Date.now() + READY_MS;
      for (const port of ports)
        while (!listens(port)) {
          if (Date.now() > until) throw new Error(`${address}: nothing listens at ${port}`);
          await sleep(200);
        }
    };
    return { name, address, home, start, run, ready };
  };
  /** The command line that runs a program in the scanner's namespace. */
  /** @returns {readonly [string, string[]]} */
  const scanning = (program, ...args) => ['ip', ['netns', 'exec', scanner, program, ...args]];
  return { id, folder, scanner, host, scanning, close };
};
