// Napster's scenarios on loopback, with the honest client name and without it; what its programs stand.
import { describe, expect, it } from 'vitest';
import { NAPSTER } from '../../../src/range/napster/index.ts';
import { loopbackStage } from '../../../src/range/stage/loopback.ts';

describe.each([true, false])('Napster, marked: %s', (marked) => {
  it.each(NAPSTER.scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s shows what it says',
    async (_, scenario) => {
      const stage = loopbackStage({ marked, roles: NAPSTER.roles });
      try {
        await scenario.play(stage);
        const labels = new Set(
          [...stage.hosts.values()].flatMap(({ sockets }) => sockets.map(({ label }) => label)),
        );
        expect(labels).toContain('napster/server');
        expect(labels).toContain('napster/transfer');
        expect([...stage.hosts.keys()].sort()).toEqual(
          expect.arrayContaining(['corp1', 'ext1', 'ext2']),
        );
      } finally {
        await stage.close();
      }
    },
  );
});

describe('a download', () => {
  it('of a file that is not shared, or from nobody, is refused', async () => {
    const stage = loopbackStage({ roles: NAPSTER.roles });
    try {
      await stage.start('ext1', 'napster/server');
      const server = `${stage.address('ext1')}:8888`;
      const one = await stage.start('corp1', 'napster/client', { nick: 'one', server });
      await stage.start('ext2', 'napster/client', { nick: 'two', server });
      await expect(one.do('download', { nick: 'two', name: 'x', size: 1 })).rejects.toThrow('give');
      await expect(one.do('download', { nick: 'no', name: 'x', size: 1 })).rejects.toThrow('give');
      await expect(one.do('browse', { nick: 'no' })).rejects.toThrow('not logged in');
      expect(await one.do('whois', { nick: 'two' })).toContain('two');
      expect(await one.do('stats')).toEqual({ users: 2, files: 0 });
    } finally {
      await stage.close();
    }
  });

  it('between two clients that nobody can connect to fails', async () => {
    const stage = loopbackStage({ roles: NAPSTER.roles });
    try {
      await stage.start('ext1', 'napster/server');
      const server = `${stage.address('ext1')}:8888`;
      const share = [{ seed: 1, size: 1000 }];
      const one = await stage.start('corp1', 'napster/client', { nick: 'a', server, dataPort: 0 });
      const two = await stage.start('ext2', 'napster/client', {
        nick: 'b',
        server,
        dataPort: 0,
        share,
      });
      // The answer to this comes after the server has read the list.
      await two.do('stats');
      const [file] = (await one.do('browse', { nick: 'b' })) as [{ name: string; size: number }];
      await expect(one.do('download', { ...file, nick: 'b' })).rejects.toThrow('neither end');
    } finally {
      await stage.close();
    }
  });

  it('is not possible with a name that is logged in already', async () => {
    const stage = loopbackStage({ roles: NAPSTER.roles });
    try {
      await stage.start('ext1', 'napster/server');
      const server = `${stage.address('ext1')}:8888`;
      await stage.start('corp1', 'napster/client', { nick: 'Same', server });
      await expect(stage.start('ext2', 'napster/client', { nick: 'same', server })).rejects.toThrow(
        'logged in already',
      );
    } finally {
      await stage.close();
    }
  });
});
