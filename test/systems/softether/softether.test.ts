import { describe, expect, it } from 'vitest';
import { softetherNat } from '../../../src/systems/softether/nat-traversal.ts';
import { softetherTls } from '../../../src/systems/softether/tls.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { connection, identify } from '../../harness/identify.ts';
import { hear, random, staysInside } from '../conversation.ts';
import { ascii, hex, join } from '../streams.ts';

// Synthetic, of the forms seen in a capture: asking for the address, and a PACK of three elements.
const ADDRESS = ascii('IP=198.51.100.7,PORT=51381');
const text = (name: string, value: string): Uint8Array =>
  join(
    size(name.length + 1),
    ascii(name),
    hex('00000002 00000001'),
    size(value.length),
    ascii(value),
  );
const size = (value: number): Uint8Array => Uint8Array.of(0, 0, 0, value);
const number = (name: string): Uint8Array =>
  join(size(name.length + 1), ascii(name), hex('00000000 00000001 00000001'));
const id = join(size(8), ascii('tran_id'), hex('00000004 00000001'), random(8));
const pack = (...elements: Uint8Array[]): Uint8Array => join(size(elements.length), ...elements);
const TOKEN = pack(text('opcode', 'get_token'), id, number('nat_traversal_version'));

describe('softether/nat-t', () => {
  it('recognises the answer to A, and a PACK', () => {
    expect(hear(softetherNat, [[0, ascii('A')]])).toBe(MORE);
    expect(
      hear(softetherNat, [
        [0, ascii('A')],
        [1, ADDRESS],
      ]),
    ).toBe(YES);
    expect(hear(softetherNat, [[0, TOKEN]])).toBe(YES);
  });

  it.each([
    ['a longer word', ascii('AB')],
    ['an address with something behind it', join(ADDRESS, ascii(' '))],
    ['other settings', ascii('IP=dhcp,PORT=x')],
    ['a PACK without an opcode', pack(text('name', 'x'), number('version'))],
    ['a PACK with bytes behind it', join(TOKEN, hex('00'))],
    ['a PACK cut short', TOKEN.subarray(0, TOKEN.length - 1)],
    ['an unlikely count', join(hex('000000ff'), random(60))],
    ['zeros', new Uint8Array(64)],
  ])('refuses %s', (_, bytes) => {
    expect(hear(softetherNat, [[0, bytes]])).toBe(NO);
  });

  it('reads nothing outside the datagram', () => staysInside(softetherNat, [ADDRESS, TOKEN]));
});

describe('softether in carriers', () => {
  const post = (target: string, host: string) =>
    identify(
      connection(0, '10.0.0.5 40000', '203.0.113.9 80', [
        [0, `POST ${target} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 10\r\n\r\nVPNCONNECT`],
        [1, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
      ]),
    ).flows.map(({ system }) => system);

  it('is told by the path of a tunnel, and by its dynamic DNS', () => {
    expect(post('/vpnsvc/connect.cgi', 'vpn.example.org')).toEqual(['softether']);
    expect(post('/ddns/ddns.aspx?v=12', 'x0.x0.dev.servers.ddns.softether-network.net')).toEqual([
      'softether',
    ]);
    expect(post('/ddns/ddns.aspx?v=12', 'members.example.org')).toEqual([null]);
    expect(post('/vpnsvc/status.cgi', 'vpn.example.org')).toEqual([null]);
  });

  it.each([
    ['vpn123456.softether.net', true],
    ['public-vpn-12.opengw.net', true],
    ['www.softether.net', false],
    ['softether.org', false],
  ])('is told by the name %s: %s', (sni, is) => {
    expect(softetherTls.handshake({ sni, alpn: [], certificateNames: [] })).toBe(is);
    expect(softetherTls.handshake({ sni: null, alpn: [], certificateNames: [sni] })).toBe(is);
  });
});
