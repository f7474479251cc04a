// The words that firewalls write for what they decided. Words of neither list decide nothing (`alert`, `detected`,
// `monitor`): such a line tells of traffic, not of a decision.

export type Decision = 'allowed' | 'denied';

/** `ACCEPT`, `Permitted`, `client-rst` are passages; `Drop`, `blocked`, `reset-both` are refusals. */
export const decision = (word: string | null | undefined): Decision | undefined => {
  if (!word) return undefined;
  const plain = word.trim().toLowerCase();
  if (DENIED.test(plain)) return 'denied';
  return ALLOWED.test(plain) ? 'allowed' : undefined;
};

const DENIED =
  /^(?:den(?:y|ied)|block|drop|reject|reset|discard|prevent|refus|terminat|quarantin|kill|ban(?:ned)?$|not allowed|disallow)/;
const ALLOWED =
  /^(?:allow|accept|permit|pass|forward|clos|open|start|end$|established?$|server-rst$|client-rst$|timeout$|conn-update$)/;
