// The policy that lies beside its evidence: `peerwarden.yaml` at the top of a folder. It is no evidence itself.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';

export const SITE_POLICY = 'peerwarden.yaml';

export interface SitePolicies {
  /** The policy of the one folder that was given, or null. */
  readonly use: string | null;
  /** Policies that lie in folders but are not used, because several paths were given. */
  readonly passedOver: readonly string[];
}

/** With exactly one path, a folder, its policy is the site's; with several it is not clear whose evidence it is for. */
export const sitePolicies = async (paths: readonly string[]): Promise<SitePolicies> => {
  const found: string[] = [];
  for (const path of paths)
    if (await isFile(join(path, SITE_POLICY))) found.push(join(path, SITE_POLICY));
  return paths.length === 1
    ? { use: found[0] ?? null, passedOver: [] }
    : { use: null, passedOver: found };
};

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};
