import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CONTENT_LENGTH,
  HOST,
  HttpHead,
  REFERER,
  SERVER,
  TRANSFER_ENCODING,
  UPGRADE,
  USER_AGENT,
} from '../../src/protocols/http-head.ts';
import { textBytes } from './conversation.ts';

const NAMES = [
  [HOST, 'host'],
  [USER_AGENT, 'user-agent'],
  [REFERER, 'referer'],
  [CONTENT_LENGTH, 'content-length'],
  [TRANSFER_ENCODING, 'transfer-encoding'],
  [UPGRADE, 'upgrade'],
  [SERVER, 'server'],
] as const;

const read = (text: string): HttpHead => {
  const head = new HttpHead();
  const bytes = textBytes(`stale: 1\r\n${text}Host: behind\r\n`);
  expect(head.read(bytes, 10, 10 + text.length)).toBe(true);
  return head;
};

const name = fc.constantFrom(
  ...NAMES.map(([, text]) => text),
  'Host',
  'UPGRADE',
  'x',
  'HOST ',
  '\xe9',
);
const piece = fc.constantFrom(
  ' ',
  '\t',
  '\xa0',
  '\r',
  '\v',
  'a',
  'gzip, chunked',
  '12',
  ':',
  '\xff',
  '',
);
const line = fc
  .tuple(name, fc.constantFrom(':', ': ', ' :', ''), fc.array(piece, { maxLength: 4 }))
  .map(([field, colon, value]) => `${field}${colon}${value.join('')}`);
const folded = fc.oneof(
  { weight: 8, arbitrary: line },
  line.map((text) => ` ${text}`),
);

describe('the head of a message', () => {
  it('a field found in the bytes is what the map says', () => {
    fc.assert(
      fc.property(
        fc.array(folded, { maxLength: 6 }),
        fc.constantFrom('\r\n', '\n'),
        fc.constantFrom('GET / HTTP/1.1', 'HTTP/1.1 200 OK'),
        (lines, end, first) => {
          const head = read([first, ...lines, '', ''].join(end));
          for (const [field, text] of NAMES) {
            expect(head.value(field), text).toBe(head.headers.get(text));
            expect(head.has(field), text).toBe(head.headers.has(text));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['GET /path HTTP/1.1\r\n\r\n', 'GET', '/path', false, 0],
    ['get / HTTP/1.0\n\n', 'get', '/', false, 0],
    ['OPTIONS * HTTP/1.1\r\n\r\n', 'OPTIONS', '*', false, 0],
    ['HTTP/1.1 206 Partial Content\r\n\r\n', 'HTTP/1.1', '206', true, 206],
    ['ICY 200 OK\r\n\r\n', 'ICY', '200', true, 200],
    ['HTTP/1.0 404\r\n\r\n', 'HTTP/1.0', '404', true, 404],
  ])('start line %j', (text, method, target, isAnswer, status) => {
    expect(read(text)).toMatchObject({ method, target, isAnswer, status });
  });

  it('more fields than are kept, and none', () => {
    const many = Array.from({ length: 200 }, (_, i) => `x-${i}: ${i}`).join('\r\n');
    expect(read(`GET / HTTP/1.1\r\n${many}\r\nHost: late\r\n\r\n`).value(HOST)).toBeUndefined();
    expect(read('GET / HTTP/1.1\r\n\r\n').has(HOST)).toBe(false);
  });
});
