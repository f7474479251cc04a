// Where an audit keeps what it remembers: one state for each set of roots, in the folder that was named.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../../intake/audit/facts.ts';
import type { WalkRoot } from '../../intake/audit/walk.ts';
import { WalkStateReader, WalkStateWriter } from '../../intake/audit/walk-state.ts';
import { PeerwardenError } from '../../model/errors.ts';

export interface AuditState {
  /** Where this run's state goes; null when nothing is remembered. */
  readonly path: string | null;
  readonly before: WalkStateReader | null;
  readonly facts: string | null;
  readonly factsPath: string | null;
  close(): void;
}

/** One state for each set of roots. */
export const stateOf = (folder: string | null, roots: readonly WalkRoot[]): AuditState => {
  if (folder === null)
    return { path: null, before: null, facts: null, factsPath: null, close: () => {} };
  const key = createHash('sha256').update(
    roots
      .map(({ path }) => path)
      .sort()
      .join('\0'),
  );
  const path = join(folder, `audit-${key.digest('hex').slice(0, 16)}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw stateFault(folder, cause);
  }
  const before = WalkStateReader.open(`${path}.walk`);
  return {
    path: `${path}.walk`,
    before,
    facts: `${path}.facts`,
    factsPath: `${path}.facts`,
    close: () => before?.close(),
  };
};

export const stateWriter = (path: string): WalkStateWriter => {
  try {
    return new WalkStateWriter(path);
  } catch (cause) {
    throw stateFault(path, cause);
  }
};

export const finishState = (writer: WalkStateWriter | null, path: string | null): void => {
  try {
    writer?.finish();
  } catch (cause) {
    throw stateFault(path ?? '', cause);
  }
};

export const keepFacts = (facts: Facts, path: string): void => {
  try {
    facts.keep(path);
  } catch (cause) {
    throw stateFault(path, cause);
  }
};

const stateFault = (path: string, cause: unknown): PeerwardenError =>
  new PeerwardenError('PW_STATE_UNWRITTEN', {
    path,
    message: cause instanceof Error ? `${cause.message}.` : 'It could not be written.',
    remedy: 'Name a folder with room where you may write, with --state.',
    cause,
  });
