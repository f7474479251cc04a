import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Endpoints } from '../../src/identify/endpoints.ts';
import {
  ipv4Text,
  isUnicast,
  isUnicastV4,
  parseAddress,
  V4_MARK,
} from '../../src/model/address.ts';
import { LIMITS } from '../../src/model/limits.ts';

// Few addresses, ports and times, so that the same endpoint is told often, by two systems, and expires.
const words = fc.constantFrom(0xc0000201, 0xc0000202, 0x0a000001, 0x7f000001, 0xe0000001);
const telling = fc.record({
  word: words,
  port: fc.constantFrom(0, 1, 6881, 65_535, 65_536),
  transport: fc.constantFrom('tcp' as const, 'udp' as const, 'both' as const),
  system: fc.constantFrom('bittorrent' as const, 'kad' as const, 'edonkey' as const),
  at: fc.nat(5).map((n) => (n * LIMITS.endpointValidMs) / 2),
});

const names = (endpoints: Endpoints): unknown[] => {
  const flows: unknown[] = [];
  for (const speaker of ['bittorrent', 'kad', 'edonkey'] as const)
    endpoints.speaks('10.9.9.9', speaker, 0);
  for (const word of [0xc0000201, 0xc0000202, 0x0a000001, 0x7f000001])
    for (const destinationPort of [1, 6881, 65_535])
      for (const transport of ['tcp', 'udp'])
        for (let n = 0; n <= 8; n++) {
          const at = (n * LIMITS.endpointValidMs) / 4;
          flows.push(
            endpoints.name({
              transport,
              source: '10.9.9.9',
              sourcePort: 40_000,
              destination: ipv4Text(word),
              destinationPort,
              at,
              until: at,
              payloadOut: 1,
              payloadIn: 1,
            }),
          );
        }
  return flows;
};

describe('endpoints told as numbers', () => {
  it('are learned as those told as text', () => {
    fc.assert(
      fc.property(fc.array(telling, { maxLength: 40 }), (list) => {
        const asText = new Endpoints();
        const asNumber = new Endpoints();
        for (const { word, port, transport, system, at } of list) {
          asText.told(ipv4Text(word), port, transport, system, at, 'was told');
          asNumber.toldWords(0, 0, V4_MARK, word, port, transport, system, at, 'was told');
        }
        expect(asNumber.size).toBe(asText.size);
        expect(names(asNumber)).toEqual(names(asText));
      }),
    );
  });

  it('stay equal when flows prove the same endpoints in between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(telling, fc.boolean()), { maxLength: 40 }), (list) => {
        const asText = new Endpoints();
        const asNumber = new Endpoints();
        for (const [{ word, port, system, at }, proven] of list) {
          if (proven) {
            for (const each of [asText, asNumber])
              each.proven(ipv4Text(word), port, 'tcp', system, at, 'spoke');
          } else {
            asText.told(ipv4Text(word), port, 'both', system, at, 'was told');
            asNumber.toldWords(0, 0, V4_MARK, word, port, 'both', system, at, 'was told');
          }
        }
        expect(names(asNumber)).toEqual(names(asText));
      }),
    );
  });
});

describe('IPv4 addresses as numbers', () => {
  it('are unicast where their text is', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (word) => {
        expect(isUnicastV4(word)).toBe(isUnicast(parseAddress(ipv4Text(word))!));
      }),
    );
  });

  it('are parsed from four decimal numbers only', () => {
    for (const text of [
      '1.2.3',
      '1.2.3.4.5',
      '1..2.3',
      '1.2.3.',
      '.1.2.3',
      '1.2.3.256',
      '0001.2.3.4',
      '1.2.3.4 ',
      '',
    ])
      expect(parseAddress(text), text).toBeNull();
    expect(parseAddress('255.255.255.255')).toEqual([0, 0, 0xffff, 0xffff_ffff]);
    expect(parseAddress('010.002.0.1')).toEqual([0, 0, 0xffff, 0x0a02_0001]);
  });
});
