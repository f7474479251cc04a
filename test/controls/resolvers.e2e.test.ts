// covers: P6
// Names that are dead, and names that pass through, asked of the real resolvers with the compiled files in force. One
// namespace, all on its loopback:
//
//   10.20.1.11, 10.20.1.40 (clients) ── 10.20.0.53 (resolver under test) ── 10.20.0.54 (upstream: every name has an address)
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bind } from '../../src/controls/names/bind.ts';
import { dnsmasq } from '../../src/controls/names/dnsmasq.ts';
import { unbound } from '../../src/controls/names/unbound.ts';
import type { Target } from '../../src/controls/target.ts';
import type { Control } from '../../src/model/control.ts';
import { needs } from '../harness/tools.ts';
import { compiling } from './site.ts';

const need = needs(
  'ip',
  'dig',
  'dnsmasq',
  'unbound',
  'unbound-checkconf',
  'named',
  'named-checkconf',
  'root',
);

const RESOLVER = '10.20.0.53';
const UPSTREAM = '10.20.0.54';
const ADDRESS = '198.51.100.9';
const POLICY = `
networks: { inside: [10.20.0.0/16] }
names: { allow: [keep.tracker.example.org] }
`;
const EXCEPTING = `${POLICY}
exceptions:
  - { who: 10.20.1.40, may: [bittorrent], until: 2027-01-31, why: distributes Linux images }
`;

const DEAD = [
  'router.example.net',
  'tracker.example.org',
  'x.y.tracker.example.org',
  'server.example.se',
];
const ALIVE = [
  'keep.tracker.example.org',
  'below.router.example.net',
  'example.org',
  'nottracker.example.org',
  'relay.sync.example.net',
  'www.example.com',
];

interface Resolver {
  readonly target: Target;
  /** Its own configuration, beside the compiled files in `folder`. */
  configure(folder: string): void;
  readonly command: (folder: string) => readonly string[];
  /** Where the compiled files are looked for. */
  readonly place: string;
}

const RESOLVERS: readonly Resolver[] = [
  {
    target: dnsmasq,
    place: '.',
    configure: (folder) =>
      writeFileSync(
        join(folder, 'main.conf'),
        `no-resolv\nno-hosts\nbind-interfaces\nlisten-address=${RESOLVER}\nserver=${UPSTREAM}\nuser=root\npid-file=\nconf-file=${folder}/peerwarden.conf\n`,
      ),
    command: (folder) => ['dnsmasq', '-k', '-C', join(folder, 'main.conf')],
  },
  {
    target: unbound,
    place: '.',
    configure: (folder) =>
      writeFileSync(
        join(folder, 'main.conf'),
        `server:\n  interface: ${RESOLVER}\n  access-control: 10.20.0.0/16 allow\n  outgoing-interface: ${RESOLVER}\n  chroot: ""\n  username: ""\n  directory: "${folder}"\n  pidfile: ""\n  use-syslog: no\n  module-config: "iterator"\n  do-not-query-localhost: no\ninclude: "${folder}/peerwarden.conf"\nforward-zone:\n  name: "."\n  forward-addr: ${UPSTREAM}\n`,
      ),
    command: (folder) => ['unbound', '-d', '-c', join(folder, 'main.conf')],
  },
  {
    target: bind,
    place: 'etc',
    configure: (folder) => {
      writeFileSync(
        join(folder, 'etc/named.conf'),
        'include "/etc/bind/named.conf.options";\ninclude "/etc/bind/named.conf.local";\n',
      );
      writeFileSync(join(folder, 'etc/named.conf.local'), '');
      writeFileSync(
        join(folder, 'etc/named.conf.options'),
        `options {\n  directory "${folder}";\n  pid-file none;\n  session-keyfile none;\n  lock-file none;\n  listen-on { ${RESOLVER}; };\n  listen-on-v6 { none; };\n  allow-query { any; };\n  recursion yes;\n  forward only;\n  forwarders { ${UPSTREAM}; };\n  dnssec-validation no;\n};\ncontrols { };\n`,
      );
    },
    command: () => ['named', '-g', '-c', '/etc/bind/named.conf', '-n', '1'],
  },
];

const id = `pwn${randomBytes(3).toString('hex')}`;
const work = mkdtempSync(join(tmpdir(), 'resolvers-'));
const children: ChildProcess[] = [];

/** In the namespace; /etc/bind is the folder's, so that the control's own commands and paths are what is tried. */
const within = (folder: string, command: readonly string[]): readonly string[] => [
  'netns',
  'exec',
  id,
  'unshare',
  '-m',
  'sh',
  '-ec',
  `mount --make-rprivate /; mount --bind '${join(folder, 'etc')}' /etc/bind; exec "$@"`,
  'sh',
  ...command,
];

const start = (folder: string, command: readonly string[]): ChildProcess => {
  const child = spawn('ip', within(folder, command), { stdio: 'ignore', cwd: folder });
  children.push(child);
  return child;
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((end) => child.once('exit', end));
  child.kill('SIGKILL');
  await ended;
};

/** The addresses of a name, as a client gets them. */
const ask = (name: string, { from = '10.20.1.11', at = RESOLVER } = {}): string[] => {
  const words = [`@${at}`, '-b', from, '+short', '+time=2', '+tries=2', name, 'A'];
  try {
    const text = execFileSync('ip', ['netns', 'exec', id, 'dig', ...words], { encoding: 'utf8' });
    return text.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
  } catch {
    return ['no answer'];
  }
};

const answering = async (at: string): Promise<void> => {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100))
    if (ask('www.example.com', { at }).includes(ADDRESS)) return;
  throw new Error(`${at} does not answer`);
};

const isDead = (answers: readonly string[]): boolean => answers.every((each) => each === '0.0.0.0');

/** Puts a control in force in a resolver of its own, and gives what each name is answered. */
const inForce = async (
  { target, configure, command, place }: Resolver,
  text: string,
): Promise<{ control: Control; folder: string; child: ChildProcess }> => {
  const folder = mkdtempSync(join(work, `${target.id}-`));
  mkdirSync(join(folder, 'etc'));
  const { intents, context } = compiling(text);
  const control = target.compile(intents, context);
  for (const file of control.files) writeFileSync(join(folder, place, file.name), file.text);
  execFileSync('sh', ['-ec', control.check!], { cwd: join(folder, place), stdio: 'pipe' });
  configure(folder);
  if (target.id === 'bind')
    for (const line of control.apply.filter((each) => /^(grep|named-checkconf)/.test(each)))
      execFileSync('ip', within(folder, ['sh', '-ec', line]), { cwd: folder, stdio: 'pipe' });
  const child = start(folder, command(folder));
  await answering(RESOLVER);
  return { control, folder, child };
};

beforeAll(async () => {
  if (need.lacking !== null) return;
  execFileSync('ip', ['netns', 'add', id]);
  for (const address of [RESOLVER, UPSTREAM, '10.20.1.11', '10.20.1.40'])
    execFileSync('ip', ['-n', id, 'addr', 'add', `${address}/32`, 'dev', 'lo']);
  execFileSync('ip', ['-n', id, 'link', 'set', 'lo', 'up']);
  mkdirSync(join(work, 'etc'));
  const own = ['-R', '-h', '-z', '--user=root', '--pid-file=', `--listen-address=${UPSTREAM}`];
  start(work, ['dnsmasq', '-k', '-C', '/dev/null', ...own, `--address=/#/${ADDRESS}`]);
  await answering(UPSTREAM);
}, 90_000);

afterAll(async () => {
  for (const child of children) await stop(child);
  if (need.lacking === null) execFileSync('ip', ['netns', 'del', id]);
  rmSync(work, { recursive: true, force: true });
});

describe.each(RESOLVERS)('$target.title', (resolver) => {
  it('answers forbidden names as dead and lets all others through', async (context) => {
    need.check(context);
    const { child, control } = await inForce(resolver, POLICY);
    const model = resolver.target.model!(control.files);
    // What the model of the compiled file says is what the resolver does.
    const stopped = (name: string) =>
      model.lookup({ source: '10.20.1.11', name })?.stopped === true;
    try {
      for (const name of DEAD)
        expect([name, isDead(ask(name)), stopped(name)]).toEqual([name, true, true]);
      for (const name of ALIVE)
        expect([name, ask(name), stopped(name)]).toEqual([name, [ADDRESS], false]);
    } finally {
      await stop(child);
    }
  }, 120_000);

  it('leaves alone what an exception allows, for those at least who have it', async (context) => {
    need.check(context);
    const { child, control } = await inForce(resolver, EXCEPTING);
    try {
      const other = isDead(ask('router.example.net'));
      expect(other).toBe(resolver.target === unbound);
      expect(ask('router.example.net', { from: '10.20.1.40' })).toEqual([ADDRESS]);
      expect(ask('a.tracker.example.org', { from: '10.20.1.40' })).toEqual([ADDRESS]);
      expect(isDead(ask('server.example.se', { from: '10.20.1.40' }))).toBe(true);
      expect(control.refused.some(({ reason }) => reason.includes('exceptions[0]'))).toBe(
        resolver.target !== unbound,
      );
    } finally {
      await stop(child);
    }
  }, 120_000);
});
