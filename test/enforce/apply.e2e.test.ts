// covers: P1 P4
// `peerwarden apply` and `rollback` with the real nft, in a network namespace and with a hosts file of the test's own.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, runProgram, temporaryFolder } from '../cli/running.ts';
import { needs } from '../harness/tools.ts';

const need = needs('ip', 'nft', 'unshare', 'root');
const id = `pwa${randomBytes(3).toString('hex')}`;
const folder = temporaryFolder();
const state = join(folder, 'state');

const policy = (text: string): string => {
  const path = join(folder, 'peerwarden.yaml');
  writeFileSync(path, `networks: { inside: [10.20.0.0/16] }\n${text}`);
  return path;
};

const STRICT = 'permit:\n  - { to: internet, service: [https] }\ntargets: [nftables]\n';
const WIDER = 'permit:\n  - { to: internet, service: [https, ssh] }\ntargets: [nftables]\n';

/** As root of the namespace, with a hosts file that can be read and not replaced. */
const peerwarden = (...words: readonly string[]) =>
  runProgram('ip', [
    ...['netns', 'exec', id, 'unshare', '-m', 'sh', '-ec'],
    `mount --make-rprivate /; mount --bind '${join(folder, 'etc-hosts')}' /etc/hosts; exec "$@"`,
    'sh',
    process.execPath,
    CLI,
    ...words,
    ...['--state', state],
  ]);

const rules = (): string =>
  execFileSync('ip', ['netns', 'exec', id, 'nft', 'list', 'ruleset'], { encoding: 'utf8' });

const entry = () => JSON.parse(readFileSync(join(state, 'controls/nftables.json'), 'utf8'));

beforeAll(() => {
  writeFileSync(join(folder, 'etc-hosts'), '127.0.0.1 localhost\n');
  if (need.lacking !== null) return;
  execFileSync('ip', ['netns', 'add', id]);
  execFileSync('ip', ['netns', 'exec', id, 'nft', 'add table inet others']);
});

afterAll(() => {
  if (need.lacking === null) execFileSync('ip', ['netns', 'del', id]);
});

describe('apply and rollback', () => {
  it('shows what would be run, and changes nothing', async (context) => {
    need.check(context);
    const { code, out } = await peerwarden('apply', '--policy', policy(STRICT), '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('nft -f default-deny.nft');
    expect(rules()).not.toContain('peerwarden');
    expect(existsSync(state)).toBe(false);
  });

  it('asks, and changes nothing where nobody can answer', async (context) => {
    need.check(context);
    const { code, err } = await peerwarden('apply', '--policy', policy(STRICT));
    expect(code).toBe(2);
    expect(err).toContain('--yes');
    expect(rules()).not.toContain('peerwarden');
  });

  it('applies only what policy names', async (context) => {
    need.check(context);
    const path = policy('permit:\n  - { to: internet, service: [https] }\n');
    const none = await peerwarden('apply', '--policy', path, '--yes');
    expect(none.code).toBe(2);
    expect(none.err).toContain('names no targets');
    const words = ['--policy', policy(STRICT), '--target', 'hosts', '--yes'];
    expect((await peerwarden('apply', ...words)).err).toContain('does not name hosts');
    expect(rules()).not.toContain('peerwarden');
  });

  it('puts a policy in force, then a later one, and takes it back without a trace', async (context) => {
    need.check(context);
    const before = rules();
    expect(await peerwarden('apply', '--policy', policy(STRICT), '--yes')).toMatchObject({
      code: 0,
      err: '',
    });
    expect(rules()).toContain('tcp dport 443');
    expect((await peerwarden('apply', '--policy', policy(WIDER), '--yes')).code).toBe(0);
    expect(rules()).toMatch(/tcp dport \{ 22, 443 \}/);
    expect(entry()).toMatchObject({ target: 'nftables', state: 'applied' });
    const { out } = await peerwarden('rollback');
    expect(out).toBe('nftables: taken back\n');
    expect(rules()).toBe(before);
    expect((await peerwarden('rollback')).out).toBe('There is nothing to take back.\n');
  });

  it('undoes at once what fails, and says which it was', async (context) => {
    need.check(context);
    const path = policy(`${STRICT.replace('[nftables]', '[nftables, hosts]')}`);
    const { code, err, out } = await peerwarden('apply', '--policy', path, '--yes');
    expect(code).toBe(2);
    expect(err).toContain('hosts: `sed -i -f rollback.sed');
    expect(out).toContain('nftables: in force');
    expect(readFileSync(join(folder, 'etc-hosts'), 'utf8')).toBe('127.0.0.1 localhost\n');
    await peerwarden('rollback', '--target', 'nftables');
  });

  it('takes back what a crash left half done', async (context) => {
    need.check(context);
    await peerwarden('apply', '--policy', policy(STRICT), '--yes');
    const staged = join(state, 'controls/nftables.new');
    mkdirSync(staged);
    for (const name of ['rollback.nft', 'default-deny.nft'])
      writeFileSync(join(staged, name), readFileSync(join(state, 'controls/nftables', name)));
    const half = { ...entry(), state: 'applying' };
    writeFileSync(join(state, 'controls/nftables.json'), JSON.stringify(half));
    expect((await peerwarden('rollback')).out).toBe('nftables: taken back\n');
    expect(rules()).not.toContain('peerwarden');
  });

  it('leaves the old state in force when a crash comes between writing and applying', async (context) => {
    need.check(context);
    await peerwarden('apply', '--policy', policy(STRICT), '--yes');
    const before = rules();
    mkdirSync(join(state, 'controls/nftables.new'));
    writeFileSync(join(state, 'controls/nftables.new/default-deny.nft'), 'half a li');
    expect(rules()).toBe(before);
    expect((await peerwarden('apply', '--policy', policy(WIDER), '--yes')).code).toBe(0);
    await peerwarden('rollback');
  });
});
