// Our own observations, read back: what is judged of them is what is judged of the evidence itself.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { fixture, peerwarden, temporaryFolder } from '../cli/running.ts';

const casesOf = async (...paths: string[]) => {
  const { out } = await peerwarden(['analyze', ...paths, '--format', 'json', '--no-progress']);
  const { cases } = JSON.parse(out) as Report;
  return cases.map(({ id, probability, flows, bytesOut, bytesIn, clients }) => ({
    ...{ id, probability: Number(probability.toFixed(6)), flows, bytesOut, bytesIn, clients },
  }));
};

describe('observations read back', () => {
  it('give the same cases as the capture and the log themselves', async () => {
    const path = join(temporaryFolder(), 'observed.ndjson');
    const evidence = ['directconnect/nmdc.pcap', 'squid/access.log'].map(fixture);
    await peerwarden(['observe', ...evidence, '--output', path]);
    const direct = await casesOf(...evidence);
    expect(direct.length).toBeGreaterThanOrEqual(3);
    expect(await casesOf(path)).toEqual(direct);
  });
});
