// The answer to notices for a terminal: for each claim the outcome first, then the chain of evidence, then what is in doubt.
import type { AnsweredClaim, AnswerStep, NoticeAnswer } from '../model/notice-answer.ts';
import { wrapCells } from './cells.ts';
import { cleanAll } from './clean.ts';
import {
  contentLines,
  endText,
  LIMITS_OF_ANY_ANSWER,
  outcomeText,
  STEP_WORDS,
  stepPlace,
  stepTime,
  sumText,
  toleranceText,
  whenText,
} from './notice-words.ts';
import { marked, type TextOptions, type TextPage, textPage, title } from './page.ts';

/** Ends with a newline. Nothing from the notice or the evidence can steer the terminal. */
export const renderNoticeText = (given: NoticeAnswer, options: TextOptions = {}): string => {
  const answer = cleanAll(given);
  const page = textPage(options);
  const sections = [
    opening(answer, page),
    ...answer.answers.map((one) => claimLines(one, page)),
    ...(answer.unread.length === 0
      ? []
      : [
          [
            title('Could not be read', '', page),
            ...answer.unread.flatMap(({ path, message }) =>
              marked('!', `${path}: ${message}`, page, 0),
            ),
          ],
        ]),
    [
      title('What this answer does not say', '', page),
      ...[...LIMITS_OF_ANY_ANSWER, toleranceText(answer)].flatMap((text) =>
        marked('·', text, page, 0),
      ),
    ],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};

const opening = (answer: NoticeAnswer, page: TextPage): string[] => [
  ...wrapCells(
    [`Peerwarden ${answer.tool.version}`, ...(answer.site === null ? [] : [answer.site])].join(
      ' · ',
    ),
    page.width,
  ).map(page.ink.dim),
  '',
  ...wrapCells(sumText(answer), page.width).map(page.ink.bold),
];

const claimLines = (answer: AnsweredClaim, page: TextPage): string[] => {
  const { notice, reason, doubts } = answer;
  const paint = answer.attributed ? page.ink.green : page.ink.yellow;
  const from = notice.complainant === null ? '' : `from ${notice.complainant}`;
  return [
    title(notice.reference ?? notice.path, from, page),
    ...wrapCells(`${endText(answer)} at ${whenText(answer)}`, page.width),
    ...wrapCells(outcomeText(answer), page.width).map((line) => page.ink.bold(paint(line))),
    ...(reason === null ? [] : marked('!', reason.text, page)),
    ...contentLines(answer).flatMap((line) => marked('·', line, page, 2, 3)),
    '',
    ...answer.steps.flatMap((step, i) => stepLines(step, i + 1, page)),
    ...doubts.flatMap((doubt) => marked('?', doubt, page)),
  ];
};

const stepLines = (step: AnswerStep, number: number, page: TextPage): string[] => {
  const mark = `${number}`.padStart(2);
  const place = [stepTime(step), stepPlace(step)].filter((part) => part !== null).join('  ');
  return [
    ...marked(mark, `${STEP_WORDS[step.kind]}: ${step.text}`, page, 1),
    ...(place === ''
      ? []
      : wrapCells(place, page.width - 6).map((line) => page.ink.dim(`      ${line}`))),
  ];
};
