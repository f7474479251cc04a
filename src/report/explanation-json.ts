// The reasoning of one case for machines: the same arithmetic as explanation.ts, every number of it.
import type { Report, ReportCase } from '../model/report.ts';
import { commandsOf, reproduceCase } from './reproduce.ts';
import { weigh } from './weighing.ts';

export const explanationDocument = (report: Report, found: ReportCase, program?: string) => {
  const { prior, steps, remainder, probability } = weigh(report, found);
  const { findings: _findings, timeline: _timeline, ...about } = found;
  return {
    schema: 'peerwarden.explanation/1',
    tool: report.tool,
    case: about,
    prior,
    steps: steps.map(({ finding, counted, probability: after }) => ({
      ...finding,
      counted,
      probability: after,
      evidence: finding.evidence.map((seen) => ({
        ...seen,
        path: report.evidence[seen.evidence]?.path ?? null,
      })),
    })),
    /** Decibans between the last step and the result. */
    remainder,
    probability,
    rivals: [...new Set(found.findings.flatMap(({ rival }) => (rival === null ? [] : [rival])))],
    notShown: report.notShown,
    reproduce: reproduceCase(report, found.id, program),
    note: commandsOf(report, program).instead,
  };
};
