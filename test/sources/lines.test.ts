import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.ts';
import { asUtf8, BINARY, indexLines, LineSplitter } from '../../src/sources/lines.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array, start: number, end: number) =>
  new TextDecoder('latin1').decode(bytes.slice(start, end));

/** Lines and refusals as text, with their numbers. */
const split = (bytes: Uint8Array, cuts: readonly number[] = []): string[] => {
  const out: string[] = [];
  const splitter = new LineSplitter({
    line: (from, start, end, number) => out.push(`${number}:${textOf(from, start, end)}`),
    refused: (reason, number) => out.push(`${number}!${reason}`),
  });
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const end = Math.min(bytes.length, cut);
    if (end > at) splitter.push(bytes.slice(at, end));
    at = Math.max(at, end);
  }
  splitter.push(bytes, at);
  splitter.end();
  return out;
};

describe('LineSplitter', () => {
  it('takes LF, CRLF and a last line without an end', () => {
    expect(split(bytesOf('a\r\n\nb\rc\nd'))).toEqual(['1:a', '2:', '3:b\rc', '4:d']);
  });

  it('takes nothing from nothing, and what is shorter than a byte order mark', () => {
    expect(split(bytesOf(''))).toEqual([]);
    expect(split(bytesOf('a'))).toEqual(['1:a']);
    expect(split(bytesOf('a\n'))).toEqual(['1:a']);
  });

  it('takes CR alone where no LF comes, however it is cut', () => {
    const old = bytesOf('first\rsecond\r\rlast');
    const lines = ['1:first', '2:second', '3:', '4:last'];
    expect(split(old)).toEqual(lines);
    for (let cut = 1; cut < old.length; cut++) expect(split(old, [cut, cut + 2])).toEqual(lines);
    // One LF within a line's length: then CR is a character as any other.
    expect(split(bytesOf('a\rb\nc\rd'))).toEqual(['1:a\rb', '2:c\rd']);
    // More than a line may have, and the same in one piece and in many.
    const many = bytesOf(`${'x'.repeat(999)}\r`.repeat(200));
    expect(split(many)).toHaveLength(200);
    expect(split(many, [1, 65_535, 65_536, 65_537, 100_000])).toEqual(split(many));
    const sample = asUtf8(many);
    expect(indexLines(sample).count).toBe(200);
  });

  it('reads UTF-16 without its mark, in both byte orders, however it is cut', () => {
    const text = 'at,who\r\n1,\u03b1nna\r\n';
    const little = new Uint8Array(Buffer.from(text, 'utf16le'));
    const big = little.slice().map((_, i) => little[i ^ 1]!);
    const lines = ['1:at,who', `2:1,${textOf(bytesOf('\u03b1'), 0, 2)}nna`];
    for (const bytes of [little, big]) {
      expect(split(bytes)).toEqual(lines);
      for (let cut = 1; cut < 12; cut++) expect(split(bytes, [cut, cut + 1])).toEqual(lines);
      expect(new TextDecoder().decode(asUtf8(bytes))).toBe(text);
    }
    // A hole in a log is no text.
    expect(split(bytesOf('\0\0\0\0a\n'))).toEqual([`1!${BINARY}`]);
  });

  it('drops a UTF-8 byte order mark, also when it is cut', () => {
    const marked = Uint8Array.from([0xef, 0xbb, 0xbf, 0x61, 0x0a]);
    expect(split(marked)).toEqual(['1:a']);
    expect(split(marked, [1, 2])).toEqual(['1:a']);
  });

  it('reads UTF-16 with its mark, in both byte orders, however it is cut', () => {
    const little = Uint8Array.from([
      0xff,
      0xfe,
      0x61,
      0,
      0x3b1 & 255,
      3,
      0x0d,
      0,
      0x0a,
      0,
      0x62,
      0,
    ]);
    const big = Uint8Array.from([0xfe, 0xff, 0, 0x61, 3, 0x3b1 & 255, 0, 0x0d, 0, 0x0a, 0, 0x62]);
    const alpha = textOf(bytesOf('α'), 0, 2);
    for (const bytes of [little, big])
      for (let cut = 0; cut < bytes.length; cut++)
        expect(split(bytes, [cut])).toEqual([`1:a${alpha}`, '2:b']);
  });

  it('refuses a line with NUL bytes and goes on behind it', () => {
    expect(split(bytesOf('ab\0c\nd\n\0\ne\n'))).toEqual([
      '1!binary bytes in the line',
      '2:d',
      '3!binary bytes in the line',
      '4:e',
    ]);
  });

  it('takes a line at the limit, refuses one beyond it, wherever they are cut', () => {
    const most = 'x'.repeat(LIMITS.lineBytesMax);
    const bytes = bytesOf(`${most}\n${most}y\nb\n${most}z`);
    const expected = [`1:${most}`, '2!line too long', '3:b', '4!line too long'];
    expect(split(bytes)).toEqual(expected);
    const near = LIMITS.lineBytesMax;
    for (const cut of [1, near - 1, near, near + 1, near + 2, 2 * near + 1, 2 * near + 2])
      expect(split(bytes, [cut])).toEqual(expected);
  });

  it('skips a line of 10 MB without holding it', () => {
    const bytes = new Uint8Array(10 << 20).fill(0x78);
    expect(split(bytes, [1 << 20, 4 << 20])).toEqual(['1!line too long']);
  });

  it('gives the same lines however the bytes are cut', () => {
    const byte = fc.constantFrom(0, 10, 13, 97, 98, 0xef, 0xbb, 0xbf, 0xff, 0xfe);
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 6 }),
        (values, cuts) => {
          const bytes = Uint8Array.from(values);
          expect(split(bytes, cuts)).toEqual(split(bytes));
        },
      ),
    );
  });
});

describe('LineSplitter, of XML', () => {
  const event = (text: string) => `<Event>${text}</Event>`;

  it('gives every event for itself; a line end behind it is the same end', () => {
    const xml = `<?xml version="1.0"?><Events>${event('a')}${event('b')}\r\n${event('c')}\n\nd</Events>`;
    expect(split(bytesOf(xml))).toEqual([
      `1:<?xml version="1.0"?><Events>${event('a')}`,
      `1:${event('b')}`,
      `2:${event('c')}`,
      '3:',
      '4:d</Events>',
    ]);
  });

  it('gives every event of one long line, and refuses only the one that is too long', () => {
    const long = 'x'.repeat(LIMITS.lineBytesMax / 2);
    const xml = [long, long, `${long}${long}`, 'last'].map(event).join('');
    expect(split(bytesOf(xml)).map((line) => line.slice(0, 16))).toEqual([
      `1:${event(long).slice(0, 14)}`,
      `1:${event(long).slice(0, 14)}`,
      '1!line too long',
      `1:${event('last').slice(0, 14)}`,
    ]);
  });

  it('leaves files alone that do not begin as XML', () => {
    const line = `<13>Nov 22 05:52:09 dc1 ${event('a')}${event('b')}`;
    expect(split(bytesOf(line))).toEqual([`1:${line}`]);
  });

  it('gives the same lines however the bytes are cut', () => {
    const piece = fc.constantFrom('<', '/', 'Event', '>', '</Event>', '\n', '\r\n', 'x', '</');
    const begin = fc.constantFrom('<?xml', '<Event', '<', '<1', '\ufeff<?', '');
    fc.assert(
      fc.property(
        begin,
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat(120), { maxLength: 8 }),
        (first, pieces, cuts) => {
          const bytes = bytesOf(first + pieces.join(''));
          expect(split(bytes, cuts)).toEqual(split(bytes));
        },
      ),
    );
  });
});

describe('indexLines', () => {
  const lines = (text: string, whole: boolean) => {
    const sample = bytesOf(text);
    const index = indexLines(sample, whole);
    return Array.from({ length: index.count }, (_, i) =>
      textOf(sample, index.starts[i]!, index.ends[i]!),
    );
  };

  it('finds the lines of a sample; a last one that may be cut does not count', () => {
    expect(lines('a\r\nb\nc', true)).toEqual(['a', 'b', 'c']);
    expect(lines('a\r\nb\nc', false)).toEqual(['a', 'b']);
  });

  it('looks at no more lines than the limit', () => {
    expect(lines('a\n'.repeat(LIMITS.recogniseLines + 9), true)).toHaveLength(
      LIMITS.recogniseLines,
    );
  });
});
