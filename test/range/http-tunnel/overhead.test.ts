// The experiment at its smallest: one user for each way of wrapping.
import { expect, it } from 'vitest';
import type { Host } from '../../../src/range/host.ts';
import { overhead } from '../../../src/range/http-tunnel/overhead.ts';
import { loopbackAddresses, loopbackHost } from '../../../src/range/stage/loopback.ts';

it('measures what each way of wrapping costs', async () => {
  const addresses = loopbackAddresses();
  const hosts: Host[] = [];
  const measured = await overhead.run({
    peers: 7,
    seed: 1,
    signal: new AbortController().signal,
    progress: () => {},
    end: (host) => host.close(),
    host: (name = `host${hosts.length}`) => {
      const host = loopbackHost(name, addresses.next());
      hosts.push(host);
      return host;
    },
  });
  const cost = new Map(measured.rows.map((row) => [row[0] as string, row.slice(1) as number[]]));
  expect(cost.size).toBe(7);
  for (const [bytes] of cost.values()) expect(bytes).toBeGreaterThan(1);
  // Base64 makes four bytes of three; padding comes on top of the plain way; TLS makes one connection a transfer.
  const of = (name: string) => cost.get(name)![0]!;
  expect(of('as pages, base64')).toBeGreaterThan(4 / 3);
  expect(of('padded at random to 8,192')).toBeGreaterThan(of('POST and long GET'));
  expect(of('TLS')).toBeLessThan(1.1);
  expect(cost.get('TLS')![1]).toBe(0);
  expect(measured.answer).toContain('base64');
});
