// covers: D6
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../src/intake/policy.ts';
import { targetsOf } from '../../../src/intake/scan/targets.ts';
import { inNetwork, parseAddress, parseNetwork } from '../../../src/model/address.ts';

const policy = (scan: string) => parsePolicy(`networks: { scan: ${scan} }`, 'site.yaml');

describe('targets of a scan', () => {
  it('are the hosts of the networks that policy names, without network and broadcast address', () => {
    expect(targetsOf(policy('[10.20.1.0/29]'), [])).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `10.20.1.${n}`),
    );
    expect(targetsOf(policy('[10.20.1.4/31]'), [])).toEqual(['10.20.1.4', '10.20.1.5']);
    expect(targetsOf(policy('[10.20.1.9, 127.0.0.1]'), [])).toEqual(['10.20.1.9', '127.0.0.1']);
  });

  it('keep the broadcast address of the network out when a part of it is asked', () => {
    expect(targetsOf(policy('[10.20.1.0/24]'), ['10.20.1.254/31'])).toEqual(['10.20.1.254']);
  });

  it.each([
    ['no network', '[]', [], /names no network/],
    ['a public range', '[198.51.100.0/24]', [], /public network/],
    ['everything', '[0.0.0.0/0]', [], /public network/],
    ['a range that is private in part', '[10.0.0.0/7]', [], /public network/],
    ['a host outside', '[10.20.1.0/24]', ['10.20.2.1'], /outside what policy allows/],
    ['a wider network', '[10.20.1.0/24]', ['10.20.0.0/16'], /outside what policy allows/],
    ['more than one scan may ask', '[10.0.0.0/8]', [], /more than one scan/],
    ['an IPv6 network', '["fd00::/64"]', [], /more addresses than anybody/],
    ['multicast', '[{ network: 224.0.0.0/28, public: true }]', [], /No address is left/],
  ])('refuse %s', (_, scan, only, message) => {
    expect(() => targetsOf(policy(scan), only)).toThrow(message);
  });

  it('take public ranges that policy says are its own, and small IPv6 networks', () => {
    const own = policy('[{ network: 198.51.100.0/30, public: true }, "fd00::10/127"]');
    expect(targetsOf(own, [])).toEqual(['198.51.100.1', '198.51.100.2', 'fd00::10', 'fd00::11']);
  });

  it('never leave what policy allows', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        byte,
        byte,
        fc.integer({ min: 26, max: 32 }),
        fc.integer({ min: 24, max: 32 }),
        (a, b, wide, narrow) => {
          const allowed = parseNetwork(`10.${a}.${b}.0/${wide}`)!;
          let found: string[] = [];
          try {
            found = targetsOf(policy(`[${allowed.text}]`), [`10.${a}.${b}.0/${narrow}`]);
          } catch {
            return;
          }
          for (const address of found)
            expect(inNetwork(parseAddress(address)!, allowed)).toBe(true);
        },
      ),
    );
  });
});
