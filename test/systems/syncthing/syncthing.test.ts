import { describe, expect, it } from 'vitest';
import { deviceId } from '../../../src/systems/syncthing/device-id.ts';
import { discovery } from '../../../src/systems/syncthing/discovery.ts';
import { relay } from '../../../src/systems/syncthing/relay.ts';
import { bep } from '../../../src/systems/syncthing/tls.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import {
  identifyKept,
  keptFlows,
  saidBy,
  takesAnyDatagram,
  takesAnyStream,
} from '../flow-fixture.ts';
import { recordingSink } from '../recording-sink.ts';
import { hex, inspectDatagrams, inspectStream, join, readDatagrams } from '../streams.ts';

const flows = keptFlows('syncthing');
const announce = saidBy(flows['discovery']!)[0]![1] as Uint8Array;
/** JoinSessionRequest with a key of six bytes, filled up to eight. Synthetic, after the specification. */
const JOIN = hex('9e79bc40 00000003 0000000c 00000006 6b6579313233 0000');

describe('syncthing', () => {
  it('names announcements and TLS, reads device and port', () => {
    const [found, tls] = identifyKept(flows['discovery']!, flows['bep']!);
    expect(found).toMatchObject({ protocol: 'syncthing/discovery', system: 'syncthing' });
    expect(found!.facts!.ends[0]!.listens).toBe(22000);
    expect(found!.facts!.ends[0]!.identity).toMatch(/^(?:[A-Z2-7]{7}-){7}[A-Z2-7]{7}$/);
    expect(tls).toMatchObject({ protocol: 'syncthing/bep', system: 'syncthing' });
  });

  it('writes device ids as the program does, with check letters', () => {
    const bytes = hex('7f7c8723ecca5b4d22061c4981b34c34d865ec376be1eb74330873c9a6f9b205');
    expect(deviceId(bytes)).toBe('P56IOI7-MZJNU2Y-IQGDREY-DM2MGTI-MGL3BXN-PQ6W5BM-TBBZ4TJ-XZWICQ2');
  });

  it('tells where the sender listens', () => {
    const sink = readDatagrams(discovery, [0, announce]);
    expect(sink.told.map((one) => `${one.port} ${one.transport}`)).toContain('22000 tcp');
  });

  it('refuses other magic numbers, cut datagrams, strange fields', () => {
    expect(inspectDatagrams(discovery, announce)).toBe(YES);
    expect(
      inspectDatagrams(
        discovery,
        announce.map((b, i) => (i === 3 ? 0x0c : b)),
      ),
    ).toBe(NO);
    expect(inspectDatagrams(discovery, announce.subarray(0, announce.length - 20))).toBe(NO);
    expect(inspectDatagrams(discovery, join(announce, hex('2a01')))).toBe(NO);
    takesAnyDatagram(discovery, announce);
  });

  it('knows relays by magic number and lengths', () => {
    expect(inspectStream(relay, JOIN)).toBe(YES);
    expect(
      inspectStream(
        relay,
        JOIN.map((b, i) => (i === 11 ? 0x0d : b)),
      ),
    ).toBe(NO);
    takesAnyStream(relay, JOIN.subarray(0, 16));
  });

  it('believes ALPN, and a certificate only when nothing else speaks', () => {
    const sink = recordingSink('tcp');
    const hello = (sni: string | null, alpn: string[], certificateNames: string[]) =>
      bep.handshake({ sni, alpn, certificateNames }, sink);
    expect(hello(null, ['bep/1.0'], [])).toBe(true);
    expect(hello('relay.example', ['bep-relay'], [])).toBe(true);
    expect(hello(null, [], ['syncthing'])).toBe(true);
    expect(hello('syncthing', [], ['syncthing'])).toBe(false);
    expect(hello(null, [], ['syncthing', 'files.example.org'])).toBe(false);
    expect(hello(null, ['h2'], [])).toBe(false);
  });
});
