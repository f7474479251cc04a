// The flow table against a Map that is obviously right.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowTable } from '../../src/wire/flow-table.ts';
import { Packet } from '../../src/wire/packet.ts';

interface Tuple {
  readonly client: number;
  readonly server: number;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly protocol: number;
}

// Few values, so that keys meet, and pairs that differ only in direction occur.
const tuple: fc.Arbitrary<Tuple> = fc.record({
  client: fc.nat(3),
  server: fc.nat(3),
  clientPort: fc.constantFrom(0, 1, 2, 65_535),
  serverPort: fc.constantFrom(0, 1, 2, 65_535),
  protocol: fc.constantFrom(6, 17, 1),
});

const packetOf = (t: Tuple, reversed: boolean, v6 = false): Packet => {
  const packet = new Packet();
  const [a, b] = reversed ? [t.server, t.client] : [t.client, t.server];
  packet.words.set(v6 ? [0x20010db8, a, 0, 7] : [0, 0, 0xffff, 0x0a000000 + a], 0);
  packet.words.set(v6 ? [0x20010db8, b, 0, 7] : [0, 0, 0xffff, 0x0a000000 + b], 4);
  packet.sourcePort = reversed ? t.serverPort : t.clientPort;
  packet.destinationPort = reversed ? t.clientPort : t.serverPort;
  packet.protocol = t.protocol;
  return packet;
};

/** The same text for both directions. */
const keyOf = (t: Tuple): string => {
  const [one, other] = [`${t.client}:${t.clientPort}`, `${t.server}:${t.serverPort}`].sort();
  return `${t.protocol} ${one} ${other}`;
};

const step = fc.record({ tuple, reversed: fc.boolean(), remove: fc.boolean() });

describe('the flow table', () => {
  it.each([false, true])('finds what a Map finds, through growth and deletion (IPv6: %s)', (v6) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const table = new FlowTable(4, 1024);
        const model = new Map<string, { row: number; tuple: Tuple }>();
        for (const { tuple: t, reversed, remove } of steps) {
          const packet = packetOf(t, reversed, v6);
          const known = model.get(keyOf(t));
          const row = table.find(packet);
          expect(row).toBe(known?.row ?? -1);
          if (row >= 0 && remove) {
            table.remove(row);
            model.delete(keyOf(t));
          } else if (row < 0) {
            model.set(keyOf(t), { row: table.insert(packet, reversed), tuple: t });
          }
          expect(table.size).toBe(model.size);
        }
        for (const { row, tuple: t } of model.values()) {
          expect(table.find(packetOf(t, false, v6))).toBe(row);
          expect(table.open(row)).toBe(true);
          expect(table.protocol(row)).toBe(t.protocol);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('tells the direction of a packet, and keeps the ends of the one that began it', () => {
    const table = new FlowTable();
    const t = { client: 1, server: 2, clientPort: 40_000, serverPort: 80, protocol: 6 };
    // The first packet that was seen came from the server.
    const row = table.insert(packetOf(t, true), true);
    expect([table.clientPort(row), table.serverPort(row)]).toEqual([40_000, 80]);
    expect(table.cells[table.clientAt(row) + 3]).toBe(0x0a000001);
    expect([table.find(packetOf(t, false)), table.reversed]).toEqual([row, false]);
    expect([table.find(packetOf(t, true)), table.reversed]).toEqual([row, true]);
  });

  it('keeps every other flow findable when any is deleted', () => {
    const table = new FlowTable(8, 4096);
    const all = Array.from({ length: 2000 }, (_, i) => ({
      client: i,
      server: 5,
      clientPort: 1000 + (i % 7),
      serverPort: 80,
      protocol: 6,
    }));
    const rows = all.map((t) => table.insert(packetOf(t, false), false));
    for (let i = 0; i < all.length; i += 3) table.remove(rows[i]!);
    for (const [i, t] of all.entries())
      expect(table.find(packetOf(t, false))).toBe(i % 3 === 0 ? -1 : rows[i]);
  });

  it('takes no more rows than it may, and takes new ones when some are freed', () => {
    const table = new FlowTable(4, 16);
    const at = (i: number) =>
      packetOf({ client: i, server: 1, clientPort: i, serverPort: 80, protocol: 6 }, false);
    for (let i = 0; i < 16; i++) expect(table.insert(at(i), false)).toBeGreaterThanOrEqual(0);
    expect(table.insert(at(16), false)).toBe(-1);
    expect(table.size).toBe(16);
    for (let i = 0; i < 16; i++) {
      const packet = at(i);
      packet.at = i === 5 ? 1 : 100 + i;
      table.count(table.find(packet), 0, packet);
    }
    const idlest = table.find(at(5));
    expect(table.idlest()).toBe(idlest);
    table.remove(idlest);
    expect(table.insert(at(16), false)).toBe(idlest);
  });

  it('visits every row, and names each expired one', () => {
    const table = new FlowTable(16);
    for (let i = 0; i < 10; i++) {
      const packet = packetOf(
        { client: i, server: 1, clientPort: i, serverPort: 80, protocol: 17 },
        false,
      );
      table.expireAt(table.insert(packet, false), i < 5 ? 10 : 1000);
    }
    const gone = new Set<number>();
    for (let i = 0; i < 16; i++) {
      const row = table.nextExpired(100);
      if (row < 0) continue;
      gone.add(table.clientPort(row));
      table.remove(row);
    }
    expect([...gone].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(table.nextExpired(100)).toBe(-1);
  });
});
