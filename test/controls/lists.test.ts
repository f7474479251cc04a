// covers: P6
// Block lists in every form they are given away in, merged, and compiled without what policy permits.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intentsOf } from '../../src/controls/intents.ts';
import { parseBlockList } from '../../src/controls/lists/block-list.ts';
import { listed, mergeNames } from '../../src/controls/lists/merge.ts';
import { bind } from '../../src/controls/names/bind.ts';
import { dnsmasq } from '../../src/controls/names/dnsmasq.ts';
import { hosts } from '../../src/controls/names/hosts.ts';
import { unbound } from '../../src/controls/names/unbound.ts';
import { contextOf } from '../../src/controls/site.ts';
import type { Target } from '../../src/controls/target.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import { NOW, SYSTEMS } from './site.ts';

const shown = (text: string): string[] =>
  parseBlockList(text).rules.map(({ name, below }) => `${below ? '.' : ''}${name}`);

describe('a block list', () => {
  it.each([
    [
      'hosts',
      '127.0.0.1 localhost\n0.0.0.0 a.example.org # why\n:: b.example.org',
      ['a.example.org', 'b.example.org'],
    ],
    [
      'dnsmasq',
      'address=/a.example.org/\nlocal=/b.example.org/\naddress=/c.example.org/0.0.0.0',
      ['.a.example.org', '.b.example.org', '.c.example.org'],
    ],
    [
      'RPZ',
      '$TTL 60\n@ SOA localhost. root.localhost. 1 1 1 1 1\n@ NS localhost.\na.example.org CNAME .\n*.a.example.org 60 IN CNAME .\nb.example.org CNAME rpz-passthru.',
      ['a.example.org', '.a.example.org'],
    ],
    [
      'AdGuard',
      '! Title: x\n||a.example.org^\n|b.example.org^\n@@||c.example.org^',
      ['.a.example.org', 'b.example.org'],
    ],
    [
      'v2fly',
      'domain:a.example.org @p2p\nfull:b.example.org\nkeyword:torrent\nregexp:^t\\d+\ninclude:other',
      ['.a.example.org', 'b.example.org'],
    ],
    [
      'plain',
      'A.Example.ORG.\n.b.example.org\n*.c.example.org\nnot_a_name\n10.20.1.1',
      ['a.example.org', '.b.example.org', '.c.example.org'],
    ],
  ])('is read as %s', (_form, text, names) => {
    expect(shown(text)).toEqual(names);
  });

  it('counts what it does not take, by reason', () => {
    const { notUnderstood, lines } = parseBlockList(
      'keyword:torrent\nregexp:x\ninclude:y\n192.0.2.1 a.example.org\n0.0.0.0 bad_name\n<script>',
    );
    expect(lines).toBe(6);
    expect(notUnderstood).toEqual({
      'a pattern, which would hit more than names': 2,
      'an include of another list': 1,
      'an address for a name, no block': 1,
      'no host name': 2,
    });
  });

  it.each([
    ['# Last modified: 2026-11-20 12:00 UTC', '2026-11-20'],
    ['# Date: 03 Nov 2026', '2026-11-03'],
    ['! Version: 202611201200', '2026-11-20'],
    ['# nothing of the kind', null],
    ['# Updated: 2026-99-99', null],
  ])('is dated as it says itself: %s', (line, dated) => {
    expect(parseBlockList(`${line}\na.example.org`).dated).toBe(dated);
  });

  it('is names and counts, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const { rules, lines, notUnderstood } = parseBlockList(text);
        const others = Object.values(notUnderstood).reduce((sum, each) => sum + each, 0);
        expect(rules.length + others).toBeLessThanOrEqual(lines);
        for (const { name } of rules) expect(name).toMatch(/^[a-z0-9.-]+$/);
      }),
    );
  });
});

describe('merged lists', () => {
  it('have each name once, and nothing that stands below another', () => {
    const rule = (text: string) => ({ name: text.replace(/^\./, ''), below: text.startsWith('.') });
    const { rules, covered } = mergeNames([
      ['a.example.org', '.b.example.org', 'x.b.example.org'].map(rule),
      ['a.example.org', 'b.example.org', '.y.b.example.org'].map(rule),
    ]);
    expect(rules).toEqual([rule('a.example.org'), rule('.b.example.org')]);
    expect(covered).toBe(4);
    const has = listed(rules);
    expect(has('Z.b.example.org.')?.name).toBe('b.example.org');
    expect(has('z.a.example.org')).toBeNull();
  });
});

describe('an imported list', () => {
  const TARGETS: readonly Target[] = [hosts, dnsmasq, unbound, bind];
  const LIST = `
0.0.0.0 listed.example.com
||wide.example.com^
||bank.example^
0.0.0.0 relay.sync.example.net
||example.net^
0.0.0.0 kept.example.com
`;

  it.each(TARGETS)('is compiled for $id without what policy permits', (target) => {
    const policy = parsePolicy(
      'networks: { inside: [10.20.0.0/16] }\nnames: { allow: [.kept.example.com, www.wide.example.com], lists: [{ file: list.txt }] }',
      'site.yaml',
    );
    const context = contextOf(policy, NOW);
    const lists = [{ owner: 'names.lists[0]', list: parseBlockList(LIST) }];
    const intents = intentsOf({ policy, cases: [], systems: SYSTEMS, context, lists });
    const control = target.compile(intents, context);
    const model = target.model!(control.files);
    const stopped = (name: string) =>
      model.lookup({ source: '10.20.1.11', name })?.stopped === true;
    expect(stopped('listed.example.com')).toBe(true);
    expect(stopped('bank.example')).toBe(true);
    expect(stopped('kept.example.com')).toBe(false);
    expect(stopped('www.wide.example.com')).toBe(false);
    expect(stopped('other.wide.example.com')).toBe(target.id !== 'hosts');
    // Syncthing is not forbidden: neither its names, nor all of a domain in which they are.
    expect(stopped('relay.sync.example.net')).toBe(false);
    expect(stopped('www.example.net')).toBe(false);
    expect(control.refused).toContainEqual({
      intent: 'deny-listed (names.lists[0]): 2 of its names',
      reason: 'the name is also used by syncthing, which policy does not forbid',
    });
  });
});
