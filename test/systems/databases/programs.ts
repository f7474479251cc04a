// Real programs in a network of their own, which nothing leads out of: a script starts one, waits until it has done what
// it was given, and ends it in order, so that its files are written as its author meant.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS } from '../../../src/model/limits.ts';
import type { Artefact } from '../../../src/systems/artefact.ts';
import { readerFor } from '../../../src/systems/artefact-readers.ts';
import { bencode } from './bencode.ts';

/** A generous bound: the machine may be busy. */
const BOUND_MS = 50_000;

export interface Office {
  readonly folder: string;
  /** Runs a shell script; `wait N COMMAND…` in it asks until COMMAND holds, up to N times half a second. */
  run(script: string): Promise<string>;
  close(): void;
}

export const openOffice = (): Office => {
  const folder = mkdtempSync(join(tmpdir(), 'databases-'));
  const running = new Set<ReturnType<typeof spawn>>();
  return {
    folder,
    async run(script) {
      const child = spawn(
        'unshare',
        ['-n', '--kill-child', '-fp', 'sh', '-c', `${PROLOGUE}${script}`],
        {
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8', TERM: 'xterm' },
        },
      );
      running.add(child);
      let said = '';
      child.stdout.on('data', (bytes: Buffer) => {
        said = (said + bytes.toString()).slice(-20_000);
      });
      child.stderr.on('data', (bytes: Buffer) => {
        said = (said + bytes.toString()).slice(-20_000);
      });
      const bound = setTimeout(() => child.kill('SIGKILL'), BOUND_MS);
      const code = await new Promise((done) => child.once('close', done));
      clearTimeout(bound);
      running.delete(child);
      if (code !== 0) throw new Error(`the program did not do it (${code}): ${said}`);
      return said;
    },
    close() {
      for (const child of running) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Ports of a namespace are nobody else's. `D` is the folder; `end` stops a program in order. */
const PROLOGUE = `set -u; ip link set lo up; D=$PWD
wait_for() { tries=$1; shift; while [ $tries -gt 0 ]; do if "$@" >/dev/null 2>&1; then return 0; fi; tries=$((tries-1)); sleep 0.3; done; echo "waited in vain for: $*"; exit 9; }
end() { kill -\${2:-TERM} $1; wait $1 || true; }
`;

/** What lies on the disk: `salary.doc`, and a folder of two; a third content is wanted and not there. */
export interface Content {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly hash: string;
  readonly torrent: Uint8Array;
}

const PIECE = 32_768;
export const TRACKER = 'http://tracker.invalid:6969/announce';

const noise = (seed: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  for (let i = 0, state = seed; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
};

const sha1 = (bytes: Uint8Array): Buffer => createHash('sha1').update(bytes).digest();

const contentOf = (name: string, files: Content['files'], alone: boolean): Content => {
  const all = Buffer.concat(files.map(({ bytes }) => bytes));
  const pieces: Buffer[] = [];
  for (let at = 0; at < all.length; at += PIECE) pieces.push(sha1(all.subarray(at, at + PIECE)));
  const info = {
    name,
    'piece length': PIECE,
    pieces: Buffer.concat(pieces),
    ...(alone
      ? { length: all.length }
      : {
          files: files.map(({ path, bytes }) => ({ length: bytes.length, path: path.split('/') })),
        }),
  };
  const torrent = bencode({ announce: TRACKER, info });
  return { name, files, torrent, hash: sha1(bencode(info)).toString('hex') };
};

export const contents = (): readonly [Content, Content, Content] => [
  contentOf('salary.doc', [{ path: 'salary.doc', bytes: noise(1, 300_000) }], true),
  contentOf(
    'Quarterly figures',
    [
      { path: 'résumé.pdf', bytes: noise(2, 100_000) },
      { path: 'old/policy.txt', bytes: noise(3, 70_000) },
    ],
    false,
  ),
  contentOf('missing.iso', [{ path: 'missing.iso', bytes: noise(4, 500_000) }], true),
];

/** Writes the first two contents below `folder`, and all three torrents beside it. */
export const layOut = (office: Office, share: string, all: readonly Content[]): void => {
  mkdirSync(join(office.folder, share), { recursive: true });
  for (const [i, { name, files, torrent }] of all.entries()) {
    writeFileSync(join(office.folder, `${i + 1}.torrent`), torrent);
    if (i === 2) continue;
    for (const { path, bytes } of files) {
      const place = join(office.folder, share, files.length > 1 ? name : '', path);
      mkdirSync(join(place, '..'), { recursive: true });
      writeFileSync(place, bytes);
    }
  }
};

/** Reads a file as the audit does: by name, then head, then whole. */
export const read = (...path: readonly string[]): Artefact => {
  const name = join(...path);
  const bytes = new Uint8Array(readFileSync(name));
  const reader = readerFor(name, bytes.subarray(0, LIMITS.artefactHeadBytes));
  if (reader === null) throw new Error(`no reader takes ${name}`);
  return reader.read(bytes, name);
};

/** All files of a folder that a reader takes, by their names. */
export const readAll = (folder: string): ReadonlyMap<string, Artefact> => {
  const found = new Map<string, Artefact>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
    try {
      found.set(name, read(folder, name));
    } catch {
      // A folder, or nothing of a client's.
    }
  return found;
};
