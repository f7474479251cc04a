// Flow records and counters: volumes without content.
import type { Source } from '../source.ts';
import { flowJson } from './flow-json.ts';
import { nfdump } from './nfdump.ts';

export const FLOW_RECORDS: readonly Source[] = [nfdump, flowJson];
