// The two files of a false alarm. As little payload is written as still raises it: each try keeps more, and reads what it
// wrote as anybody else would.

import type { Report, ReportCase } from '../../model/report.ts';
import { formatBytes } from '../../model/units.ts';
import { analyze } from '../../pipeline/analyze.ts';
import { pseudonymise } from '../../report/pseudonyms.ts';
import { PcapSink } from '../extract/pcap-sink.ts';
import { Sink } from '../sink.ts';
import type { CaseLines } from './case-lines.ts';
import { type CasePackets, PACKETS_MAX } from './case-packets.ts';
import type { PayloadMask } from './masked-payload.ts';

export interface Alarm {
  readonly why: string;
  readonly report: Report;
  readonly found: ReportCase;
  readonly mask: PayloadMask;
  readonly packets: CasePackets;
  readonly lines: CaseLines;
  /** Flows that were not followed. */
  readonly dropped: number;
}

/** Payload bytes of each direction of a flow, and packets: from what one hello needs to everything there is. */
const TRIES: readonly { readonly packets: number; readonly payload: number }[] = [
  { packets: 200, payload: 512 },
  { packets: 1000, payload: 4096 },
  { packets: 5000, payload: 65_536 },
  { packets: PACKETS_MAX, payload: Number.MAX_SAFE_INTEGER },
];

const ETHERNET = 1;
const WORDS_OF_NAME = 6;

/** What was written, in lines for people. */
export const writeAlarm = async (
  alarm: Alarm,
  pathOf: (name: string) => string,
): Promise<string[]> => {
  const name = nameOf(alarm);
  const captured = alarm.packets.count > 0;
  const evidence = pathOf(`${name}.${captured ? 'pcap' : 'log'}`);
  let again = false;
  let kept = 'whole lines';
  for (const most of captured ? TRIES : [null]) {
    if (most === null) writeLines(evidence, alarm);
    else kept = writePackets(evidence, alarm, most);
    again = await raisesAgain(evidence, alarm.found.activity);
    if (again) break;
  }
  const about = pathOf(`${name}.json`);
  const sink = new Sink(about);
  sink.write(`${JSON.stringify(aboutOf(alarm, kept), null, 2)}\n`);
  sink.close();
  return [
    `${evidence}: ${captured ? `${alarm.packets.count} packets of the case, ${kept}` : `${alarm.lines.count} lines`}`,
    `${about}: your sentence and ${alarm.found.findings.length} findings`,
    again
      ? 'Read alone, it raises the alarm again.'
      : 'Read alone, it does not raise the alarm: more than these packets or lines is needed for that. Say so when you report it.',
    ...(captured && alarm.lines.count > 0
      ? [`${alarm.lines.count} lines of logs are left out: the packets tell more.`]
      : []),
    ...leftOut(alarm),
  ];
};

const leftOut = ({ packets, lines, dropped }: Alarm): string[] =>
  packets.dropped + lines.dropped + dropped === 0
    ? []
    : [
        `Left out, because there are too many: ${packets.dropped} packets, ${lines.dropped} lines, ${dropped} flows.`,
      ];

const writeLines = (path: string, { lines }: Alarm): void => {
  const sink = new Sink(path);
  sink.write(lines.all());
  sink.close();
};

const writePackets = (
  path: string,
  { packets, mask }: Alarm,
  most: { packets: number; payload: number },
): string => {
  const sink = new PcapSink(path, ETHERNET);
  packets.write(sink, mask, most);
  sink.close();
  return most.payload === Number.MAX_SAFE_INTEGER
    ? `the first ${sink.packets} packets with all contents`
    : `the first ${sink.packets} packets, ${formatBytes(most.payload)} of contents for each direction of a flow`;
};

/** Reads the file as somebody who has nothing else. */
const raisesAgain = async (path: string, activity: string): Promise<boolean> => {
  const { report } = await analyze({
    paths: [path],
    policy: null,
    inside: [],
    since: null,
    until: null,
    digest: false,
    signal: new AbortController().signal,
  });
  return report.cases.some((one) => one.activity === activity && one.probability >= 0.5);
};

/** `bittorrent-our-backup-agent`: what it looked like, and the first words of what it is. */
const nameOf = ({ why, found }: Alarm): string => {
  const words = why.toLowerCase().match(/[a-z0-9]+/g) ?? ['false', 'alarm'];
  return [found.activity, ...words.slice(0, WORDS_OF_NAME)].join('-').slice(0, 80);
};

/** As test/corpus/look-alikes.test.ts reads it. */
const aboutOf = ({ why, report, found }: Alarm, kept: string): object => {
  const hidden = pseudonymise(report, why).cases[report.cases.indexOf(found)]!;
  return {
    complaint: why,
    source: `peerwarden ${report.tool.version}`,
    alike: [found.activity],
    made: 'from a case',
    of: `a case of ${found.activity} at ${found.probability.toFixed(3)}`,
    date: new Date().toISOString().slice(0, 10),
    findings: hidden.findings.map(({ detector, text }) => `${detector}: ${text}`),
    kept,
  };
};
