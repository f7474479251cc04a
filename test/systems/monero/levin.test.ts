import { describe, expect, it } from 'vitest';
import { levin } from '../../../src/systems/monero/levin.ts';
import { NO } from '../../../src/wire/dissector.ts';
import { nameOf, takesAnyStream } from '../flow-fixture.ts';
import { hex, inspectStream, join } from '../streams.ts';

/** Synthetic, after the specification: handshake 1001 with 226 bytes, request and answer. */
const header = (flags: string) =>
  hex(`0121010101010101 e200000000000000 01 e9030000 00000000 ${flags} 01000000`);

describe('monero/levin', () => {
  it('names nodes', () => {
    expect(nameOf(join(header('01000000'), hex('01110101')), header('02000000'))).toBe(
      'monero/levin monero',
    );
  });

  it('refuses other signatures, versions and lengths', () => {
    const good = header('01000000');
    for (const at of [1, 14, 16, 29])
      expect(
        inspectStream(
          levin,
          good.map((b, i) => (i === at ? 7 : b)),
        ),
        `byte ${at}`,
      ).toBe(NO);
    takesAnyStream(levin, good);
  });
});
