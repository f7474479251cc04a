// vnStat's volumes of interfaces: `vnstat --json` (version 2 in bytes, version 1 in KiB) and the tables of `vnstat -5 -h -d -m -y`
// (vnstat(1)):
//
//   {"vnstatversion":"2.10","jsonversion":"2","interfaces":[{"name":"eth0",…,"traffic":{…,"day":[{"date":{…},"rx":1,"tx":2}]}]}
//    eth0  /  daily
//        2026-11-21     1.23 GiB |  456.78 MiB |    1.68 GiB |  166.68 kbit/s
//
// JSON tells the same bytes by five minutes, hour, day, month and year: the finest is given out, and of the coarser ones only
// what lies before it. Sound because: the names of the document, or `NAME  /  daily` and the three bars. Looks alike:
// nothing known. Does not see: the top ten and the summary, which repeat other tables; the zone (that of the machine).
import { LIMITS } from '../../model/limits.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import { OK, type Reason } from '../source.ts';
import { isObject, type JsonObject, jsonText } from '../text/fields.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { amountOf } from './amounts.ts';
import { JsonObjects } from './json-objects.ts';

const NOT_VNSTAT: Reason = 'not of vnStat';
const REPEATED: Reason = 'not kept: table of vnStat that repeats others';

export const vnstat = textSource({
  id: 'vnstat',
  title: 'vnStat (JSON and tables)',
  looks: /./,
  otherwise: NOT_VNSTAT,
  severalLines: true,
  open: (context) => {
    const objects = new JsonObjects(context.alone);
    const tables = new Tables(context);
    let open = false;
    return {
      line: (text, number) => {
        if (!open && !text.trimStart().startsWith('{')) return tables.line(text, number);
        const outcome = objects.line(text, number, (document, line) =>
          read(document, context, line),
        );
        open = objects.open;
        return outcome === OK ? OK : NOT_VNSTAT;
      },
      close: () => objects.drop(),
    };
  },
});

/** From fine to coarse, with the names of both versions. */
const GRAINS: readonly {
  readonly names: readonly string[];
  readonly length: 'five' | 'hour' | 'day' | 'month' | 'year';
}[] = [
  { names: ['fiveminute'], length: 'five' },
  { names: ['hour', 'hours'], length: 'hour' },
  { names: ['day', 'days'], length: 'day' },
  { names: ['month', 'months'], length: 'month' },
  { names: ['year', 'years'], length: 'year' },
];
type Length = (typeof GRAINS)[number]['length'];

interface Volume {
  readonly at: number;
  readonly until: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

const read = (document: JsonObject, context: TextContext, line: number): Outcome => {
  const { interfaces } = document;
  if (!('vnstatversion' in document) || !Array.isArray(interfaces)) return NOT_VNSTAT;
  // Version 1 counts in KiB.
  const unit = jsonText(document, 'jsonversion') === '1' ? 1024 : 1;
  for (const one of interfaces) {
    if (!isObject(one) || !isObject(one['traffic'])) continue;
    const device = jsonText(one, 'name') ?? jsonText(one, 'id');
    for (const volume of finest(one['traffic'], unit, context))
      context.emit({ kind: 'volume', device, ...volume }, line);
  }
  return OK;
};

const finest = (traffic: JsonObject, unit: number, context: TextContext): Volume[] => {
  const given: Volume[] = [];
  for (const { names, length } of GRAINS) {
    const list = names.map((name) => traffic[name]).find(Array.isArray) as unknown;
    if (!Array.isArray(list)) continue;
    const finer = given.slice();
    for (const entry of list.slice(0, LIMITS.volumesPerListMax)) {
      const volume = isObject(entry) ? volumeOf(entry, length, unit, context) : null;
      const rest = volume && beforeFiner(volume, finer);
      if (rest) given.push(rest);
    }
  }
  return given;
};

/** What of a volume lies before the finer ones within it; null for nothing. */
const beforeFiner = (volume: Volume, finer: readonly Volume[]): Volume | null => {
  const within = finer.filter(({ at }) => at >= volume.at && at < volume.until);
  if (within.length === 0) return volume;
  const until = Math.min(...within.map(({ at }) => at));
  const bytesIn = within.reduce((rest, one) => rest - one.bytesIn, volume.bytesIn);
  const bytesOut = within.reduce((rest, one) => rest - one.bytesOut, volume.bytesOut);
  if (until <= volume.at || (bytesIn <= 0 && bytesOut <= 0)) return null;
  return { at: volume.at, until, bytesIn: Math.max(0, bytesIn), bytesOut: Math.max(0, bytesOut) };
};

const volumeOf = (
  entry: JsonObject,
  length: Length,
  unit: number,
  { stamps }: TextContext,
): Volume | null => {
  const part = (path: string, otherwise: number): string =>
    String(jsonText(entry, path) ?? otherwise).padStart(2, '0');
  // Version 1 numbers the hours of a day by their `id`.
  const hour = isObject(entry['time'])
    ? part('time.hour', 0)
    : part(length === 'hour' ? 'id' : '', 0);
  const at = stamps.any(
    `${part('date.year', 0)}-${part('date.month', 1)}-${part('date.day', 1)} ${hour}:${part('time.minute', 0)}:00`,
  );
  const bytesIn = Number(jsonText(entry, 'rx') ?? Number.NaN) * unit;
  const bytesOut = Number(jsonText(entry, 'tx') ?? Number.NaN) * unit;
  if (Number.isNaN(at) || !(bytesIn >= 0 && bytesOut >= 0)) return null;
  return { at, until: endOf(at, length), bytesIn, bytesOut };
};

const endOf = (at: number, length: Length): number => {
  if (length === 'five') return at + 5 * MINUTE_MS;
  if (length === 'hour') return at + HOUR_MS;
  if (length === 'day') return at + DAY_MS;
  // From the middle of the first day on, the month is the same in every zone.
  const middle = new Date(at + DAY_MS / 2);
  const months = length === 'month' ? 1 : 12;
  const first = Date.UTC(middle.getUTCFullYear(), middle.getUTCMonth(), 1);
  return at + Date.UTC(middle.getUTCFullYear(), middle.getUTCMonth() + months, 1) - first;
};

const TITLE =
  /^ {0,4}(\S{1,32})(?: \[[^\]]{0,64}\])? {1,4}\/ {1,4}(5 minute|hourly|daily|monthly|yearly|top \d{1,4})\s{0,4}$/;
const ROW =
  /^\s{1,12}(?:\d{1,3} {2,4})?(\d{4}(?:-\d\d(?:-\d\d)?)?|\d\d:\d\d|\d\d\/\d\d\/(?:\d{4}|\d\d)|[A-Z][a-z]{2} '\d\d) {1,16}([\d.,]{1,16} [kKMGTP]?i?B) \| {1,16}([\d.,]{1,16} [kKMGTP]?i?B) \|/;
const DAY = /^\s{1,12}(\d{4}-\d\d-\d\d|\d\d\/\d\d\/\d{4})\s{0,4}$/;
const BESIDE =
  /^\s{0,24}(?:5 minute|hour|day|month|year|key|#) {1,24}.{0,60}(?:rx|day).{0,80}$|^\s{0,24}[-+]{10,90}\s{0,4}$|^\s{0,12}estimated\s/;
const LENGTHS: Readonly<Record<string, Length>> = {
  '5 minute': 'five',
  hourly: 'hour',
  daily: 'day',
  monthly: 'month',
  yearly: 'year',
};

class Tables {
  readonly #context: TextContext;
  #device = '';
  #length: Length | null = null;
  #day = '';

  constructor(context: TextContext) {
    this.#context = context;
  }

  line(text: string, number: number): Outcome {
    const title = TITLE.exec(text);
    if (title) {
      this.#device = title[1]!;
      this.#length = LENGTHS[title[2]!] ?? null;
      this.#day = '';
      return this.#length === null ? REPEATED : OK;
    }
    if (this.#device === '') return NOT_VNSTAT;
    const day = DAY.exec(text);
    if (day) {
      this.#day = dateOf(day[1]!);
      return OK;
    }
    const row = ROW.exec(text);
    if (!row) return BESIDE.test(text) ? OK : NOT_VNSTAT;
    return this.#length === null ? REPEATED : this.#row(row, this.#length, number);
  }

  #row([, when, received, sent]: RegExpExecArray, length: Length, number: number): Outcome {
    const stamp = when!.includes(':') ? `${this.#day} ${when}:00` : `${dateOf(when!)} 00:00:00`;
    const at = this.#context.stamps.any(stamp);
    if (Number.isNaN(at)) return NOT_VNSTAT;
    return this.#context.emit(
      {
        kind: 'volume',
        device: this.#device,
        at,
        until: endOf(at, length),
        bytesIn: amountOf(received!, 1, false),
        bytesOut: amountOf(sent!, 1, false),
      },
      number,
    );
  }
}

/** `2026`, `2026-11`, `2026-11-22`, `11/22/2026`, `Nov '26` → `2026-11-22`. */
const dateOf = (text: string): string => {
  const american = /^(\d\d)\/(\d\d)\/(\d{4}|\d\d)$/.exec(text);
  if (american) return `${american[3]!.padStart(4, '20')}-${american[1]}-${american[2]}`;
  const month = /^([A-Z][a-z]{2}) '(\d\d)$/.exec(text);
  if (month) {
    const index = 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(month[1]!) / 3 + 1;
    return `20${month[2]}-${String(index).padStart(2, '0')}-01`;
  }
  return `${text}-01-01`.slice(0, 10);
};
