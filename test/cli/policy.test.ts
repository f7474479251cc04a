// covers: P1
// `peerwarden policy`: thirty broken files, each told with its place and the nearest right word; what is valid, as people read it.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PolicyError, parsePolicy } from '../../src/intake/policy.ts';
import { fixture, peerwarden, temporaryFolder } from './running.ts';

const folder = temporaryFolder();

/** Text of a policy, line of the fault, and words that its message holds: what is wrong, and the right word. */
const BROKEN: readonly (readonly [text: string, line: number, words: readonly string[]])[] = [
  ['siet: head-office', 1, ['unknown key "siet"', '"site"']],
  ['site: x\nnetwork: {}', 2, ['unknown key "network"', '"networks"']],
  ['networks:\n  insid: [10.0.0.0/8]', 2, ['unknown key "insid"', '"inside"']],
  ['networks:\n  inside: [10.20.0.0/33]', 2, ['10.20.0.0/33', 'a network such as 10.20.0.0/16']],
  ['networks:\n  inside: 10.0.0.0/8', 2, ['networks.inside', 'must be a list']],
  ['networks:\n  servers: [10.20.0]', 2, ['networks.servers[0]', 'an address']],
  ['link: 10 Mbits', 1, ['link', '10 Mbit/s']],
  ['permit:\n  - { to: internet }', 2, ['"service"', 'is missing']],
  ['permit:\n  - { to: intranet, service: [https] }', 2, ['"intranet"', '"internet"']],
  ['permit:\n  - { to: internet, service: [htps] }', 2, ['"htps"', '"https"']],
  ['permit:\n  - { to: internet, service: [70000/tcp] }', 2, ['70000/tcp', '3128/tcp']],
  ['permit:\n  - { to: internet, service: [] }', 2, ['service', 'must not be empty']],
  ['permit:\n  - { to: internet, service: [https], form: proxy }', 2, ['"form"', '"from"']],
  ['permit:\n  - { to: internet, service: [https], from: prxy }', 2, ['"prxy"', '"proxy"']],
  [
    'permit:\n  - { to: internet, service: [https], until: 31.1.2027 }',
    2,
    ['date such as 2027-01-31'],
  ],
  [
    'permit:\n  - { to: internet, service: [ssh], when: { days: [mun] } }',
    2,
    ['must be one of', 'mon'],
  ],
  ['permit:\n  - { to: internet, service: [ssh], when: { from: 8am } }', 2, ['8am', '08:00']],
  [
    'permit:\n  - { to: internet, service: [ssh], when: { from: 08:00, zone: Europe/Berln } }',
    2,
    ['"Europe/Berlin"'],
  ],
  ['systems: { forbid: [bitorrent] }', 1, ['"bitorrent"', '"bittorrent"']],
  ['systems: { forbid: [file-shering] }', 1, ['"file-shering"', '"file-sharing"']],
  ['systems:\n  alow: [syncthing]', 2, ['unknown key "alow"']],
  [
    'exceptions:\n  - { who: 10.20.1.40, may: [bittorrent], until: 2027-01-31 }',
    2,
    ['"why"', 'is missing'],
  ],
  [
    'exceptions:\n  - { who: somebody, may: [bittorrent], until: 2027-01-31, why: x }',
    2,
    ['"somebody"', 'an address'],
  ],
  ['priors: { default: 2 }', 1, ['priors.default', 'less than 1']],
  ['priors: { bittorent: 0.1 }', 1, ['"bittorent"', '"bittorrent"']],
  ['responses:\n  - { do: quarantin }', 2, ['must be one of', '"quarantine"']],
  ['responses:\n  - { do: block, for: 8 hours }', 2, ['8 hours', '8h']],
  ['targets: [nftable]', 1, ['"nftable"', '"nftables"']],
  ['names: { allow: ["*.example.org"] }', 1, ['www.example.org']],
  ['proxy: { authentication: optional }', 1, ['required']],
  ['site: [unclosed', 1, []],
  ['site: a\nsite: b', 2, ['unique']],
];

describe('a broken policy', () => {
  it.each(BROKEN)('is told with its line and the right word: %j', (text, line, words) => {
    let told: unknown;
    try {
      parsePolicy(text, 'site.yaml');
    } catch (error) {
      told = error;
    }
    expect(told).toBeInstanceOf(PolicyError);
    const { message, faults, path } = told as PolicyError;
    expect(path).toBe('site.yaml');
    expect(faults[0]?.line).toBe(line);
    for (const word of words) expect(message.replaceAll(/\s+/g, ' ')).toContain(word);
  });

  it('writes nothing, and exits 2', async () => {
    const path = join(folder, 'broken.yaml');
    writeFileSync(path, 'targets: [nftable]\n');
    const output = join(folder, 'plan');
    for (const words of [
      ['policy', 'check', path],
      ['policy', 'explain', path, '--output', output],
      ['plan', '--policy', path, '--output', output],
    ]) {
      const { code, out, err } = await peerwarden(words);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain('did you mean "nftables"');
      expect(err).toContain('line 1, column');
      expect(existsSync(output)).toBe(false);
    }
  });
});

describe('policy check', () => {
  it('says of a policy that it is one, and what is unlikely to be meant', async () => {
    const path = join(folder, 'odd.yaml');
    writeFileSync(
      path,
      `networks: { inside: [10.20.0.0/16], servers: [192.0.2.1] }
permit:
  - { to: internet, service: [https, 6881/tcp] }
  - { to: internet, service: [ftp], until: 2020-01-31 }
systems: { forbid: [file-sharing, syncthing], sanction: [syncthing] }
exceptions:
  - { who: 10.20.1.40, may: [anydesk], until: 2099-01-31, why: agreed }
`,
    );
    const { code, out } = await peerwarden(['policy', 'check', path, '--format', 'json']);
    expect(code).toBe(0);
    const { advice } = JSON.parse(out) as { advice: { path: string; text: string }[] };
    expect(advice.map(({ path: at }) => at)).toEqual([
      'permit[1]',
      'systems.sanction[0]',
      'permit[0]',
      'exceptions[0]',
      'networks.servers[0]',
    ]);
    expect(advice[2]!.text).toContain('BitTorrent');
  });
});

describe('policy explain', () => {
  it.each(['md', 'html'])('writes what people can read (%s)', async (format) => {
    const path = fixture('policy/office.yaml');
    const { code, out } = await peerwarden(['policy', 'explain', path, '--format', format]);
    expect(code).toBe(0);
    const dated = out.replaceAll(/\d{4}-\d\d-\d\d(?=[.<])(?!.*distributes)/g, 'TODAY');
    await expect(dated).toMatchFileSnapshot(`goldens/policy.${format}`);
  });

  it('lets nothing of a policy become markup', async () => {
    const path = join(folder, 'hostile.yaml');
    const why = '<script>alert(1)</script> [x](javascript:1) `b`';
    writeFileSync(
      path,
      `exceptions:\n  - { who: 10.20.1.40, may: [bittorrent], until: 2099-01-31, why: ${JSON.stringify(why)} }\n`,
    );
    const page = await peerwarden(['policy', 'explain', path, '--format', 'html']);
    expect(page.out).toContain('&lt;script&gt;');
    expect(page.out).not.toContain('<script>');
    const text = await peerwarden(['policy', 'explain', path]);
    expect(text.out).toContain('\\<script\\>');
    expect(text.out).toContain('\\[x\\]');
  });
});

describe('policy diff', () => {
  it('says what changes in meaning, and nothing where only the writing does', async () => {
    const [before, after, same] = ['before', 'after', 'same'].map((name) =>
      join(folder, `${name}.yaml`),
    );
    writeFileSync(before!, 'permit:\n  - { to: internet, service: [https] }\nlink: 10 Mbit/s\n');
    writeFileSync(
      same!,
      'link: 10 Mbit/s # the old line\npermit: [{ service: [https], to: internet }]\n',
    );
    writeFileSync(
      after!,
      'permit:\n  - { to: internet, service: [https, ssh] }\nlink: 10 Mbit/s\n',
    );
    expect((await peerwarden(['policy', 'diff', before!, same!])).out).toBe(
      'Both policies mean the same.\n',
    );
    expect((await peerwarden(['policy', 'diff', before!, after!])).out).toBe(
      'What you may use\n- https on the Internet.  (permit[0])\n+ https, ssh on the Internet.  (permit[0])\n',
    );
  });
});
