// The case that was asked for, or an error that helps to ask again.

import { PeerwardenError } from '../model/errors.ts';
import type { Report, ReportCase } from '../model/report.ts';
import { nearestName } from './nearest.ts';

/** @throws PeerwardenError PW_CASE_UNKNOWN */
export const caseOf = (report: Report, id: string): ReportCase => {
  const found = report.cases.find((one) => one.id === id);
  if (found) return found;
  const ids = report.cases.map((one) => one.id);
  const nearest = nearestName(id, ids);
  throw new PeerwardenError('PW_CASE_UNKNOWN', {
    message: `There is no case ${id}. ${listed(ids)}`,
    remedy:
      nearest === null
        ? 'Give the evidence that was analyzed, with the same options.'
        : `Did you mean ${nearest}?`,
  });
};

const listed = (ids: readonly string[]): string => {
  if (ids.length === 0) return 'This evidence holds no cases at all.';
  const left = ids.length - LISTED_MAX;
  return `There are: ${ids.slice(0, LISTED_MAX).join(', ')}${left > 0 ? ` and ${left} more` : ''}.`;
};

const LISTED_MAX = 20;
