// What a scan would ask, how long it would take, and how far it has come.

import {
  DATAGRAM_QUESTIONS,
  STREAM_QUESTIONS,
  TLS_QUESTIONS,
  WEB_QUESTIONS,
} from '../intake/scan/questions.ts';
import { leastSeconds, type ScanPlan, type ScanProgress } from '../intake/scan/scan.ts';

const LIST_MAX = 20;

export const planText = (plan: ScanPlan): string =>
  [
    `${plan.hosts.length.toLocaleString('en')} addresses: ${listed(plan.hosts)}`,
    `${plan.tcpPorts.length.toLocaleString('en')} TCP ports: ${listed([...plan.tcpPorts].sort((a, b) => a - b).map(String))}`,
    `at each open port, until one is answered: ${listed(idsOf(STREAM_QUESTIONS), Infinity)}`,
    `inside TLS: ${listed(idsOf(TLS_QUESTIONS), Infinity)}; in web pages: ${listed(idsOf(WEB_QUESTIONS), Infinity)}`,
    `over UDP, at their usual ports and at the numbers of open TCP ports: ${listed(idsOf(DATAGRAM_QUESTIONS), Infinity)}`,
    `${plan.contents.length} BitTorrent contents`,
    estimateText(plan),
  ].join('\n');

export const estimateText = (plan: ScanPlan): string =>
  `at ${plan.perSecond} connections a second: at least ${durationText(leastSeconds(plan))}, and up to a minute more for each open port that answers nothing\n`;

const idsOf = (questions: readonly { readonly probe: { readonly id: string } }[]): string[] => [
  ...new Set(questions.map(({ probe }) => probe.id)),
];

const listed = (items: readonly string[], max = LIST_MAX): string =>
  items.length <= max
    ? items.join(', ')
    : `${items.slice(0, max - 1).join(', ')}, … ${items.at(-1)}`;

const durationText = (seconds: number): string => {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
};

/** Renewed this often at most. */
const EVERY_MS = 100;

/** One line on a terminal; nothing where standard error is none. */
export const scanProgressLine = (
  stream: NodeJS.WriteStream,
  { hosts }: ScanPlan,
): ((progress: ScanProgress) => void) | null => {
  if (!stream.isTTY) return null;
  let last = 0;
  stream.write(`scanning ${hosts.length} addresses`);
  process.once('exit', () => stream.write('\r\x1b[K'));
  return (progress) => {
    const now = Date.now();
    if (now - last < EVERY_MS) return;
    last = now;
    const { hosts: done, hostsTotal, listeners, asked } = progress;
    stream.write(
      `\r\x1b[K${`scanning: ${done} of ${hostsTotal} addresses, ${listeners} listeners, ${asked.toLocaleString('en')} connections`.slice(0, (stream.columns ?? 80) - 1)}`,
    );
  };
};
