// What nfdump prints of its files (nfdump(1), OUTPUT FORMATS; versions 1.6 and 1.7), times in the zone of the machine:
//
//   line, long, extended, and biline, bilong of `-B`:
//   2026-11-22 05:55:50.980  00:00:00.001 TCP  10.20.1.11:60410 -> 192.0.2.10:443  ...AP.SF  0   12   1440  1
//   first seen               duration          source           destination        flags tos packets bytes flows
//   csv, with its heading:
//   ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,…      (to 1.7.2)
//   firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows      (from 1.7.3)
//
// The records of both directions become one connection. Sound because: a date with milliseconds, a duration, a protocol and
// two addresses around an arrow; or the heading. Looks alike: nothing known. Does not see: IPv6 addresses that were
// shortened for a narrow line (nfdump -6 writes them out), statistics (-s).
import { OK, type Reason } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { type TextContext, textSource } from '../text/text-source.ts';
import { flagsOf, JoinedText, type LooseRecord, protocolOf } from './joined-text.ts';

const NOT_NFDUMP: Reason = 'not a line of nfdump';
const STATISTICS: Reason = 'not kept: statistics of nfdump';

export const nfdump = textSource({
  id: 'nfdump',
  title: 'nfdump (line, long, extended, csv)',
  looks: /./,
  otherwise: NOT_NFDUMP,
  severalLines: true,
  open: (context) => {
    const joined = new JoinedText(context);
    let columns: Columns | null = null;
    return {
      line: (text, number) => {
        const heading = headingOf(text);
        if (heading) {
          columns = heading;
          return OK;
        }
        const printed = PRINTED.exec(text);
        if (printed) return joined.add(printedRecord(printed, context), number);
        if (isAround(text)) return OK;
        if (STATISTICS_LINE.test(text)) return STATISTICS;
        const cells = columns && csvCells(text);
        if (!columns || !cells || cells.length < 8) return NOT_NFDUMP;
        const record = tableRecord(columns, cells, context);
        return record === null ? NOT_NFDUMP : joined.add(record, number);
      },
      close: () => joined.close(),
    };
  },
});

const PRINTED =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) {1,20}((?:\d{1,4}d )?[\d:.]{1,20}) {1,20}([\w.-]{1,16}) {1,50}(\S{1,60}) {1,20}(->|<->) {1,50}(\S{1,60}) {1,50}(\S.{0,200})$/;

/** What stands before and after the records. */
const isAround = (text: string): boolean =>
  /^(?:Date (?:first seen|flow start) |Summary(?::|$)|Time window: |Total (?:flows|records) processed: |Total records |Sys: |Aggregated flows |No matching flows|flows,bytes,packets,avg_bps)/.test(
    text,
  ) || /^\d{1,15},\d{1,18},\d{1,15},\d{1,18},\d{1,15},\d{1,9}$/.test(text);

const STATISTICS_LINE = /^Top \d{1,6} .{1,60} ordered by /;

const printedRecord = (found: RegExpExecArray, { stamps }: TextContext): LooseRecord => {
  const [, start, duration, protocol, source, arrow, destination, rest] = found;
  const at = stamps.any(start!);
  const number = protocolOf(protocol!);
  const words = rest!.trim().split(/ {1,50}/);
  const flagged = /^[.CEUAPRSF]{6,8}$|^0x[0-9a-f]{1,4}$/i.test(words[0]!);
  const numbers = scaled(flagged ? words.slice(2) : words);
  const both = arrow === '<->';
  // Of both directions: packets back, packets there, bytes back, bytes there.
  const counts = both
    ? { backPackets: numbers[0]!, packets: numbers[1]!, backBytes: numbers[2]!, bytes: numbers[3]! }
    : { packets: numbers[0]!, bytes: numbers[1]! };
  const [from, to] = [endOf(source!), endOf(destination!)];
  return {
    at,
    until: at + durationMs(duration!),
    protocol: number,
    source: from.address,
    sourcePort: Math.floor(from.port),
    destination: to.address,
    destinationPort: Math.floor(to.port),
    icmpType: number === 1 || number === 58 ? Math.floor(to.port) : -1,
    flags: flagged ? flagsOf(words[0]!) : 0,
    ...counts,
    twoWay: both,
  };
};

/** `10.20.1.11:60410`, `2001:db8::1.443`, ICMP's `10.20.1.11:8.0`. */
const endOf = (text: string): { address: string; port: number } => {
  const four = /^([\d.]{7,15}):(\d{1,5}(?:\.\d{1,3})?)$/.exec(text);
  const six = four ?? /^([0-9a-f:]{2,39})\.(\d{1,5}(?:\.\d{1,3})?)$/i.exec(text);
  return six ? { address: six[1]!, port: Number(six[2]) } : { address: text, port: 0 };
};

/** `144`, `1.2 M`, `1.0 G`; the scale is a word of its own. */
const scaled = (words: readonly string[]): number[] => {
  const numbers: number[] = [];
  for (const word of words) {
    const scale = SCALES[word];
    if (scale !== undefined && numbers.length > 0)
      numbers[numbers.length - 1] = Math.round(numbers.at(-1)! * scale);
    else numbers.push(/^\d{1,18}(?:\.\d{1,6})?$/.test(word) ? Number(word) : Number.NaN);
  }
  return numbers;
};

const SCALES: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `0.001`, `00:00:00.001`, `1d 02:00:00.000`. */
const durationMs = (text: string): number => {
  const [clock, days = '0'] = text.split('d ').reverse();
  let seconds = 0;
  for (const part of clock!.split(':')) seconds = seconds * 60 + Number(part);
  return (Number(days) * 86_400 + seconds) * 1000;
};

interface Columns {
  /** Column of a field, by our name. */
  readonly at: Readonly<Record<string, number>>;
}

const headingOf = (text: string): Columns | null => {
  if (!/^#?(?:ts,te,|firstSeen,)/.test(text)) return null;
  const names = text.replace(/^#/, '').trim().split(',');
  const at: Record<string, number> = {};
  for (const [i, name] of names.entries()) {
    const own = NAMES[name];
    if (own !== undefined && at[own] === undefined) at[own] = i;
  }
  const whole = ['start', 'source', 'destination', 'protocol'].every((name) => name in at);
  return whole ? { at } : null;
};

const NAMES: Readonly<Record<string, string>> = {
  ts: 'start',
  firstSeen: 'start',
  te: 'end',
  lastSeen: 'end',
  td: 'duration',
  duration: 'duration',
  pr: 'protocol',
  proto: 'protocol',
  sa: 'source',
  srcAddr: 'source',
  da: 'destination',
  dstAddr: 'destination',
  sp: 'sourcePort',
  srcPort: 'sourcePort',
  dp: 'destinationPort',
  dstPort: 'destinationPort',
  flg: 'flags',
  flags: 'flags',
  ipkt: 'packets',
  packets: 'packets',
  inPackets: 'packets',
  ibyt: 'bytes',
  bytes: 'bytes',
  inBytes: 'bytes',
  opkt: 'backPackets',
  outPackets: 'backPackets',
  obyt: 'backBytes',
  outBytes: 'backBytes',
  ra: 'sensor',
};

const tableRecord = (
  { at: columnOf }: Columns,
  cells: readonly string[],
  { stamps }: TextContext,
): LooseRecord | null => {
  const cell = (name: string): string => cells[columnOf[name] ?? -1]?.trim() ?? '';
  const start = stamps.any(cell('start'));
  if (Number.isNaN(start)) return null;
  const end = stamps.any(cell('end'));
  const number = protocolOf(cell('protocol'));
  const port = Number(cell('destinationPort')) || 0;
  const back = { backBytes: Number(cell('backBytes')), backPackets: Number(cell('backPackets')) };
  return {
    at: start,
    // Whole seconds: the duration says more.
    until: cell('duration') === '' ? end : start + durationMs(cell('duration')),
    sensor: cell('sensor'),
    protocol: number,
    source: cell('source'),
    sourcePort: Math.floor(Number(cell('sourcePort')) || 0),
    destination: cell('destination'),
    destinationPort: Math.floor(port),
    icmpType: number === 1 || number === 58 ? Math.floor(port) : -1,
    flags: flagsOf(cell('flags')),
    bytes: Number(cell('bytes')),
    packets: Number(cell('packets')),
    ...back,
    twoWay: back.backPackets > 0,
  };
};
