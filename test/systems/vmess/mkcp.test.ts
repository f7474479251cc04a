import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mkcp } from '../../../src/systems/vmess/mkcp.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import { accused, bytesOf, datagrams, identify } from '../../harness/identify.ts';
import { spokenIn } from '../../harness/spoken.ts';
import { hear, random } from '../conversation.ts';

const CAPTURED = spokenIn('vmess/mkcp-wechat.txt');

/** A segment in its frame behind a disguise; synthetic, after crypt.go. */
const framed = (disguise: Uint8Array, segment: Uint8Array): Uint8Array => {
  const plain = Uint8Array.of(0, 0, 0, 0, segment.length >> 8, segment.length & 0xff, ...segment);
  let hash = 0x811c_9dc5;
  for (const byte of plain.subarray(4)) hash = Math.imul(hash ^ byte, 0x0100_0193);
  for (let i = 0; i < 4; i++) plain[i] = hash >>> (24 - 8 * i);
  for (let i = 4; i < plain.length; i++) plain[i]! ^= plain[i - 4]!;
  return Uint8Array.of(...disguise, ...plain);
};

/** Conversation 7, ping, no option, and what follows it. */
const PING = Uint8Array.of(0, 7, 3, 0, ...random(12));

describe('vmess/mkcp', () => {
  it('names a captured flow, with its disguise, and who speaks it', () => {
    const packets = datagrams(1e12, '10.20.1.13 44891', '203.0.113.16 20000', CAPTURED);
    const [flow] = identify(packets).flows;
    expect(flow).toMatchObject({ protocol: 'vmess/mkcp', system: 'vmess', by: 'payload' });
    expect(flow?.facts?.carrier).toMatchObject({ disguise: 'wechat-video' });
    expect(accused(packets)).toContain('vmess 10.20.1.13');
  });

  it('knows every captured datagram alone, and no damaged one', () => {
    for (const [who, payload] of CAPTURED) {
      const bytes = bytesOf(payload);
      expect(hear(mkcp, [[who, bytes]])).toBe(YES);
      const damaged = bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1);
      expect(hear(mkcp, [[who, damaged]])).toBe(NO);
      expect(hear(mkcp, [[who, bytes.subarray(0, bytes.length - 1)]])).toBe(NO);
    }
  });

  it('knows the frame behind every length of disguise', () => {
    for (const length of [0, 4, 13])
      expect(hear(mkcp, [[0, framed(random(length, 9), PING)]])).toBe(YES);
    for (const length of [1, 8, 12])
      expect(hear(mkcp, [[0, framed(random(length, 9), PING)]])).toBe(NO);
  });

  it('refuses a call of WeChat: the same first bytes and no frame', () => {
    const head = bytesOf(CAPTURED[0]![1]).subarray(0, 13);
    expect(hear(mkcp, [[0, Uint8Array.of(...head, ...random(200, 3))]])).toBe(NO);
  });

  it('refuses another command', () => {
    expect(hear(mkcp, [[0, framed(new Uint8Array(), PING.with(2, 4))]])).toBe(NO);
  });

  it('reads nothing outside the datagram, and refuses any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const one = hear(mkcp, [[0, bytes]], { filler: 0xe3 });
        expect(hear(mkcp, [[0, bytes]], { filler: 0x1c })).toBe(one);
        expect(one).not.toBe(YES);
      }),
    );
  });
});
