// Flow records and counters: volumes without content. Exports inside captures are read in export-reader.ts.
import type { Source } from '../source.ts';
import { counters } from './counters.ts';
import { flowJson } from './flow-json.ts';
import { nfdump } from './nfdump.ts';
import { providerBill } from './provider-bill.ts';
import { vnstat } from './vnstat.ts';

export const FLOW_RECORDS: readonly Source[] = [nfdump, flowJson, counters, vnstat, providerBill];
