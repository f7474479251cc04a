// Who was who, and when: two names of one thing, and the time for which one piece of evidence says so.

export const NAME_KINDS = ['address', 'mac', 'device', 'user'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

export interface Name {
  readonly kind: NameKind;
  /** Compared as it is: RFC 5952 text for addresses, one spelling for link-layer addresses and accounts. */
  readonly value: string;
}

/** The two names in any order. Contradictions are both kept: which of them is right is for the reader to weigh. */
export interface IdentityPair {
  readonly one: Name;
  readonly other: Name;
  /** Epoch ms, both included. Equal for a single sighting; null (or infinite, where given): until further notice. */
  readonly from: number;
  readonly until: number | null;
  /** The end is no record but a guess: nobody was seen to sign out. */
  readonly assumed?: true;
}

/** A pair as a run learns it. */
export interface IdentityLearned extends IdentityPair {
  /** Index into `evidence[]` of the report. */
  readonly evidence: number;
}

/** A pair as it is kept, seen from the name that was asked about (`one`). */
export interface IdentityInterval extends IdentityPair {
  /** Format that says so (`dhcpd`, `windows-security`), and the SHA-256 of the evidence. */
  readonly format: string;
  readonly sha256: string;
}

export interface TimeSpan {
  /** Epoch ms, both included. */
  readonly from: number;
  readonly until: number;
}
