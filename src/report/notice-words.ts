// What the answer to a notice says, in words that the text and the page share.
import type { AnsweredClaim, AnswerStep, NoticeAnswer } from '../model/notice-answer.ts';
import { countText, groupText, instantText } from './words.ts';

/** `198.51.100.7 port 51413`. */
export const endText = ({ claim }: AnsweredClaim): string => {
  const address = claim.address ?? claim.addressText ?? 'no address';
  return claim.port === null ? `${address}, no port` : `${address} port ${claim.port}`;
};

/** `2026-11-22 05:33:00 UTC`, or what the notice wrote. */
export const whenText = ({ claim }: AnsweredClaim): string => {
  if (claim.at === null) return claim.timeText ?? 'no time';
  return `${instantText(claim.at)} UTC${claim.zoned ? '' : ' (zone not given)'}`;
};

/** `Attributed to device pc-11 (02:…), person maria.` or why not. */
export const outcomeText = (answer: AnsweredClaim): string => {
  const { to, reason } = answer;
  if (to === null)
    return `Cannot be attributed safely: ${REASON_WORDS[reason?.code ?? 'evidence']}.`;
  return `Attributed to ${whoText(to)}.`;
};

export const whoText = ({
  address,
  device,
  mac,
  user,
}: NonNullable<AnsweredClaim['to']>): string => {
  const machine =
    device === null ? null : `device ${device}${mac === null || mac === device ? '' : ` (${mac})`}`;
  const person = user === null ? null : `person ${user}`;
  return [`${address}`, machine, person].filter((part) => part !== null).join(', ');
};

const REASON_WORDS: Readonly<Record<NonNullable<AnsweredClaim['reason']>['code'], string>> = {
  incomplete: 'the notice is incomplete',
  nat: 'address translation',
  clock: 'the clock',
  lease: 'no lease that holds',
  address: 'the address is not known to be yours',
  evidence: 'the evidence was not read to its end',
};

export const STEP_WORDS: Readonly<Record<AnswerStep['kind'], string>> = {
  notice: 'Notice',
  translation: 'Translation',
  address: 'Address',
  lease: 'Lease',
  'sign-in': 'Sign-in',
  content: 'Content seen',
  case: 'Case',
};

/** `nat.log, line 7 (conntrack)`. */
export const stepPlace = ({ source }: AnswerStep): string | null => {
  if (source === null) return null;
  const at =
    source.line !== undefined
      ? `, line ${groupText(source.line)}`
      : source.offset !== undefined
        ? `, at byte ${source.offset}`
        : '';
  return `${source.path}${at} (${source.format})`;
};

/** `2026-11-22 05:30:12 to 05:41:00 UTC`. */
export const stepTime = ({ kind, from, until }: AnswerStep): string | null => {
  if (from === null) return null;
  if (until === null)
    return kind === 'notice' ? null : `from ${instantText(from)} UTC, no end known`;
  const [first, last] = [instantText(from), instantText(until)];
  if (first === last) return `${first} UTC`;
  return `${first} to ${first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last} UTC`;
};

/** What the notice says was shared, a line each. */
export const contentLines = ({ claim }: AnsweredClaim): readonly string[] =>
  claim.contents.map(({ ids, title, name, size }) =>
    [
      title,
      name === title ? null : name,
      size === null ? null : `${groupText(size)} bytes`,
      ids.length > 0 ? ids.join(' or ') : null,
    ]
      .filter((part) => part !== null)
      .join(' · '),
  );

/** `2 claims of 1 notice: 1 attributed, 1 not.` */
export const sumText = ({ answers }: NoticeAnswer): string => {
  const notices = new Set(answers.map(({ notice }) => `${notice.path}\n${notice.reference}`)).size;
  const yes = answers.filter(({ attributed }) => attributed).length;
  const claims = `${countText(answers.length, 'claim')} of ${countText(notices, 'notice')}`;
  if (yes === answers.length) return `${claims}: attributed.`;
  if (yes === 0) return `${claims}: cannot be attributed safely.`;
  return `${claims}: ${yes} attributed, ${answers.length - yes} not.`;
};

/** True of every answer, whoever asks. */
export const LIMITS_OF_ANY_ANSWER: readonly string[] = [
  'What the notice claims was not checked: who sent it, what was observed, and whether its clock was right.',
  'A device is not a person: a sign-in says whose account was used at it, not who sat there.',
  'Leases, sign-ins and translations are taken as their logs have them, with the clocks of who wrote them.',
];

export const toleranceText = ({ toleranceSeconds }: NoticeAnswer): string =>
  `Everybody who had the address within ${groupText(toleranceSeconds)} s of the time counts; two are too many.`;
