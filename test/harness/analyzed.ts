// The report on some evidence, as `peerwarden analyze` makes it without options.
import type { Policy } from '../../src/model/policy.ts';
import type { Report } from '../../src/model/report.ts';
import { analyze } from '../../src/pipeline/analyze.ts';

export const analyzed = async (
  paths: readonly string[],
  policy: Policy | null = null,
): Promise<Report> => {
  const { report } = await analyze({
    paths,
    policy,
    inside: [],
    since: null,
    until: null,
    digest: false,
    signal: new AbortController().signal,
  });
  return report;
};
