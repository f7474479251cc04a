// Intents: what is to be enforced, before any target says how. Frozen; each names who asks for it and when it ends.
import type { Network } from '../model/address.ts';
import type { Schedule } from '../model/schedule.ts';
import type { PortRange } from '../model/services.ts';
import type { SystemId } from '../model/systems.ts';

interface IntentBase {
  /** Policy path (`permit[0]`) or case (`responses[1], bittorrent of 10.20.1.11`); never text from evidence. */
  readonly owner: string;
  /** Epoch ms; null when it holds until the policy changes. */
  readonly expires: number | null;
}

/** Everything outward that no permit names is refused, and nothing new comes inward (P4). */
export interface DefaultDeny extends IntentBase {
  readonly kind: 'default-deny';
}

export interface PermitService extends IntentBase {
  readonly kind: 'permit';
  /** Empty when policy says `proxy` and names none. */
  readonly from: readonly Network[];
  readonly to: 'internet' | readonly Network[];
  readonly ports: readonly PortRange[];
  /** Holds at these times only; null: always. */
  readonly when: Schedule | null;
}

/** An exception of the policy: `who` may use `systems` until `expires`. */
export interface Except extends IntentBase {
  readonly kind: 'except';
  readonly who: Network;
  readonly systems: readonly SystemId[];
  /** Holds at these times only; null: always. */
  readonly when: Schedule | null;
}

/** A port or a name that a system is known by; `spare` says why it must stay open all the same. */
export interface Spared {
  readonly spare: string | null;
}

export interface DenyPorts extends IntentBase {
  readonly kind: 'deny-ports';
  readonly system: SystemId;
  readonly ports: readonly (PortRange & Spared)[];
}

export interface DenyNames extends IntentBase {
  readonly kind: 'deny-names';
  readonly system: SystemId;
  /** As in the registry: a leading dot means the name and all below it. */
  readonly names: readonly ({ readonly name: string } & Spared)[];
}

/** Names of a block list that policy imports, without those that policy does not forbid. */
export interface DenyListed extends IntentBase {
  readonly kind: 'deny-listed';
  readonly rules: readonly NameRule[];
  /** Names of the list that stay alive, by reason. */
  readonly spared: Readonly<Record<string, number>>;
}

/** A name, lower case and without a dot at either end. */
export interface NameRule {
  readonly name: string;
  /** True: the name and all below it. */
  readonly below: boolean;
}

/** What only one system asks a web proxy for: programs that name themselves, and requests of its own. */
export interface DenyRequests extends IntentBase {
  readonly kind: 'deny-requests';
  readonly system: SystemId;
  /** What an agent begins with. */
  readonly agents: readonly ({ readonly text: string } & Spared)[];
  /** What a URL holds. */
  readonly urls: readonly ({ readonly text: string } & Spared)[];
}

/** How the web proxy is to be used (P3). */
export interface ProxyUse extends IntentBase {
  readonly kind: 'proxy-use';
  /** Nobody passes unnamed. */
  readonly authentication: boolean;
  /** No requests to bare addresses. */
  readonly namesOnly: boolean;
  /** Most that one host may draw through it, bit/s. */
  readonly perHost: number | null;
}

/** Names that stay alive, whatever a system or a list says of them. */
export interface AllowNames extends IntentBase {
  readonly kind: 'allow-names';
  /** As policy has them: a leading dot means the name and all below it. */
  readonly names: readonly string[];
}

/** One host cut off, or slowed, because of one case. */
export interface HostMeasure extends IntentBase {
  readonly kind: 'quarantine' | 'block' | 'throttle';
  readonly system: SystemId;
  /** As the case has them; targets parse and check them. */
  readonly addresses: readonly string[];
  readonly inside: boolean;
  readonly role: string;
  readonly forMs: number;
  /** True when policy wants a person to agree first. */
  readonly approve: boolean;
}

export type Intent =
  | DefaultDeny
  | PermitService
  | Except
  | DenyPorts
  | DenyNames
  | DenyListed
  | AllowNames
  | DenyRequests
  | ProxyUse
  | HostMeasure;
export type IntentKind = Intent['kind'];

/** Intents in one order, whatever order they came in: by kind, by owner with numbers by value, then by content. */
export const sortIntents = (intents: readonly Intent[]): readonly Intent[] =>
  intents
    .map((intent) => ({ intent, key: sortKey(intent) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ intent }) => intent);

const sortKey = (intent: Intent): string => {
  const owner = intent.owner.replace(/\d+/g, (digits) => digits.padStart(12, '0'));
  return `${intent.kind} ${owner} ${JSON.stringify(intent)}`;
};

/** `deny-names (systems.forbid[0]): gnutella`; what a refusal calls an intent. */
export const intentName = (intent: Intent): string => {
  const about =
    intent.kind === 'deny-ports' || intent.kind === 'deny-names' || intent.kind === 'deny-requests'
      ? `: ${intent.system}`
      : '';
  return `${intent.kind} (${intent.owner})${about}`;
};
