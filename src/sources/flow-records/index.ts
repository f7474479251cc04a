// Flow records and counters: volumes without content. Exports inside captures are read in export-reader.ts.
import type { Source } from '../source.ts';
import { counters } from './counters.ts';
import { flowJson } from './flow-json.ts';
import { nfdump } from './nfdump.ts';
import { providerBill } from './provider-bill.ts';
import { vnstat } from './vnstat.ts';

export const FLOW_RECORDS: readonly Source[] = [nfdump, flowJson, counters, vnstat, providerBill];

/** Flow records as bytes: they are not recognised line by line, and have readers of their own. */
export const FLOW_EXPORTS = [
  { id: 'netflow-v5', title: 'NetFlow 5: datagrams of an exporter, in a capture' },
  { id: 'netflow-v9', title: 'NetFlow 9: datagrams of an exporter, in a capture' },
  { id: 'ipfix', title: 'IPFIX: datagrams of an exporter, in a capture' },
  { id: 'sflow', title: 'sFlow 5: datagrams of an agent, in a capture' },
  { id: 'nfcapd', title: 'Files of nfcapd, sfcapd, nfpcapd (nfdump 1.7; not compressed inside)' },
] as const;
