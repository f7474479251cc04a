// What all targets of the name service have in common: they know names, and nothing else.
import type { IntentKind } from '../intent.ts';

export const NAME_INTENTS = [
  'deny-names',
  'deny-listed',
  'allow-names',
  'except',
] as const satisfies readonly IntentKind[];

/** `what` is the subject of the sentences: `a hosts file`. */
export const cannotOfNames = (what: string) =>
  ({
    'default-deny': `${what} can only answer for names it lists`,
    permit: `${what} knows no services; what is not listed stays as it is`,
    'deny-ports': `${what} knows names, not ports`,
    'deny-requests': `${what} sees names, not requests`,
    'proxy-use': `${what} is no proxy`,
    quarantine: `${what} cuts off no host`,
    block: `${what} cuts off no host`,
    throttle: `${what} slows nothing down`,
  }) as const satisfies Partial<Record<IntentKind, string>>;
