// Known weaknesses of the clients seen (I8): advisories are data of each system (system.ts); here client and version are
// compared with them.
import type { ClientSeen } from '../model/case.ts';
import type { Advisory } from '../systems/system.ts';
import { compareVersions } from './version-order.ts';

export interface Weakness {
  readonly client: ClientSeen;
  readonly advisory: Advisory;
  /** `affected`: the version is one that has it; `perhaps`: the version, or which versions have it, is not known. */
  readonly sure: 'affected' | 'perhaps';
}

/** Those that are sure first, then the newest. */
export const weaknessesOf = (
  clients: readonly ClientSeen[],
  advisories: readonly Advisory[],
): Weakness[] =>
  clients
    .flatMap((client) =>
      advisories.flatMap((advisory): Weakness[] => {
        const sure = isProduct(client.name, advisory) ? verdict(client.version, advisory) : null;
        return sure === null ? [] : [{ client, advisory, sure }];
      }),
    )
    .sort(
      (a, b) =>
        (a.sure === b.sure ? 0 : a.sure === 'affected' ? -1 : 1) ||
        (a.advisory.published < b.advisory.published ? 1 : -1),
    )
    .slice(0, SHOWN_MAX);

/** Names are compared whole, without case and what is no letter or digit: `eMule` is neither `aMule` nor `eMule Plus`. */
const isProduct = (name: string, { product, clients = [product] }: Advisory): boolean =>
  clients.some((one) => plain(one) === plain(name));

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}+]/gu, '');

const verdict = (
  version: string | null,
  { since, until, fixed }: Advisory,
): Weakness['sure'] | null => {
  if (version === null || (until === undefined && fixed === undefined)) return 'perhaps';
  if (since !== undefined && compareVersions(version, since) < 0) return null;
  if (fixed !== undefined) return compareVersions(version, fixed) < 0 ? 'affected' : null;
  return compareVersions(version, until!) <= 0 ? 'affected' : null;
};

/** A case has eight clients at most, and each a handful. */
const SHOWN_MAX = 32;
