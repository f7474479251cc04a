// covers: T3
import { describe, expect, it } from 'vitest';
import { isNobody, takesPart } from '../../src/detect/part.ts';
import { flowOf, provenFlow } from '../harness/flow.ts';

const parts = (flow: Parameters<typeof takesPart>[0]) => [
  takesPart(flow, 'source'),
  takesPart(flow, 'destination'),
];

const learned = (
  end: 'source' | 'destination',
  kind: 'proven' | 'told',
  speaks: { source?: boolean; destination?: boolean } = {},
) =>
  flowOf({
    system: 'bittorrent',
    by: 'endpoint',
    learned: { end, kind, speaks: { source: false, destination: false, ...speaks } },
  });

describe('who takes part', () => {
  it('in a readable flow: who sent something of the system', () => {
    expect(parts(provenFlow())).toEqual([true, true]);
    expect(parts(provenFlow({ payloadIn: 0 }))).toEqual([true, false]);
    expect(parts(provenFlow({ payloadOut: 0 }))).toEqual([false, true]);
    expect(parts(provenFlow({ bystander: 'destination' }))).toEqual([true, false]);
  });

  it('in a flow named by hearsay: only ends that speak the system themselves', () => {
    expect(parts(learned('destination', 'told'))).toEqual([false, false]);
    expect(parts(learned('destination', 'told', { source: true }))).toEqual([true, false]);
    expect(parts(learned('source', 'told', { destination: true }))).toEqual([false, true]);
  });

  it('in a flow with a proven end: that end, and who conversed with it', () => {
    expect(parts(learned('destination', 'proven'))).toEqual([true, true]);
    expect(parts({ ...learned('destination', 'proven'), payloadIn: 0 })).toEqual([false, true]);
    expect(parts({ ...learned('source', 'proven'), payloadIn: 0 })).toEqual([true, false]);
  });

  it('groups of hosts are nobody', () => {
    for (const group of [
      '224.0.0.251',
      '239.192.152.143',
      '255.255.255.255',
      '10.0.0.255',
      'ff02::fb',
      'ff15::1',
    ])
      expect(isNobody(group)).toBe(true);
    for (const host of [
      '223.255.255.254',
      '10.0.0.1',
      '2.24.0.1',
      '22.4.0.1',
      'fe80::1',
      'fd00::1',
      '2001:db8::ff02',
    ])
      expect(isNobody(host)).toBe(false);
  });
});
