// covers: D4
import { describe, expect, it } from 'vitest';
import { flowsTogether } from '../../src/detect/flows-together.ts';
import type { FlowObservation } from '../../src/model/observation.ts';
import { flowOf } from '../harness/flow.ts';

const asked = (source: string, destination: string, more: Partial<FlowObservation> = {}) =>
  flowOf({
    source,
    destination,
    protocol: 'dns',
    system: 'dns-tunnel',
    by: 'behaviour',
    probability: 0.97,
    bystander: 'destination',
    ...more,
  });

const subjects = (...flows: FlowObservation[]) => {
  const run = flowsTogether.open();
  for (const flow of flows) run.see(flow);
  return run.findings().map(({ subject, plane, count }) => `${subject} ${plane} ${count}`);
};

describe('flows that are one program together', () => {
  it('speak of who asked, not of who answered', () => {
    expect(subjects(asked('10.0.0.1', '10.0.0.53'), asked('10.0.0.1', '10.0.0.53'))).toEqual([
      '10.0.0.1 payload 2',
    ]);
  });

  it('leave out who was asked the same, in whatever order it was seen', () => {
    const flows = [asked('10.0.0.53', '203.0.113.14'), asked('10.0.0.1', '10.0.0.53')];
    expect(subjects(...flows)).toEqual(['10.0.0.1 payload 1']);
    expect(subjects(...flows.reverse())).toEqual(['10.0.0.1 payload 1']);
    const byPayload = asked('10.0.0.1', '10.0.0.53', { by: 'payload' });
    expect(subjects(asked('10.0.0.53', '203.0.113.14'), byPayload)).toEqual([]);
  });

  it('make no finding of a lead', () => {
    expect(subjects(asked('10.0.0.1', '10.0.0.53', { probability: 0.3 }))).toEqual([]);
  });
});
