// covers: I1 I4
// The calculator beside a measurement, in small: a shaped link in namespaces, the range's sources, mail and a call
// (docs/impact.md has the long one). Relations only: how busy the machine is must not matter.
import { expect, it } from 'vitest';
import { measure } from '../../scripts/impact-lab/measure.mjs';
import { linkShare, multiSourceRate } from '../../src/impact/link-share.ts';
import { queueEstimate } from '../../src/impact/queueing.ts';
import { needs } from '../harness/tools.ts';

const need = needs('root', 'ip', 'tc', 'ethtool');

const SETUP = {
  ...{ rate: 2_000_000, bufferMs: 300, sources: 20, seconds: 3 },
  mail: { bytes: 40_000, everyMs: 1000 },
};

it('I1, I4: a download takes the share that is reckoned, and what passes beside it waits', async (context) => {
  need.check(context);
  const [paper, full] = await Promise.all([
    measure({ ...SETUP, uplink: 4000 }),
    measure({ ...SETUP, uplink: 16_000 }),
  ]);

  // Headers come on top of the 32 % that are reckoned; a busy machine makes sources slower.
  const reckoned = linkShare(multiSourceRate(SETUP.sources, 4000), SETUP.rate);
  const { before, during, after } = paper.phases;
  expect(during.percent - before.percent).toBeGreaterThan(reckoned * 0.6);
  expect(during.percent - before.percent).toBeLessThan(reckoned * 1.4);
  expect(after.percent).toBeLessThan(during.percent);
  expect(during.voice.meanMs).toBeGreaterThan(before.voice.meanMs);

  // More than the link holds: the buffer stands full, the call waits and loses, and no mail is as quick as before.
  const filled = full.phases;
  const { waitMs, lossPercent, model } = queueEstimate({
    ...{ linkBitsPerSecond: SETUP.rate, bufferMs: SETUP.bufferMs, burstBytes: SETUP.mail.bytes },
    ...{ other: filled.before.percent / 100, sharing: 1.28 },
  });
  expect(model).toBe('fluid');
  expect(filled.during.percent).toBeGreaterThan(80);
  expect(filled.during.dropped).toBeGreaterThan(filled.before.dropped);
  expect(filled.during.voice.meanMs).toBeGreaterThan(filled.before.voice.meanMs * 2);
  expect(filled.during.voice.meanMs).toBeGreaterThan(waitMs * 0.4);
  expect(filled.during.voice.lostPercent).toBeGreaterThanOrEqual(filled.before.voice.lostPercent);
  expect(filled.during.voice.lostPercent).toBeLessThan(lossPercent);
  expect(filled.during.voice.meanMs).toBeGreaterThan(during.voice.meanMs);
}, 120_000);
