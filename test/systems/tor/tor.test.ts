import { describe, expect, it } from 'vitest';
import type { FlowObservation } from '../../../src/model/observation.ts';
import { directory } from '../../../src/systems/tor/directory.ts';
import { link } from '../../../src/systems/tor/link.ts';
import { changes, madeUpPart } from '../../../src/systems/tor/random-name.ts';
import { relays } from '../../../src/systems/tor/relays.ts';
import type { HttpRequest } from '../../../src/wire/dissector.ts';
import { identifyKept, keptFlows } from '../flow-fixture.ts';
import { recordingSink } from '../recording-sink.ts';

const hello = (sni: string | null, certificateNames: string[], alpn: string[] = [], ja4 = '') => {
  const sink = recordingSink('tcp');
  if (ja4) sink.carrier('ja4', ja4);
  return link.handshake({ sni, alpn, certificateNames }, sink);
};
const TOR = 't13d181100_796efca44d18_0123456789ab';

const flow = (sni: string, destination: string, alpn?: string) =>
  ({
    protocol: 'tls',
    source: '10.0.0.1',
    destination,
    destinationPort: 443,
    facts: { carrier: { sni, ...(alpn && { alpn }) } },
  }) as unknown as FlowObservation;

describe('tor', () => {
  it('names the connection of a real client under TLS 1.3', () => {
    expect(identifyKept(keptFlows('tor')['link']!)).toMatchObject([
      { protocol: 'tor/link', system: 'tor' },
    ]);
  });

  it('knows made-up names, and how random they are', () => {
    expect(madeUpPart('www.zrye5y2w3hd.com', 'com')).toBe('zrye5y2w3hd');
    expect(madeUpPart('www.zrye5y2w3hd.net', 'com')).toBe('');
    expect(madeUpPart('www.abc.com', 'com')).toBe('');
    expect(madeUpPart('mail.zrye5y2w3hd.com', 'com')).toBe('');
    expect(madeUpPart('www.zrye5y2w3h1.com', 'com')).toBe('');
    expect([changes('zrye5y2w3hd'), changes('google'), changes('web2')]).toEqual([6, 0, 1]);
  });

  it('wants the ciphers of tor, or the other name in the certificate', () => {
    expect(hello('www.jw6mjyyh.com', [], [], TOR)).toBe(true);
    expect(hello('www.jw6mjyyh.com', [])).toBe(false);
    expect(hello('www.jw6mjyyh.com', [], ['h2'], TOR)).toBe(false);
    expect(hello('example.com', [], [], TOR)).toBe(false);
    expect(hello(null, [], [], TOR)).toBe(false);
    expect(hello('www.t3i3ru.com', ['www.7d43ah2kikrabj.net'])).toBe(true);
    expect(hello('www.google.com', ['www.google.net'])).toBe(false);
    expect(hello('www.t3i3ru.com', ['www.t3i3ru.com', 'www.t3i3ru.net'])).toBe(false);
  });

  it('takes three made-up names at three servers for Tor, and no fewer', () => {
    const group = relays.open();
    const named = (sni: string, at: string) => {
      const one = flow(sni, at);
      expect(relays.key(one)).toBe('10.0.0.1');
      group.add(one);
      return group.probability();
    };
    expect(named('www.q4cyamnc6mtok2jurvd3lt.com', '192.0.2.1')).toBe(0);
    expect(named('www.q4cyamnc6mtok2jurvd3lt.com', '192.0.2.2')).toBe(0);
    expect(named('www.6gyip7tqim7sieb.com', '192.0.2.2')).toBe(0);
    expect(named('www.zrye5y2w3hd.com', '192.0.2.3')).toBe(0.9);
    expect(relays.key(flow('www.google.com', '192.0.2.4'))).toBeNull();
    expect(relays.key(flow('www.zrye5y2w3hd.com', '192.0.2.4', 'h2'))).toBeNull();
    expect(
      relays.key({ ...flow('www.zrye5y2w3hd.com', '192.0.2.4'), protocol: 'quic' }),
    ).toBeNull();
  });

  it('knows the paths of directories, not folders that are called so', () => {
    const asked = (path: string) => directory.request({ path } as HttpRequest);
    for (const path of [
      '/tor/status-vote/current/consensus-microdesc/14C131+27B6B5.z',
      '/tor/server/fp/0123456789ABCDEF.z',
      '/tor/micro/d/abc-def.z',
      '/tor/keys/all.z',
    ])
      expect(asked(path), path).toBe(true);
    for (const path of [
      '/tor/',
      '/tor/index.html',
      '/tor/server/',
      '/tor/keystone.jpg',
      '/web/tor/micro/d/',
    ])
      expect(asked(path), path).toBe(false);
  });
});
