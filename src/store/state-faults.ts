// What DuckDB and the file system say, as errors with a remedy. DuckDB tells its errors by their words only; what none of
// them fits is our mistake and passes through.

import { type ErrorCode, PeerwardenError } from '../model/errors.ts';

interface Told {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly message: (match: RegExpExecArray) => string;
  readonly remedy: string;
}

const WAIT = 'Wait until it has ended, or give another folder with --state.';
const ASIDE =
  'Move it elsewhere, with the file of that name and .wal if there is one: the next run begins a new one. Nothing was deleted.';

const TOLD: readonly Told[] = [
  {
    pattern: /Could not set lock on file[\s\S]*?\(PID (\d+)\)/,
    code: 'PW_STATE_BUSY',
    message: ([, pid]) => `Another run has it open (process ${pid}).`,
    remedy: WAIT,
  },
  {
    pattern: /Could not set lock on file|used by another process/,
    code: 'PW_STATE_BUSY',
    message: () => 'Another run has it open.',
    remedy: WAIT,
  },
  {
    pattern: /database file with version number|newer (?:storage )?version|written with a newer/i,
    code: 'PW_STATE_NEWER',
    message: () => 'A later version of the database wrote it.',
    remedy: 'Use the version of peerwarden that wrote it, or give another folder with --state.',
  },
  {
    pattern: /No space left on device|Disk quota exceeded|File too large|max_temp_directory_size/i,
    code: 'PW_STATE_UNWRITTEN',
    message: () => 'There is no space left on the disk. What earlier runs kept is still there.',
    remedy: 'Make space, or give another folder with --state, and run it again.',
  },
  {
    pattern: /Out of Memory Error/i,
    code: 'PW_STATE_UNWRITTEN',
    message: () =>
      'The database ran out of memory, or of space to put aside what does not fit. What earlier runs kept is still there.',
    remedy: 'Make space on the disk that the folder is on, and run it again.',
  },
  {
    pattern: /Read-only file system|Permission denied|Operation not permitted|read-only mode/i,
    code: 'PW_STATE_UNWRITTEN',
    message: () => 'It may not be written.',
    remedy: 'Give a folder with --state that this user may write to.',
  },
  {
    pattern:
      /not a valid DuckDB database|Corrupt|checksum|Could not read enough bytes|Serialization Error|Failure while replaying WAL|INTERNAL Error|FATAL Error|external extensions is disabled/i,
    code: 'PW_STATE_DAMAGED',
    message: () => 'It is damaged, or no database of peerwarden.',
    remedy: ASIDE,
  },
  {
    pattern: /^IO Error: ([^\n]*)/,
    code: 'PW_STATE_UNREADABLE',
    message: ([, words]) => `It cannot be used: ${words}`,
    remedy: 'Give another folder with --state, or correct what is wrong with this one.',
  },
];

export const databaseFault = (cause: unknown, path: string): unknown => {
  if (!(cause instanceof Error) || cause instanceof PeerwardenError) return cause;
  for (const { pattern, code, message, remedy } of TOLD) {
    const match = pattern.exec(cause.message);
    if (match) return new PeerwardenError(code, { path, message: message(match), remedy, cause });
  }
  return cause;
};

/** What the file system says when something is to be written. */
export const writeFault = (cause: unknown, path: string): unknown => {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  const told = databaseFault(cause, path);
  return told === cause ? unreadable(path, cause) : told;
};

export const unreadable = (path: string, cause: unknown): PeerwardenError =>
  new PeerwardenError('PW_STATE_UNREADABLE', {
    path,
    message: `The state cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: 'Name another folder with --state, or correct what is wrong with this one.',
    cause,
  });

export const noDatabase = (path: string, cause: unknown): PeerwardenError =>
  new PeerwardenError('PW_STATE_UNREADABLE', {
    path,
    message: `The database does not run here (${process.platform} ${process.arch}): ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}.`,
    remedy:
      'Install peerwarden again with its optional packages, on Linux, macOS or Windows on x64 or arm64; or go without --state.',
    cause,
  });

export const busyHere = (path: string): PeerwardenError =>
  new PeerwardenError('PW_STATE_BUSY', {
    path,
    message: `This run has it open already (process ${process.pid}).`,
    remedy: WAIT,
  });

export const newerSchema = (path: string, found: number, known: number): PeerwardenError =>
  new PeerwardenError('PW_STATE_NEWER', {
    path,
    message: `Its schema has version ${found}; this version of peerwarden knows versions up to ${known}.`,
    remedy: 'Use the version of peerwarden that wrote it, or give another folder with --state.',
  });

export const damagedSchema = (path: string): PeerwardenError =>
  new PeerwardenError('PW_STATE_DAMAGED', {
    path,
    message: 'It is a database, but none that peerwarden made.',
    remedy: ASIDE,
  });
