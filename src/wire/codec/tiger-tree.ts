// Tiger tree hash: the Merkle tree that names files in Direct Connect and Gnutella (THEX, draft-jchapweske-thex-02).
// Leaves are hashes of 0x00 and 1024 bytes, inner nodes of 0x01 and both children; a child without sibling rises.
import { tiger } from './tiger.ts';

/** Bytes of one leaf (THEX §2). */
export const LEAF_BYTES = 1024;
const DIGEST_BYTES = 24;

/** Root of the tree over all bytes: 24 bytes. */
export const tigerTreeRoot = (bytes: Uint8Array): Uint8Array =>
  rootOf(tigerTreeLeaves(bytes, LEAF_BYTES));

/** Root of a tree of which the digests of one level are given. */
export const rootOf = (level: readonly Uint8Array[]): Uint8Array => {
  let nodes = level;
  while (nodes.length > 1) nodes = parents(nodes);
  return nodes[0] ?? tigerTreeRoot(new Uint8Array());
};

/** Digests of the level whose nodes cover `blockBytes` each (1024 times a power of two); at least one. */
export const tigerTreeLeaves = (bytes: Uint8Array, blockBytes: number): Uint8Array[] => {
  const leaf = new Uint8Array(1 + LEAF_BYTES);
  let nodes: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += LEAF_BYTES) {
    const end = Math.min(at + LEAF_BYTES, bytes.length);
    leaf.set(bytes.subarray(at, end), 1);
    nodes.push(tiger(leaf, 0, 1 + end - at));
  }
  for (let covered = LEAF_BYTES; covered < blockBytes && nodes.length > 1; covered *= 2)
    nodes = parents(nodes);
  return nodes;
};

const parents = (nodes: readonly Uint8Array[]): Uint8Array[] => {
  const pair = new Uint8Array(1 + 2 * DIGEST_BYTES);
  pair[0] = 1;
  const above: Uint8Array[] = [];
  for (let at = 0; at < nodes.length; at += 2) {
    const right = nodes[at + 1];
    if (right === undefined) {
      above.push(nodes[at]!);
      continue;
    }
    pair.set(nodes[at]!, 1);
    pair.set(right, 1 + DIGEST_BYTES);
    above.push(tiger(pair));
  }
  return above;
};
