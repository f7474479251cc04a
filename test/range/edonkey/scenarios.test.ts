import { afterEach, describe, expect, it } from 'vitest';
import { EDONKEY } from '../../../src/range/edonkey/index.ts';
import { type LoopbackStage, loopbackStage } from '../../../src/range/stage/loopback.ts';

let stage: LoopbackStage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

describe('eDonkey scenarios on loopback', () => {
  for (const scenario of EDONKEY.scenarios)
    for (const marked of [true, false])
      it(`${scenario.id} happens${marked ? '' : ' without the mark'}`, async () => {
        stage = loopbackStage({ roles: EDONKEY.roles, marked });
        await scenario.play(stage);
        const labels = new Set(
          [...stage.hosts.values()].flatMap(({ sockets }) => sockets.map(({ label }) => label)),
        );
        expect([...labels].every((label) => label.startsWith('edonkey/'))).toBe(true);
        expect([...stage.hosts.keys()].sort()).toEqual(
          scenario.hosts.map(({ name }) => name).sort(),
        );
      });
});
