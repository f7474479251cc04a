import { describe, expect, it } from 'vitest';
import { dht } from '../../../src/systems/hypercore/dht.ts';
import { udx } from '../../../src/systems/hypercore/udx.ts';
import { type Datagram, MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { datagrams, identify } from '../../harness/identify.ts';
import { identifyKept, keptFlows, saidBy, takesAnyDatagram } from '../flow-fixture.ts';
import { hex, inspectDatagrams, readDatagrams } from '../streams.ts';

const flows = keptFlows('hypercore');
const said = saidBy(flows['dht']!);
const [request, answer] = [said.find(([who]) => who === 0)!, said.find(([who]) => who === 1)!].map(
  ([, bytes]) => bytes as Uint8Array,
);

/** As if sent from 10.20.1.11:57587 to the address and port given. */
const inspectSent = (bytes: Uint8Array, serverAddress: string, serverPort: number) =>
  dht.inspect({
    transport: 'udp',
    clientPort: 57_587,
    clientAddress: '10.20.1.11',
    serverPort,
    serverAddress,
    bytes,
    start: 0,
    end: bytes.length,
    direction: 0,
    index: 0,
    memory: 0,
  } as Datagram);

describe('hypercore', () => {
  it('names the hash table and streams, also those that begin with punched holes', () => {
    const named = identifyKept(flows['dht']!, flows['udx']!, flows['udx-direct']!);
    expect(named.map((flow) => `${flow.protocol} ${flow.system}`)).toEqual([
      'hypercore/dht hypercore',
      'hypercore/udx hypercore',
      'hypercore/udx hypercore',
    ]);
    expect(named[0]!.facts!.ends[1]!.identity).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells the nodes of answers', () => {
    const told = readDatagrams(dht, [0, request!], [1, answer!]).told;
    expect(told.map((one) => `${one.address} ${one.port} ${one.transport}`)).toEqual([
      '203.0.113.15 49738 udp',
      '203.0.113.14 49738 udp',
    ]);
  });

  it('believes a message only when it says whom it is sent to', () => {
    expect(inspectSent(request!, '198.51.100.11', 49_737)).toBe(YES);
    expect(inspectSent(request!, '198.51.100.12', 49_737)).toBe(MORE);
    expect(inspectSent(request!, '198.51.100.11', 49_738)).toBe(MORE);
    expect(inspectSent(request!, '2001:db8::11', 49_737)).toBe(MORE);
    expect(inspectSent(request!.subarray(0, 40), '198.51.100.11', 49_737)).toBe(NO);
    expect(
      inspectSent(
        request!.map((b, i) => (i === 1 ? 0xff : b)),
        '198.51.100.11',
        49_737,
      ),
    ).toBe(NO);
    takesAnyDatagram(dht, request!);
    takesAnyDatagram(dht, answer!);
  });

  // Type data, window 4 MiB; ids, sequence and acknowledged numbers as given.
  const packet = (id: string, sequence: string, acknowledged: string) =>
    hex(`ff010100 ${id} 00004000 ${sequence} ${acknowledged} aabbcc`);

  it('wants both ends of a stream, with ids that differ and numbers that agree', () => {
    const there = packet('11223344', '05000000', '00000000');
    expect(inspectDatagrams(udx, there)).toBe(MORE);
    expect(inspectDatagrams(udx, there, packet('55667788', '00000000', '05000000'))).toBe(YES);
    expect(inspectDatagrams(udx, there, packet('11223344', '00000000', '05000000'))).toBe(NO);
    expect(inspectDatagrams(udx, there, packet('55667788', '00000000', '00200000'))).toBe(NO);
    takesAnyDatagram(udx, there);
  });

  it('refuses counters behind FF 01, as other programs send them', () => {
    const counter = hex('ff010000 01000000 00000000 00000000 00000000');
    const flow = identify(
      datagrams(1000, '10.0.0.1 5000', '192.0.2.1 5000', [
        [0, counter],
        [1, counter],
        [0, hex('ff010100 00000001 ffffffff 00000000 00000000')],
      ]),
    ).flows[0]!;
    expect(flow.system).toBeNull();
  });
});
