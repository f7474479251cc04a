import { describe, expect, it } from 'vitest';
import { http } from '../../../src/systems/openft/http.ts';
import type { HttpRequest } from '../../../src/wire/dissector.ts';
import { nameOf } from '../flow-fixture.ts';
import { ascii } from '../streams.ts';

describe('openft/http', () => {
  // Synthetic: no traffic was at hand.
  it('knows its headers and no other', () => {
    const request =
      'GET /shared/song.ogg HTTP/1.1\r\nHost: 192.0.2.1:1216\r\nX-OpenftAlias: me\r\n\r\n';
    expect(nameOf(ascii(request), ascii('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))).toContain(
      'openft',
    );
    const asked = (name: string) =>
      http.request({ headers: new Map([[name, 'x']]) } as unknown as HttpRequest);
    expect([asked('x-openftnodealias'), asked('x-openfire'), asked('x-kazaa-username')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
