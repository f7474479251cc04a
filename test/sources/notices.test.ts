// Notices: what every fixture says, times and hashes as senders write them, and what must be refused.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.ts';
import { parseAcns } from '../../src/sources/notices/acns.ts';
import { contentIds } from '../../src/sources/notices/content-id.ts';
import type { Notice } from '../../src/sources/notices/notice.ts';
import { parseNoticeTime } from '../../src/sources/notices/notice-time.ts';
import { byteCount } from '../../src/sources/notices/notice-values.ts';
import { parsePlainNotice } from '../../src/sources/notices/plain-notice.ts';
import { readNotices } from '../../src/sources/notices/read-notices.ts';
import { fixture } from './reading.ts';

const NAMES = readdirSync(join(import.meta.dirname, '../../fixtures/notices')).filter((name) =>
  /\.(?:xml|txt|eml)$/.test(name),
);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readNotices(bytesOf(text));

const acns = (source: string, rest = ''): string =>
  `<?xml version="1.0"?><Infringement><Case><ID>1</ID></Case><Source>${source}</Source>${rest}</Infringement>`;
const SOURCE =
  '<TimeStamp>2026-11-22T05:33:00Z</TimeStamp><IP_Address>198.51.100.7</IP_Address><Port>6881</Port><Type>BitTorrent</Type>';

describe('fixtures', () => {
  it.each(NAMES)('%s', async (name) => {
    const { notices, refused } = await readNotices(fixture(`notices/${name}`));
    const lines = [
      ...notices.flatMap(({ claims, ...about }) => [about, ...claims]),
      ...refused.map((why) => ({ refused: why })),
    ];
    const text = `${lines.map((line) => JSON.stringify(line, null, 1)).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`goldens/notices/${name}.txt`);
  });
});

describe('what is refused', () => {
  const refusals: readonly (readonly [string, string, RegExp])[] = [
    ['a document type', `<!DOCTYPE Infringement><Infringement/>`, /document type/],
    [
      'a document type behind a comment',
      `<?xml version="1.0"?><!-- <a> --><!DOCTYPE Infringement [<!ENTITY x "y">]><Infringement/>`,
      /document type/,
    ],
    ['an entity of nobody', acns('<IP_Address>&nbsp;</IP_Address>'), /entity/],
    ['what is not well-formed', acns('<IP_Address>198.51.100.7</Address>'), /well-formed/],
    ['a notice that is cut off', acns(SOURCE).slice(0, 200), /well-formed/],
    ['other XML', '<?xml version="1.0"?><feed/>', /no ACNS notice/],
    ['a notice without a source', '<Infringement><Case/></Infringement>', /no source/],
    ['words', 'Dear Sir, your customer downloads films.', /address/],
    ['nothing', '', /address/],
    ['an unknown encoding', '<?xml version="1.0" encoding="ebcdic-1"?><Infringement/>', /encoding/],
    [
      'too many levels',
      acns(`${'<a>'.repeat(100)}${'</a>'.repeat(100)}`),
      new RegExp(`${LIMITS.documentDepthMax} levels`),
    ],
    ['too many elements', acns('<a/>'.repeat(LIMITS.noticeElementsMax)), /elements/],
    [
      'a source that contradicts itself',
      '<Infringement><Source><TimeStamp>2026-11-22T05:33:00Z</TimeStamp><IP_Address>198.51.100.99</IP_Address><Port>40001</Port><Port>40002</Port></Source></Infringement>',
      /several addresses, ports or times/,
    ],
    ['XML without end', acns('x'.repeat(LIMITS.documentBytesMax)), /longer/],
  ];

  it.each(refusals)('%s', async (_name, text, why) => {
    const { notices, refused } = await read(text);
    expect(notices).toEqual([]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(why);
  });

  it('a file that is too large', async () => {
    const { notices, refused } = await readNotices(new Uint8Array(LIMITS.noticeBytesMax + 1));
    expect(notices).toEqual([]);
    expect(refused[0]).toMatch(/larger than 8 MiB/);
  });

  it('an e-mail of parts inside parts', async () => {
    let mail = 'From: a@example.com\nMIME-Version: 1.0\n';
    for (let i = 0; i < 200; i++)
      mail += `Content-Type: multipart/mixed; boundary="b${i}"\n\n--b${i}\n`;
    expect((await read(mail)).refused.join()).toMatch(/parts or headers/);
  });

  it('an e-mail of lines without end', async () => {
    const mail = `From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n${'--b\n\n'.repeat(LIMITS.mailLinesMax / 2)}`;
    expect((await read(mail)).refused.join()).toMatch(/150,000 lines/);
  });

  it('an e-mail with endless headers', async () => {
    const mail = `From: a@example.com\n${'X-A: b\n'.repeat(60_000)}\nIP Address: 198.51.100.7\n`;
    expect((await read(mail)).refused[0]).toMatch(/parts or headers/);
  });

  it('an e-mail that is HTML only, with a remedy', async () => {
    const mail = `From: a@example.com\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>IP Address: 198.51.100.7</p>\n`;
    expect((await read(mail)).refused.join()).toMatch(/HTML only/);
  });
});

describe('an e-mail', () => {
  const mail = (parts: readonly string[]): string =>
    `From: a@example.com\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`;

  it('is read from its words when its XML is refused, and says so', async () => {
    const { notices, refused } = await read(
      mail([
        'Content-Type: text/plain\n\nIP Address: 198.51.100.7\nPort: 6881\nTimestamp: 2026-11-22T05:33:00Z',
        'Content-Type: text/xml\n\n<!DOCTYPE a [<!ENTITY b "c">]><Infringement/>',
      ]),
    );
    expect(notices).toMatchObject([{ form: 'text', claims: [{ port: 6881 }] }]);
    expect(refused.join()).toMatch(/document type/);
  });

  it('whose words name another address, port or time than its XML is doubted', async () => {
    const doubtsOf = async (words: string) =>
      (
        await read(
          mail([
            `Content-Type: text/plain\n\n${words}`,
            `Content-Type: text/xml\n\n${acns(SOURCE)}`,
          ]),
        )
      ).notices.flatMap(({ form, doubts }) => [form, ...doubts]);
    const time = 'Timestamp: 2026-11-22T05:33:00Z';
    expect(await doubtsOf(`IP Address: 198.51.100.7\nPort: 6881\n${time}`)).toEqual(['acns']);
    expect(await doubtsOf('Dear Sir or Madam, see the XML.')).toEqual(['acns']);
    for (const [words, what] of [
      [`IP Address: 198.51.100.8\n${time}`, 'address'],
      [`IP Address: 198.51.100.7\nPort: 6889\n${time}`, 'port'],
      ['IP Address: 198.51.100.7\nTimestamp: 2026-11-21T05:33:00Z', 'time'],
    ] as const)
      expect(await doubtsOf(words)).toEqual([
        'acns',
        `The message contradicts itself: its words name another ${what} than its XML, which was followed.`,
      ]);
  });

  it('may be forwarded, and hold several notices', async () => {
    const inner = `From: b@example.com\nMIME-Version: 1.0\nContent-Type: text/plain\n\n${acns(SOURCE)}\n${acns(SOURCE)}`;
    const { notices } = await read(
      mail(['Content-Type: text/plain\n\nsee below', `Content-Type: message/rfc822\n\n${inner}`]),
    );
    expect(notices).toHaveLength(2);
  });

  it('may be in UTF-16, and in Windows-1252', async () => {
    const utf16 = Buffer.from(`\ufeff${acns(SOURCE, '<Notes>é</Notes>')}`, 'utf16le');
    expect((await readNotices(new Uint8Array(utf16))).notices).toHaveLength(1);
    const latin = Buffer.from(
      acns(SOURCE, '<Content><Item><Title>Café</Title></Item></Content>').replace(
        '?>',
        ' encoding="ISO-8859-1"?>',
      ),
      'latin1',
    );
    const { notices } = await readNotices(new Uint8Array(latin));
    expect(notices[0]!.claims[0]!.contents[0]!.title).toBe('Café');
  });
});

describe('plain text', () => {
  it('has a claim for each address, and for a first and a last time', () => {
    const notice = parsePlainNotice(
      [
        'Title: Film',
        'IP Address: 198.51.100.7',
        'Port: 1',
        'Timestamp: 2026-11-22T05:33:00Z',
        'IP Address: 198.51.100.8:2',
        'Initial Infringement Timestamp: 2026-11-22T05:33:00Z',
        'Recent Infringement Timestamp: 2026-11-22T06:33:00Z',
        'IP Address: [2001:db8::7]:3',
      ].join('\r\n'),
    ) as Notice;
    expect(notice.claims.map(({ address, port, timeText }) => [address, port, timeText])).toEqual([
      ['198.51.100.7', 1, '2026-11-22T05:33:00Z'],
      ['198.51.100.8', 2, '2026-11-22T05:33:00Z'],
      ['198.51.100.8', 2, '2026-11-22T06:33:00Z'],
      ['2001:db8::7', 3, null],
    ]);
  });

  it('says the same back that was written', () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.integer({ min: 1, max: 65_535 }),
        fc.date({
          min: new Date('1990-01-01T00:00:00Z'),
          max: new Date('2100-01-01T00:00:00Z'),
          noInvalidDate: true,
        }),
        (address, port, date) => {
          const text = `> IP Address: ${address}\n> Port : ${port}\n>\tTimestamp: ${date.toISOString()}\n`;
          const { claims } = parsePlainNotice(text) as Notice;
          expect(claims).toMatchObject([{ address, port, at: date.getTime(), zoned: true }]);
        },
      ),
    );
  });
});

describe('times', () => {
  const AT = Date.UTC(2026, 10, 22, 5, 33, 7);
  it.each([
    ['2026-11-22T05:33:07Z', true],
    ['2026-11-22T05:33:07.000+00:00', true],
    ['2026-11-22 05:33:07 UTC', true],
    ['2026/11/22 05:33:07 (GMT)', true],
    ['2026-11-22T06:33:07+0100', true],
    ['2026-11-22 00:33:07 EST', true],
    ['Sun, 22 Nov 2026 05:33:07 +0000', true],
    ['22 November 2026 05:33:07 GMT', true],
    ['22-Nov-2026 07:33:07 UTC+2', true],
    ['Nov 22, 2026 5:33:07 AM UTC', true],
    ['November 22, 2026, 12:33:07 p.m. UTC+07:00', true],
    ['2026-11-22T05:33:07', false],
    ['2026-11-22 05:33:07 BST', false],
    ['22 Nov 2026 05:33:07', false],
  ])('%s', (text, zoned) => {
    expect(parseNoticeTime(text)).toEqual({ at: AT, zoned });
  });

  it.each([
    '11/22/2026 05:33:07',
    '2026-02-30T05:33:07Z',
    '2026-11-22T25:33:07Z',
    '2026-11-22T05:61:07Z',
    '2026-11-22 13:33:07 PM UTC',
    '2026-11-22',
    'yesterday',
    '',
    '2026-11-22T05:33:07Z'.padEnd(200, ' x'),
  ])('%j is none', (text) => {
    expect(parseNoticeTime(text)).toBeNull();
  });
});

describe('contents', () => {
  const SHA1 = 'ca82b378acd023a49cbc8c788771fa02eb02808d';
  it.each([
    [SHA1.toUpperCase(), 'bittorrent', [`btih:${SHA1}`]],
    [`urn:btih:${SHA1}`, 'bittorrent', [`btih:${SHA1}`]],
    ['ZKBLG6FM2AR2JHF4RR4IO4P2ALVQFAEN', 'bittorrent', [`btih:${SHA1}`]],
    [`${SHA1}${'0'.repeat(24)}`, 'bittorrent', [`btih:${SHA1}`]],
    [SHA1, 'gnutella', ['urn:sha1:ZKBLG6FM2AR2JHF4RR4IO4P2ALVQFAEN']],
    ['31D6CFE0D16AE931B73C59D7E0C089C0', 'edonkey', ['ed2k:31d6cfe0d16ae931b73c59d7e0c089c0']],
    [
      'lwpnacqdbzryxw3vhjvcj64qbzngohhhzwclnqa',
      'directconnect',
      ['tth:LWPNACQDBZRYXW3VHJVCJ64QBZNGOHHHZWCLNQA'],
    ],
    [SHA1, null, [`btih:${SHA1}`, 'urn:sha1:ZKBLG6FM2AR2JHF4RR4IO4P2ALVQFAEN']],
    ['not a hash', null, []],
  ] as const)('%s of %s', (text, system, ids) => {
    expect(contentIds(text, system)).toEqual(ids);
  });

  it('have sizes as people write them', () => {
    expect(
      ['734003200', '734,003,200 bytes', '700 MB', '1.5GiB', '-1', 'large'].map(byteCount),
    ).toEqual([734_003_200, 734_003_200, 734_003_200, 1_610_612_736, null, null]);
  });
});

describe('any bytes', () => {
  it('are read or refused, never thrown at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const { notices, refused } = await readNotices(bytes);
        expect(notices.length + refused.length).toBeGreaterThan(0);
      }),
    );
  });

  it('that were a notice as well: cut, and with stretches changed', async () => {
    const files = NAMES.map((name) => fixture(`notices/${name}`));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.nat(),
        fc.uint8Array({ maxLength: 24 }),
        async (file, cut, at, bytes) => {
          const changed = file.slice(0, 1 + (cut % (2 * file.length)));
          changed.set(bytes.subarray(0, changed.length), at % Math.max(1, changed.length - 24));
          const { notices, refused } = await readNotices(changed);
          expect(notices.length + refused.length).toBeGreaterThan(0);
          for (const claim of notices.flatMap(({ claims }) => claims)) {
            if (claim.at !== null) expect(Number.isFinite(claim.at)).toBe(true);
            expect(JSON.stringify(claim).length).toBeLessThan(200_000);
          }
        },
      ),
    );
  });

  it('and any text in XML, without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(['string', 'object']).toContain(typeof parseAcns(acns(text)));
        expect(['string', 'object']).toContain(typeof parsePlainNotice(text));
      }),
    );
  });
});
