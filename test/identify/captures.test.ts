// Everything that recognises flows, on every capture of the fixtures: a golden holds what each flow is called, so that a
// recogniser that claims the flows of others shows in a diff. Goldens hold local facts only.
// covers: D4 S2 S3 S4
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FlowObservation } from '../../src/model/observation.ts';
import { identify, readPackets } from '../harness/identify.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

const captures = readdirSync(FIXTURES, { recursive: true })
  .map(String)
  // Look-alikes have a test of their own (corpus/look-alikes.test.ts): one more is one more pair of files.
  .filter((name) => name.endsWith('.pcap') && !name.startsWith('look-alikes'))
  .sort();

const line = (flow: FlowObservation): string => {
  const [client, server] = flow.facts?.ends ?? [{}, {}];
  const programs = [client, server].map(({ client: name, version }) =>
    [name, version].filter(Boolean).join(' '),
  );
  return [
    flow.transport,
    `${flow.source} ${flow.sourcePort} > ${flow.destination} ${flow.destinationPort}`,
    [...flow.via, flow.protocol].join('/'),
    `${flow.system ?? '-'} by ${flow.by}`,
    programs.some(Boolean) ? programs.join(' | ') : '',
  ]
    .filter(Boolean)
    .join('  ');
};

describe('captures', () => {
  it.each(captures)('%s', async (name) => {
    const text = `${identify(readPackets(join(FIXTURES, name)))
      .flows.map(line)
      .sort()
      .join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`goldens/${name.replaceAll('/', '-')}.txt`);
  });

  it('of business traffic name no system', () => {
    for (const name of captures.filter((one) => one.includes('/ben-'))) {
      const named = identify(readPackets(join(FIXTURES, name))).flows.filter(
        ({ system }) => system !== null,
      );
      expect(named.map(line), name).toEqual([]);
    }
  });
});
