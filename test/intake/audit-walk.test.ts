// The parts of the walk over folders, one by one: names as bytes, what is remembered, whose it is, hashes and pieces.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { digestFile } from '../../src/intake/audit/file-digest.ts';
import { ignorePattern } from '../../src/intake/audit/ignore.ts';
import { holdsFiles, mountOf, parseMounts } from '../../src/intake/audit/mounts.ts';
import { openFile } from '../../src/intake/audit/open-file.ts';
import { parsePasswd } from '../../src/intake/audit/owners.ts';
import { checkPieces, pieceTask } from '../../src/intake/audit/piece-check.ts';
import { forSystem, type RawPath, rawPath, shownPath } from '../../src/intake/audit/raw-path.ts';
import { WalkBlockReader, WalkBlockWriter } from '../../src/intake/audit/walk-block.ts';
import { folderKey, WalkStateReader, WalkStateWriter } from '../../src/intake/audit/walk-state.ts';
import { needs } from '../harness/tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerwarden-walk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = (name: string, content: Uint8Array | string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  const { dev, ino } = lstatSync(path);
  return { path: rawPath(path), listed: { dev, ino } };
};

describe('paths as bytes', () => {
  it('find any name again, and show UTF-8 as it is and other bytes as hex', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const raw = Buffer.from(bytes).toString('latin1') as RawPath;
        const system = forSystem(raw);
        expect(Buffer.from(system as string)).toEqual(Buffer.from(bytes));
      }),
    );
    expect(shownPath(rawPath('/srv/Ünïcode/文'))).toBe('/srv/Ünïcode/文');
    expect(shownPath('a\xff\xc3\xbcb\xc3')).toBe('a\\xffüb\\xc3');
  });

  it('are ignored by patterns', () => {
    const fits = (glob: string, path: string) => new RegExp(ignorePattern(glob)).test(path);
    expect(fits('*.iso', '/a/b.iso')).toBe(true);
    expect(fits('*.iso', '/a/b.iso/c')).toBe(false);
    expect(fits('/backup/', '/backup/x')).toBe(true);
    expect(fits('/backup/', '/a/backup/x')).toBe(false);
    expect(fits('a/**/c', '/x/a/b/b/c')).toBe(true);
    expect(fits('a?(c)+[.]', '/ab(c)+[.]')).toBe(true);
    expect(fits('ü*', rawPath('/über').toString())).toBe(true);
  });
});

describe('what is remembered', () => {
  const known = { inode: 2 ** 52, bytes: 2 ** 42, changed: 1.5, modified: 1_795_305_600_000.25 };

  it('is found in the order of writing and in any other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { maxLength: 50 }), (inodes) => {
        const writer = new WalkBlockWriter(64);
        inodes.forEach((inode, type) => {
          writer.add({ ...known, inode }, type);
        });
        const block = writer.take();
        const forwards = new WalkBlockReader(block);
        const backwards = new WalkBlockReader(block);
        expect(inodes.map((inode) => forwards.typeOf({ ...known, inode }))).toEqual([
          ...inodes.keys(),
        ]);
        expect([...inodes].reverse().map((inode) => backwards.typeOf({ ...known, inode }))).toEqual(
          [...inodes.keys()].reverse(),
        );
      }),
    );
  });

  it('is nothing of a file that changed in any way, and of no block at all', () => {
    const writer = new WalkBlockWriter(1);
    writer.add(known, 7);
    const block = writer.take();
    const typeOf = (other: Partial<typeof known>) =>
      new WalkBlockReader(block).typeOf({ ...known, ...other });
    expect(typeOf({})).toBe(7);
    for (const other of [{ inode: 1 }, { bytes: 1 }, { changed: 1 }, { modified: 1 }])
      expect(typeOf(other)).toBe(-1);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(new WalkBlockReader(bytes).typeOf(known)).toBeGreaterThanOrEqual(-1);
      }),
    );
  });

  it('survives in a file, in parts of folders; a file that is cut anywhere is none', () => {
    const path = join(folder, 'state.walk');
    const writer = new WalkStateWriter(path);
    const blocks = [Uint8Array.of(1, 2), Uint8Array.of(3), Uint8Array.of()];
    writer.add(folderKey('/a'), blocks[0]!);
    writer.add(folderKey('/b'), blocks[1]!);
    writer.add(folderKey('/a'), blocks[2]!);
    writer.finish();
    const reader = WalkStateReader.open(path)!;
    const read = (name: string) =>
      reader.blocks(folderKey(name)).map((place) => [...reader.read(place)]);
    expect(read('/a')).toEqual([[1, 2], []]);
    expect(read('/b')).toEqual([[3]]);
    expect(read('/c')).toEqual([]);
    reader.close();
    for (let size = lstatSync(path).size - 1; size >= 0; size--) {
      truncateSync(path, size);
      expect(WalkStateReader.open(path)).toBeNull();
    }
  });
});

describe('what is there', () => {
  it('reads mounts: where they are, what holds files, what keeps access times', () => {
    const mounts = parseMounts(
      [
        '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
        '23 22 0:21 / /proc rw,nosuid - proc proc rw',
        '24 22 8:2 / /srv/with\\040blank rw,noatime - xfs /dev/sdb rw',
        'damaged',
      ].join('\n'),
    );
    expect(mounts.map(({ path, keepsTimes }) => [path, keepsTimes])).toEqual([
      ['/', false],
      ['/proc', false],
      ['/srv/with blank', true],
    ]);
    expect(mounts.map(holdsFiles)).toEqual([true, false, true]);
    expect(mountOf('/srv/with blank/x', mounts)?.type).toBe('xfs');
    expect(mountOf('/srv/with blanks', mounts)?.type).toBe('ext4');
  });

  it('reads owners, and guesses none', () => {
    const names = parsePasswd(
      'root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:/\nbad:x:zero\n\nmaria:x:1000:1000::/:/\n',
    );
    expect([...names]).toEqual([
      [0, 'root'],
      [1000, 'maria'],
    ]);
  });

  it('opens what was listed, and nothing else', () => {
    const { path, listed } = made('plain', 'text');
    const link = join(folder, 'link');
    symlinkSync('plain', link);
    expect(openFile(link, listed, false)).toBe('changed');
    expect(openFile(path, { ...listed, ino: listed.ino + 1 }, false)).toBe('changed');
    expect(openFile(folder, listed, false)).toBe('changed');
    expect(openFile(join(folder, 'nothing'), listed, false)).toBe('gone');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const { dev, ino } = lstatSync(join(folder, 'pipe'));
    expect(openFile(join(folder, 'pipe'), { dev, ino }, false)).toBe('changed');
  });
});

describe('contents', () => {
  it('are hashed as clients do', () => {
    const file = made('abc', 'abc');
    const digests = (digests: Parameters<typeof digestFile>[0]['digests']) =>
      digestFile({ ...file, digests }, false);
    expect(digests(['sha256', 'sha1', 'md5'])).toEqual(
      (['sha256', 'sha1', 'md5'] as const).map((kind) =>
        createHash(kind).update('abc').digest('hex'),
      ),
    );
    // RFC 1320 §A.5: a content of one part is named by its MD4 alone.
    expect(digests(['ed2k'])).toEqual(['a448017aaf21d8525fc10ae87aa6729d']);
    // BEP 52: a content of one block is named by its SHA-256.
    expect(digests(['merkle'])).toEqual([createHash('sha256').update('abc').digest('hex')]);
    // THEX, test vectors of the Tiger tree hash: the empty file.
    expect(digestFile({ ...made('empty', ''), digests: ['tth'] }, false)).toEqual([
      expect.stringMatching(/^lwpnacqdbzryxw3vhjvcj64qbznghohhhzwclnq$/i),
    ]);
  });

  it('are hashed part by part: eDonkey as rhash does', (context) => {
    needs('rhash').check(context);
    for (const bytes of [9_728_000, 9_728_001]) {
      const file = made(`parts-${bytes}`, Buffer.alloc(bytes, 7));
      const theirs = execFileSync('rhash', ['-p', '%{ed2k} %{tth}\\n', file.path], {
        encoding: 'utf8',
      })
        .trim()
        .split(/\s+/);
      const [ed2k, tth] = digestFile({ ...file, digests: ['ed2k', 'tth'] }, false) as string[];
      expect([ed2k, tth!.toLowerCase()]).toEqual([theirs[0], theirs[1]!.toLowerCase()]);
    }
  });

  it('are known by pieces that lie wholly in a file, and zeros are none', () => {
    const length = 16_384;
    const content = Buffer.from(
      Array.from({ length: 5 * length + 100 }, (_, i) => ((i * 7919) % 251) | 1),
    );
    const hashes = Buffer.concat(
      Array.from({ length: 6 }, (_, i) =>
        createHash('sha1')
          .update(content.subarray(i * length, (i + 1) * length))
          .digest(),
      ),
    );
    const pieces = { algorithm: 'sha1', length, hashes } as const;
    const before = 10_000;
    const size = content.length - before;
    const task = pieceTask(pieces, before, size, content.length)!;
    expect(task.pieces).toEqual([1, 2, 3, 4, 5]);
    const file = made('content', content.subarray(before));
    const check = (path = file) =>
      checkPieces({ kind: 'pieces', number: 1, ...path, ...task }, false);
    expect(check()).toEqual({ checked: 5, fitting: 5 });
    const half = Buffer.concat([
      content.subarray(before, 3 * length),
      Buffer.alloc(2 * length + 100),
    ]);
    expect(check(made('half', half))).toEqual({ checked: 5, fitting: 2 });
    expect(check(made('short', content.subarray(before, 2 * length + 5)))).toEqual({
      checked: 5,
      fitting: 1,
    });
    expect(pieceTask(pieces, before, 1000, content.length)).toBeNull();
    expect(pieceTask({ ...pieces, length: 2 ** 31 }, 0, size, content.length)).toBeNull();
  });
});
