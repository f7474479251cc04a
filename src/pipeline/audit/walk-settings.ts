// What an audit walks, and how: its roots, the mounts below them, policy's thresholds.
import { lstatSync, realpathSync } from 'node:fs';
import { COPIES_FROM, DEFAULT_ABOVE, type FileRules } from '../../detect/file-signs.ts';
import { parseVolume } from '../../impact/quantity.ts';
import { ignorePattern } from '../../intake/audit/ignore.ts';
import { holdsFiles, isWithin, type Mount, mountOf } from '../../intake/audit/mounts.ts';
import { quietly } from '../../intake/audit/quiet-mounts.ts';
import { forSystem, type RawPath, rawPath } from '../../intake/audit/raw-path.ts';
import type { WalkRoot } from '../../intake/audit/walk.ts';
import type { WalkStateReader } from '../../intake/audit/walk-state.ts';
import type { WalkSettings } from '../../intake/audit/walk-words.ts';
import { faultOf } from '../../intake/paths.ts';
import { PeerwardenError } from '../../model/errors.ts';
import type { Policy } from '../../model/policy.ts';
import { ARTEFACT_READERS } from '../../systems/artefact-readers.ts';
import type { AuditRequest } from './audit-files.ts';

export const rootsOf = (
  paths: readonly string[],
): { roots: WalkRoot[]; faults: PeerwardenError[] } => {
  const roots: WalkRoot[] = [];
  const faults: PeerwardenError[] = [];
  for (const path of paths) {
    try {
      // The user named it: a link there is followed, once.
      const real = rawPath(realpathSync(path));
      const found = lstatSync(forSystem(real));
      if (!found.isDirectory()) faults.push(notFolder(path));
      else {
        const { dev, ino } = found;
        roots.push({
          path: real,
          dev,
          ino,
          rootDev: dev,
          rootChars: real === '/' ? 0 : real.length,
        });
      }
    } catch (cause) {
      faults.push(faultOf(path, cause));
    }
  }
  const within = (one: WalkRoot, other: WalkRoot): boolean =>
    one.path !== other.path && isWithin(one.path, other.path);
  const outer = roots.filter((one) => !roots.some((other) => within(one, other)));
  return { roots: [...new Map(outer.map((root) => [root.path, root])).values()], faults };
};

const notFolder = (path: string): PeerwardenError =>
  new PeerwardenError('PW_EVIDENCE_UNREADABLE', {
    path,
    message: 'It is no folder.',
    remedy: 'Name the folder that it lies in.',
  });

export const settingsOf = (
  { policy, oneFileSystem, touch }: AuditRequest,
  roots: readonly WalkRoot[],
  all: readonly Mount[],
  before: WalkStateReader | null,
  began: number,
) => {
  const isBelow = ({ path }: Mount): boolean => roots.some((root) => isWithin(path, root.path));
  const barred = all.filter((mount) => !holdsFiles(mount) && isBelow(mount));
  const walked = [
    ...roots.flatMap(({ path }) => mountOf(path, all) ?? []),
    ...all.filter((mount) => holdsFiles(mount) && isBelow(mount)),
  ];
  const { launcher, keepsTimes } = quietly(walked);
  const settings: WalkSettings = {
    rules: rulesOf(policy),
    ignore: (policy?.files?.ignore ?? []).map(ignorePattern),
    barred: barred.map(({ path }) => path as RawPath),
    oneFileSystem,
    touch: touch || keepsTimes,
    state: before?.path ?? null,
    began,
  };
  return { settings, launcher, touch: touch || walked.every((mount) => mount.keepsTimes) };
};

const rulesOf = (policy: Policy | null): FileRules => {
  const { files, tariff } = policy ?? {};
  const bytes = (said: string | undefined, otherwise: number): number =>
    said === undefined ? otherwise : (parseVolume(said, tariff?.units ?? 'SI') ?? otherwise);
  return {
    above: {
      audio: bytes(files?.audio, DEFAULT_ABOVE.audio),
      video: bytes(files?.video, DEFAULT_ABOVE.video),
      archive: bytes(files?.archive, DEFAULT_ABOVE.archive),
      'disk-image': bytes(files?.['disk-image'], DEFAULT_ABOVE['disk-image']),
    },
    copiesFrom: bytes(files?.copies, COPIES_FROM),
    artefactNames: [...new Set(ARTEFACT_READERS.flatMap(({ names }) => names))],
  };
};
