import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPolicy, PolicyError, parsePolicy } from '../../src/intake/policy.ts';
import { PeerwardenError } from '../../src/model/errors.ts';
import { LIMITS } from '../../src/model/limits.ts';

const fixture = (name: string) => `fixtures/policy/${name}.yaml`;

const faultOf = (text: string): PolicyError => {
  try {
    parsePolicy(text, 'site.yaml');
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
};

const told = (text: string) =>
  faultOf(text).faults.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('a policy that is right', () => {
  it('is read with its defaults', async () => {
    const policy = await loadPolicy(fixture('office'));
    expect(policy.networks?.inside).toEqual(['10.20.0.0/16', '2001:db8:20::/64']);
    expect(policy.permit).toHaveLength(3);
    expect(policy.exceptions?.[0]?.until).toBe('2027-01-31');
    expect(policy.tariff).toMatchObject({ units: 'SI', hoursPerDay: 8, daysPerMonth: 20 });
  });

  it('may be empty', () => {
    expect(parsePolicy('', 'site.yaml')).toEqual({});
    expect(parsePolicy('# nothing yet\n', 'site.yaml')).toEqual({});
  });

  it('may use an alias', () => {
    const text = 'networks: { inside: &all [10.0.0.0/8], scan: *all }';
    expect(parsePolicy(text, 'site.yaml').networks?.scan).toEqual(['10.0.0.0/8']);
  });
});

describe('times of permits and exceptions', () => {
  const permit = (more: string) => `permit: [{ to: internet, service: [ssh], ${more} }]`;

  it('are read', () => {
    const text = permit(
      'until: 2027-01-31, when: { days: [mon, tue], from: 08:00, until: 18:00, zone: Europe/Berlin }',
    );
    expect(parsePolicy(text, 'site.yaml').permit?.[0]).toMatchObject({
      until: '2027-01-31',
      when: { days: ['mon', 'tue'], from: '08:00', until: '18:00', zone: 'Europe/Berlin' },
    });
    const night =
      'exceptions: [{ who: 10.0.0.1, may: [tor], until: 2027-01-31, why: a, when: { from: 22:00, until: 06:00 } }]';
    expect(parsePolicy(night, 'site.yaml').exceptions?.[0]?.when).toEqual({
      from: '22:00',
      until: '06:00',
    });
  });

  it.each([
    ['until: tomorrow', 'must be a date such as 2027-01-31'],
    ['when: {}', 'must say days, from or until'],
    ['when: { zone: UTC }', 'must say days, from or until'],
    ['when: { days: [] }', 'when.days'],
    ['when: { days: [monday] }', 'when.days[0]'],
    ['when: { from: 8am }', 'must be a time of day such as 08:00'],
    ['when: { from: "25:00" }', 'must be a time of day such as 08:00'],
    ['when: { from: 08:00, zone: Europe/Berln }', 'did you mean "Europe/Berlin"?'],
    ['when: { form: 08:00 }', 'unknown key "form"'],
  ])('%s is a fault', (text, words) => {
    expect(told(permit(text)).join()).toContain(words);
  });
});

describe('a policy that cannot be read', () => {
  it.each([
    ['fixtures/policy/none.yaml', 'There is no such file.'],
    ['fixtures/policy', 'This is a folder, not a file.'],
  ])('%s', async (path, message) => {
    await expect(loadPolicy(path)).rejects.toMatchObject({
      code: 'PW_POLICY_MISSING',
      path,
      message,
    });
  });

  it('is bounded in size and must be UTF-8', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'policy-'));
    const path = join(folder, 'site.yaml');
    try {
      writeFileSync(path, `# ${'x'.repeat(LIMITS.policyBytesMax)}`);
      await expect(loadPolicy(path)).rejects.toMatchObject({ code: 'PW_POLICY_SYNTAX', path });
      writeFileSync(path, Uint8Array.of(0x73, 0x3a, 0x20, 0xff, 0xfe));
      await expect(loadPolicy(path)).rejects.toMatchObject({ message: 'not UTF-8 text.' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('does not fill the memory from an endless device', async () => {
    await expect(loadPolicy('/dev/zero')).rejects.toMatchObject({ code: 'PW_POLICY_SYNTAX' });
  });
});

describe('a policy that is no YAML', () => {
  it('names the place', async () => {
    await expect(loadPolicy(fixture('unclosed'))).rejects.toMatchObject({
      code: 'PW_POLICY_SYNTAX',
      path: fixture('unclosed'),
      place: 'line 4, column 1',
    });
  });

  it.each([
    ['a key twice', 'site: a\nsite: b\n', 2],
    ['two documents', 'site: a\n---\nsite: b\n', 2],
    ['an alias of nothing', 'site: *other\n', 1],
    ['a tag that is not known', 'site: !!js/function "x"\n', 1],
  ])('%s', (_, text, line) => {
    const error = faultOf(text);
    expect(error.code).toBe('PW_POLICY_SYNTAX');
    expect(error.faults[0]?.line).toBe(line);
  });

  it('refuses aliases that grow without bound, and nesting without end', () => {
    const laughs = ['a0: &a0 [x]'];
    for (let i = 1; i < 12; i++) {
      const nine = new Array(9).fill(`*a${i - 1}`).join(', ');
      laughs.push(`a${i}: &a${i} [${nine}]`);
    }
    expect(faultOf(laughs.join('\n')).code).toBe('PW_POLICY_SYNTAX');
    expect(faultOf('['.repeat(20_000)).code).toBe('PW_POLICY_SYNTAX');
  });
});

describe('a policy that says what a policy cannot say', () => {
  it('tells every fault at once, with line, column and the nearest right word', async () => {
    const error = await loadPolicy(fixture('misspelt')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PolicyError);
    const { code, place, faults, message } = error as PolicyError;
    expect([code, place]).toEqual(['PW_POLICY_INVALID', 'line 2, column 1']);
    const said = faults.map((fault) => `${fault.line}:${fault.column} ${fault.message}`);
    for (const line of said) expect(message).toContain(line.slice(line.indexOf(' ') + 1));
    expect(said).toMatchObject([
      '2:1 unknown key "netwroks"; did you mean "networks"?',
      expect.stringMatching(/^5:11 permit\[0\]\.to: "internett" .*did you mean "internet"\?$/),
      expect.stringMatching(/^5:32 permit\[0\]\.service\[0\]: "htpps" .*did you mean "https"\?$/),
      expect.stringMatching(/^5:39 permit\[0\]\.service\[1\]: "99999\/tcp" must be a service/),
      '6:5 "service" in permit[1] is missing',
      expect.stringMatching(
        /^8:26 systems\.forbid\[1\]: "bittorent" .*did you mean "bittorrent"\?$/,
      ),
      '9:3 unknown key "sanctions" in systems; did you mean "sanction"?',
      expect.stringMatching(/^11:10 exceptions\[0\]\.who: "10\.20\.1\.400" must be an address/),
      expect.stringMatching(/^13:12 exceptions\[0\]\.until: "31\.1\.2027" must be a date/),
      '15:20 priors.default: 2 must be less than 1',
      expect.stringMatching(/^15:23 key "bitorrent" in priors .*did you mean "bittorrent"\?$/),
      '16:26 unknown key "unit" in tariff; did you mean "units"?',
      '16:45 tariff.overage: 0.12 must be text',
      expect.stringMatching(
        /^18:11 responses\[0\]\.do: "quarantene" .*did you mean "quarantine"\?$/,
      ),
      expect.stringMatching(/^18:28 responses\[0\]\.for: "eight hours" must be a duration/),
    ]);
  });

  it('suggests nothing when no word is near', () => {
    expect(told('colour: blue')).toEqual(['1:1 unknown key "colour"']);
  });

  it('names the place of an alias, of the whole, and of keys that objects have anyway', () => {
    expect(told('site: &a [x]\nnetworks: { inside: *a }')).toEqual([
      '1:10 site: a list must be text',
      expect.stringMatching(/^2:\d+ networks\.inside\[0\]: "x" must be an address/),
    ]);
    expect(told('- a\n- b')).toEqual(['1:1 the policy: a list must be a map of keys']);
    expect(told('constructor: 1')).toEqual(['1:1 unknown key "constructor"']);
    expect(told('systems: { forbid: [constructor] }')).toHaveLength(1);
  });

  it('describes itself with code, file, place, message and remedy', () => {
    expect(faultOf('sits: x').describe()).toBe(
      'PW_POLICY_INVALID site.yaml, line 1, column 1: unknown key "sits"; did you mean "site"? Correct the policy and run again.',
    );
  });
});

describe('any text', () => {
  it('is a policy or a coded error with places inside the text', () => {
    const word = fc.constantFrom(
      'site',
      'networks',
      'permit',
      ':',
      ' ',
      '\n',
      '-',
      '[',
      '{',
      '&a',
      '*a',
      '"',
      '10.0.0.1',
      '!!x',
      '\t',
      '?',
      '__proto__',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        try {
          parsePolicy(source, 'site.yaml');
        } catch (error) {
          expect(error).toBeInstanceOf(PeerwardenError);
          const lines = source.split('\n').length;
          for (const fault of (error as PolicyError).faults) {
            expect(fault.line).toBeGreaterThanOrEqual(1);
            expect(fault.line).toBeLessThanOrEqual(lines);
            expect(fault.column).toBeGreaterThanOrEqual(1);
          }
        }
      }),
    );
  });
});
