// One case step by step, in words the person it is about can check: what was assumed, what each finding adds or
// takes away, what else could explain it, what was not seen, and how to get the same result without trusting us.
import type { Report, ReportCase, ReportSeen } from '../model/report.ts';
import { fitCells, gauge, wrapCells } from './cells.ts';
import { cleanAll } from './clean.ts';
import { exposureSentences, sensitiveText } from './exposure.ts';
import { errorText, LIMITS_OF_ANY_CASE, personText, questionText } from './fairness.ts';
import { holderPlace, holderText } from './holding.ts';
import { marked, type TextOptions, type TextPage, textPage, title } from './page.ts';
import { SURENESS_KEY, surenessText } from './reading.ts';
import { commandsOf, reproduceCase } from './reproduce.ts';
import { weaknessText } from './weaknesses.ts';
import { type Step, type Weighing, weigh } from './weighing.ts';
import {
  countText,
  decibansText,
  finePercentText,
  instantText,
  remainderText,
  roundText,
  weightText,
} from './words.ts';

/** The reasoning of one case, or null when the report has no case of that id. */
export const renderExplanation = (
  given: Report,
  caseId: string,
  options: TextOptions = {},
): string | null => {
  const report = cleanAll(given);
  const found = report.cases[given.cases.findIndex(({ id }) => id === caseId)];
  if (!found) return null;
  const page = textPage(options);
  const weighing = weigh(report, found);
  const sections = [
    opening(found, page),
    [
      title('Step by step', '', page),
      ...priorStep(weighing, page),
      ...weighing.steps.flatMap((step, i) => stepLines(step, i + 1, report, page)),
      ...remainderStep(weighing, page),
      '',
      ...figure('Result', weighing.probability, page),
      ...paragraph(`That is the word "${found.confidence}": ${SURENESS_KEY}.`, page),
    ],
    told(found, page, options),
    against(found, page),
    holding(report, found, page),
    offering(found, page),
    weak(found, page),
    others(found, page),
    unseen(report, page),
    reproduce(report, found, page),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

const opening = (found: ReportCase, page: TextPage): string[] => [
  ...wrapCells(`Case ${found.id}`, page.width).map(page.ink.dim),
  '',
  ...wrapCells(questionText(found, page.nameOf), page.width).map(page.ink.bold),
  ...wrapCells(`Answer: ${surenessText(found)}.`, page.width).map(page.ink.bold),
  ...wrapCells(errorText(found.probability), page.width),
  ...wrapCells(personText(found), page.width),
];

/** What in the content or behaviour tells the system, so that nobody has to take a name on trust. */
const told = (
  found: ReportCase,
  page: TextPage,
  { howFound }: Pick<TextOptions, 'howFound'>,
): string[] => {
  const text = howFound?.(found.activity) ?? '';
  return text === ''
    ? []
    : [title(`How ${page.nameOf(found.activity)} is told`, '', page), ...paragraph(text, page)];
};

/** Nothing where no lease and no sign-in was given. */
const holding = (report: Report, found: ReportCase, page: TextPage): string[] => {
  const { holders = [], doubts = [] } = found;
  if (holders.length + doubts.length === 0) return [];
  return [
    title('Who had the address then', '', page),
    ...holders.flatMap((holder) => [
      ...marked('·', `${holderText(holder)}.`, page),
      ...wrapCells(holderPlace(holder, report), page.width - 5).map((line) =>
        page.ink.dim(`     ${line}`),
      ),
    ]),
    ...doubts.flatMap((doubt) => marked('?', doubt, page)),
  ];
};

const weak = ({ weaknesses = [] }: ReportCase, page: TextPage): string[] =>
  weaknesses.length === 0
    ? []
    : [
        title('Known weaknesses of its clients', '', page),
        ...weaknesses.flatMap((one) => marked('!', `${weaknessText(one)} ${one.source}.`, page, 3)),
      ];

/** Nothing where no name on offer was seen. */
const offering = ({ exposure: { tested } }: ReportCase, page: TextPage): string[] => {
  if (tested === undefined) return [];
  const shown = tested.sensitive.slice(0, OFFERS_MAX);
  const more = tested.sensitive.length - shown.length;
  return [
    title('What it offers to others', '', page),
    ...exposureSentences(tested).flatMap((text) => paragraph(text, page)),
    ...shown.flatMap((one) => marked('·', sensitiveText(one, page.units), page, 2)),
    ...(more > 0 ? paragraph(`${countText(more, 'other name')}: in the report.`, page) : []),
  ];
};

/** The first say most. */
const OFFERS_MAX = 12;

const priorStep = ({ prior }: Weighing, page: TextPage): string[] => [
  ...figure('0  Before any evidence', prior, page),
  ...paragraph(
    `About 1 host in ${roundText(1 / Math.max(prior, 1e-12))} is assumed to do this. Policy can set another figure (priors).`,
    page,
  ),
];

const stepLines = (step: Step, number: number, report: Report, page: TextPage): string[] => {
  const { finding, counted } = step;
  const sign = finding.for ? '+' : '−';
  const partly =
    Math.abs(counted - finding.weight) < 0.05
      ? ''
      : ` (of ${decibansText(finding.weight)}: its plane is at its cap)`;
  return [
    '',
    ...figure(`${number}  ${sign} ${finding.text}`, step.probability, page),
    ...paragraph(weightText(finding.weight), page),
    ...paragraph(
      `${decibansText(counted)}${partly} · ${finding.technique} · ${finding.plane} · ${finding.detector}`,
      page,
    ).map(page.ink.dim),
    ...(finding.rival === null ? [] : marked('?', `Also considered: ${finding.rival}`, page, 3)),
    ...examples(finding.evidence, finding.count, report, page),
  ];
};

const examples = (
  seen: readonly ReportSeen[],
  count: number,
  report: Report,
  page: TextPage,
): string[] => {
  if (seen.length === 0) return [];
  const shown = seen.slice(0, EXAMPLES_MAX);
  const head =
    count > shown.length
      ? `Seen ${countText(count, 'time')}; ${shown.length === 1 ? 'one example' : `${shown.length} examples`}:`
      : 'Seen:';
  return [
    ...paragraph(head, page),
    ...shown.flatMap((example) => [
      ...wrapCells(placeText(example, report), page.width - 5).map((line) =>
        page.ink.dim(`     ${line}`),
      ),
      ...wrapCells(example.text, page.width - 7, 3).map((line) => `       ${line}`),
    ]),
  ];
};

/** `2026-11-16 08:14:02 UTC  office.pcap, at byte 48120`. */
const placeText = ({ evidence, line, offset, at }: ReportSeen, report: Report): string => {
  const path = report.evidence[evidence]?.path ?? `evidence ${evidence}`;
  const place =
    line !== undefined ? `, line ${line}` : offset !== undefined ? `, at byte ${offset}` : '';
  return `${instantText(at)} UTC  ${path}${place}`;
};

const remainderStep = ({ remainder, steps }: Weighing, page: TextPage): string[] =>
  remainder === 0
    ? []
    : [
        '',
        ...figure(`${steps.length + 1}  All findings together`, null, page),
        ...paragraph(`${decibansText(remainder)}. ${remainderText(remainder)}`, page),
      ];

const against = (found: ReportCase, page: TextPage): string[] => {
  const findings = found.findings.filter((finding) => !finding.for);
  return [
    title('What speaks against it', '', page),
    ...(findings.length === 0
      ? paragraph('Nothing in this evidence. That is no proof by itself.', page)
      : findings.flatMap(({ text, weight }) =>
          marked('−', `${text} (${decibansText(weight)})`, page, 1),
        )),
  ];
};

const others = ({ findings }: ReportCase, page: TextPage): string[] => {
  const rivals = [...new Set(findings.flatMap(({ rival }) => (rival === null ? [] : [rival])))];
  return rivals.length === 0
    ? []
    : [
        title('Other explanations that were considered', '', page),
        ...rivals.flatMap((rival) => marked('?', rival, page, 1)),
      ];
};

const unseen = (report: Report, page: TextPage): string[] => [
  title('What could not be seen', '', page),
  ...[...report.notShown, ...LIMITS_OF_ANY_CASE].flatMap((text) => marked('·', text, page, 1)),
];

const reproduce = (report: Report, found: ReportCase, page: TextPage): string[] => [
  title('Check it yourself', 'nothing has to be believed', page),
  ...reproduceCase(report, found.id, page.program).flatMap(({ line, why }) => [
    // Never broken, so that it can be pasted: the terminal wraps it.
    `   ${line}`,
    ...wrapCells(why, page.width - 5).map((text) => page.ink.dim(`     ${text}`)),
  ]),
  ...insteadLines(report, page),
];

const insteadLines = (report: Report, page: TextPage): string[] => {
  const { instead } = commandsOf(report, page.program);
  return instead === null ? [] : marked('·', instead, page, 1);
};

/** A sentence with the running probability and its bar at the right. */
const figure = (text: string, probability: number | null, page: TextPage): string[] => {
  const right =
    probability === null
      ? ''
      : `${finePercentText(probability).padStart(9)}  ${gauge(probability, GAUGE_CELLS)}`;
  const room = page.width - FIGURE_CELLS - 2;
  return wrapCells(text, room).map((line, i) => {
    if (i > 0) return page.ink.bold(`   ${line}`);
    const left = page.ink.bold(fitCells(line, room));
    return `${left}  ${right}`.trimEnd();
  });
};

const paragraph = (text: string, page: TextPage): string[] =>
  wrapCells(text, page.width - 3).map((line) => `   ${line}`);

const GAUGE_CELLS = 12;
const FIGURE_CELLS = 9 + 2 + GAUGE_CELLS;
/** Enough to look up; `extract` gives all. */
const EXAMPLES_MAX = 3;
