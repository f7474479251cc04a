// flows.csv of a recorded case.
import { hex } from '../../wire/codec/hex.ts';
import type { Flow } from './flows.ts';
import type { Labelling } from './labels.ts';

const COLUMNS =
  'proto,a_ip,a_port,b_ip,b_port,first_ts,last_ts,pkts_ab,pkts_ba,bytes_ab,bytes_ba,payload_ab,payload_ba,label,first_payload_ab_hex,first_payload_ba_hex';

export const flowList = (flows: readonly Flow[], labelOf: Labelling): string =>
  `${[COLUMNS, ...flows.map((flow) => line(flow, labelOf(flow)))].join('\n')}\n`;

const line = (flow: Flow, label: string): string =>
  [
    flow.protocol,
    flow.a.address,
    flow.a.port,
    flow.b.address,
    flow.b.port,
    seconds(flow.first),
    seconds(flow.last),
    ...flow.packets,
    ...flow.bytes,
    ...flow.payload,
    label,
    ...flow.head.map((bytes) => hex(bytes)),
  ].join(',');

const seconds = (ms: number): string => (ms / 1000).toFixed(6);
