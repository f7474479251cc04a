// Every probe of every system: its answers as bytes, look-alikes, and any bytes at all.
// covers: D6
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isVerified, publicKey, request, sharedSecret } from '../../src/systems/bittorrent/mse.ts';
import { SYSTEMS } from '../../src/systems/index.ts';
import type { Asking, Dialogue, Listening, Probe } from '../../src/systems/probe.ts';
import { ascii } from '../../src/wire/codec/ascii.ts';
import { Rc4 } from '../../src/wire/codec/rc4.ts';
import { sha1 } from '../../src/wire/codec/sha1.ts';
import { MORE, NO } from '../../src/wire/dissector.ts';

const PROBES: readonly Probe[] = SYSTEMS.flatMap(({ probes = [] }) => probes);
const CONTENT = Uint8Array.from({ length: 20 }, (_, i) => i);
const WORD = 'a word of our own';
const asking: Asking = {
  host: '10.20.1.5',
  port: 1,
  contents: [CONTENT],
  callback: { address: '10.20.1.1', port: 4321, word: WORD },
  random: (count) => Uint8Array.from({ length: count }, (_, i) => 7 * i + 1),
};
const secured = { alpn: '', subject: 'a', issuer: 'a', fingerprint: '00'.repeat(32) };

const bytesOf = (given: string | readonly number[]): Uint8Array =>
  typeof given === 'string' ? ascii(given) : Uint8Array.from(given);

const dialoguesOf = (probe: Probe): readonly Dialogue[] => {
  if (probe.transport === 'web') return [];
  if (probe.transport !== 'tls') return probe.open(asking);
  const opened = probe.open(asking, secured);
  return opened === null || 'protocol' in opened ? [] : [opened];
};

/** What the probes of this id make of an answer; a dialogue that goes on is given the next one. */
const heard = (
  id: string,
  ...answers: readonly (string | readonly number[])[]
): Listening | null => {
  for (const probe of PROBES.filter((one) => one.id === id))
    for (const dialogue of dialoguesOf(probe)) {
      let whole = new Uint8Array(0);
      for (const answer of answers) {
        const more = bytesOf(answer);
        whole = Uint8Array.from([...whole, ...more]);
        const reading = dialogue.read(whole, whole.length);
        if (typeof reading === 'object' && 'protocol' in reading) return reading;
        if (reading === NO) break;
      }
      const last = dialogue.ended?.(whole, whole.length);
      if (last) return last;
    }
  return null;
};

const page = (path: string, head: string, body = '') => {
  const [line, ...lines] = head.split('\n');
  return {
    path,
    status: Number(line),
    headers: new Map(lines.map((one) => one.split(': ') as [string, string])),
    body,
  };
};

const web = (answer: ReturnType<typeof page>): Listening[] =>
  PROBES.flatMap((probe) => (probe.transport === 'web' ? (probe.read(answer) ?? []) : []));

describe('probes', () => {
  it.each([
    ['directconnect/nmdc', ['$Lock EXTENDEDPROTOCOLABCABC Pk=verlihub|'], 'verlihub'],
    [
      'directconnect/adc',
      ['ISUP ADBASE ADTIGR\nISID AAAB\nIINF CT32 VEuhub/0.4.1 NILab\\shub\n'],
      'uhub',
    ],
    ['directconnect/adc', ['CSUP ADBASE ADTIGR\nCINF IDAVQB\n'], undefined],
    ['gnutella', ['GNUTELLA/0.6 503 Full\r\nUser-Agent: gtk-gnutella/1.2\r\n\r\n'], 'gtk-gnutella'],
    [
      'gnutella2',
      ['GNUTELLA/0.6 200 OK\r\nContent-Type: application/x-gnutella2\r\n\r\n'],
      undefined,
    ],
    ['napster/server', [[0, 0, 8, 0]], undefined],
    [
      'napster/transfer',
      ['1', 'bob "C:\\my music\\one.mp3" 00000000000000000000000000000000 5 128 44100 60\n'],
      undefined,
    ],
    ['tor/control', ['250-PROTOCOLINFO 1\r\n250-VERSION Tor="0.4.7.16"\r\n250 OK\r\n'], 'Tor'],
    ['tor/link', [[0, 0, 7, 0, 4, 0, 3, 0, 4]], 'Tor'],
    ['i2p/sam', ['HELLO REPLY RESULT=OK VERSION=3.1\n'], undefined],
    ['ipfs/libp2p', ['\x13/multistream/1.0.0\n'], undefined],
    ['freenet/fcp', ['NodeHello\nFCPVersion=2.0\nEndMessage\n'], undefined],
    // Code 16, an empty description, no picture, three numbers and a flag.
    [
      'soulseek/peer',
      [[18, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]],
      undefined,
    ],
    // E3, length, 38 (message), its length, text.
    ['edonkey/server', [[0xe3, 6, 0, 0, 0, 0x38, 3, 0, 0x61, 0x62, 0x63]], undefined],
    ['kad/udp', [[0xe4, 9, ...new Array<number>(16).fill(5), 0x36, 0x12, 8, 0, 0]], undefined],
    ['socks', [[5, 0], [5, 0, 0, 1, 10, 20, 1, 1, 0, 80], WORD], undefined],
    ['http-proxy', [`HTTP/1.1 200 OK\r\nVia: 1.1 lab (squid/5.7)\r\n\r\n${WORD}`], 'Squid'],
  ] as const)('%s is heard', (id, answers, program) => {
    const found = heard(id, ...answers);
    expect(found?.protocol.startsWith(id.split('/')[0]!)).toBe(true);
    expect(found?.program).toBe(program);
  });

  it('an open proxy is one that brought our own word', () => {
    expect(heard('socks', [5, 0], [5, 0, 0, 1, 10, 20, 1, 1, 0, 80], WORD)?.protocol).toBe(
      'socks/open',
    );
    expect(heard('socks', [5, 0], [5, 2, 0, 1, 0, 0, 0, 0, 0, 0])?.protocol).toBe('socks');
    expect(heard('socks', [5, 255])?.protocol).toBe('socks');
    expect(heard('http-proxy', 'HTTP/1.1 407 Sign in\r\n\r\n')?.protocol).toBe('http-proxy');
    // A web server that shows what it was asked.
    expect(heard('http-proxy', 'HTTP/1.1 404 Not Found\r\n\r\nGET http://10.20.1.1:4321/')).toBe(
      null,
    );
  });

  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['SMTP', '220 mail.example.org ESMTP\r\n500 what?\r\n'],
    ['Redis', "-ERR unknown command 'GNUTELLA'\r\n"],
    ['a service that greets with a digit', '1 ready\r\n'],
    ['a TLS alert', [0x15, 3, 3, 0, 2, 2, 70]],
    ['VNC', 'RFB 003.008\n'],
    ['nothing', ''],
  ])('%s is no system', (_, answer) => {
    const ids = new Set(PROBES.filter(({ transport }) => transport !== 'web').map(({ id }) => id));
    expect([...ids].filter((id) => heard(id, answer) !== null)).toEqual([]);
  });

  it('an echo of what was asked is no system, but for handshakes of one form for both ends', () => {
    const symmetric = ['bittorrent/peer', 'ipfs/libp2p', 'tor/link', 'directconnect/adc'];
    const fooled = PROBES.filter((probe) =>
      dialoguesOf(probe).some(({ opening, read }) => {
        const reading = opening === null ? NO : read(opening, opening.length);
        return typeof reading === 'object' && 'protocol' in reading;
      }),
    ).map(({ id }) => id);
    expect(fooled.filter((id) => !symmetric.includes(id))).toEqual([]);
  });

  it('pages name the program that made them', () => {
    const named = (answer: ReturnType<typeof page>) =>
      web(answer).map(({ protocol, program }) => `${protocol} ${program}`);
    expect(named(page('/', '301\nlocation: /transmission/web/'))).toEqual([
      'bittorrent/web Transmission',
      'bittorrent/web Transmission',
    ]);
    expect(named(page('/', '200', '<title>qBittorrent Web UI</title>'))[0]).toBe(
      'bittorrent/web qBittorrent',
    );
    expect(named(page('/', '200\nx-syncthing-version: v1.19.2'))).toEqual([
      'syncthing/web Syncthing',
    ]);
    expect(named(page('/', '200\nserver: aMule'))).toEqual(['edonkey/web aMule']);
    expect(named(page('/', '404\nx-kazaa-username: bob'))).toEqual(['fasttrack/http KazaaClient']);
    expect(
      named(
        page(
          '/',
          '200\nserver: nginx/1.22.1',
          '<title>Index of /</title><a href="../">../</a><a href="a.mp3">a</a>',
        ),
      ),
    ).toEqual(['http/listing nginx']);
    expect(
      named(
        page(
          '/',
          '200\nserver: nginx/1.22.1',
          '<title>How torrents work: an index of terms</title>',
        ),
      ),
    ).toEqual([]);
  });

  it('MSE: both ends come to one secret, and only who has the content is believed', () => {
    const [ours, theirs] = [asking.random(20), Uint8Array.from({ length: 20 }, (_, i) => 200 - i)];
    const shared = sharedSecret(publicKey(theirs), ours);
    expect(sharedSecret(publicKey(ours), theirs)).toEqual(shared);
    expect(request(shared, CONTENT).length).toBe(20 + 20 + 16);
    const answerOf = (content: Uint8Array) => {
      const key = sha1(Uint8Array.from([...ascii('keyB'), ...shared, ...content]));
      const hidden = new Rc4(key).skip(1024).apply(new Uint8Array(14));
      return Uint8Array.from([...publicKey(theirs), ...new Uint8Array(33), ...hidden]);
    };
    const has = answerOf(CONTENT);
    const other = answerOf(sha1(CONTENT));
    expect(isVerified(has, has.length, shared, CONTENT)).toBe(true);
    expect(isVerified(other, other.length, shared, CONTENT)).toBe(false);
  });

  it('any bytes are read without a fault, and none is more than said', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 0, max: 300 }),
        (bytes, cut) => {
          const length = Math.min(cut, bytes.length);
          // What stands behind the length belongs to nobody: it must not matter.
          const other = Uint8Array.from(bytes, (byte, i) => (i < length ? byte : 255 - byte));
          for (const probe of PROBES) {
            const [one, two] = [dialoguesOf(probe), dialoguesOf(probe)];
            for (const [i, dialogue] of one.entries()) {
              const reading = dialogue.read(bytes, length);
              expect(two[i]!.read(other, length)).toEqual(reading);
              if (reading !== NO && reading !== MORE) expect(typeof reading).toBe('object');
            }
            if (probe.transport === 'web')
              probe.read({
                path: '/',
                status: 200,
                headers: new Map([['server', String(bytes)]]),
                body: new TextDecoder().decode(bytes),
              });
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
