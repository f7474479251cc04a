import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gnutellaWebCache } from '../../../src/systems/gnutella/gwebcache.ts';
import { gnutellaHttp } from '../../../src/systems/gnutella/http.ts';
import type { HttpRequest } from '../../../src/wire/dissector.ts';
import { newSink, textBytes } from './flow.ts';

const request = (path: string, headers: Record<string, string> = {}): HttpRequest => ({
  method: 'GET',
  target: path,
  path,
  host: headers['host'] ?? '',
  headers: new Map(Object.entries(headers)),
  direction: 0,
});
const URN = 'urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB';
const GTKG = 'gtk-gnutella/1.2.2 (2022-02-25; GTK2)';

const asked = (path: string, headers: Record<string, string> = {}) => {
  const { record, flow } = newSink();
  return { ...record, named: gnutellaHttp.request(request(path, headers), flow), record };
};

describe('gnutella/http', () => {
  it('reads a transfer by hash', () => {
    const { flow, record } = newSink();
    const get = request(`/uri-res/N2R?${URN}`, {
      'user-agent': GTKG,
      'x-fw-node-info':
        '74e83102414c9fb617abb10c9760594a; 28681:192.0.2.1; 203.0.113.5:11852; 203.0.113.6:23548',
    });
    expect(gnutellaHttp.request(get, flow)).toBe(true);
    const answer = {
      status: 206,
      headers: new Map([
        ['server', 'Shareaza 2.7.10.2'],
        ['x-nick', 'some%20one'],
        ['content-disposition', 'attachment; filename="annual%20report.pdf"'],
        ['content-range', 'bytes 0-1048575/3234212'],
        [
          'x-content-urn',
          'urn:bitprint:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB.3WMUS6WM2ZC7XIPRQDKXWHHJRV4IKYC4OX4ELCA',
        ],
        ['x-alt', '203.0.113.8:6348,203.0.113.9'],
      ]),
    };
    expect(gnutellaHttp.response(answer, get, flow)).toBe(true);
    expect(record.contents.at(-1)).toEqual({ id: URN, name: 'annual report.pdf', size: 3_234_212 });
    expect(record.ends[0]).toMatchObject({
      client: 'gtk-gnutella',
      version: '1.2.2',
      listens: 28_681,
    });
    expect(record.ends[1]).toMatchObject({ client: 'Shareaza', nick: 'some one' });
    expect(record.endpoints).toEqual([
      '203.0.113.5 11852 both gnutella 0',
      '203.0.113.6 23548 both gnutella 0',
      '203.0.113.8 6348 both gnutella 1',
      '203.0.113.9 6346 both gnutella 1',
    ]);
  });

  it.each([
    ['/get/17/song.mp3', { 'user-agent': 'LimeWire/4.18.8', 'x-queue': '0.1' }],
    ['/get/17/song.mp3', { 'user-agent': 'Mozilla/5.0', 'x-gnutella-content-urn': URN }],
    ['/', { 'user-agent': 'Shareaza 2.7', accept: 'text/html, application/x-gnutella-packets' }],
    ['/gnutella/push-proxy?ServerID=ABCDEFGHIJKLMNOPQRSTUVWXYZ', {}],
    ['/gnutella/thex/v1?urn:tree:tiger/:3WMUS6WM2ZC7XIPRQDKXWHHJRV4IKYC4OX4ELCA&depth=9', {}],
    ['/anything', { 'user-agent': 'gtk-gnutella/1.2.2' }],
  ])('is proved by %s', (path, headers) => {
    expect(asked(path, headers as Record<string, string>).named).toBe(true);
  });

  it.each([
    ['/get/17/song.mp3', { 'user-agent': 'Mozilla/5.0' }],
    ['/get/17/song.mp3', { 'user-agent': 'curl/8.0', 'x-queue': '1' }],
    ['/announce?info_hash=x', { 'user-agent': 'Shareaza 2.7.10.2' }],
    ['/uri-res/N2R?urn:isbn:0451450523', {}],
    ['/gnutella/', { 'user-agent': 'Mozilla/5.0' }],
    ['/?q=gtk-gnutella', { 'user-agent': 'Mozilla/5.0', accept: 'text/html' }],
  ])('is not proved by %s', (path, headers) => {
    expect(asked(path, headers as Record<string, string>).named).toBe(false);
  });

  it('keeps a malformed name as it is', () => {
    const { record } = asked('/get/1/%E0%A4%A.mp3', { 'user-agent': GTKG });
    expect(record.contents).toEqual([{ id: '', name: '%E0%A4%A.mp3' }]);
  });

  it('never throws', () => {
    const names = fc.constantFrom(
      'user-agent',
      'x-alt',
      'x-falt',
      'x-fw-node-info',
      'x-node',
      'x-nick',
    );
    fc.assert(
      fc.property(fc.string(), fc.dictionary(names, fc.string()), (path, headers) => {
        asked(`/uri-res/N2R?${URN}${path}`, headers);
      }),
    );
  });
});

describe('gnutella/gwebcache', () => {
  const cache = (path: string) => {
    const { flow, record } = newSink();
    return { flow, record, named: gnutellaWebCache.request(request(path), flow) };
  };

  it('reads who asks and the hosts in the answer, both versions', () => {
    const first = cache('/gwc.php?client=LIME&version=4.18.8&hostfile=1&ip=192.0.2.1%3A6348');
    expect(first.named).toBe(true);
    expect(first.record.ends[0]).toEqual({ client: 'LimeWire', version: '4.18.8', listens: 6348 });
    const answer = textBytes('203.0.113.5:6346\r\n203.0.113.6:6347\r\n');
    gnutellaWebCache.body(answer, request('/gwc.php?client=LIME&version=4&hostfile=1'), first.flow);
    expect(first.record.endpoints.slice(1)).toEqual([
      '203.0.113.5 6346 both gnutella 1',
      '203.0.113.6 6347 both gnutella 1',
    ]);
    const path = '/g2/bazooka.php?get=1&net=gnutella2&client=RAZA2.7.10.2';
    const second = cache(path);
    expect(second.record.protocol).toBe('gnutella2/gwebcache');
    gnutellaWebCache.body(
      textBytes('I|pong|Skulls 0.3\nH|203.0.113.7:6346|120|x\nU|http://cache.example/\n'),
      request(path),
      second.flow,
    );
    expect(second.record.endpoints).toEqual(['203.0.113.7 6346 both gnutella2 1']);
  });

  it('is not proved by a client and a version alone', () => {
    expect(cache('/update?client=ABCD&version=2.0&get=1').named).toBe(false);
    expect(cache('/x?hostfile=1').named).toBe(false);
    expect(cache('/complete/search?client=firefox&q=net').named).toBe(false);
    expect(cache('/?client=LIME&version=4.18.8').named).toBe(false);
  });

  it('is proved only for vendor codes of Gnutella programs', () => {
    for (const client of ['chrome', 'ABCD', 'limewire', 'LIM', ''])
      expect(cache(`/?client=${client}&version=5&urlfile=1`).named, client).toBe(false);
    expect(cache('/?client=chrome&version=5&net=gnutella2&get=1').named).toBe(false);
    expect(cache('/?client=LIME&version=4.18.8&urlfile=1').named).toBe(true);
    expect(cache('/?client=GTKG1.2.2&bfile=1').named).toBe(true);
    expect(cache('/?client=RAZA&version=2.7&ip=192.0.2.1:6346').named).toBe(true);
    expect(cache('/?client=RAZA&version=2.7&ip=192.0.2.1').named).toBe(false);
    expect(cache('/?client=RAZA&version=2.7&net=gnutella2&ping=1').named).toBe(true);
  });
});
