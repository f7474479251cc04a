import { describe, expect, it } from 'vitest';
import { discv4 } from '../../../src/systems/ethereum/discv4.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { noise } from '../../harness/identify.ts';
import { takesAnyDatagram } from '../flow-fixture.ts';
import { hex, inspectDatagrams, join, readDatagrams } from '../streams.ts';

/** Synthetic, after the specification; hash and signature are noise, which is not checked. */
const message = (type: number, list: string, seed = 1) =>
  join(noise(96, seed), Uint8Array.of(1, type), hex(list));
const HERE = 'c9 84 c0000201 82 765f 80';
const THERE = 'cb 84 c6336407 82 765f 82 765f';
const TIME = '84 65000000';
const ping = message(1, `dc 04 ${HERE} ${THERE} ${TIME}`.replace('dc', 'dc'));
const pong = message(2, `f2 ${THERE} a0 ${'ab'.repeat(32)} ${TIME}`);
const findNode = message(3, `f847 b840 ${'cd'.repeat(64)} ${TIME}`);
const node = `f84d 84 c6336407 82 765f 82 7660 b840 ${'cd'.repeat(64)}`;
const neighbours = message(4, `f856 f84f ${node} ${TIME}`);

describe('ethereum/discv4', () => {
  it('knows each message that has enough to check', () => {
    expect([ping, pong, findNode, neighbours].map((one) => inspectDatagrams(discv4, one))).toEqual([
      YES,
      YES,
      YES,
      YES,
    ]);
    expect(inspectDatagrams(discv4, message(5, `c5 ${TIME}`))).toBe(MORE);
  });

  it('tells the nodes of neighbours', () => {
    const { told } = readDatagrams(discv4, [0, findNode], [1, neighbours]);
    expect(told.map((one) => `${one.address} ${one.port} ${one.transport}`)).toEqual([
      '198.51.100.7 30303 udp',
      '198.51.100.7 30304 tcp',
    ]);
  });

  it('refuses noise, other types, lists that do not fit, times long past', () => {
    expect(inspectDatagrams(discv4, noise(200))).toBe(NO);
    for (const at of [96, 97, 98, 99])
      expect(
        inspectDatagrams(
          discv4,
          ping.map((b, i) => (i === at ? 0x99 : b)),
        ),
        `byte ${at}`,
      ).toBe(NO);
    expect(inspectDatagrams(discv4, message(3, `f847 b840 ${'cd'.repeat(64)} 84 10000000`))).toBe(
      NO,
    );
    expect(inspectDatagrams(discv4, pong.subarray(0, 120))).toBe(NO);
    for (const good of [ping, pong, findNode, neighbours]) takesAnyDatagram(discv4, good);
  });
});
