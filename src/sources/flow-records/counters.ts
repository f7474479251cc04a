// Readings of interface counters, taken again and again, as scripts and pollers write them; what lies between two readings is
// given out as a volume from the one to the other:
//
//   table     time,interface,in,out                        heading in any case; also host, device, ifHCInOctets, rx_bytes …
//   ifconfig  eth0: flags=4163<UP,…>  …  RX packets 12  bytes 345 (…)  …  TX packets 6  bytes 789      (and Link encap:, RX bytes:345)
//   ip        2: eth0: <BROADCAST,…>  …  RX:  bytes packets …  345 12 …  TX:  bytes …  789 6 …
//   proc      eth0: 345 12 0 0 0 0 0 0 789 6 0 0 0 0 0 0                                               (/proc/net/dev)
//   SNMP      IF-MIB::ifHCInOctets.2 = Counter64: 345      (snmpwalk, snmpget; by name or number, RFC 2863)
//
// The time stands in the row, in front of the line, or on a line of its own before the reading (`date`). Counters of 32 bits
// that went over their end, and devices that began anew, are told apart in counter-series.ts. Sound because: the fixed
// words of the programs, or a heading with all four meanings. Looks alike: tables of volumes instead of counters; they
// fall at every second row, and a warning says so. Does not see: readings without a time; a single reading.
import { OK, type Reason } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { CounterReadings } from './counter-readings.ts';
import type { CounterReading } from './flow-record.ts';

const NOT_COUNTER: Reason = 'not a reading of counters';

export const counters = textSource({
  id: 'counters',
  title: 'Counters of interfaces (ifconfig, ip -s link, /proc/net/dev, SNMP, tables)',
  looks: /./,
  otherwise: NOT_COUNTER,
  severalLines: true,
  open: (context) => {
    const printed = new PrintedCounters(context);
    let table: Columns | null = null;
    return {
      line: (text, number) => {
        const heading = headingOf(text);
        if (heading) {
          table = heading;
          return OK;
        }
        const reading = table && readingOf(table, text, context);
        return reading ? printed.readings.add(reading, number) : printed.line(text, number);
      },
      close: () => printed.close(),
    };
  },
});

interface Columns {
  readonly separator: string;
  readonly time: number;
  readonly device: number;
  readonly sensor: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Names of the columns, in lower case without blanks and punctuation. */
const TIMES = ['time', 'timestamp', 'date', 'datetime', 'clock', 'polltime'];
const DEVICES = ['interface', 'ifname', 'ifdescr', 'ifindex', 'port', 'iface', 'nic', 'line'];
const SENSORS = ['host', 'hostname', 'device', 'router', 'switch', 'node', 'agent'];
const INS = [
  'in',
  'rx',
  'ifhcinoctets',
  'ifinoctets',
  'inoctets',
  'inbytes',
  'bytesin',
  'rxbytes',
  'received',
];
const OUTS = [
  'out',
  'tx',
  'ifhcoutoctets',
  'ifoutoctets',
  'outoctets',
  'outbytes',
  'bytesout',
  'txbytes',
  'sent',
];

const headingOf = (text: string): Columns | null => {
  if (text.length > HEADING_CHARS_MAX || /^\s*\d/.test(text)) return null;
  for (const separator of [',', ';', '\t']) {
    const cells = csvCells(text, separator);
    if (!cells || cells.length < 4 || cells.length > 16) continue;
    const names = cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
    // Sessions have a port and bytes as well.
    if (names.some((name) => ENDS.test(name))) return null;
    const find = (words: readonly string[]): number =>
      names.findIndex((name) => words.includes(name));
    const [time, device] = [find(TIMES), find(DEVICES)];
    const [bytesIn, bytesOut] = [find(INS), find(OUTS)];
    if (time >= 0 && device >= 0 && bytesIn >= 0 && bytesOut >= 0)
      return { separator, time, device, bytesIn, bytesOut, sensor: find(SENSORS) };
  }
  return null;
};

const ENDS = /^(?:src|dst|sourc|dest|client|user|address|url|proto)/;
const HEADING_CHARS_MAX = 400;

/** Null when the line is no row of the table. */
const readingOf = (
  columns: Columns,
  text: string,
  { stamps }: TextContext,
): CounterReading | null => {
  const cells = csvCells(text, columns.separator);
  const cell = (at: number): string => cells?.[at]?.trim() ?? '';
  const at = stamps.any(cell(columns.time));
  const [bytesIn, bytesOut] = [cell(columns.bytesIn), cell(columns.bytesOut)];
  const device = cell(columns.device);
  if (Number.isNaN(at) || device === '' || !COUNT.test(bytesIn) || !COUNT.test(bytesOut))
    return null;
  const sensor = cell(columns.sensor);
  return {
    at,
    device: sensor === '' ? device : `${sensor} ${device}`,
    ...(sensor !== '' && { sensor }),
    bytesIn: Number(bytesIn),
    bytesOut: Number(bytesOut),
  };
};

const COUNT = /^\d{1,20}$/;

const STAMP = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d| UTC)?|\d{10}(?:\.\d{1,9})?|(?:[A-Z][a-z]{2},? )?(?:[A-Z][a-z]{2} {1,2}\d{1,2}|\d{1,2} [A-Z][a-z]{2}(?: \d{4})?),? \d\d:\d\d:\d\d(?: [A-Z]{2,5})?(?: \d{4})?`;
const STAMP_LINE = new RegExp(
  String.raw`^[\s#=*[-]{0,16}(?:(?:date|time|at)[:=]? )?(${STAMP})[\s#=*\]:-]{0,16}$`,
  'i',
);
const STAMPED = new RegExp(String.raw`^\[?(${STAMP})\]?[:;,]?\s{1,8}(\S.*)$`);

/** What `date` prints has the zone before the year: `Sun Nov 22 05:52:09 CET 2026`. Zones by letters but UTC are that of the run. */
const momentOf = (stamp: string, { stamps }: TextContext): number =>
  stamps.any(
    stamp.replace(/ ([A-Z]{2,5})( \d{4})?$/, (_, zone: string, year = '') =>
      zone === 'UTC' || zone === 'GMT' ? `${year} UTC` : year,
    ),
  );

/** `eth0: flags=`, `eth0      Link encap:`, `2: eth0@if5: <` */
const INTERFACE =
  /^(?:\d{1,6}: )?([A-Za-z][\w.:-]{0,31}?)(?:@[\w.-]{1,32})?(?::\s{1,4}(?=flags=|<[A-Z])| {1,16}(?=Link encap:))/;
const PROC =
  /^\s{0,16}([A-Za-z][\w.@:-]{0,31}):\s{0,20}(\d{1,20})((?:\s{1,20}\d{1,20}){15})\s{0,8}$/;
const PROC_HEADING = /^\s{0,8}(?:Inter-\||face \|bytes)/;
const IFCONFIG = /^\s{1,16}(RX|TX) packets \d{1,20}\s{1,8}bytes (\d{1,20})/;
const IFCONFIG_OLD = /^\s{1,16}RX bytes:(\d{1,20}) .{0,40}TX bytes:(\d{1,20})/;
const IP_HEAD = /^\s{1,8}(RX|TX):\s{1,8}bytes\s/;
const IP_COUNTS = /^\s{1,8}(\d{1,20})(?:\s{1,20}\d{1,20}){4,8}\s{0,8}$/;
/** Lines of these programs that say nothing of bytes. */
const BESIDE =
  /^(?:\s{1,16}(?:inet6? |ether |link\/|loop |unspec |UP |RX errors|TX errors|RX packets|TX packets|collisions|device (?:interrupt|memory)|Interrupt|RX errors:|TX errors:|altname |inet6? addr|Base address|Memory:|valid_lft)|\s{0,8}$)/;
const OCTETS =
  /(?:\bif(HC)?(In|Out)Octets|(?:^|[. ])(?:1|iso)\.3\.6\.1\.2\.1\.(?:31\.1\.1\.1\.(6|10)|2\.2\.1\.(10|16)))\.(\d{1,9}) = Counter(?:32|64): (\d{1,20})\s{0,4}$/;
const NAME =
  /(?:\bif(?:Name|Descr)|(?:^|[. ])(?:1|iso)\.3\.6\.1\.2\.1\.(?:31\.1\.1\.1\.1|2\.2\.1\.2))\.(\d{1,9}) = STRING: "?([^"]{1,64})"?\s{0,4}$/;

/** What programs print; a reading is whole when both directions are there. */
class PrintedCounters {
  readonly #context: TextContext;
  readonly readings: CounterReadings;
  #at = Number.NaN;
  #device = '';
  #line = 0;
  #received = Number.NaN;
  /** `ip` writes the numbers on the line after. */
  #next: 'RX' | 'TX' | null = null;

  constructor(context: TextContext) {
    this.#context = context;
    this.readings = new CounterReadings(context);
  }

  line(text: string, number: number): Outcome {
    this.#line = number;
    const alone = STAMP_LINE.exec(text);
    if (alone) {
      const at = momentOf(alone[1]!, this.#context);
      if (Number.isNaN(at)) return NOT_COUNTER;
      this.#at = at;
      this.readings.flush(number);
      return OK;
    }
    const stamped = STAMPED.exec(text);
    const at = stamped ? momentOf(stamped[1]!, this.#context) : Number.NaN;
    if (!stamped || Number.isNaN(at)) return this.#reading(text, number);
    return this.#reading(stamped[2]!, number, at);
  }

  close(): void {
    this.readings.flush(this.#line);
  }

  #reading(text: string, number: number, at = this.#at): Outcome {
    const octets = OCTETS.exec(text);
    if (octets) {
      const [, hc, way, high, low, index, count] = octets;
      const wide = hc !== undefined || high !== undefined;
      const inwards = way === 'In' || high === '6' || low === '10';
      return this.readings.octets(Number(index), wide, inwards, Number(count), at, number);
    }
    const name = NAME.exec(text);
    if (name) {
      this.readings.name(Number(name[1]), name[2]!);
      return OK;
    }
    return this.#system(text, number, at);
  }

  /** Linux and BSD: by interface. */
  #system(text: string, number: number, at: number): Outcome {
    const proc = PROC.exec(text);
    if (proc) {
      const sent = proc[3]!.trim().split(/\s{1,20}/)[7]!;
      return this.#whole(proc[1]!, Number(proc[2]), Number(sent), at, number);
    }
    const begun = INTERFACE.exec(text);
    if (begun) {
      this.#device = begun[1]!;
      this.#received = Number.NaN;
      this.#next = null;
      return OK;
    }
    const head = IP_HEAD.exec(text);
    if (head && this.#device !== '') {
      this.#next = head[1] === 'RX' ? 'RX' : 'TX';
      return OK;
    }
    return this.#counts(text, number, at);
  }

  #counts(text: string, number: number, at: number): Outcome {
    const device = this.#device;
    const old = device === '' ? null : IFCONFIG_OLD.exec(text);
    if (old) return this.#whole(device, Number(old[1]), Number(old[2]), at, number);
    const line = device === '' ? null : IFCONFIG.exec(text);
    const numbers = this.#next === null ? null : IP_COUNTS.exec(text);
    if (!line && !numbers) return BESIDE.test(text) || PROC_HEADING.test(text) ? OK : NOT_COUNTER;
    const way = line ? line[1] : this.#next;
    const count = Number(line ? line[2] : numbers![1]);
    this.#next = null;
    if (way === 'RX') {
      this.#received = count;
      return OK;
    }
    return this.#whole(device, this.#received, count, at, number);
  }

  #whole(device: string, bytesIn: number, bytesOut: number, at: number, number: number): Outcome {
    if (Number.isNaN(bytesIn)) return NOT_COUNTER;
    return this.readings.add({ at, device, bytesIn, bytesOut }, number);
  }
}
