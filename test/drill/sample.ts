// A drill as it is told, small: one activity that is stopped, one that passes, and the innocent.

import type { Way } from '../../src/drill/activity.ts';
import { expectedOf, meets } from '../../src/drill/expectation.ts';
import type { Outcome } from '../../src/drill/outcome.ts';
import type { ByAct, DrillResult, Row } from '../../src/drill/result.ts';

export const worked: Outcome = {
  worked: true,
  why: null,
  failedAt: null,
  files: 2,
  refusedPackets: null,
  ms: 2500,
  steps: [{ host: 'corp1', what: 'download', times: 2, ms: 900, done: true, why: null }],
};

export const stopped: Outcome = {
  ...worked,
  worked: false,
  why: 'corp1: no answer from 198.51.100.11:8888',
  failedAt: 'corp1',
  files: 0,
  refusedPackets: 5,
  steps: [
    {
      host: 'corp1',
      what: 'starts napster/client',
      times: 1,
      ms: 5000,
      done: false,
      why: 'no answer',
    },
  ],
};

export const row = (id: string, way: Way, controlled: Outcome, host = 'corp1'): Row => {
  const outcomes: ByAct<Outcome> = { before: worked, controlled, rolledBack: worked };
  const expected = expectedOf(way);
  const ok = (act: keyof ByAct<unknown>): boolean => meets(outcomes[act], expected[act], [host]);
  return {
    id,
    title: id,
    about: 'what it shows',
    way,
    hosts: [{ name: host, address: '10.20.1.11' }],
    outcomes,
    expected,
    asExpected: {
      before: ok('before'),
      controlled: ok('controlled'),
      rolledBack: ok('rolledBack'),
    },
  };
};

const acted = { started: '2026-11-22T14:00:00.000Z', ms: 20_000, captureBytes: 1_000_000 };

export const sampleResult = (changed: Partial<DrillResult> = {}): DrillResult => ({
  schema: 'peerwarden.drill/1',
  tool: { name: 'peerwarden', version: '0.1.0' },
  office: { id: '2003', title: 'The office of 2003' },
  created: '2026-11-22T14:00:00.000Z',
  ms: 60_000,
  asExpected: true,
  unexpected: [],
  rows: [row('napster', 'direct', stopped), row('http-tunnel', 'proxy', worked)],
  innocent: row('innocent', 'proxy', worked, 'corp4'),
  found: [
    {
      host: { name: 'corp1', address: '10.20.1.11' },
      activity: 'napster',
      finding: null,
      hints: [{ port: '6699/tcp', bytes: 700_000 }],
    },
  ],
  wronglyAccused: [],
  otherCases: [],
  price: { currency: 'AUD', amount: 0.27, perMonth: 5000, assumptions: ['A month is like this.'] },
  evidence: [],
  policy: 'site: office # of 2003\n',
  control: {
    target: 'nftables',
    files: [{ name: 'default-deny.nft', text: '# head\n    counter drop comment "x"\n' }],
    rollback: [{ name: 'rollback.nft', text: 'delete table inet peerwarden\n' }],
    check: 'nft -c -f default-deny.nft',
    apply: ['nft -f default-deny.nft'],
    undo: ['nft -f rollback.nft'],
    warnings: [],
    refused: [],
    rulesRestored: true,
  },
  acts: { before: acted, controlled: acted, rolledBack: acted },
  versions: [{ name: 'Node.js', version: '20.20.2' }],
  ...changed,
});
