// Hubs and clients against strangers, wrong passwords, forged addresses and bytes of any kind.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { adc, readAdc } from '../../../src/range/directconnect/adc-text.ts';
import { fileListXml, readFileList } from '../../../src/range/directconnect/file-list.ts';
import { DIRECTCONNECT } from '../../../src/range/directconnect/index.ts';
import {
  answerMessage,
  keyOf,
  myInfo,
  readAnswer,
  readMyInfo,
  readSearch,
  searchMessage,
} from '../../../src/range/directconnect/nmdc-text.ts';
import type { Host } from '../../../src/range/host.ts';
import { Random } from '../../../src/range/random.ts';
import type { Plain, Program } from '../../../src/range/role.ts';
import { loopbackHost } from '../../../src/range/stage/loopback.ts';

const NET = '127.85.0';
const hosts: Host[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

const hostOf = (name: string): Host => {
  const host = loopbackHost(name, `${NET}.${hosts.length + 1}`);
  hosts.push(host);
  return host;
};
const start = (role: string, options: Plain): Promise<Program> =>
  DIRECTCONNECT.roles
    .find(({ id }) => id === `directconnect/${role}`)!
    .start(hostOf(`${role} ${hosts.length}`), options);

const hubOf = async (dialect: 'nmdc' | 'adc', options: object = {}) => {
  const hub = await start(`${dialect}-hub`, { port: 0, ...options });
  const port = Number(await hub.actions['port']!({}));
  const url = `${dialect === 'nmdc' ? 'dchub' : 'adc'}://${NET}.1:${port}`;
  return { hub, port, url };
};

describe.each(['nmdc', 'adc'] as const)('the %s hub', (dialect) => {
  it('lets in nobody without the right password, and no name twice', async () => {
    const { hub, url } = await hubOf(dialect, { users: { alice: 'right' }, closed: true });
    await expect(start('client', { hub: url, nick: 'alice', password: 'wrong' })).rejects.toThrow(
      /password/,
    );
    await expect(start('client', { hub: url, nick: 'mallory' })).rejects.toThrow(/registered/);
    await start('client', { hub: url, nick: 'alice', password: 'right' });
    await expect(start('client', { hub: url, nick: 'alice', password: 'right' })).rejects.toThrow(
      /name/,
    );
    expect(await hub.actions['users']!({})).toEqual([{ nick: 'alice', share: 0 }]);
  });

  it('asks for a share, and tells when somebody leaves', async () => {
    const { hub, url } = await hubOf(dialect, { shareBytesMin: 1000 });
    const shares = [{ seed: 1, size: 1000 }];
    await expect(start('client', { hub: url, nick: 'poor' })).rejects.toThrow(/1000 bytes|ended/);
    const stays = await start('client', { hub: url, nick: 'stays', shares });
    const leaves = await start('client', { hub: url, nick: 'leaves', shares });
    await expect.poll(async () => await stays.actions['users']!({})).toHaveLength(2);
    await leaves.stop();
    await expect.poll(async () => await stays.actions['users']!({})).toHaveLength(1);
    expect(await hub.actions['users']!({})).toHaveLength(1);
    await expect(
      stays.actions['download']!({ nick: 'leaves', tth: 'A'.repeat(39) }),
    ).rejects.toThrow(/no user/);
  });

  it('outlives bytes of any kind, and so do clients', async () => {
    const { url, port } = await hubOf(dialect);
    const client = await start('client', {
      hub: url,
      nick: 'alice',
      shares: [{ seed: 1, size: 9 }],
    });
    const [alice] = hosts.slice(-1);
    const listening = alice!.sockets.find(({ transport }) => transport === 'udp')!.local.port;
    const attacker = hostOf('attacker');
    const random = new Random('hostile');
    const words = [
      '$',
      'MyNick alice',
      'Lock ab Pk=',
      'Key ',
      '|',
      '\n',
      'HSUP ADBASE ADTIGR\n',
      'BINF AAAC ',
      'CGET file TTH/ 0 -1\n',
      '$ADCGET file files.xml 0 -1|',
      '$Direction Download 7|',
    ];
    const datagrams = await attacker.datagrams(0, 'x', () => {});
    for (let round = 0; round < 40; round++) {
      const target =
        round % 2 === 0
          ? { address: `${NET}.1`, port }
          : { address: alice!.address, port: listening };
      const socket = await attacker.connect(target, 'x');
      for (let i = 0; i < 20; i++)
        socket.write(random.fraction() < 0.5 ? random.pick(words) : random.bytes(30));
      datagrams.send({ address: alice!.address, port: listening }, random.bytes(100));
      socket.end();
    }
    const bob = await start('client', { hub: url, nick: 'bob' });
    expect(await bob.actions['list']!({ nick: 'alice' })).toMatchObject({ files: [{ size: 9 }] });
    expect(await client.actions['status']!({})).toMatchObject({ inHub: true });
  });
});

describe('an NMDC client of old', () => {
  it('fetches lists and files by $Get', async () => {
    const { url } = await hubOf('nmdc');
    const alice = await start('client', {
      hub: url,
      nick: 'alice',
      shares: [{ seed: 1, size: 5000 }],
    });
    const bob = await start('client', { hub: url, nick: 'bob', old: true });
    const list = (await bob.actions['list']!({ nick: 'alice' })) as {
      files: { name: string; tth: string }[];
    };
    const [file] = list.files;
    const [shared] = (await alice.actions['shares']!({})) as { sha256: string }[];
    const got = await bob.actions['download']!({ nick: 'alice', tth: file!.tth, path: file!.name });
    expect(got).toMatchObject({ sha256: shared!.sha256 });
  });
});

describe('messages', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/);
  const text = fc.string({ maxLength: 40 });

  it('come back as they were', () => {
    fc.assert(
      fc.property(name, text, fc.array(text), fc.nat(), (nick, any, many, size) => {
        const user = {
          nick,
          description: any.replace(/[<>&]/g, ''),
          tag: '<++ V:0.307,M:A>',
          email: '',
          share: size,
          active: true,
        };
        expect(readMyInfo(myInfo(user))).toEqual(user);
        const answer = {
          nick,
          path: `share\\${nick}`,
          size,
          freeSlots: 1,
          slots: 3,
          tth: 'A'.repeat(39),
          hub: '127.0.0.1:411',
        };
        expect(readAnswer(answerMessage(answer))).toEqual(answer);
        expect(readSearch(searchMessage('Hub:a', { words: [nick] }))?.query.words).toEqual([nick]);
        expect(readAdc(adc('IMSG', any, ...many))?.parameters.slice(0, 1)).toEqual([any]);
        const list = [{ name: any, size, tth: 'B'.repeat(39) }];
        const xml = fileListXml('share', list, { cid: 'C', generator: any });
        expect(readFileList(xml)).toEqual([{ ...list[0], name: `share/${any}` }]);
      }),
      { numRuns: 200 },
    );
  });

  it('of any kind are read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (any) => {
        for (const prefix of ['', '$MyINFO $ALL ', '$Search ', '$SR ', 'BINF ', '<File '])
          for (const read of [readMyInfo, readSearch, readAnswer, readAdc, readFileList, keyOf])
            read(prefix + any);
      }),
    );
  });

  it('answer a lock with the published key', () => {
    // Recorded between two DC++ clients; both send this lock.
    const key = keyOf('EXTENDEDPROTOCOLABCABCABCABCABCABC');
    expect(Buffer.from(key, 'latin1').toString('hex')).toMatch(
      /^14d1c011b0a0101041 ?20d1b1b1c0c030d0301020301020/,
    );
  });
});
