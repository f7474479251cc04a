import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { icmpTunnel } from '../../../src/systems/icmp-tunnel/system.ts';
import { type Datagram, NO, YES } from '../../../src/wire/dissector.ts';
import type { Packet } from '../../../src/wire/packet.ts';
import { accused, bytesOf, icmp, identify, noise, type Said } from '../../harness/identify.ts';
import { spokenIn } from '../../harness/spoken.ts';

const INSIDE = '10.20.1.11';
const OUTSIDE = '203.0.113.14';

const echoes = (
  said: readonly Said[],
  types: readonly [number, number] = [8, 0],
  inside = INSIDE,
): Packet[] =>
  said.map(([who, payload], i) => {
    const [from, to] = who === 0 ? [inside, OUTSIDE] : [OUTSIDE, inside];
    const packet = icmp(1e12 + 20 * i, from, to, bytesOf(payload));
    packet.icmpType = types[who];
    packet.ipId = i + 1;
    return packet;
  });

/** IPv4 with a right checksum; synthetic, after RFC 791 §3.1. */
const ipPacket = (from: number, to: number, data: number): Uint8Array => {
  const bytes = new Uint8Array(20 + data);
  bytes.set([0x45, 0, 0, 20 + data, 0, 9, 0x40, 0, 64, 6, 0, 0, 10, 95, 1, from, 10, 95, 1, to]);
  let sum = 0;
  for (let i = 0; i < 20; i += 2) sum += bytes[i]! * 256 + bytes[i + 1]!;
  sum = (sum & 0xffff) + (sum >>> 16);
  bytes[10] = (~sum >> 8) & 0xff;
  bytes[11] = ~sum & 0xff;
  return bytes;
};

const behind = (prefix: string, packet: Uint8Array): Uint8Array =>
  Uint8Array.from([...bytesOf(prefix), ...packet]);

const named = (packets: Packet[]) =>
  identify(packets).flows.map(({ protocol, system }) => `${protocol} ${system}`);

describe('tunnels in echo messages', () => {
  it('names ptunnel, as recorded, and both who asked and who answered', () => {
    const packets = echoes(spokenIn('icmp-tunnel/ptunnel.txt'));
    expect(named(packets)).toEqual(['icmp-tunnel/ptunnel icmp-tunnel']);
    expect(accused(packets)).toEqual([`icmp-tunnel ${INSIDE}`]);
  });

  it('names ptunnel-ng with a magic of its own', () => {
    const said = spokenIn('icmp-tunnel/ptunnel.txt').map(
      ([who, payload]): Said => [who, behind('\xde\xad\xc0\xde', bytesOf(payload).slice(4))],
    );
    expect(named(echoes(said))).toEqual(['icmp-tunnel/ptunnel icmp-tunnel']);
  });

  it.each([
    ['icmptunnel', ''],
    ['icmptx', '\0\0\x08\0'],
    ['hans', 'hanc\x07'],
    ['the other icmptunnel', 'TUNC\0\x03'],
  ])('names IP packets as %s carries them', (_, prefix) => {
    const said: Said[] = [
      [0, behind(prefix, ipPacket(1, 2, 40))],
      [1, behind(prefix, ipPacket(2, 1, 90))],
      [1, behind(prefix, ipPacket(2, 1, 91))],
    ];
    expect(accused(echoes(said))).toEqual([`icmp-tunnel ${INSIDE}`]);
  });

  it('names hans before it carries anything', () => {
    const polls: Said[] = [
      [0, 'hanc\x02\x0a\x00\x00\x00\x00'],
      [1, 'hans\x03abcdefghijklmnopqrst'],
      [0, 'hanc\x04abcdefghijklmnopqrst'],
    ];
    expect(named(echoes(polls))).toEqual(['icmp-tunnel/hans icmp-tunnel']);
  });

  it('is silent about ping of any size and pattern', () => {
    const patterns = [
      '\0',
      '\xff',
      'hans',
      'hanc',
      'E\0\0',
      '\xd5\x20\x08\x80',
      'abcdefghijklmnopqrstuvw',
    ];
    const packets = patterns.flatMap((pattern, host) =>
      [1, 8, 32, 56, 84, 512, 1472].flatMap((size, network) => {
        const data = pattern.repeat(size).slice(0, size);
        const twice: Said[] = [0, 1, 0, 1].map((who) => [who as 0 | 1, data]);
        return echoes(twice, [8, 0], `10.20.${network}.${host + 1}`);
      }),
    );
    expect(accused(packets)).toEqual([]);
    expect(named(packets).every((name) => name === 'unknown null')).toBe(true);
    const random: Said[] = [1, 2, 3, 4, 5, 6].map((seed) => [seed % 2 ? 0 : 1, noise(56, seed)]);
    expect(named(echoes(random))).toEqual(['unknown null']);
  });

  it('is silent about errors, which quote whole packets', () => {
    const quoted: Said[] = [1, 2, 3, 4].map((n) => [n % 2 ? 0 : 1, ipPacket(n, 9, 8)]);
    expect(named(echoes(quoted, [3, 11]))).toEqual(['unknown null']);
  });

  it('is silent about damaged packets, and throws on none', () => {
    const damaged = ipPacket(1, 2, 40);
    damaged[10]! ^= 1;
    expect(
      named(
        echoes([
          [0, damaged],
          [1, damaged],
          [0, damaged],
        ]),
      ),
    ).toEqual(['unknown null']);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (bytes) => {
        for (const dissector of icmpTunnel.dissectors ?? []) {
          if (dissector.transport === 'tcp' || bytes.length < dissector.bytesMin) continue;
          const wide = Uint8Array.from([...bytes, ...ipPacket(1, 2, 20)]);
          const verdict = dissector.inspect({ ...ASKED, bytes: wide, end: bytes.length });
          expect(verdict === YES && bytes.length < 28).toBe(false);
          expect(verdict).toBeGreaterThanOrEqual(NO);
        }
      }),
    );
  });
});

const ASKED: Datagram = {
  transport: 'icmp',
  clientPort: 0,
  serverPort: 0,
  clientAddress: INSIDE,
  serverAddress: OUTSIDE,
  bytes: new Uint8Array(),
  start: 0,
  end: 0,
  direction: 0,
  index: 0,
  icmpType: 8,
  memory: 0,
};
