import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerPlan } from '../../src/cli/commands/plan.ts';
import type { Report } from '../../src/model/report.ts';
import { needs } from '../harness/tools.ts';
import { caseOf } from './site.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const out = (...path: string[]): string => join(folder, 'out', ...path);
const read = (...path: string[]): string => readFileSync(out(...path), 'utf8');

/** Runs the command as the command line does; gives what it printed. */
const plan = async (policy: string, ...more: string[]): Promise<string> => {
  let printed = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    printed += String(text);
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  });
  const program = new Command().exitOverride();
  registerPlan(program);
  try {
    await program.parseAsync(['plan', '--policy', policy, '--output', out(), ...more], {
      from: 'user',
    });
  } finally {
    write.mockRestore();
  }
  return printed;
};

const policyFile = (text: string): string => {
  const path = join(folder, 'site.yaml');
  writeFileSync(path, text);
  return path;
};

const reportFile = (over: Partial<Report> = {}): string => {
  const subject = caseOf('10.20.1.11').subject;
  const report: Report = {
    schema: 'peerwarden.report/1',
    tool: { name: 'peerwarden', version: '0' },
    created: '2026-11-22T09:00:00.000Z',
    period: null,
    prior: 0.02,
    site: null,
    complete: true,
    evidence: [],
    unread: [],
    hosts: [],
    users: [],
    violations: [],
    notShown: [],
    cases: [
      {
        id: 'x"; flush ruleset',
        subject: { ...subject, user: 'eve\n}', device: '$INSIDE4' },
        activity: 'bittorrent',
        family: 'file-sharing',
        probability: 0.99,
        confidence: 'certain',
        state: 'open',
        sanctioned: false,
        severity: 'medium',
        firstSeen: '2026-11-18T09:00:00.000Z',
        lastSeen: '2026-11-22T09:00:00.000Z',
        bytesOut: 1,
        bytesIn: 1,
        flows: 1,
        peers: 1,
        model: null,
        clients: [],
        roles: [],
        content: [],
        findings: [],
        timeline: { sliceSeconds: 60, slices: [] },
        impact: {
          linkShare: null,
          cost: null,
          peakRateBitsPerSecond: 0,
          meanRateBitsPerSecond: 0,
          borderBytes: 0,
          internalBytes: 0,
        },
        exposure: { shareBytes: null, shareFiles: null, offers: [] },
      },
    ],
    ...over,
  };
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(report));
  return path;
};

describe('peerwarden plan', () => {
  it('writes one folder a target, and plan.json that names what is there', async () => {
    const printed = await plan('fixtures/policy/office.yaml');
    const document = JSON.parse(read('plan.json'));
    expect(document.targets.map(({ id }: { id: string }) => id)).toEqual(['nftables', 'hosts']);
    for (const target of document.targets) {
      for (const path of [...target.files, ...target.rollback, target.refused])
        expect(existsSync(out(path))).toBe(true);
      expect(JSON.parse(read(target.refused))).toHaveLength(target.refusedCount);
    }
    for (const word of [
      'nothing was applied',
      'default-deny.nft',
      'port-list.nft',
      'rollback.nft',
      'peerwarden.hosts',
    ])
      expect(printed).toContain(word);
    expect(readdirSync(out('nftables')).sort()).toEqual([
      'default-deny.nft',
      'port-list.nft',
      'refused.json',
      'rollback.nft',
    ]);
  });

  it('warns in plan.json, in the summary and in the file', async () => {
    const printed = await plan(
      policyFile(
        'networks: { inside: [10.20.0.0/16], resolvers: [10.20.0.10] }\npermit: [{ to: internet, service: [https] }]',
      ),
    );
    const [nftables, hosts] = JSON.parse(read('plan.json')).targets;
    expect(hosts.warnings).toEqual([]);
    expect(nftables.warnings).toHaveLength(3);
    for (const warning of nftables.warnings) {
      expect(printed).toContain(warning);
      expect(read('nftables', 'default-deny.nft')).toContain(`# WARNING: ${warning}\n`);
    }
  });

  it('the office example takes nothing away but ping', async (context) => {
    await plan('examples/office/peerwarden.yaml');
    const [{ warnings, check }] = JSON.parse(read('plan.json')).targets;
    expect(warnings).toEqual([expect.stringContaining('ICMP echo')]);
    needs('nft', 'root').check(context);
    execFileSync('sh', ['-ec', check], {
      cwd: out('nftables'),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  });

  it('passes the checks it names, for the registry as it is', async (context) => {
    needs('nft', 'awk', 'root').check(context);
    await plan('fixtures/policy/office.yaml', '--log', '--report', reportFile());
    for (const { folder: name, check } of JSON.parse(read('plan.json')).targets)
      execFileSync('sh', ['-ec', check], { cwd: out(name), stdio: ['ignore', 'ignore', 'pipe'] });
  });

  it('answers the cases of a report; no text of theirs reaches a file', async () => {
    const printed = await plan('fixtures/policy/office.yaml', '--report', reportFile());
    const text = read('nftables', 'quarantine-to-approve.nft');
    expect(text).toContain('10.20.1.11 timeout 28800s');
    for (const each of [text, printed, read('plan.json')])
      expect(each).not.toMatch(/flush ruleset|eve/);
  });

  it('leaves no file of an earlier plan behind', async () => {
    await plan('fixtures/policy/office.yaml', '--report', reportFile());
    expect(existsSync(out('nftables', 'quarantine-to-approve.nft'))).toBe(true);
    await plan(policyFile('systems: { forbid: [bittorrent] }'));
    expect(readdirSync(out('nftables')).sort()).toEqual([
      'port-list.nft',
      'refused.json',
      'rollback.nft',
    ]);
    expect(readdirSync(out())).toEqual(['hosts', 'nftables', 'plan.json']);
  });

  it.each([
    ['targets: [nftabels]', 'did you mean "nftables"?'],
    ['permits: []', 'did you mean "permit"?'],
    ['site: [', 'PW_POLICY_SYNTAX'],
  ])('writes nothing when the policy is broken: %s', async (text, said) => {
    const failure = await plan(policyFile(text)).catch((error: unknown) => error);
    expect((failure as { describe(): string }).describe()).toContain(said);
    expect(existsSync(out())).toBe(false);
  });

  it.each([
    ['{}', 'It is no report'],
    ['not json', 'cannot be read as JSON'],
  ])('writes nothing when the report is none: %s', async (text, said) => {
    const path = join(folder, 'report.json');
    writeFileSync(path, text);
    await expect(plan('fixtures/policy/office.yaml', '--report', path)).rejects.toThrow(said);
    expect(existsSync(out())).toBe(false);
  });

  it('refuses a report whose addresses were replaced', async () => {
    const path = reportFile({ pseudonyms: true });
    await expect(plan('fixtures/policy/office.yaml', '--report', path)).rejects.toThrow(
      '--pseudonyms',
    );
  });

  it('says of targets that are still to come that nothing is compiled for them', async () => {
    const printed = await plan(policyFile('targets: [samba, nftables]'));
    expect(printed).toContain('samba\n  not compiled');
    expect(JSON.parse(read('plan.json')).notCompiled).toMatchObject([{ id: 'samba' }]);
  });

  it('says when it cannot write', async () => {
    writeFileSync(join(folder, 'out'), 'a file');
    await expect(plan('fixtures/policy/office.yaml')).rejects.toMatchObject({
      code: 'PW_OUTPUT_FAILED',
    });
  });
});
