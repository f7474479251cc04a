// covers: T3
// The court of false alarms: every fixture of fixtures/look-alikes is a complaint about a tool of this kind, or one that is
// to be feared. Each must stay silent: no flow of a raised family, no case. A pair of files is found by its name alone.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as described from '../../scripts/look-alikes.mjs';
import { parsePolicy } from '../../src/intake/policy.ts';
import type { FlowObservation } from '../../src/model/observation.ts';
import { FAMILIES, familyOf, isSystemId, type SystemId } from '../../src/model/systems.ts';
import { analyze } from '../../src/pipeline/analyze.ts';
import { SHARED } from '../harness/identify.ts';

const FOLDER = new URL('../../fixtures/look-alikes/', import.meta.url).pathname;
const EVIDENCE = ['.pcap', '.pcapng', '.log'];
const FIXTURE_BYTES_MAX = 192 << 10;

const systemId = z.string().refine(isSystemId, 'no system id') as unknown as z.ZodType<SystemId>;

/** What stands beside the evidence. `evidence` names a capture that is no part of the project, under the shared folder. */
const about = z.strictObject({
  complaint: z.string().min(20),
  source: z.string().min(1),
  /** Nobody complained yet as far as we know; the source is the specification. */
  foreseen: z.boolean().optional(),
  alike: z.array(systemId).min(1),
  made: z.enum(['synthetic', 'real program', 'public capture', 'from a case']),
  of: z.string().min(1),
  date: z.iso.date(),
  permitted: z.array(systemId).optional(),
  policy: z.record(z.string(), z.unknown()).optional(),
  evidence: z.string().optional(),
  findings: z.array(z.string()).optional(),
  kept: z.string().optional(),
});

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => basename(file, '.json'));

const read = (name: string) => {
  const said = about.parse(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')));
  const own = EVIDENCE.map((end) => join(FOLDER, name + end)).filter(existsSync);
  return { said, paths: said.evidence === undefined ? own : [join(SHARED, said.evidence)] };
};

const isRaised = (system: SystemId) => FAMILIES[familyOf(system)].raised;

/** Everything that is not silent, as sentences that say what to look at. */
const heardOf = async (name: string): Promise<string[]> => {
  const { said, paths } = read(name);
  const policy = said.policy ? parsePolicy(JSON.stringify(said.policy), `${name}.json`) : null;
  const heard: string[] = [];
  const onFlow = (flow: FlowObservation) => {
    const { system } = flow;
    if (system === null || flow.probability < 0.5 || !isRaised(system)) return;
    if (said.permitted?.includes(system)) return;
    heard.push(
      `flow ${flow.transport} ${flow.source}:${flow.sourcePort} → ${flow.destination}:${flow.destinationPort} is named ${system} (${flow.protocol}, by ${flow.by}, ${flow.probability})${flow.because ? `: ${flow.because}` : ''}`,
    );
  };
  const { report } = await analyze({
    paths,
    policy,
    inside: [],
    since: null,
    until: null,
    digest: false,
    signal: new AbortController().signal,
    onFlow,
  });
  for (const { id, activity, probability, sanctioned, findings } of report.cases)
    if (probability >= 0.5 && isRaised(activity as SystemId) && !sanctioned)
      heard.push(
        `case ${id} (${probability}): ${findings.map(({ detector, text }) => `${detector}: ${text}`).join('; ')}`,
      );
  return heard;
};

describe('look-alikes', () => {
  for (const name of names) {
    const { paths } = read(name);
    it.skipIf(!paths.every(existsSync))(`${name} stays silent`, async () => {
      expect(paths.length, 'evidence beside the JSON').toBeGreaterThan(0);
      expect(await heardOf(name)).toEqual([]);
    });
  }

  it('are small, and each file belongs to a pair', () => {
    for (const file of readdirSync(FOLDER).filter((one) => one !== 'README.md')) {
      expect(statSync(join(FOLDER, file)).size, file).toBeLessThan(FIXTURE_BYTES_MAX);
      expect(names, file).toContain(file.replace(/\.[a-z]+$/, ''));
    }
  });

  it('that are synthetic are what their description writes', () => {
    const all = described.LOOK_ALIKES as unknown as { readonly name: string }[];
    const filesOf = described.filesOf as unknown as (one: object) => [string, Buffer][];
    for (const one of all)
      for (const [file, content] of filesOf(one))
        expect(readFileSync(join(FOLDER, file)).equals(content), file).toBe(true);
    const written = new Set(all.map(({ name }) => name));
    for (const name of names)
      expect(written.has(name), name).toBe(read(name).said.made === 'synthetic');
  });
});
