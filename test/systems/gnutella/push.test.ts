import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gnutellaPush } from '../../../src/systems/gnutella/push.ts';
import { gnutellaSsdp } from '../../../src/systems/gnutella/ssdp.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import { cut, fixture, type Message, runDatagrams, runStream, textBytes } from './flow.ts';

const GUID = '74E83102414C9FB617ABB10C9760594A';
const flowOf = (text: string): Message[] => [[0, textBytes(text)]];
const giv: Message[] = [
  ...flowOf(`GIV 17:${GUID}/annual report.pdf\n\n`),
  [1, textBytes('GET /get/17/annual report.pdf HTTP/1.1\r\n\r\n')],
];

describe('gnutella/push', () => {
  it('reads GIV, however it is cut', () => {
    const read = runStream(gnutellaPush, giv);
    expect(read.verdict).toBe(YES);
    expect(read.ends[0].identity).toBe(GUID.toLowerCase());
    expect(read.contents).toEqual([{ id: '', name: 'annual report.pdf' }]);
    expect(runStream(gnutellaPush, cut(giv, 1))).toEqual(read);
  });

  it('reads the other two call-backs', () => {
    expect(runStream(gnutellaPush, flowOf(`PUSH guid:${GUID}\r\n\r\n`)).verdict).toBe(YES);
    const queue = runStream(gnutellaPush, flowOf(`QUEUE ${GUID} 203.0.113.5:6346\r\n`));
    expect(queue.endpoints).toEqual(['203.0.113.5 6346 both gnutella 0']);
  });

  it.each([
    'GIVE 1234\r\n',
    'GIV me:that/thing\n\n',
    `GIV 17:${GUID.slice(1)}/x\n\n`,
    'PUSH guid:not-a-guid\r\n',
    'QUEUE the mail\r\n',
    'GET / HTTP/1.1\r\n\r\n',
  ])('leaves %j alone', (text) => {
    expect(runStream(gnutellaPush, flowOf(text)).verdict).toBe(NO);
  });

  it('never throws and never looks past the end', () => {
    const start = fc.constantFrom('GIV ', 'GIV 1:', 'PUSH guid:', 'QUEUE ');
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 60 }), (text, rest) => {
        const flow: Message[] = [[0, Uint8Array.of(...textBytes(text), ...rest)]];
        expect(runStream(gnutellaPush, flow, 0)).toEqual(runStream(gnutellaPush, flow, 0x41));
      }),
    );
  });
});

describe('gnutella/ssdp', () => {
  it('takes searches of a program that names itself, and no others', () => {
    const read = runDatagrams(gnutellaSsdp, fixture('ssdp.txt'));
    expect(read.verdict).toBe(YES);
    expect(read.ends[0]).toEqual({ client: 'gtk-gnutella', version: '1.2.3' });
    const other = textBytes(
      'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nUSER-AGENT: Chromium/96 Windows\r\nMX: 1\r\n\r\n',
    );
    expect(runDatagrams(gnutellaSsdp, [[0, other]]).verdict).toBe(NO);
    expect(runDatagrams(gnutellaSsdp, [[0, other.slice(0, 30)]]).verdict).toBe(NO);
  });
});
