import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trackerWs } from '../../../src/systems/webtorrent/tracker-ws.ts';
import type { Direction } from '../../../src/wire/dissector.ts';
import { recordingSink } from '../recording-sink.ts';

const messages: { direction: Direction; text: string }[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/bittorrent/tracker-ws.json', import.meta.url), 'utf8'),
);
const ends = { client: '10.20.1.11', clientPort: 1, server: '198.51.100.12', serverPort: 8000 };

const heard = (texts: typeof messages) => {
  const tokens: string[] = [];
  const sink = {
    ...recordingSink('tcp', ends),
    token: (_: string, value: string) => void tokens.push(value),
  };
  const proven = texts.map(({ text, direction }) => trackerWs.message(text, direction, sink));
  return { sink, tokens, proven };
};

describe('webtorrent/tracker-ws', () => {
  it('recognises every message of a real browser, and reads counters, candidates and ufrags', () => {
    const { sink, tokens, proven } = heard(messages);
    expect(proven).toEqual([true, true, true, true]);
    expect(sink.facts).toMatchSnapshot();
    expect(tokens).toMatchSnapshot();
    expect(
      sink.told.map((one) => `${one.address} ${one.port} ${one.transport} ${one.toldBy}`),
    ).toMatchSnapshot();
    expect(sink.told.every((one) => one.system === 'webtorrent')).toBe(true);
  });

  const announce = (sdp: string) =>
    JSON.stringify({
      action: 'announce',
      info_hash: 'h'.repeat(20),
      peer_id: '-WW0208-abcdefghijkl',
      offer: { sdp },
    });

  it('tells no mDNS cover name, no TCP candidate and no loopback', () => {
    const sdp = [
      'a=candidate:1 1 udp 2113937151 1b2c3d4e-0000-4000-8000-123456789abc.local 50000 typ host',
      'a=candidate:2 1 tcp 1518280447 198.51.100.7 9 typ host tcptype active',
      'a=candidate:3 1 udp 2113937151 127.0.0.1 50001 typ host',
      'a=candidate:4 1 udp 1677729535 198.51.100.7 50002 typ srflx raddr 0.0.0.0 rport 0',
    ].join('\r\n');
    const { sink } = heard([{ direction: 1, text: announce(sdp) }]);
    expect(sink.told.map((one) => `${one.address} ${one.port}`)).toEqual(['198.51.100.7 50002']);
  });

  it('refuses other JSON', () => {
    for (const value of [
      { action: 'announce', text: 'the lift is out of order' },
      { action: 'announce', info_hash: 'short', peer_id: 'x' },
      { action: 'announce', info_hash: 'h'.repeat(20) },
      { action: 'offer', info_hash: 'h'.repeat(20), peer_id: 'p'.repeat(20) },
      { action: 'announce', info_hash: '\u0416'.repeat(20), peer_id: 'p'.repeat(20) },
      { action: 'announce', info_hash: 'h'.repeat(20), interval: 120 },
      { action: 'scrape', files: { 'a.txt': 1 } },
      { action: 'scrape', files: { 'invoice-2024-001.pdf': { size: 1 } } },
      { action: 'scrape', info_hash: 'ordinary-20-chars-ab' },
    ])
      expect(
        heard([{ direction: 0, text: JSON.stringify(value) }]).proven,
        JSON.stringify(value),
      ).toEqual([false]);
    expect(heard([{ direction: 0, text: '{"action":"announce","info_hash":' }]).proven).toEqual([
      false,
    ]);
  });

  it('takes any JSON value anywhere', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        const base = { action: 'announce', info_hash: 'h'.repeat(20), peer_id: 'p'.repeat(20) };
        for (const value of [
          { ...base, offers: a, offer: b, answer: c },
          { ...base, offers: [a, { offer: b }], uploaded: c, left: a },
          { action: a, info_hash: b, files: c },
        ])
          heard([{ direction: 0, text: JSON.stringify(value) }]);
      }),
    );
  });
});
