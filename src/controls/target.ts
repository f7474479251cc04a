// The contract of an enforcement target: one file that turns intents into the text one tool reads, and refuses the rest.
import type { Network } from '../model/address.ts';
import type { Control, ControlFile, Refusal } from '../model/control.ts';
import { type Intent, type IntentKind, intentName } from './intent.ts';
import type { ControlModel } from './model.ts';

/** What targets need of the site beside the intents. Pure data; the same context and intents give the same bytes. */
export interface ControlContext {
  /** Epoch ms of the plan. */
  readonly now: number;
  readonly inside: readonly Network[];
  /** `networks.inside`, or what stands in for it when policy names none. */
  readonly insideFrom: string;
  /** Addresses that are never cut off, each with the policy path that protects it. */
  readonly protected: readonly OwnedNetwork[];
  /** Machines inside that do their work outward, each with the policy path that names it. */
  readonly goingOut: readonly GoingOut[];
  /** True when refused packets are to be logged (rate-limited). */
  readonly log: boolean;
}

export interface OwnedNetwork {
  readonly network: Network;
  readonly owner: string;
}

export interface GoingOut extends OwnedNetwork {
  readonly role: 'resolver' | 'proxy' | 'server';
}

export interface Target {
  /** Name in `policy.targets` and of the plan's folder. */
  readonly id: string;
  readonly title: string;
  /** Kinds of intent that it can express; all others are refused with a reason. */
  readonly expresses: readonly IntentKind[];
  /** Why it cannot express the others, for people. */
  readonly cannot: Readonly<Partial<Record<IntentKind, string>>>;
  /** Every file it may ever write, so that a plan leaves none of an earlier plan behind. */
  readonly fileNames: readonly string[];
  /**
   * Compiles what it expresses. Deterministic, independent of the intents' order, never throws; what it cannot say
   * exactly it refuses.
   */
  compile(intents: readonly Intent[], context: ControlContext): Control;
  /** What compiled files would do; missing where there is no model, and then nothing is claimed. */
  readonly model?: (files: readonly ControlFile[]) => ControlModel;
}

/** Intents that the target does not express, as refusals. */
export const refuseOthers = (
  target: Pick<Target, 'id' | 'expresses' | 'cannot'>,
  intents: readonly Intent[],
): Refusal[] =>
  intents
    .filter(({ kind }) => !target.expresses.includes(kind))
    .map((intent) => ({
      intent: intentName(intent),
      reason: target.cannot[intent.kind] ?? `${target.id} cannot express ${intent.kind}`,
    }));
