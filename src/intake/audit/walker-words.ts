// What the parent asks of a walker, and what it answers.
import type { Listed, Unread } from './open-file.ts';
import type { RawPath } from './raw-path.ts';
import type { FolderPart, FolderTask, WalkSettings } from './walk-words.ts';

/** `edges`: SHA-256 over the beginning, middle and end; the others over the whole content. `merkle`: BEP 52. */
export type DigestKind = 'edges' | 'sha256' | 'sha1' | 'md5' | 'ed2k' | 'tth' | 'merkle';

export interface DigestTask {
  readonly kind: 'digest';
  readonly number: number;
  readonly path: RawPath;
  readonly listed: Listed;
  readonly digests: readonly DigestKind[];
}

/** Hex, in the order asked for; `tth` in base32, as it is written everywhere. */
export type DigestResult = readonly string[] | Unread;

export interface PieceTask {
  readonly kind: 'pieces';
  readonly number: number;
  readonly path: RawPath;
  readonly listed: Listed;
  /** Bytes of the content before this file, of all, and of a piece (BEP 3). */
  readonly before: number;
  readonly size: number;
  readonly contentBytes: number;
  readonly pieceBytes: number;
  /** Hashes of the pieces to check, 20 bytes each, with their numbers. */
  readonly pieces: readonly number[];
  readonly hashes: Uint8Array;
}

export interface PieceResult {
  readonly checked: number;
  readonly fitting: number;
}

export type WalkerTask =
  | { readonly kind: 'begin'; readonly settings: WalkSettings }
  | { readonly kind: 'folders'; readonly number: number; readonly folders: readonly FolderTask[] }
  | DigestTask
  | PieceTask;

export type WalkerAnswer =
  | { readonly kind: 'parts'; readonly parts: readonly FolderPart[] }
  | { readonly kind: 'done'; readonly number: number }
  | { readonly kind: 'digest'; readonly number: number; readonly result: DigestResult }
  | { readonly kind: 'pieces'; readonly number: number; readonly result: PieceResult | Unread };
