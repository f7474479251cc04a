// Papers made from one's own cases (P8): a register of risks, a notice to users, a page for those who decide about money.
import type { Report, ReportCase } from '../../model/report.ts';
import type { SystemId } from '../../model/systems.ts';
import { formatBytes } from '../../model/units.ts';
import type { System } from '../../systems/system.ts';
import type { Paper, PaperItem, PaperSection } from '../paper.ts';
import { PRIVACY } from '../policy/acceptable-use.ts';
import type { PolicySection } from '../policy/statements.ts';
import { countText, loadText, moneyText, percentText, spanText } from '../words.ts';

export interface BriefSources {
  readonly report: Report;
  readonly systems: readonly System[];
  /** Sentences of the policy; empty when none was given. */
  readonly policy: readonly PolicySection[];
  /** Controls that the policy compiles, by system: names of targets. */
  readonly controlsOf: (system: SystemId) => readonly string[];
  /** ISO date of the paper. */
  readonly date: string;
}

export const BRIEFS = ['risks', 'notice', 'managers'] as const;
export type BriefKind = (typeof BRIEFS)[number];

export const briefOf = (kind: BriefKind, sources: BriefSources): Paper => PAPERS[kind](sources);

/** Cases that count: neither leads, nor what policy sanctions, nor what was decided to be nothing. */
const casesOf = ({ report }: BriefSources): readonly ReportCase[] =>
  report.cases.filter(
    ({ sanctioned, confidence, state }) =>
      !sanctioned &&
      confidence !== 'lead' &&
      !['excepted', 'false alarm', 'closed'].includes(state),
  );

const periodText = ({ report }: BriefSources): string =>
  report.period === null
    ? 'this evidence'
    : `the time of ${spanText(report.period.from, report.period.until)} UTC`;

const siteText = ({ report }: BriefSources): string =>
  report.site === null ? '' : `: ${report.site}`;

const systemsOf = (sources: BriefSources) => {
  const cases = casesOf(sources);
  return [...new Set(cases.map(({ activity }) => activity as SystemId))].map((id) => ({
    system: sources.systems.find((each) => each.id === id)!,
    cases: cases.filter(({ activity }) => activity === id),
  }));
};

const risks = (sources: BriefSources): Paper => ({
  title: `Register of risks${siteText(sources)}`,
  date: sources.date,
  preamble: `From the evidence of ${periodText(sources)}. One row a system that was found; who carries a risk, and by when it is dealt with, is for people to write in.`,
  sections: [
    {
      title: 'Risks',
      lead: 'How likely is how sure the evidence makes us that it goes on, of the most certain case.',
      table: {
        heads: ['Risk', 'Hosts', 'How likely', 'What it did', 'What stops it', 'Who, by when'],
        rows: systemsOf(sources).map(({ system, cases }) => [
          `${system.name}. ${system.risk}`,
          `${new Set(cases.map(({ subject }) => subject.address)).size}`,
          percentText(Math.max(...cases.map(({ probability }) => probability))),
          didText(cases),
          stopsText(sources.controlsOf(system.id)),
          '',
        ]),
      },
    },
    ...exposed(sources),
    ...weak(sources),
    {
      title: 'What this evidence could not show',
      lead: 'A risk that is missing here is not one that is absent.',
      items: sources.report.notShown.map((text) => ({ text })),
    },
  ],
  signed: 'Reviewed by',
});

const stopsText = (targets: readonly string[]): string =>
  targets.length === 0 ? 'nothing that policy compiles' : targets.join(', ');

const didText = (cases: readonly ReportCase[]): string => {
  const sent = sum(cases.map(({ bytesOut }) => bytesOut));
  const received = sum(cases.map(({ bytesIn }) => bytesIn));
  return `sent ${formatBytes(sent)}, received ${formatBytes(received)}`;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Names on offer that look sensitive; the names themselves stay in the case. */
const exposed = (sources: BriefSources): PaperSection[] => {
  const items = casesOf(sources).flatMap(({ id, exposure: { tested } }) => {
    const { likely = 0, possible = 0 } = tested?.counts ?? {};
    if (likely + possible === 0) return [];
    const text = `${countText(likely + possible, 'name')} on offer look sensitive, ${likely} of them likely so; ${tested!.reach}`;
    return [{ text, note: id }];
  });
  return items.length === 0
    ? []
    : [{ title: 'What was on offer to others', lead: 'By the names of the files.', items }];
};

const weak = (sources: BriefSources): PaperSection[] => {
  const items = casesOf(sources).flatMap(({ id, weaknesses = [] }) =>
    weaknesses.map(({ client, version, kind, published, sure }) => ({
      text: `${client}${version === null ? '' : ` ${version}`}: ${kind}, known since ${published}${sure === 'perhaps' ? ', perhaps mended in this version' : ''}`,
      note: id,
    })),
  );
  return items.length === 0
    ? []
    : [{ title: 'Known weaknesses of the programs seen', lead: 'By client and version.', items }];
};

/** Names nobody: it is for everybody. */
const notice = (sources: BriefSources): Paper => {
  const found = systemsOf(sources);
  return {
    title: `To all who use this network${siteText(sources)}`,
    date: sources.date,
    preamble:
      found.length === 0
        ? `In ${periodText(sources)} nothing was found that this network is not for. Thank you.`
        : `In ${periodText(sources)} the following was found on this network. It slows down everybody’s work, and may open your files to strangers.`,
    sections: [
      ...(found.length === 0
        ? []
        : [
            {
              title: 'What was found',
              lead: 'No names are given here. Whoever it concerns is spoken to in person.',
              items: found.map(({ system, cases }) => ({
                text: `${system.name} on ${countText(new Set(cases.map(({ subject }) => subject.address)).size, 'machine')}. ${system.summary}`,
              })),
            },
          ]),
      ...sources.policy
        .filter(({ title }) => NOTICE_SECTIONS.includes(title))
        .map(({ title, lead, statements }) => ({
          title,
          lead,
          items: statements.map(({ text }) => ({ text })),
        })),
      {
        title: 'What you can do',
        lead: 'If one of these programs is on your machine:',
        items: [
          {
            text: 'Remove it, or ask for help with removing it. Nothing is held against who asks.',
          },
          { text: 'Look at what it shared: your folders may have been open to strangers.' },
          { text: 'If you need it for your work, say so: policy knows exceptions, with an end.' },
          { text: 'If you think we are wrong, say so. A case can be marked as a false alarm.' },
        ],
      },
      { title: 'How this is watched', lead: PRIVACY },
    ],
    signed: null,
  };
};

const NOTICE_SECTIONS: readonly string[] = ['What is not allowed', 'What happens'];

const managers = (sources: BriefSources): Paper => {
  const cases = casesOf(sources);
  const people = new Set(cases.map(({ subject }) => subject.address)).size;
  return {
    title: `What file sharing costs here${siteText(sources)}`,
    date: sources.date,
    preamble:
      cases.length === 0
        ? `In ${periodText(sources)} no case was raised.`
        : `In ${periodText(sources)}, ${countText(people, 'machine')} shared files or hid traffic. They ${didText(cases)}.`,
    sections: [
      {
        title: 'In money and line',
        lead: 'As far as this evidence carries.',
        items: moneyItems(cases, sources),
      },
      {
        title: 'What was found',
        lead: 'The most certain first. Each case shows its evidence and what speaks against it.',
        table: {
          heads: ['Machine', 'What', 'How sure', 'Volume'],
          rows: [...cases]
            .sort((a, b) => b.probability - a.probability)
            .slice(0, ROWS_MAX)
            .map((each) => [
              each.subject.user ?? each.subject.address,
              sources.systems.find(({ id }) => id === each.activity)?.name ?? each.activity,
              percentText(each.probability),
              formatBytes(each.bytesOut + each.bytesIn),
            ]),
        },
      },
      {
        title: 'What to decide',
        lead: 'Nothing of this is done by itself.',
        items: decisions(sources, cases),
      },
    ],
    signed: null,
  };
};

const ROWS_MAX = 12;

const moneyItems = (cases: readonly ReportCase[], { report }: BriefSources): PaperItem[] => {
  const costs = cases.flatMap(({ impact: { cost } }) => cost ?? []);
  const { bill, link } = report.impact ?? {};
  return [
    ...(costs.length === 0
      ? []
      : [
          {
            text: `${moneyText(costs[0]!.currency, sum(costs.map(({ amount }) => amount)))} so far, ${moneyText(costs[0]!.currency, sum(costs.map(({ perMonth }) => perMonth)))} a month if it goes on like this.`,
          },
        ]),
    ...(bill
      ? [
          {
            text: `The bill of a month: ${moneyText(bill.currency, bill.perMonth)} as it is, ${moneyText(bill.currency, bill.withoutActivity)} without what the cases moved.`,
          },
          ...bill.assumptions.map((text) => ({ text })),
        ]
      : [{ text: 'Policy has no tariff: no bill can be reckoned.' }]),
    ...(link
      ? [
          {
            text: `In the busiest hour they took ${loadText(link.activityPercent)} of ${link.link}, everybody else ${loadText(link.othersPercent)}.`,
          },
        ]
      : []),
    {
      text: 'Hours of work, storage and liability, each with its assumptions: peerwarden impact --report.',
    },
  ];
};

const decisions = (sources: BriefSources, cases: readonly ReportCase[]) => {
  const open = systemsOf(sources).filter(
    ({ system }) => sources.controlsOf(system.id).length === 0,
  );
  return [
    ...(cases.length > 0
      ? [
          {
            text: 'Whether the people concerned are spoken to first, or their machines cut off for a time.',
          },
        ]
      : []),
    ...open.map(({ system }) => ({
      text: `${system.name}: nothing that policy compiles stops it. ${system.stopped}`,
    })),
    { text: 'Whether the acceptable-use text says what is meant (`peerwarden policy explain`).' },
  ];
};

const PAPERS: Readonly<Record<BriefKind, (sources: BriefSources) => Paper>> = {
  risks,
  notice,
  managers,
};
