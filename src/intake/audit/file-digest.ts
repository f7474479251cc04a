// Hashes of a file, in one pass over it: for copies (its edges first, then SHA-256), and as file sharing names contents.
import { createHash } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { LIMITS } from '../../model/limits.ts';
import { base32 } from '../../wire/codec/base32.ts';
import { hex } from '../../wire/codec/hex.ts';
import { Md4, md4 } from '../../wire/codec/md4.ts';
import { rootOf, tigerTreeLeaves } from '../../wire/codec/tiger-tree.ts';
import { readAt, withFile } from './open-file.ts';
import type { DigestKind, DigestResult, DigestTask } from './walker-words.ts';

const BLOCK_BYTES = 1 << 20;
/** Read at the beginning, in the middle and at the end of a file before all of it is. */
const EDGE_BYTES = 4096;
/** eDonkey: parts of 9,500 KiB, each hashed with MD4, then MD4 over the hashes (eMule, KnownFile.cpp). */
const ED2K_PART_BYTES = 9_728_000;

export const digestFile = (
  { path, listed, digests }: Pick<DigestTask, 'path' | 'listed' | 'digests'>,
  touch: boolean,
): DigestResult =>
  withFile(path, listed, touch, (file) => {
    const running = digests.map(runningDigest);
    if (digests.every((kind) => kind === 'edges')) readEdges(file, running[0]!);
    else readAll(file, running);
    return running.map((one) => one.end());
  });

interface Running {
  update(block: Uint8Array): void;
  end(): string;
}

const readAll = (file: number, running: readonly Running[]): void => {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let offset = 0;
  for (;;) {
    const read = readAt(file, block, offset);
    if (read === 0 || offset >= LIMITS.auditHashBytesMax) return;
    for (const one of running) one.update(block.subarray(0, read));
    offset += read;
  }
};

const readEdges = (file: number, running: Running): void => {
  const block = Buffer.allocUnsafe(EDGE_BYTES);
  const { size } = fstatSync(file);
  for (const offset of [0, Math.floor(size / 2), Math.max(0, size - EDGE_BYTES)])
    running.update(block.subarray(0, readAt(file, block, offset)));
};

const runningDigest = (kind: DigestKind): Running => {
  switch (kind) {
    case 'ed2k':
      return runningEd2k();
    case 'tth':
      return runningTree();
    case 'merkle':
      return runningMerkle();
    default: {
      const hash = createHash(kind === 'edges' ? 'sha256' : kind);
      return { update: (block) => void hash.update(block), end: () => hash.digest('hex') };
    }
  }
};

/** A content of whole parts ends with the hash of nothing (eMule since 2002; the older way leaves it out). */
const runningEd2k = (): Running => {
  const parts: Uint8Array[] = [];
  let part = new Md4();
  let left = ED2K_PART_BYTES;
  return {
    update(block) {
      for (let at = 0; at < block.length; ) {
        const taken = Math.min(left, block.length - at);
        part.update(block, at, at + taken);
        at += taken;
        left -= taken;
        if (left > 0) continue;
        parts.push(part.digest());
        part = new Md4();
        left = ED2K_PART_BYTES;
      }
    },
    end() {
      const last = part.digest();
      return hex(parts.length === 0 ? last : md4(Buffer.concat([...parts, last])));
    },
  };
};

/** Tiger tree (THEX): roots of whole blocks are what a level of the tree holds. */
const runningTree = (): Running => {
  const level: Uint8Array[] = [];
  return {
    update: (block) => void level.push(...tigerTreeLeaves(block, BLOCK_BYTES)),
    end: () => base32(rootOf(level)),
  };
};

/** BEP 52: SHA-256 over blocks of 16 KiB, the tree filled up with zeros to a power of two. */
const runningMerkle = (): Running => {
  const leaves: Buffer[] = [];
  return {
    update(block) {
      for (let at = 0; at < block.length; at += MERKLE_BYTES)
        leaves.push(sha256(block.subarray(at, at + MERKLE_BYTES)));
    },
    end() {
      let level = leaves;
      let filler: Buffer = Buffer.alloc(32);
      while (level.length > 1) {
        if (level.length % 2 === 1) level.push(filler);
        level = level.flatMap((left, i) =>
          i % 2 === 0 ? [sha256(Buffer.concat([left, level[i + 1]!]))] : [],
        );
        filler = sha256(Buffer.concat([filler, filler]));
      }
      return (level[0] ?? filler).toString('hex');
    },
  };
};

const MERKLE_BYTES = 16_384;

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
