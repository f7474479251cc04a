import { describe, expect, it } from 'vitest';
import { clientHttp } from '../../../src/systems/bittorrent/client-http.ts';
import { trackerHttp } from '../../../src/systems/bittorrent/tracker-http.ts';
import { webSeed } from '../../../src/systems/bittorrent/web-seed.ts';
import { latin1 } from '../../../src/wire/codec/ascii.ts';
import type { HttpRequest } from '../../../src/wire/dissector.ts';
import { recordingSink } from '../recording-sink.ts';
import { fixture, textBytes, told } from './fixture.ts';

const request = (path: string, headers: Record<string, string> = {}): HttpRequest => ({
  method: 'GET',
  target: path,
  path,
  host: 'tracker.example.net',
  headers: new Map(Object.entries(headers)),
  direction: 0,
});

const HASH = 'info_hash=%d3z%d8%f9%ed%d9%e9b%c28%96%da%25%d0r%d2%ec%3c%16-';
const PEER = 'peer_id=-TR3000-fzsud4iinl47';
const LETTERS = '0123456789abcdefghij';
const MOZILLA = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' };

describe('bittorrent/tracker-http', () => {
  it('reads a real announce and its answer', () => {
    const { pieces, ...ends } = fixture('tracker-http.hex');
    const [asked, answered] = pieces.map(({ bytes }) => latin1(bytes, 0, bytes.length));
    const announce = request(asked!.split(' ')[1]!, { 'user-agent': 'Transmission/3.00' });
    const sink = recordingSink('tcp', ends);
    expect(trackerHttp.request(announce, sink)).toBe(true);
    trackerHttp.body!(
      textBytes(answered!.slice(answered!.indexOf('\r\n\r\n') + 4)),
      announce,
      sink,
    );
    expect(sink.facts).toMatchSnapshot();
    expect(told(sink)).toEqual([
      `${ends.client} 80 both 0`,
      '10.20.1.12 80 both 1',
      '198.51.100.13 80 both 1',
      '198.51.100.12 80 both 1',
    ]);
  });

  it('recognises announces and scrapes', () => {
    for (const path of [
      `/announce.php?${PEER}&port=6881&${HASH}&left=0`,
      `/0123abc/announce?${PEER}&port=6881&${HASH}&compact=1`,
      `/announce/0123abc?event=started&${PEER}&port=6881&${HASH}`,
      `/announce?info_hash=${LETTERS}&${PEER}&port=6881&uploaded=0&downloaded=0&left=9`,
      `/scrape?${HASH}`,
      `/0123abc/scrape.php?${HASH}&${HASH}`,
    ])
      expect(trackerHttp.request(request(path), recordingSink('tcp')), path).toBe(true);
  });

  it('refuses pages that are merely called so', () => {
    for (const path of [
      '/announce',
      '/announce?post=17',
      '/blog/scrape?info_hash=whatever',
      `/announce?info_hash=abc&${PEER}&port=1`,
      `/announce?${HASH}`,
      `/announce?${HASH}&peer_id=short&port=6881`,
      `/search?q=${HASH}`,
      `/api/webscraper?${HASH}`,
      `/scrape?info_hash=${LETTERS}`,
      `/torrents?info_hash=${LETTERS}&peer_id=${LETTERS}&port=80`,
      `/torrents?${HASH}&${PEER}&port=80&left=0`,
      `/preannounce?${HASH}&${PEER}&port=80&left=0`,
      `/announce?${HASH}&${PEER}&port=6881`,
      `/announce?${HASH}&${PEER}&left=0`,
    ])
      expect(trackerHttp.request(request(path), recordingSink('tcp')), path).toBe(false);
    const scrape = (headers: Record<string, string>) =>
      trackerHttp.request(request(`/scrape?${HASH}`, headers), recordingSink('tcp'));
    expect(scrape(MOZILLA)).toBe(false);
    expect(scrape({ 'user-agent': 'qBittorrent/4.5.2' })).toBe(true);
  });

  it('does not take the port for the own one of a proxy', () => {
    const sink = recordingSink('tcp');
    const path = `/announce?${HASH}&${PEER}&port=6881&left=0`;
    trackerHttp.request(request(path, { via: '1.1 proxy' }), sink);
    expect(sink.told).toEqual([]);
    expect(sink.facts.ends[0].listens).toBe(6881);
  });

  const answer = (body: string) => {
    const sink = recordingSink('tcp');
    trackerHttp.body!(textBytes(body), request(`/announce?${HASH}`), sink);
    return sink;
  };

  it('reads peers as dictionaries, and over IPv6', () => {
    const listed = answer(
      'd8:intervali1800e5:peersld2:ip12:198.51.100.77:peer id20:-TR3000-abcdefghijkl4:porti51413eed2:ip11:2001:db8::84:porti6881eed2:ip9:localhost4:porti1eeee',
    );
    expect(told(listed)).toEqual(['198.51.100.7 51413 both 1', '2001:db8::8 6881 both 1']);
    const six = `\x20\x01\x0d\xb8${'\0'.repeat(11)}\x09\x1a\xe1`;
    expect(told(answer(`d5:peers0:6:peers636:${six}${six}e`))).toEqual(['2001:db8::9 6881 both 1']);
  });

  it('tells nothing of what does not parse, and no address that cannot be a peer', () => {
    expect(answer('d5:peers7:\xc6\x33\x64\x07\x1a\xe1\x00e').told).toEqual([]);
    expect(answer('d5:peers12:\xc6\x33\x64\x07').told).toEqual([]);
    expect(answer('<html>not found</html>').facts.anomalies).toEqual({
      'bittorrent-tracker-malformed': 1,
    });
    expect(
      answer('d5:peers18:\x7f\0\0\x01\x1a\xe1\xe0\0\0\x01\x1a\xe1\xc6\x33\x64\x07\0\0e').told,
    ).toEqual([]);
    expect(answer('d14:failure reason6:denied5:peers0:e').facts.carrier).toEqual({
      failure: 'denied',
    });
  });
});

describe('other requests', () => {
  it('recognises web seeds by hash and piece', () => {
    expect(
      webSeed.request(request(`/seed.php?${HASH}&piece=3&ranges=0-16383`), recordingSink('tcp')),
    ).toBe(true);
    expect(webSeed.request(request(`/seed.php?${HASH}`), recordingSink('tcp'))).toBe(false);
    expect(webSeed.request(request('/seed.php?info_hash=x&piece=3'), recordingSink('tcp'))).toBe(
      false,
    );
  });

  it('recognises programs by their agent', () => {
    for (const agent of [
      'qBittorrent/4.5.2',
      'uTorrent/355(111915764)(46038)',
      'Transmission/3.00',
      'Azureus 5.7.6.0;Windows 10',
    ])
      expect(
        clientHttp.request(request('/a.torrent', { 'user-agent': agent }), recordingSink('tcp')),
        agent,
      ).toBe(true);
    for (const agent of [
      'Mozilla/5.0 (qBittorrent/4.5.2)',
      'curl/8.0',
      'aria2/1.36.0',
      'Transmissioner/1.0',
      'Deluge',
    ])
      expect(
        clientHttp.request(request('/a.torrent', { 'user-agent': agent }), recordingSink('tcp')),
        agent,
      ).toBe(false);
  });
});
