// covers: T12
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accused, bytesOf, connection, identify, type Said } from '../../harness/identify.ts';
import { spokenIn } from '../../harness/spoken.ts';

const CLIENT = '10.20.1.12';
const SSH = spokenIn('tls-tunnel/stunnel-ssh.txt');

const talk = (said: readonly Said[]) =>
  connection(1e12, `${CLIENT} 33198`, '203.0.113.15 443', said);

const flowOf = (said: readonly Said[]) => identify(talk(said)).flows[0]!;

/** Both directions cut into pieces of `size` bytes. */
const cut = (said: readonly Said[], size: number): Said[] =>
  said.flatMap(([who, payload]) => {
    const bytes = bytesOf(payload);
    return Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i): Said => [who, bytes.slice(i * size, (i + 1) * size)],
    );
  });

/** A record of application data with so many bytes of content, under TLS 1.3. */
const record = (content: number): Uint8Array => {
  const bytes = new Uint8Array(5 + content + 17);
  bytes.set([23, 3, 3, (content + 17) >> 8, (content + 17) & 0xff]);
  return bytes;
};

/** The captured handshake, and then records of these sizes; synthetic. Positive from the client. */
const carrying = (...contents: readonly number[]): Said[] => [
  ...SSH.slice(0, 2),
  // Change of cipher, as middle boxes expect it, and Finished.
  [0, Uint8Array.of(20, 3, 3, 0, 1, 1)],
  [0, record(52)],
  ...contents.map((size): Said => [size > 0 ? 0 : 1, record(Math.abs(size))]),
];

/** Sizes as captured: `> bytes` and `< bytes`. */
const BITTORRENT = readFileSync(
  new URL('../../../fixtures/tls-tunnel/stunnel-bittorrent.txt', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => /^[<>]/.test(line))
  .map((line) => Number(line.slice(2)) * (line.startsWith('<') ? -1 : 1));

const OPENVPN = [16, -28, 305, -1224, 28, -1175, 1224, -32];

describe('protocols inside TLS', () => {
  it.each([
    ['SSH', SSH, 'SSH'],
    ['BitTorrent', carrying(...BITTORRENT), 'BitTorrent'],
    ['OpenVPN (synthetic)', carrying(...OPENVPN), 'OpenVPN'],
    [
      'SSH with another key exchange (synthetic)',
      carrying(-250, -250, -34, 24, 608, -880, 48, -560, 16, 44),
      'SSH',
    ],
  ] as const)('names %s', (_, said, name) => {
    const flow = flowOf(said);
    expect(flow).toMatchObject({ protocol: 'tls', system: 'tls-tunnel', by: 'behaviour' });
    expect(flow.because).toContain(name);
    expect(accused(talk(said))).toContain(`tls-tunnel ${CLIENT}`);
  });

  it('says the same however the stream is cut', () => {
    const whole = flowOf(SSH);
    for (const size of [1, 7, 300]) {
      const flow = flowOf(cut(SSH, size));
      expect([flow.system, flow.facts?.carrier]).toEqual([whole.system, whole.facts?.carrier]);
    }
  });

  it.each([
    ['requests and answers', carrying(350, -4000, 210, -16_384, -3000, 400, -900)],
    ['a mail server that speaks first', carrying(-250, -250, -42, 22, -130, 40, -18, 55, -30)],
    ['SSH lengths that are no multiples of eight', carrying(-34, 24, 609, -881, 49, -560, 16)],
    ['one reading again and again', carrying(68, -70, 34, 34, 34, 34, 34, 34, -16_384)],
    ['a first message as long as a handshake', carrying(68, -120, 500, 17, -16_384, 333, 9)],
    ['a reset without its answer', carrying(16, -40, 305, -1224, 28)],
    ['nothing', carrying()],
  ] as const)('does not name %s', (_, said) => {
    expect(flowOf(said)).toMatchObject({ protocol: 'tls', system: null });
    expect(accused(talk(said))).toEqual([]);
  });

  it('does not name a connection whose hello offers a protocol, as browsers do', () => {
    const hello = bytesOf(SSH[0]![1]);
    const flow = flowOf([[0, withAlpn(hello)], ...SSH.slice(1)]);
    expect(flow.facts?.carrier).toMatchObject({ alpn: 'h2' });
    expect(flow.facts?.carrier).not.toHaveProperty('recordsOut');
    expect(flow.system).toBeNull();
  });

  it('bears records that overrun, end early or are none', () => {
    for (const bytes of [
      [23, 3, 3, 255, 255],
      [23, 3, 3, 0, 0, 23, 3, 3, 0],
      [0, 0, 0, 0, 0],
    ])
      expect(
        flowOf([...carrying(40), [1, Uint8Array.from(bytes)], [0, record(9)]]).system,
      ).toBeNull();
  });
});

/** The hello with an ALPN extension for `h2` behind its others, all lengths made longer by nine. */
const withAlpn = (hello: Uint8Array): Uint8Array => {
  const longer = Uint8Array.of(...hello, 0, 16, 0, 5, 0, 3, 2, 0x68, 0x32);
  const add = (at: number) => {
    const value = ((longer[at]! << 8) | longer[at + 1]!) + 9;
    longer[at] = value >> 8;
    longer[at + 1] = value & 0xff;
  };
  const ciphers = 44 + hello[43]!;
  const compressions = ciphers + 2 + ((hello[ciphers]! << 8) | hello[ciphers + 1]!);
  for (const at of [3, 7, compressions + 1 + hello[compressions]!]) add(at);
  return longer;
};
