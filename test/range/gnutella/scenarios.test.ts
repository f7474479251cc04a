// The scenarios, played on loopback with and without the honest name.
import { describe, expect, it } from 'vitest';
import { GNUTELLA } from '../../../src/range/gnutella/index.ts';
import { loopbackStage } from '../../../src/range/stage/loopback.ts';

describe('gnutella scenarios', () => {
  for (const scenario of GNUTELLA.scenarios)
    for (const marked of [true, false])
      it(`${scenario.id} is played ${marked ? 'with' : 'without'} the mark`, async () => {
        const stage = loopbackStage({ marked, roles: GNUTELLA.roles });
        try {
          await scenario.play(stage);
          const labels = new Set(
            [...stage.hosts.values()].flatMap(({ sockets }) => sockets.map(({ label }) => label)),
          );
          for (const label of labels) expect(label).toMatch(/^gnutella\/(tcp|udp|host-cache)$/);
          expect(labels).toContain('gnutella/tcp');
        } finally {
          await stage.close();
        }
      });
});
