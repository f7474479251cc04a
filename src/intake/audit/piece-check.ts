// Does a file hold what a torrent describes? A few of its pieces are hashed (BEP 3: SHA-1 over all files in order). One
// piece that fits is no chance; how many fit tells how much of a partial download is there.
import { createHash } from 'node:crypto';
import { LIMITS } from '../../model/limits.ts';
import type { Pieces } from '../../systems/artefact.ts';
import { readAt, type Unread, withFile } from './open-file.ts';
import type { PieceResult, PieceTask } from './walker-words.ts';

const HASH_BYTES = 20;

/** A piece of libtorrent is at most 128 MiB; larger ones are nobody's. */
const PIECE_BYTES_MAX = 128 << 20;

/** What to ask about a file that begins `before` bytes into a content; null when no piece lies wholly in it. */
export const pieceTask = (
  { length, hashes, algorithm }: Pieces,
  before: number,
  size: number,
  contentBytes: number,
): Omit<PieceTask, 'kind' | 'number' | 'path' | 'listed'> | null => {
  if (algorithm !== 'sha1' || length < 1 || length > PIECE_BYTES_MAX) return null;
  const first = Math.ceil(before / length);
  // The content's last piece may be shorter, and ends with its last file.
  const end = before + size;
  const stop = end === contentBytes ? Math.ceil(end / length) : Math.floor(end / length);
  const count = Math.min(stop, Math.floor(hashes.length / HASH_BYTES)) - first;
  if (count <= 0) return null;
  const pieces = spread(count, LIMITS.auditPiecesChecked).map((number) => first + number);
  const wanted = new Uint8Array(pieces.length * HASH_BYTES);
  pieces.forEach((piece, i) => {
    wanted.set(hashes.subarray(piece * HASH_BYTES, (piece + 1) * HASH_BYTES), i * HASH_BYTES);
  });
  return { before, size, contentBytes, pieceBytes: length, pieces, hashes: wanted };
};

/** At most `most` of the numbers below `count`, the first and the last among them. */
const spread = (count: number, most: number): number[] =>
  count <= most
    ? Array.from({ length: count }, (_, i) => i)
    : Array.from({ length: most }, (_, i) => Math.floor((i * (count - 1)) / (most - 1)));

export const checkPieces = (task: PieceTask, touch: boolean): PieceResult | Unread =>
  withFile(task.path, task.listed, touch, (file) => {
    const { pieceBytes, contentBytes, before } = task;
    const block = Buffer.allocUnsafe(pieceBytes);
    let fitting = 0;
    task.pieces.forEach((piece, i) => {
      const bytes = Math.min(pieceBytes, contentBytes - piece * pieceBytes);
      const read = readAt(file, block.subarray(0, bytes), piece * pieceBytes - before);
      const content = block.subarray(0, read);
      // Zeros are what is not there yet, and what any other file may hold.
      if (read < bytes || content.every((byte) => byte === 0)) return;
      const wanted = task.hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
      if (createHash('sha1').update(content).digest().equals(wanted)) fitting++;
    });
    return { checked: task.pieces.length, fitting };
  });
