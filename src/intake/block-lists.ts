// Block lists that a policy imports: files beside it, read whole and bounded.
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ImportedList } from '../controls/intents.ts';
import { type BlockList, parseBlockList } from '../controls/lists/block-list.ts';
import { PeerwardenError } from '../model/errors.ts';
import { LIMITS } from '../model/limits.ts';
import type { Policy } from '../model/policy.ts';

/** @throws PeerwardenError PW_LIST_UNREADABLE */
export const loadBlockList = async (path: string): Promise<BlockList> => {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(
      path,
      cause.code === 'ENOENT' ? 'there is no such file' : cause.message,
      cause,
    );
  });
  try {
    const buffer = Buffer.alloc(LIMITS.blockListBytesMax + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
      if (length > LIMITS.blockListBytesMax)
        throw unreadable(path, `it is longer than ${LIMITS.blockListBytesMax} bytes`);
    }
    return parseBlockList(buffer.toString('utf8', 0, length));
  } catch (cause) {
    if (cause instanceof PeerwardenError) throw cause;
    throw unreadable(path, (cause as Error).message, cause);
  } finally {
    await file.close();
  }
};

/** Paths are relative to the folder of the policy. */
export const loadPolicyLists = (policy: Policy, policyPath: string): Promise<ImportedList[]> =>
  Promise.all(
    (policy.names?.lists ?? []).map(async ({ file }, i) => ({
      owner: `names.lists[${i}]`,
      list: await loadBlockList(resolve(dirname(policyPath), file)),
    })),
  );

const unreadable = (path: string, why: string, cause?: unknown): PeerwardenError =>
  new PeerwardenError('PW_LIST_UNREADABLE', {
    message: `The block list cannot be read: ${why}.`,
    remedy: 'Give the path of a list of names (hosts, dnsmasq, RPZ, plain, v2fly).',
    path,
    cause,
  });
