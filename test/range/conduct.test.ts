// The range speaks to loopback and to unrouted networks that were named, whoever asks for more.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conductFor } from '../../src/range/conduct.ts';
import { Host } from '../../src/range/host.ts';
import { OFFICE_NETWORKS } from '../../src/range/stage/office.ts';

const UNROUTED = [
  [10, 0, 0, 0, 8],
  [127, 0, 0, 0, 8],
  [172, 16, 0, 0, 12],
  [192, 168, 0, 0, 16],
  [169, 254, 0, 0, 16],
  [192, 0, 2, 0, 24],
  [198, 51, 100, 0, 24],
  [203, 0, 113, 0, 24],
  [198, 18, 0, 0, 15],
] as const;

const numberOf = (a: number, b: number, c: number, d: number): number =>
  ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;

/** Written apart from the code under test: by arithmetic on 32 bits. */
const routed = (address: number): boolean =>
  !UNROUTED.some(
    ([a, b, c, d, bits]) => address >>> (32 - bits) === numberOf(a, b, c, d) >>> (32 - bits),
  );

const text = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

const address = fc.integer({ min: 0, max: 0xffffffff });
const refused = expect.objectContaining({ code: 'PW_RANGE_REFUSED' });
const refusedBy = (act: () => unknown): boolean => {
  try {
    act();
    return false;
  } catch (error) {
    expect(error).toEqual(refused);
    return true;
  }
};

describe('conduct', () => {
  it('refuses every routed address, whichever networks were named', () => {
    const everything = UNROUTED.map(([a, b, c, d, bits]) => `${a}.${b}.${c}.${d}/${bits}`);
    const conduct = conductFor(everything);
    fc.assert(
      fc.property(
        address,
        (number) => refusedBy(() => conduct.check(text(number))) === routed(number),
      ),
      { seed: 1, numRuns: 5000 },
    );
  });

  it('does not take a network that is routed, or holds one that is', () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 32 }), (number, bits) => {
        const base = bits === 0 ? 0 : (number >>> (32 - bits)) * 2 ** (32 - bits);
        const last = base + 2 ** (32 - bits) - 1;
        if (!routed(base) && !routed(last)) return;
        const conduct = tried(() => conductFor([`${text(base)}/${bits}`]));
        if (conduct === null) return;
        for (const end of [base, last])
          if (routed(end)) expect(refusedBy(() => conduct.check(text(end)))).toBe(true);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  it('refuses unnamed private addresses and whatever is no address', () => {
    const conduct = conductFor(['10.20.0.0/16']);
    const odd = [
      '10.21.0.1',
      '192.168.1.1',
      '',
      'localhost',
      '8.8.8.8',
      '::ffff:8.8.8.8',
      '1',
      '0.0.0.0',
      '::',
      '2001:4860:4860::8888',
      'ff02::1',
      '224.0.0.1',
      '255.255.255.255',
    ];
    for (const one of odd) expect([one, refusedBy(() => conduct.check(one))]).toEqual([one, true]);
    for (const one of ['127.0.0.1', '::1', '10.20.3.4', '::ffff:10.20.3.4']) conduct.check(one);
  });

  it('takes the office', () => {
    expect(() => conductFor(OFFICE_NETWORKS)).not.toThrow();
  });

  it('holds for every way out of a host', async () => {
    const conduct = conductFor();
    const made = () => new Host({ name: 'x', address: '8.8.8.8', conduct, seed: 1 });
    expect(refusedBy(made)).toBe(true);
    const host = new Host({ name: 'x', address: '127.0.0.1', conduct, seed: 1 });
    const away = { address: '8.8.8.8', port: 80 };
    await expect(host.connect(away, 'x')).rejects.toEqual(refused);
    const port = await host.datagrams(0, 'x', () => {});
    expect(refusedBy(() => port.send(away, new Uint8Array(1)))).toBe(true);
    expect(host.counters.datagrams).toBe(0);
    host.close();
  });
});

const tried = <T>(act: () => T): T | null => {
  try {
    return act();
  } catch (error) {
    expect(error).toEqual(refused);
    return null;
  }
};
