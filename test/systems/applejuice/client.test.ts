import { describe, expect, it } from 'vitest';
import { client } from '../../../src/systems/applejuice/client.ts';
import { NO } from '../../../src/wire/dissector.ts';
import { nameOf, takesAnyStream } from '../flow-fixture.ts';
import { ascii, inspectStream } from '../streams.ts';

describe('applejuice/client', () => {
  // Synthetic: no traffic was at hand.
  it('knows the first line and no other', () => {
    expect(nameOf(ascii('ajprot\r\n\x01\x02'), ascii('ajprot\r\n\x03'))).toBe(
      'applejuice/client applejuice',
    );
    expect(inspectStream(client, ascii('ajprotocol'))).toBe(NO);
    takesAnyStream(client, ascii('ajprot\r\n'));
  });
});
