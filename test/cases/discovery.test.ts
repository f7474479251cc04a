// covers: M1 M2 M3 M4 M5 M6
import { describe, expect, it } from 'vitest';
import { ActivityLedger, type ActivityRow } from '../../src/cases/activity-ledger.ts';
import { contactsOf } from '../../src/cases/contacts-shown.ts';
import { discoveryOf, modelOf } from '../../src/cases/discovery.ts';
import { LIMITS } from '../../src/model/limits.ts';
import type { Facts, FlowObservation } from '../../src/model/observation.ts';
import type { SystemId } from '../../src/model/systems.ts';
import { provenFlow } from '../harness/flow.ts';

const facts = (farRole: string | null, contents: string[] = []): Facts => ({
  ends: [{}, farRole === null ? {} : { role: farRole }],
  contents: contents.map((id) => ({ id })),
  offers: [],
  searches: [],
});

const rowOf = (...flows: Partial<FlowObservation>[]): ActivityRow => {
  const ledger = new ActivityLedger();
  for (const flow of flows) ledger.see(provenFlow(flow), 'counts');
  return [...ledger.rows.values()].find(({ address }) => address === '10.0.0.1')!;
};

const models = (...flows: Partial<FlowObservation>[]) =>
  discoveryOf(rowOf(...flows)).map(({ model }) => model);

const at = (i: number) => ({ destination: `198.51.100.${i}` });
const of = (system: SystemId, protocol: string) => ({ system, protocol });

describe('the model of discovery', () => {
  it('is that of trackers, and of nodes without servers, where both were asked', () => {
    expect(
      models({ ...at(1), protocol: 'bittorrent/tracker-http', facts: facts('tracker') }),
    ).toEqual(['M4']);
    expect(
      models(
        { ...at(1), protocol: 'bittorrent/tracker-http', facts: facts('tracker') },
        { ...at(2), protocol: 'bittorrent/dht', transport: 'udp' },
      ),
    ).toEqual(['M4', 'M2']);
  });

  it('tells servers of one company from those of users', () => {
    expect(models({ ...of('napster', 'napster/server'), facts: facts('server') })).toEqual(['M4']);
    expect(models({ ...of('edonkey', 'edonkey/server'), facts: facts('server') })).toEqual(['M3']);
    expect(models({ ...of('gnutella', 'gnutella/stream'), facts: facts('ultrapeer') })).toEqual([
      'M3',
    ]);
    expect(models({ ...of('gnutella2', 'gnutella2/stream'), facts: facts('hub') })).toEqual(['M3']);
    expect(models({ ...of('directconnect', 'directconnect/nmdc'), facts: facts('hub') })).toEqual([
      'M5',
    ]);
  });

  it('is that of neighbours when it calls on its own link', () => {
    expect(
      models({ protocol: 'bittorrent/lsd', transport: 'udp', destination: '239.192.152.143' }),
    ).toEqual(['M2']);
  });

  it('claims nothing from peers alone, unless the system has nothing else', () => {
    expect(models(at(1))).toEqual([]);
    expect(modelOf('bittorrent', [])).not.toBeNull();
    expect(models({ ...of('client-web-server', 'client-web-server/http') })).toEqual(['M1']);
  });

  it('is many sources when one content moved with two peers, not when it was asked for', () => {
    const moved = { payloadIn: 40_000, facts: facts(null, ['btih:aa']) };
    expect(models({ ...at(1), ...moved }, { ...at(2), ...moved })).toEqual(['M6']);
    expect(models({ ...at(1), ...moved }, { ...at(1), ...moved })).toEqual([]);
    const asked = { payloadIn: 900, facts: facts(null, ['btih:aa']) };
    expect(models({ ...at(1), ...asked }, { ...at(2), ...asked })).toEqual([]);
    const other = { payloadIn: 40_000, facts: facts(null, ['btih:bb']) };
    expect(models({ ...at(1), ...moved }, { ...at(2), ...other })).toEqual([]);
  });
});

describe('the far ends of a case', () => {
  it('are listed with trackers first, then by bytes, and the rest counted', () => {
    const flows = Array.from({ length: 60 }, (_, i) => ({ ...at(i + 1), bytesIn: 1000 + i }));
    const row = rowOf({ ...at(99), bytesIn: 1, facts: facts('tracker') }, ...flows);
    const { contacts } = contactsOf(row);
    expect(contacts!.shown).toHaveLength(LIMITS.contactsShownMax);
    expect(contacts!.shown[0]).toMatchObject({ address: '198.51.100.99', kind: 'tracker' });
    expect(contacts!.shown[1]).toMatchObject({ address: '198.51.100.60', kind: 'peer' });
    expect(contacts!.more).toBe(61 - LIMITS.contactsShownMax);
  });

  it('of two addresses of one device are joined', () => {
    const [one, other] = [rowOf(at(1), at(2)), rowOf(at(2), { ...at(3), facts: facts('tracker') })];
    one.merge(other);
    expect(
      [...one.farEnds.all].map(([address, { flows, kind }]) => [address, flows, kind]),
    ).toEqual([
      ['198.51.100.1', 1, 'peer'],
      ['198.51.100.2', 2, 'peer'],
      ['198.51.100.3', 1, 'tracker'],
    ]);
  });
});
