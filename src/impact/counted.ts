// Which cases count when a site's link and bill are reckoned without them: those that were raised and that nobody
// permitted, closed or found to be a false alarm.
import { CONFIDENCE_FROM } from '../model/case.ts';

export const isCounted = (found: {
  readonly probability: number;
  readonly sanctioned: boolean;
  readonly state: string;
}): boolean =>
  found.probability >= CONFIDENCE_FROM.raised &&
  !found.sanctioned &&
  !['excepted', 'false alarm', 'closed'].includes(found.state);
