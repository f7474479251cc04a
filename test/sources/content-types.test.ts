// What files are (D7), by their bytes: single formats as hex, real files of this system against file(1), and any bytes at all.
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, opendirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contentType,
  contentTypeOf,
  HEAD_BYTES,
  isVolume,
  mayBeVolume,
  UNKNOWN,
} from '../../src/sources/files/content-type.ts';
import { CONTENT_TYPES } from '../../src/sources/files/content-types.data.ts';
import { disguiseOf, extensionOf } from '../../src/sources/files/disguise.ts';
import { partialName } from '../../src/sources/files/partial-names.ts';
import { missingVolumes, volumeOf } from '../../src/sources/files/volumes.ts';
import { needs } from '../harness/tools.ts';
import { hex } from '../wire/bytes.ts';

const typeOf = (bytes: Uint8Array, size = bytes.length): string =>
  contentType(contentTypeOf(bytes, size)).mime;

/** An MPEG 1 layer III frame of 128 kbit/s and 44.1 kHz: 417 bytes. */
const frame = (): Uint8Array => {
  const bytes = new Uint8Array(417).fill(1);
  bytes.set(hex('fffb9064'));
  return bytes;
};
const twice = (bytes: Uint8Array): Uint8Array => Buffer.concat([bytes, bytes]);

describe('content types (D7)', () => {
  it.each([
    ['RIFF AVI', '52494646 00000010 41564920 4c495354', 'video/x-msvideo'],
    ['RIFF WAVE', '52494646 00000010 57415645 666d7420', 'audio/x-wav'],
    ['Matroska', '1a45dfa3 93 4282 88 6d6174726f736b61', 'video/x-matroska'],
    ['WebM', '1a45dfa3 9f 4286 81 01 4282 84 7765626d 00000000', 'video/webm'],
    ['MP4', '00000018 66747970 69736f6d 00000200', 'video/mp4'],
    ['M4A', '00000020 66747970 4d344120 00000000', 'audio/x-m4a'],
    ['QuickTime', '00000014 66747970 71742020 00000000', 'video/quicktime'],
    ['ASF', '3026b2758e66cf11a6d900aa0062ce6c', 'video/x-ms-asf'],
    ['MPEG program stream', '000001ba 44000400', 'video/mpeg'],
    ['ID3', '494433 0300 00 00000010', 'audio/mpeg'],
    ['FLAC', '664c6143 00000022', 'audio/flac'],
    [
      'ZIP',
      '504b0304 14000000 00000000 00000000 00000000 00000000 0000 0500 0000 612e747874',
      'application/zip',
    ],
    ['RAR 5', '526172211a070100', 'application/x-rar'],
    ['7z', '377abcaf271c0004', 'application/x-7z-compressed'],
    ['torrent', '64383a616e6e6f756e6365', 'application/x-bittorrent'],
    ['ELF', '7f454c4602010100', 'application/x-executable'],
    ['PDF', '255044462d312e37', 'application/pdf'],
    ['text', '68656c6c6f0a', 'text/plain'],
    ['page', '3c21444f43545950452068746d6c3e', 'text/html'],
    ['nothing known', '0102030405060708', 'application/octet-stream'],
  ])('%s', (_, bytes, mime) => {
    expect(typeOf(hex(bytes))).toBe(mime);
  });

  it('takes MPEG audio by two frames in step, not by one header', () => {
    expect(typeOf(twice(frame()))).toBe('audio/mpeg');
    expect(typeOf(frame())).toBe('application/octet-stream');
    const once = new Uint8Array(834).fill(1);
    once.set(hex('fffb9064'));
    expect(typeOf(once)).toBe('application/octet-stream');
  });

  it('takes transport streams by five sync bytes in step', () => {
    const packets = new Uint8Array(188 * 5);
    for (let i = 0; i < 5; i++) packets[i * 188] = 0x47;
    expect(typeOf(packets)).toBe('video/mp2t');
    packets[188 * 2] = 0;
    expect(typeOf(packets)).toBe('application/octet-stream');
  });

  it('looks for a volume only where one may begin', () => {
    const zeros = new Uint8Array(HEAD_BYTES);
    expect(mayBeVolume(zeros, UNKNOWN, 700_000_000)).toBe(true);
    expect(mayBeVolume(zeros, UNKNOWN, 20_000)).toBe(false);
    expect(isVolume(hex('01 4344303031 01 00'))).toBe(true);
    expect(isVolume(hex('00 0000000000 00 00'))).toBe(false);
  });

  it('has an answer for any bytes, and reads nothing past their end', () => {
    const starts = [
      '504b0304',
      '1a45dfa3',
      '52494646',
      '4f676753',
      '494433',
      'fffb',
      '4d5a',
      '64313a',
      '00000018667479',
      'cafebabe',
    ];
    const start = fc.constantFrom('', ...starts).map(hex);
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 600 }), fc.nat(), (first, rest, size) => {
        const bytes = Buffer.concat([first, rest]);
        for (const end of [0, 1, 4, 12, 64, bytes.length]) {
          const number = contentTypeOf(bytes.subarray(0, end), size);
          expect(CONTENT_TYPES[number]).toBeDefined();
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('real files of this system', () => {
  const need = needs('file');
  /** Kinds that an audit tells: there the two must agree. */
  const WATCHED = new Set(['video', 'audio', 'archive', 'disk-image', 'program', 'image']);
  /** file(1) is finer there, or newer than its magic's own names. */
  const SAME: Readonly<Record<string, string>> = {
    'application/x-sharedlib': 'application/x-executable',
    'application/x-pie-executable': 'application/x-executable',
    'application/x-object': 'application/x-executable',
    'application/x-coredump': 'application/x-executable',
    'application/vnd.microsoft.portable-executable': 'application/x-dosexec',
    'application/zip': 'application/java-archive',
    'image/svg+xml': 'text/xml',
  };

  it('are what file(1) says', (context) => {
    need.check(context);
    const paths = ['/usr/share', '/usr/lib', '/boot'].flatMap((folder) => someFiles(folder, 500));
    const said = execFileSync('file', ['--mime-type', '-N', '-F', '\t\t', '-f', '-'], {
      input: paths.join('\n'),
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    let compared = 0;
    const differ: string[] = [];
    for (const line of said.split('\n')) {
      const [path, theirs] = line.split('\t\t').map((part) => part.trim());
      if (path === undefined || theirs === undefined) continue;
      const ours = readType(path);
      if (ours === null) continue;
      const watched = WATCHED.has(kindOf(ours)) || WATCHED.has(kindOf(theirs));
      if (!watched) continue;
      compared++;
      if (
        ours !== theirs &&
        SAME[theirs] !== ours &&
        !theirs.startsWith('text/') &&
        theirs !== 'image/svg+xml' &&
        kindOf(theirs) !== ''
      )
        differ.push(`${path}: ${theirs}, ours ${ours}`);
    }
    expect(compared).toBeGreaterThan(200);
    expect(differ).toEqual([]);
  });

  const kindOf = (mime: string): string =>
    CONTENT_TYPES.find((type) => type.mime === mime)?.kind ?? '';
});

/** The first so many files below a folder, in folders of all depths. */
const someFiles = (top: string, most: number): string[] => {
  const files: string[] = [];
  const folders = [top];
  while (folders.length > 0 && files.length < most) {
    const folder = folders.shift()!;
    let own = 0;
    let entries: ReturnType<typeof opendirSync>;
    try {
      entries = opendirSync(folder);
    } catch {
      continue;
    }
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && own++ < 5) files.push(path);
    }
    entries.closeSync();
  }
  return files;
};

const readType = (path: string): string | null => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const head = new Uint8Array(HEAD_BYTES);
    const read = readSync(file, head, 0, HEAD_BYTES, 0);
    return typeOf(head.subarray(0, read), fstatSync(file).size);
  } finally {
    closeSync(file);
  }
};

describe('names', () => {
  it.each([
    ['x.part01.rar', 'x.part*.rar', 1],
    ['x.part12.RAR', 'x.part*.rar', 12],
    ['x.rar', 'x.r*', 1],
    ['x.r00', 'x.r*', 2],
    ['x.s00', 'x.r*', 102],
    ['x.7z.001', 'x.7z.*', 1],
    ['x.z01', 'x.z*', 1],
    ['x.zip', 'x.z*', Number.POSITIVE_INFINITY],
    ['x.ace', 'x.c*', 1],
    ['x.c00', 'x.c*', 2],
  ])('%s is of a set of volumes', (name, set, number) => {
    expect(volumeOf(name)).toEqual({ set, number });
  });

  it('tells which volumes are not there', () => {
    expect(missingVolumes([1, 2, 4, 7])).toEqual([3, 5, 6]);
    expect(missingVolumes([1, 2, Number.POSITIVE_INFINITY])).toEqual([]);
    expect(missingVolumes([9000], 3)).toEqual([1, 2, 3]);
    expect(volumeOf('report.pdf')).toBeNull();
    expect(volumeOf('.001')).toBeNull();
  });

  it('knows downloads that are not whole, and leaves browsers’ alone', () => {
    expect(partialName('001.part')?.system).toBe('edonkey');
    expect(partialName('film.mkv.!qB')?.system).toBe('bittorrent');
    expect(partialName('T-5034-song.mp3')?.system).toBe('gnutella');
    expect(partialName('___ARESTRA___song.mp3')?.system).toBe('ares');
    expect(partialName('film.mkv.td')?.system).toBe('thunder');
    for (const name of [
      'setup.exe.part',
      'x.crdownload',
      'T-shirt.jpg',
      'part.txt',
      'Intrinsics.gen.td',
      'notes.tdoc',
    ])
      expect(partialName(name)).toBeNull();
  });

  it('takes content under a false name for a disguise, and containers for none', () => {
    const number = (mime: string) => CONTENT_TYPES.findIndex((type) => type.mime === mime);
    const claimed = (mime: string, name: string) => disguiseOf(number(mime), extensionOf(name));
    expect(claimed('video/x-matroska', 'report.doc')).toBe('document');
    expect(claimed('audio/mpeg', 'notes.TXT')).toBe('text');
    expect(claimed('application/x-dosexec', 'song.mp3')).toBe('audio');
    for (const [mime, name] of [
      ['application/zip', 'letter.docx'],
      ['application/gzip', 'drawing.svgz'],
      ['video/mp4', 'book.m4a'],
      ['video/mp2t', 'main.ts'],
      ['application/x-dosexec', 'driver.dat'],
      ['text/plain', 'film.avi'],
      ['image/png', 'photo.jpg'],
      ['video/mp4', 'constructor'],
    ] as const)
      expect(claimed(mime, name), `${mime} as ${name}`).toBeNull();
  });
});
