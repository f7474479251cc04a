// Flow records and counters: volumes without content.
import type { Source } from '../source.ts';

export const FLOW_RECORDS: readonly Source[] = [];
