// What every store promises, whatever it is made of. A place is where one lies: opened again, it is the same.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityLearned, Name, TimeSpan } from '../../src/model/identity-interval.ts';
import { NAME_KINDS } from '../../src/model/identity-interval.ts';
import { LIMITS } from '../../src/model/limits.ts';
import type { Store } from '../../src/model/ports.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { HourVolume, VolumeSubject } from '../../src/model/volume.ts';
import { digest, evidence, MONDAY, report, sampleCase, volumes } from './sample-run.ts';

export interface StorePlace {
  open(): Promise<Store>;
  remove(): Promise<void>;
}

const HOST: VolumeSubject = { kind: 'host', name: '10.20.1.11' };
const OTHER: VolumeSubject = { kind: 'host', name: '2001:db8:20::12' };
const WEEK = 7 * DAY_MS;

const address = (value: string): Name => ({ kind: 'address', value });
const user = (value: string): Name => ({ kind: 'user', value });
const device = (value: string): Name => ({ kind: 'device', value });
const ALWAYS: TimeSpan = { from: 0, until: 9e15 };

export const storeContract = (name: string, place: () => Promise<StorePlace>): void => {
  let where: StorePlace;
  let store: Store;

  beforeEach(async () => {
    where = await place();
    store = await where.open();
  });

  afterEach(async () => {
    await store.close();
    await where.remove();
  });

  const reopen = async (): Promise<void> => {
    await store.close();
    store = await where.open();
  };

  /** A run a week after its only evidence ends. */
  const keepVolumes = (
    given: ReturnType<typeof evidence>,
    rows: readonly Omit<HourVolume, 'evidence'>[],
  ) =>
    store.keep(report(Date.parse(given.lastSeen!) + WEEK, [given]), {
      volumes: rows.map((row) => ({ ...row, evidence: 0 })),
      identities: [],
    });

  const keepIdentities = (
    named: string,
    rows: readonly Omit<IdentityLearned, 'evidence'>[],
    given: Parameters<typeof evidence>[1] = {},
  ) =>
    store.keep(report(MONDAY + WEEK, [evidence(named, given)]), {
      volumes: [],
      identities: rows.map((row) => ({ ...row, evidence: 0 })),
    });

  const bytesOf = async (subject: VolumeSubject): Promise<number[]> =>
    (await store.baselines.days(subject, ALWAYS)).map(({ borderOut }) => borderOut);

  describe(`${name}: runs`, () => {
    it('are none at first', async () => {
      expect(await store.runs.last(10)).toEqual([]);
      expect(await store.cases.since(0)).toEqual([]);
      expect(await store.reports.load()).toBeNull();
      expect(await store.baselines.usual({ before: MONDAY })).toEqual([]);
      expect(await store.identities.of(address('10.20.1.11'), ALWAYS)).toEqual([]);
    });

    it('are told newest first, with their evidence, after opening again too', async () => {
      const whole = evidence('one', { from: MONDAY, to: MONDAY + HOUR_MS });
      const cut = evidence('two', { sha256: null });
      const { firstSeen: _, ...timeless } = evidence('three');
      const given = [whole, cut, { ...timeless, firstSeen: null, lastSeen: null }];
      const first = await store.keep(report(MONDAY + DAY_MS, given));
      const last = { ...report(MONDAY + 2 * DAY_MS, []), period: null, complete: false };
      const second = await store.keep(last);
      await reopen();
      const runs = await store.runs.last(10);
      expect(runs.map(({ run }) => run)).toEqual([second.run, first.run]);
      expect(runs[0]).toMatchObject({ from: null, until: null, complete: false, evidence: [] });
      expect(runs[1]).toMatchObject({ at: MONDAY + DAY_MS, toolVersion: last.tool.version });
      expect(runs[1]!.evidence).toEqual([
        {
          path: 'one.log',
          format: 'squid',
          sha256: digest('one'),
          bytes: 1000,
          records: 10,
          firstSeen: MONDAY,
          lastSeen: MONDAY + HOUR_MS,
        },
        expect.objectContaining({ path: 'two.log', sha256: null }),
        expect.objectContaining({ path: 'three.log', firstSeen: null, lastSeen: null }),
      ]);
      expect(await store.runs.last(1)).toHaveLength(1);
      expect(await store.reports.load()).toEqual(last);
    });

    it('that taught nothing leave their evidence new', async () => {
      await store.keep(report(MONDAY, [evidence('one')]));
      expect(await store.runs.counted([digest('one')])).toEqual(new Set());
      const kept = await keepVolumes(evidence('one'), []);
      expect(kept.countedBefore).toEqual([]);
      expect(await store.runs.counted([digest('one'), digest('two')])).toEqual(
        new Set([digest('one')]),
      );
    });

    it('are forgotten when they are old, with their cases', async () => {
      await store.keep(report(MONDAY, [], [sampleCase({ id: 'bittorrent-10.20.1.11' })]));
      await store.keep(report(MONDAY + (LIMITS.runsDays + 1) * DAY_MS, []));
      expect(await store.runs.last(10)).toHaveLength(1);
      expect(await store.cases.of('bittorrent-10.20.1.11')).toBeNull();
    });

    it('that fail half-way leave nothing', async () => {
      await keepVolumes(evidence('one'), [{ subject: HOST, at: MONDAY, ...volumes(1) }]);
      const before = [await store.runs.last(9), await store.reports.load()];
      const broken = function* (): Generator<HourVolume> {
        yield { evidence: 0, subject: HOST, at: MONDAY, ...volumes(5) };
        throw new Error('the pipeline broke');
      };
      const failing = store.keep(report(MONDAY + DAY_MS, [evidence('two')], [sampleCase({})]), {
        volumes: broken(),
        identities: [],
      });
      await expect(failing).rejects.toThrow('the pipeline broke');
      expect([await store.runs.last(9), await store.reports.load()]).toEqual(before);
      expect(await store.cases.since(0)).toEqual([]);
      expect(await bytesOf(HOST)).toEqual([1]);
      expect(await store.runs.counted([digest('two')])).toEqual(new Set());
      await keepVolumes(evidence('two'), [{ subject: HOST, at: MONDAY, ...volumes(5) }]);
      expect(await bytesOf(HOST)).toEqual([6]);
    });
  });

  describe(`${name}: cases`, () => {
    const ID = 'bittorrent-10.20.1.11';
    const seen = (at: number, probability: number) =>
      report(
        at,
        [],
        [
          sampleCase({
            id: ID,
            probability,
            state: probability > 0.9 ? 'acknowledged' : 'open',
            firstSeen: new Date(at - DAY_MS).toISOString(),
            lastSeen: new Date(at - HOUR_MS).toISOString(),
          }),
        ],
      );

    it('keep their course over runs, whatever order the evidence comes in', async () => {
      await store.keep(seen(MONDAY + WEEK, 0.6));
      await store.keep(seen(MONDAY, 0.95));
      await store.keep(report(MONDAY + DAY_MS, []));
      const past = await store.cases.of(ID);
      expect(past).toMatchObject({
        id: ID,
        firstSeen: MONDAY - DAY_MS,
        lastSeen: MONDAY + WEEK - HOUR_MS,
      });
      expect(past!.runs.map(({ probability, state }) => [probability, state])).toEqual([
        [0.6, 'open'],
        [0.95, 'acknowledged'],
      ]);
      const runs = await store.runs.last(3);
      expect(past!.runs[1]).toMatchObject({
        run: runs[1]!.run,
        at: MONDAY,
        reportSha256: runs[1]!.reportSha256,
        toolVersion: runs[1]!.toolVersion,
      });
    });

    it('are found by when they were last seen', async () => {
      await store.keep(seen(MONDAY, 0.6));
      expect(await store.cases.since(MONDAY - HOUR_MS)).toHaveLength(1);
      expect(await store.cases.since(MONDAY - HOUR_MS + 1)).toEqual([]);
      expect(await store.cases.of('bittorrent-10.20.1.12')).toBeNull();
    });
  });

  describe(`${name}: baselines`, () => {
    const weeks = (count: number) =>
      evidence('weeks', { from: MONDAY, to: MONDAY + count * WEEK - 1000 });

    it('are the mean, median and spread of an hour of the week', async () => {
      const bytes = [100, 300, 200, 1_000_000];
      await keepVolumes(
        weeks(4),
        bytes.map((out, week) => ({
          subject: HOST,
          at: MONDAY + week * WEEK + 9 * HOUR_MS + 61_000,
          ...volumes(out, 2 * out, 3, 0),
        })),
      );
      const asked = { before: MONDAY + 4 * WEEK, subjects: [HOST], weekHours: [9] };
      const [usual, ...more] = await store.baselines.usual(asked);
      expect(more).toEqual([]);
      expect(usual).toMatchObject({ subject: HOST, weekHour: 9, hours: 4 });
      expect(usual!.borderOut).toMatchObject({ mean: 250_150, median: 250, spread: 100 });
      expect(usual!.borderOut.most).toBe(1_000_000);
      expect(usual!.borderOut.deviation).toBeCloseTo(499_900.01, 1);
      expect(usual!.borderIn.median).toBe(500);
      expect(usual!.internalOut).toEqual({ mean: 3, deviation: 0, median: 3, spread: 0, most: 3 });
    });

    it('count silence as zero, since the subject was first seen, where evidence covers the hour', async () => {
      await keepVolumes(weeks(3), [
        { subject: HOST, at: MONDAY + HOUR_MS, ...volumes(90) },
        { subject: OTHER, at: MONDAY + WEEK + HOUR_MS, ...volumes(60) },
      ]);
      const usual = await store.baselines.usual({ before: MONDAY + 3 * WEEK, weekHours: [1] });
      expect(
        usual.map(({ subject, hours, borderOut }) => [subject, hours, borderOut.mean]),
      ).toEqual([
        [HOST, 3, 30],
        [OTHER, 2, 30],
      ]);
    });

    it('leave out hours that evidence covers in part, unless several cover it together', async () => {
      const half = evidence('half', { from: MONDAY, to: MONDAY + 90 * MINUTE_MS });
      await keepVolumes(half, [
        { subject: HOST, at: MONDAY, ...volumes(10) },
        { subject: HOST, at: MONDAY + HOUR_MS, ...volumes(10) },
      ]);
      const hours = async (): Promise<unknown[]> =>
        (await store.baselines.usual({ before: MONDAY + WEEK })).map(({ weekHour, borderOut }) => [
          weekHour,
          borderOut.median,
        ]);
      expect(await hours()).toEqual([[0, 10]]);
      const rest = evidence('rest', { from: MONDAY + 91 * MINUTE_MS, to: MONDAY + 2 * HOUR_MS });
      await keepVolumes(rest, [{ subject: HOST, at: MONDAY + HOUR_MS, ...volumes(7) }]);
      expect(await hours()).toEqual([
        [0, 10],
        [1, 17],
      ]);
    });

    it('know nothing of what comes after the moment asked about', async () => {
      await keepVolumes(weeks(2), [
        { subject: HOST, at: MONDAY, ...volumes(10) },
        { subject: HOST, at: MONDAY + WEEK, ...volumes(1000) },
      ]);
      const [usual] = await store.baselines.usual({ before: MONDAY + WEEK, weekHours: [0] });
      expect(usual!.borderOut.most).toBe(10);
    });

    it('count the same evidence once, whatever it is called', async () => {
      const rows = [{ subject: HOST, at: MONDAY, ...volumes(10) }];
      await keepVolumes(evidence('one'), rows);
      await reopen();
      const again = await keepVolumes(evidence('copy', { sha256: digest('one') }), rows);
      expect(again.countedBefore).toEqual([digest('one')]);
      expect(await bytesOf(HOST)).toEqual([10]);
    });

    it('count a log that has grown in place of its shorter self', async () => {
      const day = evidence('access', { to: MONDAY + HOUR_MS });
      await keepVolumes(day, [
        { subject: HOST, at: MONDAY, ...volumes(10) },
        { subject: HOST, at: MONDAY + HOUR_MS, ...volumes(1) },
      ]);
      const longer = { ...day, sha256: digest('longer'), bytes: 2000, records: 20 };
      const grown = { ...longer, lastSeen: new Date(MONDAY + 2 * HOUR_MS).toISOString() };
      const rows = [
        { subject: HOST, at: MONDAY, ...volumes(10) },
        { subject: HOST, at: MONDAY + HOUR_MS, ...volumes(5) },
      ];
      await keepVolumes(grown, rows);
      expect(await bytesOf(HOST)).toEqual([15]);
      // Neither the shorter one again, nor another file that begins at the same time.
      expect((await keepVolumes(day, rows)).countedBefore).toEqual([day.sha256]);
      expect(await bytesOf(HOST)).toEqual([15]);
      await keepVolumes({ ...grown, path: 'second.log', sha256: digest('second') }, rows);
      expect(await bytesOf(HOST)).toEqual([30]);
    });

    it('keep subjects of one name but different kinds apart', async () => {
      const person: VolumeSubject = { kind: 'person', name: HOST.name };
      await keepVolumes(evidence('one'), [
        { subject: HOST, at: MONDAY, ...volumes(1) },
        { subject: person, at: MONDAY, ...volumes(2) },
      ]);
      expect([await bytesOf(HOST), await bytesOf(person)]).toEqual([[1], [2]]);
    });

    it('leave out, and count, what has no digest, comes from the future, or has an endless name', async () => {
      const cut = evidence('cut', { sha256: null });
      const row = { subject: HOST, at: MONDAY, ...volumes(1) };
      expect((await keepVolumes(cut, [row])).leftOut).toEqual({ 'no digest': 1 });
      const kept = await keepVolumes(evidence('one'), [
        { ...row, at: MONDAY + 2 * WEEK },
        { ...row, at: MONDAY - (LIMITS.dayVolumesDays + 1) * DAY_MS },
        { ...row, subject: { kind: 'host', name: 'x'.repeat(LIMITS.textCharsMax + 1) } },
      ]);
      expect(kept.leftOut).toEqual({ 'in the future': 1, 'too old': 1, 'too long': 1 });
      expect(await bytesOf(HOST)).toEqual([]);
    });

    it('turn old hours into days, and forget old days', async () => {
      const days = [0, 1, LIMITS.hourVolumesDays + 2, LIMITS.dayVolumesDays + 1];
      for (const [index, day] of days.entries()) {
        const at = MONDAY + day * DAY_MS;
        const given = evidence(`day ${day}`, { from: at, to: at + DAY_MS - 1 });
        await keepVolumes(given, [
          { subject: HOST, at, ...volumes(index + 1) },
          { subject: HOST, at: at + 5 * HOUR_MS, ...volumes(100) },
        ]);
        // Both hours of the first day were hours, then a day, and in the end nothing.
        expect(await bytesOf(HOST)).toEqual(
          index < 3 ? [101, 102, 103].slice(0, index + 1) : [102, 103, 104],
        );
      }
    });

    it('have the same sums however the evidence is cut into runs (property)', async () => {
      const row = fc.record({
        host: fc.integer({ min: 0, max: 3 }),
        hour: fc.integer({ min: 0, max: 40 }),
        bytes: fc.integer({ min: 0, max: 2 ** 40 }),
        piece: fc.integer({ min: 0, max: 3 }),
      });
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
          const hostOf = (host: number): VolumeSubject => ({
            kind: 'host',
            name: `host ${round} ${host}`,
          });
          const given = rows.map(({ host, hour, bytes, piece }) => ({
            piece,
            row: { subject: hostOf(host), at: MONDAY + hour * HOUR_MS, ...volumes(bytes) },
          }));
          for (const piece of [0, 1, 2, 3])
            await keepVolumes(
              evidence(`piece ${round} ${piece}`, { to: MONDAY + 2 * DAY_MS }),
              given.filter((one) => one.piece === piece).map((one) => one.row),
            );
          for (const host of [0, 1, 2, 3]) {
            const sums = await bytesOf(hostOf(host));
            const whole = rows
              .filter((one) => one.host === host)
              .reduce((sum, { bytes }) => sum + bytes, 0);
            expect(sums.reduce((sum, bytes) => sum + bytes, 0)).toBe(whole);
          }
          round++;
        }),
        { numRuns: 8 },
      );
    });
  });

  describe(`${name}: identities`, () => {
    it('tell who had an address at a minute, from either side', async () => {
      await keepIdentities('leases', [
        { one: address('10.20.1.11'), other: device('anna-pc'), from: MONDAY, until: MONDAY + 60 },
        { one: device('ben-pc'), other: address('10.20.1.11'), from: MONDAY + 61, until: null },
      ]);
      const holder = async (at: number): Promise<string[]> =>
        (await store.identities.of(address('10.20.1.11'), { from: at, until: at })).map(
          ({ other }) => other.value,
        );
      expect(await holder(MONDAY - 1)).toEqual([]);
      expect(await holder(MONDAY)).toEqual(['anna-pc']);
      expect(await holder(MONDAY + 60)).toEqual(['anna-pc']);
      expect(await holder(MONDAY + 61)).toEqual(['ben-pc']);
      expect(await holder(MONDAY + 999 * DAY_MS)).toEqual(['ben-pc']);
      expect(await store.identities.of(device('anna-pc'), ALWAYS)).toEqual([
        {
          one: device('anna-pc'),
          other: address('10.20.1.11'),
          from: MONDAY,
          until: MONDAY + 60,
          format: 'squid',
          sha256: digest('leases'),
        },
      ]);
    });

    it('tell which machines a person used', async () => {
      const span = { from: MONDAY, until: MONDAY + HOUR_MS };
      await keepIdentities('sign-ins', [
        { one: user('anna'), other: device('anna-pc'), ...span },
        { one: user('anna'), other: device('lab-3'), ...span },
        { one: user('anna'), other: address('10.20.1.11'), ...span },
        { one: user('ben'), other: device('lab-3'), ...span },
      ]);
      const used = await store.identities.of(user('anna'), span, 'device');
      expect(used.map(({ other }) => other.value)).toEqual(['anna-pc', 'lab-3']);
      expect(await store.identities.of(user('anna'), span)).toHaveLength(3);
    });

    it('keep contradictions, and the same from other evidence, but nothing twice', async () => {
      const said = { one: address('10.20.1.11'), from: MONDAY, until: MONDAY + HOUR_MS };
      const rows = [
        { ...said, other: device('anna-pc') },
        { ...said, other: device('ben-pc') },
      ];
      await keepIdentities('leases', [...rows, ...rows]);
      await keepIdentities('leases', rows);
      await keepIdentities('other leases', rows.slice(0, 1));
      const found = await store.identities.of(address('10.20.1.11'), ALWAYS);
      expect(found.map(({ other, sha256 }) => [other.value, sha256])).toEqual([
        ...[digest('leases'), digest('other leases')].sort().map((sha256) => ['anna-pc', sha256]),
        ['ben-pc', digest('leases')],
      ]);
    });

    it('tell ends that were guessed, and take an infinite end as none', async () => {
      const pair = { one: address('10.20.1.11'), other: user('anna'), from: MONDAY };
      await keepIdentities('sign-ins', [
        { ...pair, until: MONDAY + 1 },
        { ...pair, until: MONDAY + 1, assumed: true },
        { ...pair, until: Number.POSITIVE_INFINITY },
      ]);
      const found = await store.identities.of(user('anna'), ALWAYS);
      expect(found.map(({ until, assumed }) => [until, assumed])).toEqual([
        [MONDAY + 1, undefined],
        [MONDAY + 1, true],
        [null, undefined],
      ]);
    });

    it('take back what a shorter self of a log said', async () => {
      const pair = { one: address('10.20.1.11'), other: user('anna'), from: MONDAY };
      await keepIdentities('auth', [{ ...pair, until: MONDAY + 1 }]);
      const longer = { sha256: digest('longer'), bytes: 2000, to: MONDAY + HOUR_MS };
      await keepIdentities('auth', [{ ...pair, until: MONDAY + HOUR_MS }], longer);
      const found = await store.identities.of(user('anna'), ALWAYS);
      expect(found.map(({ until }) => until)).toEqual([MONDAY + HOUR_MS]);
    });

    it('are forgotten when they ended long ago', async () => {
      const pair = { one: address('10.20.1.11'), other: user('anna') };
      await keepIdentities('old', [
        { ...pair, from: MONDAY, until: MONDAY + HOUR_MS },
        { ...pair, from: MONDAY, until: MONDAY + 30 * DAY_MS },
      ]);
      const now = MONDAY + (LIMITS.identityDays + 2) * DAY_MS;
      const given = evidence('new', { from: now, to: now });
      const kept = await store.keep(report(now, [given]), {
        volumes: [],
        identities: [
          { ...pair, evidence: 0, from: MONDAY, until: MONDAY + 1 },
          { ...pair, evidence: 0, from: now + WEEK, until: null },
        ],
      });
      expect(kept.leftOut).toEqual({ 'too old': 1, 'in the future': 1 });
      const found = await store.identities.of(user('anna'), ALWAYS);
      expect(found.map(({ until }) => until)).toEqual([MONDAY + 30 * DAY_MS]);
    });

    it('answer as a list would that is searched by hand (property)', async () => {
      const text = fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' });
      const word = fc.oneof(fc.constantFrom("a'b", '"', '\\', '%', '$name', '\u0000', '-- '), text);
      const name = fc.record({ kind: fc.constantFrom(...NAME_KINDS), value: word });
      const moment = fc.integer({ min: 0, max: 20 });
      const pair = fc
        .record({ one: name, other: name, a: moment, b: fc.option(moment) })
        .filter(({ one, other }) => one.kind !== other.kind || one.value !== other.value)
        .map(({ one, other, a, b }) => ({
          one,
          other,
          from: MONDAY + (b === null ? a : Math.min(a, b)),
          until: b === null ? null : MONDAY + Math.max(a, b),
        }));
      let round = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(pair, { minLength: 1, maxLength: 20 }),
          moment,
          moment,
          async (pairs, a, b) => {
            const named = `property ${round++}`;
            const shuffled = [...pairs]
              .reverse()
              .map((one) => ({ ...one, one: one.other, other: one.one }));
            await keepIdentities(named, pairs);
            await keepIdentities(named, shuffled);
            const span = { from: MONDAY + Math.min(a, b), until: MONDAY + Math.max(a, b) };
            for (const asked of pairs.flatMap(({ one, other }) => [one, other]).slice(0, 6)) {
              const found = (await store.identities.of(asked, span))
                .filter(({ sha256 }) => sha256 === digest(named))
                .map(({ other, from, until }) =>
                  JSON.stringify([other.kind, other.value, from, until]),
                );
              const expected = [...pairs, ...shuffled]
                .filter(({ one }) => one.kind === asked.kind && one.value === asked.value)
                .filter(({ from, until }) => from <= span.until && (until ?? Infinity) >= span.from)
                .map(({ other, from, until }) =>
                  JSON.stringify([other.kind, other.value, from, until]),
                );
              expect(found.sort()).toEqual([...new Set(expected)].sort());
            }
          },
        ),
        { numRuns: 12 },
      );
    });
  });
};
