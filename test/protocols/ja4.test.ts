import { describe, expect, it } from 'vitest';
import { ja4 } from '../../src/protocols/ja4.ts';
import { readClientHello } from '../../src/protocols/tls-hello.ts';
import { fixture } from './conversation.ts';

const list = (text: string): number[] => text.split(',').map((one) => Number.parseInt(one, 16));

/** A browser as FoxIO publishes it, the raw form beside the fingerprint (python/test/testdata of FoxIO-LLC/ja4). */
const CHROME = {
  sni: 'mem.gfx.ms',
  alpn: ['h2', 'http/1.1'],
  version: 0x0304,
  ciphers: 16,
  srtp: false,
  cipherList: list('1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035'),
  extensionList: list(
    '0005,001b,0033,002d,4469,000a,000d,0012,ff01,000b,0023,002b,0000,0017,0010,0015',
  ),
  signatureList: list('0403,0804,0401,0503,0805,0501,0806,0601'),
};

describe('ja4', () => {
  it('of a browser is the published one', () => {
    expect(ja4(CHROME, 't')).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
    const again = { ...CHROME, extensionList: CHROME.extensionList.slice(0, -1) };
    expect(ja4(again, 't')).toBe('t13d1515h2_8daaf6152771_f37e75b10bcc');
  });

  it.each([
    ['QUIC', CHROME, 'q', /^q13d/],
    ['DTLS 1.2', { ...CHROME, version: 0xfefd }, 'd', /^dd2d/],
    ['a version of nobody', { ...CHROME, version: 0x7f1c }, 't', /^t00d/],
    ['no ALPN', { ...CHROME, alpn: [] }, 't', /^t13d151600_/],
    ['an ALPN of one letter', { ...CHROME, alpn: ['x'] }, 't', /^t13d1516xx_/],
    ['an ALPN of other bytes', { ...CHROME, alpn: ['\xab\xcd'] }, 't', /^t13d1516ad_/],
    ['an ALPN that ends otherwise', { ...CHROME, alpn: ['h\xcd'] }, 't', /^t13d15166d_/],
    ['a hundred ciphers', { ...CHROME, cipherList: Array(100).fill(5) }, 't', /^t13d9916h2_/],
    [
      'no extensions and no ciphers',
      { ...CHROME, alpn: [], cipherList: [], extensionList: [], signatureList: [] },
      't',
      /^t13i000000_000000000000_000000000000$/,
    ],
  ] as const)('%s', (_what, hello, carrier, form) => {
    expect(ja4(hello, carrier)).toMatch(form);
  });

  it('does not depend on GREASE and the order of extensions', () => {
    const message = fixture('tls12').pieces[0]!.bytes.slice(5);
    const hello = readClientHello(message, message.length)!;
    expect(ja4(hello, 't')).toMatchInlineSnapshot(`"t13d3112h2_e8f1e7e78f70_b26ce05bbdd6"`);
    const shuffled = { ...hello, extensionList: [...hello.extensionList].reverse() };
    expect(ja4(shuffled, 't')).toBe(ja4(hello, 't'));
  });

  it('leaves GREASE out of every list', () => {
    const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
    const rest =
      '0004 0a0a 1301 01 00 0017 fafa 0000 000d 0006 0004 2a2a 0403 002b 0005 04 3a3a 0304';
    const message = bytes(`01 000000 0303 ${'00'.repeat(32)} 00 ${rest}`);
    expect(readClientHello(message, message.length)).toMatchObject({
      version: 0x0304,
      ciphers: 2,
      cipherList: [0x1301],
      extensionList: [13, 43],
      signatureList: [0x0403],
    });
  });
});
