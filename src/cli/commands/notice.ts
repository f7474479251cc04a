// `peerwarden notice`: a copyright notice, and who had the address at its time, or why that cannot be said.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { readNoticeFiles } from '../../intake/notice-files.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { type NoticeAnswer, noticeAnswerSchema } from '../../model/notice-answer.ts';
import { DAY_MS, parseDuration, SECOND_MS } from '../../model/time.ts';
import { answerNotices } from '../../pipeline/answer-notices.ts';
import { choiceOf } from '../choice.ts';
import { addReadingOptions, type EvidenceOptions, evidenceRequest } from '../evidence-options.ts';
import { tellFaults } from '../faults.ts';
import { writeOutput } from '../output.ts';
import { textLook } from '../render.ts';

interface NoticeOptions extends Omit<EvidenceOptions, 'since' | 'until'> {
  readonly evidence?: string[];
  readonly tolerance: number;
  readonly format: string;
  readonly output?: string;
}

const FORMATS = ['text', 'json', 'html'] as const;

export const registerNotice = (program: Command): void => {
  // Two lists of any length, so that `*.eml` works and a folder of logs is never taken for a notice.
  addReadingOptions(
    program
      .command('notice')
      .summary('who had the address in a copyright notice, if that can be said')
      .description(
        'Reads copyright notices (ACNS XML, plain text, either inside an e-mail), joins address, port, time and content with translations, leases, sign-ins and flows of the evidence, and shows the chain step by step.\nNobody is named unless every step leaves exactly one.',
      )
      .argument('<notice...>', 'notices: files, folders, patterns; - is standard input')
      .option('--evidence <path...>', 'captures, logs, folders, patterns of the time in question'),
  )
    .addOption(
      new Option('--tolerance <time>', 'how far clocks may be apart, either way: 60s, 5min')
        .argParser(tolerance)
        .default(60 * SECOND_MS, '60s'),
    )
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, 'text')
    .option('--output <file>', 'write it there instead of standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (notices: string[], options: NoticeOptions) => {
      process.exitCode = await answer(notices, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden notice notice.eml --evidence nat.log leases/ signins/
  peerwarden notice inbox/*.eml --evidence /var/log/site --policy site.yaml --format json
  peerwarden notice notice.xml --evidence logs/ --format html --output answer.html

All of the evidence is read: a lease that holds at the time may have begun long before.
Exit codes: 0 every claim attributed, 1 one or more cannot be attributed safely, 2 usage or nothing readable, 3 internal error.`;

const answer = async (notices: readonly string[], options: NoticeOptions): Promise<number> => {
  const format = choiceOf('--format', options.format, FORMATS);
  const paths = options.evidence ?? [];
  if (paths.length === 0) throw noEvidence(notices);
  if (notices.includes('-') && (paths.includes('-') || process.stdin.isTTY)) throw twoInputs();
  const { files, faults: unreadable } = await readNoticeFiles(notices);
  if (files.length === 0) throw nothingRead(unreadable);
  const request = await evidenceRequest(paths, options);
  const { answer, faults } = await answerNotices({
    ...request,
    files,
    toleranceMs: options.tolerance,
    digest: options.digest === true || format !== 'text' || options.output !== undefined,
  });
  tellFaults([...unreadable, ...faults]);
  const told: NoticeAnswer = {
    ...answer,
    unread: [
      ...unreadable.map(({ path, message }) => ({ path: path ?? '', message })),
      ...answer.unread,
    ],
  };
  await writeOutput(await rendered(told, format, options.output), options.output);
  return unreadable.length === 0 && told.answers.every(({ attributed }) => attributed) ? 0 : 1;
};

const rendered = async (
  answer: NoticeAnswer,
  format: (typeof FORMATS)[number],
  output: string | undefined,
): Promise<string> => {
  switch (format) {
    case 'json':
      return `${JSON.stringify(noticeAnswerSchema.parse(answer), null, 2)}\n`;
    case 'html':
      return (await import('../../report/notice-html.ts')).renderNoticeHtml(answer);
    case 'text':
      return (await import('../../report/notice-text.ts')).renderNoticeText(
        answer,
        textLook(output === undefined ? process.stdout : null),
      );
  }
};

const tolerance = (text: string): number => {
  const ms = parseDuration(text) ?? (/^\d{1,5}$/.test(text) ? Number(text) * SECOND_MS : null);
  if (ms !== null && ms <= DAY_MS) return ms;
  throw new InvalidArgumentError('Give 60s, 5min or 0s, at most a day.');
};

const noEvidence = (notices: readonly string[]): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message: 'notice needs evidence of the time that the notice names.',
    remedy: `Name it after the notices: peerwarden notice ${notices.length === 1 ? notices[0] : 'NOTICE…'} --evidence logs/`,
  });

const twoInputs = (): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message: '- is standard input, and that can be only one of notice, evidence and terminal.',
    remedy: 'Pipe the notice into it, and give the evidence as files.',
  });

const nothingRead = (faults: readonly PeerwardenError[]): PeerwardenError => {
  if (faults.length === 1) return faults[0]!;
  return new PeerwardenError('PW_USAGE', {
    message:
      faults.length === 0
        ? 'The folders given hold no files.'
        : `None of the ${faults.length} notices could be read.`,
    remedy: 'Give ACNS XML, plain text with its “IP Address:” lines, or e-mails that hold them.',
    ...(faults.length === 0 ? {} : { cause: new AggregateError(faults) }),
  });
};
