// covers: P3 P6
// The compiled rules in a real Squid that would let everything through, with the tools that people tunnel with. One namespace,
// all on its loopback:
//
//   10.20.1.11, 10.20.1.40 (clients) ── 10.20.0.10 (Squid) ── 198.51.100.7 (a web server, an echo at 22, 443, 8443, 8888)
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { squid } from '../../src/controls/squid/squid.ts';
import { needs } from '../harness/tools.ts';
import { compiling } from './site.ts';

const need = needs('squid', 'ip', 'curl', 'htc', 'hts', 'proxytunnel', 'corkscrew', 'root');

const POLICY = `
networks: { inside: [10.20.0.0/16], proxies: [10.20.0.10] }
permit:
  - { to: internet, service: [https, http, 8443-8444/tcp], from: proxy }
exceptions:
  - { who: 10.20.1.40, may: [bittorrent], until: 2027-01-31, why: distributes Linux images }
names: { allow: [keep.tracker.example.org] }
proxy: { authentication: required, addresses: denied, perHost: 80 Mbit/s }
`;

const PROXY = '10.20.0.10:3128';
const SERVER = '198.51.100.7';
const NAMES = [
  'www.example.com',
  'a.tracker.example.org',
  'keep.tracker.example.org',
  'server.example.se',
  'below.server.example.se',
];
const PASSWORD = 'maria:secret';

/** A web server at 80, and at the others whatever comes is sent back. */
const FAR_SIDE = `
const { createServer } = require('node:http');
const net = require('node:net');
createServer((asked, answer) => answer.end('page of ' + asked.headers.host)).listen(80, '${SERVER}');
for (const port of [22, 443, 8443]) net.createServer((socket) => socket.pipe(socket).on('error', () => {})).listen(port, '${SERVER}');
setTimeout(() => console.log('listening'), 100);
`;

const id = `pws${randomBytes(3).toString('hex')}`;
const folder = mkdtempSync(join(tmpdir(), 'squid-'));
const children: ChildProcess[] = [];
const { intents, context: site } = compiling(POLICY);
const control = squid.compile(intents, site);

const within = (words: readonly string[]): string[] => ['netns', 'exec', id, ...words];

const start = (words: readonly string[]): ChildProcess => {
  const child = spawn('ip', within(words), { stdio: ['pipe', 'pipe', 'ignore'] });
  children.push(child);
  return child;
};

/** Status that the proxy gives: of the page, or of the CONNECT. */
const ask = (
  url: string,
  { user = PASSWORD, from = '10.20.1.11', agent = 'Mozilla/5.0', words = [] as string[] } = {},
): number => {
  const proxy = ['-x', `http://${PROXY}`, ...(user ? ['--proxy-user', user] : [])];
  const format = url.startsWith('http:') && !words.includes('-p') ? 'http_code' : 'http_connect';
  const { stdout } = spawnSync(
    'ip',
    within(
      ['curl', '-sS', '-m', '10', '--interface', from, '-A', agent, '-o', '/dev/null'].concat(
        ['-w', `%{${format}}`],
        proxy,
        words,
        [url],
      ),
    ),
    { encoding: 'utf8' },
  );
  return Number(stdout);
};

/** A CONNECT to the port, by hand: curl would speak TLS to the echo. */
const connect = (target: string, options = {}): number =>
  ask(`http://${target}/`, { ...options, words: ['-p', '-m', '3'] });

beforeAll(async () => {
  if (need.lacking !== null) return;
  execFileSync('ip', ['netns', 'add', id]);
  for (const address of ['10.20.0.10', '10.20.1.11', '10.20.1.40', SERVER])
    execFileSync('ip', ['-n', id, 'addr', 'add', `${address}/32`, 'dev', 'lo']);
  execFileSync('ip', ['-n', id, 'link', 'set', 'lo', 'up']);
  const far = start([process.execPath, '-e', FAR_SIDE]);
  await new Promise((listening) => far.stdout!.once('data', listening));
  writeFileSync(join(folder, 'peerwarden.conf'), control.files[0]!.text);
  writeFileSync(join(folder, 'hosts'), NAMES.map((name) => `${SERVER} ${name}\n`).join(''));
  const password = createHash('md5').update('secret').digest('hex');
  writeFileSync(join(folder, 'passwords'), `maria:${password}\n`);
  writeFileSync(
    join(folder, 'squid.conf'),
    `http_port ${PROXY}
visible_hostname proxy.corp.example
pid_filename ${folder}/squid.pid
coredump_dir ${folder}
access_log stdio:${folder}/access.log squid
cache_log ${folder}/cache.log
netdb_filename none
pinger_enable off
cache deny all
max_filedescriptors 4096
hosts_file ${folder}/hosts
dns_nameservers 10.20.0.10
dns_timeout 2 seconds
auth_param basic program /usr/lib/squid/basic_ncsa_auth ${folder}/passwords
auth_param basic children 2 startup=1 idle=1
include ${folder}/peerwarden.conf
http_access allow all
`,
  );
  chmodSync(folder, 0o777);
  start(['squid', '-N', '-n', id, '-f', join(folder, 'squid.conf')]);
  const log = () => {
    try {
      return readFileSync(join(folder, 'cache.log'), 'utf8');
    } catch {
      return '';
    }
  };
  for (const end = Date.now() + 60_000; !log().includes('Accepting HTTP Socket'); await sleep(100))
    if (Date.now() > end || log().includes('FATAL')) throw new Error(log());
}, 90_000);

afterAll(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((end) => child.once('exit', end));
    child.kill('SIGKILL');
    await ended;
  }
  if (need.lacking === null) {
    // hts and htc go into the background by themselves.
    const left = execFileSync('ip', ['netns', 'pids', id], { encoding: 'utf8' });
    for (const pid of left.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
    execFileSync('ip', ['netns', 'del', id]);
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('Squid with the compiled rules', () => {
  it('is accepted by its own check, with the sign-in scheme that it asks for', (context) => {
    need.check(context);
    const text = `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${folder}/passwords\n${control.files[0]!.text}`;
    writeFileSync(join(folder, 'checked.conf'), text);
    const { stderr } = spawnSync('squid', ['-k', 'parse', '-f', 'checked.conf'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toContain('Processing Configuration File');
    expect(stderr).not.toMatch(/ERROR|FATAL|WARNING/);
  });

  it('lets browsing through, signed in, to permitted ports', (context) => {
    need.check(context);
    expect(ask('http://www.example.com/')).toBe(200);
    expect(connect('www.example.com:443')).toBe(200);
    expect(connect('www.example.com:8443')).toBe(200);
    expect(ask('http://keep.tracker.example.org/')).toBe(200);
    expect(ask('http://below.server.example.se/')).toBe(200);
  });

  it('lets nobody through unnamed, and CONNECT to no other port', (context) => {
    need.check(context);
    expect(ask('http://www.example.com/', { user: '' })).toBe(407);
    expect(ask('http://www.example.com/', { user: 'maria:wrong' })).toBe(407);
    expect(connect('www.example.com:443', { user: '' })).toBe(407);
    expect(connect('www.example.com:22')).toBe(403);
    expect(connect('www.example.com:80')).toBe(403);
    expect(ask('http://www.example.com:8888/')).toBe(403);
  });

  it('denies bare addresses, forbidden names, programs and requests', (context) => {
    need.check(context);
    expect(ask(`http://${SERVER}/`)).toBe(403);
    expect(connect(`${SERVER}:443`)).toBe(403);
    expect(ask('http://a.tracker.example.org/')).toBe(403);
    expect(connect('server.example.se:443')).toBe(403);
    expect(ask('http://www.example.com/', { agent: 'qTest/4.5' })).toBe(403);
    expect(ask('http://www.example.com/announce?info_mark=%01')).toBe(403);
  });

  it('lets whom policy excepts use the system, and no other', (context) => {
    need.check(context);
    const from = '10.20.1.40';
    expect(ask('http://a.tracker.example.org/', { from })).toBe(200);
    expect(ask('http://www.example.com/', { from, agent: 'qTest/4.5' })).toBe(200);
    expect(connect('server.example.se:443', { from })).toBe(403);
    expect(ask('http://www.example.com/', { from, user: '' })).toBe(407);
  });

  it('refuses the tunnels of proxytunnel, corkscrew and GNU httptunnel', (context) => {
    need.check(context);
    // Its input stays open a while: an end of it would end the tunnel before the echo is back.
    const through = (words: readonly string[]): boolean => {
      const speak = ['sh', '-c', '(echo SSH-2.0-test; sleep 2) | timeout 8 "$@"', 'sh'];
      const { stdout } = spawnSync('ip', within([...speak, ...words]), { encoding: 'utf8' });
      return stdout.includes('SSH-2.0-test');
    };
    writeFileSync(join(folder, 'corkscrew-auth'), PASSWORD);
    const [address, port] = PROXY.split(':') as [string, string];
    const proxytunnel = (to: string) =>
      through(['proxytunnel', '-q', '-p', PROXY, '-P', PASSWORD, '-d', to]);
    const corkscrew = (to: readonly string[]) =>
      through(['corkscrew', address, port, ...to, join(folder, 'corkscrew-auth')]);
    // The tools work: what is permitted passes, and with it any tunnel to a permitted port and name. The control says so.
    expect(proxytunnel('www.example.com:443')).toBe(true);
    expect(control.warnings.join()).toContain('a tunnel through CONNECT to a permitted port');
    expect(proxytunnel('www.example.com:22')).toBe(false);
    expect(proxytunnel(`${SERVER}:443`)).toBe(false);
    expect(corkscrew(['www.example.com', '22'])).toBe(false);
    expect(corkscrew([SERVER, '443'])).toBe(false);
    // At a port that is not permitted, and at one that is: there its own requests tell of it.
    for (const port of ['8888', '8444']) {
      start(['hts', '-F', `${SERVER}:22`, port]);
      const local = `1${port}`;
      start(['htc', '-F', local, '-P', PROXY, '-A', PASSWORD, `www.example.com:${port}`]);
      expect(through(['curl', '-sN', '-m', '5', `telnet://127.0.0.1:${local}`])).toBe(false);
      expect(readFileSync(join(folder, 'access.log'), 'utf8')).toMatch(
        new RegExp(`TCP_DENIED/403 \\d+ POST http://www\\.example\\.com:${port}/index\\.html`),
      );
    }
  }, 120_000);
});
