// Why a result could not be written, in words.
import { dirname } from 'node:path';
import { PeerwardenError } from '../model/errors.ts';

export const outputFault = (path: string, cause: unknown): PeerwardenError => {
  if (cause instanceof PeerwardenError) return cause;
  const [why, remedy] = reasonOf(path, cause);
  return new PeerwardenError('PW_OUTPUT_FAILED', {
    path: path === '-' ? 'standard output' : path,
    message: `It could not be written: ${why}.`,
    remedy,
    cause,
  });
};

const reasonOf = (path: string, cause: unknown): readonly [why: string, remedy: string] => {
  switch ((cause as NodeJS.ErrnoException | null)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return ['the disk is full', 'Make room, or name a place on another disk.'];
    case 'ENOENT':
      return [`there is no folder ${dirname(path)}`, 'Make it first, or name one that exists.'];
    case 'ENOTDIR':
      return ['a part of the path is a file, not a folder', 'Name a place in a folder.'];
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return ['that is not permitted', 'Name a place where you may write.'];
    case 'EISDIR':
      return ['it is a folder', 'Name a file in it.'];
    default:
      return [
        cause instanceof Error ? cause.message : String(cause),
        'Check that the folder exists, that you may write there, and that the disk has room.',
      ];
  }
};
