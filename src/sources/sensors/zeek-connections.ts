// conn.log of Zeek as bytes: the one log of it that has millions of lines. It reads what zeek-record.ts reads of a connection, to
// the same effect; a line with anything unusual in it is left to that.
import type { CountedObservation, Origin, Transport } from '../../model/observation.ts';
import { addressInterner, DASH, DOT, decimal, isDigit, portNumber } from '../fields.ts';
import { Interner, plain } from '../interner.ts';
import { transportOf } from '../text/draft.ts';

/** Fields that are read, by their places here. */
const FIELDS = [
  'ts',
  'id.orig_h',
  'id.orig_p',
  'id.resp_h',
  'id.resp_p',
  'proto',
  'service',
  'duration',
  'orig_ip_bytes',
  'resp_ip_bytes',
  'orig_pkts',
  'resp_pkts',
  'conn_state',
  'orig_l2_addr',
] as const;
const [TIME, SOURCE, SOURCE_PORT, DESTINATION, DESTINATION_PORT, PROTOCOL, SERVICE, DURATION] = [
  0, 1, 2, 3, 4, 5, 6, 7,
] as const;
const [BYTES_OUT, BYTES_IN, PACKETS_OUT, PACKETS_IN, STATE, HARDWARE] = [
  8, 9, 10, 11, 12, 13,
] as const;

/** 1973: what is less has fewer than nine digits, and may be no time. */
const FIRST_MS = 100_000_000_000;
const TAB = 9;
const BACKSLASH = 92;
/** Columns of a conn.log; sensors with many additions write about 50. */
const COLUMNS_MAX = 128;

export class ZeekConnections {
  /** Which field stands in a column, or -1. */
  readonly #fields = new Int8Array(COLUMNS_MAX).fill(-1);
  readonly #starts = new Int32Array(FIELDS.length);
  readonly #ends = new Int32Array(FIELDS.length);
  readonly columns: readonly string[];
  readonly #addresses = addressInterner();
  readonly #transports = new Interner<Transport | undefined>(transportOf);
  readonly #services = new Interner((text) => plain(text.replace(/,(?! )/g, ', ')));
  readonly #hardware = new Interner((text) => (MAC.test(text) ? text : ''));
  readonly #states = new Interner((text) => text);

  /** `columns`: the names of the heading, in their order. */
  constructor(columns: readonly string[]) {
    this.columns = columns;
    for (const [place, name] of columns.entries())
      if (place < COLUMNS_MAX) this.#fields[place] = (FIELDS as readonly string[]).indexOf(name);
  }

  /** The connection of a line, or null when it has to be read the other way. */
  read(bytes: Uint8Array, start: number, end: number, origin: Origin): CountedObservation | null {
    if (!this.#split(bytes, start, end)) return null;
    const at = this.#milliseconds(bytes, TIME);
    const source = this.#address(bytes, SOURCE);
    const destination = this.#address(bytes, DESTINATION);
    const transport = this.#transports.get(bytes, this.#starts[PROTOCOL]!, this.#ends[PROTOCOL]!);
    if (at < FIRST_MS || source === null || destination === null || transport === undefined)
      return null;
    const out: CountedObservation = {
      kind: 'connection',
      at,
      format: 'zeek',
      origin,
      source,
      destination,
      transport,
    };
    return this.#ports(bytes, out) && this.#counters(bytes, out) ? this.#rest(bytes, out) : null;
  }

  #split(bytes: Uint8Array, start: number, end: number): boolean {
    this.#starts.fill(0);
    this.#ends.fill(0);
    let column = 0;
    let from = start;
    for (let i = start; i <= end; i++) {
      const byte = i < end ? bytes[i]! : TAB;
      if (byte === BACKSLASH) return false;
      if (byte !== TAB) continue;
      const field = column < COLUMNS_MAX ? this.#fields[column]! : -1;
      if (field >= 0) {
        this.#starts[field] = from;
        this.#ends[field] = i;
      }
      column++;
      from = i + 1;
    }
    return column === this.columns.length;
  }

  /** `1795326729.123456` → ms, or -1. */
  #milliseconds(bytes: Uint8Array, field: number): number {
    const start = this.#starts[field]!;
    const end = this.#ends[field]!;
    let dot = start;
    while (dot < end && bytes[dot] !== DOT) dot++;
    const seconds = decimal(bytes, start, dot);
    if (seconds < 0 || dot === end) return seconds < 0 ? -1 : seconds * 1000;
    const fraction = decimal(bytes, dot + 1, end);
    return fraction < 0 ? -1 : Math.round(seconds * 1000 + fraction * 10 ** (3 - (end - dot - 1)));
  }

  #address(bytes: Uint8Array, field: number): string | null {
    const text = this.#addresses.get(bytes, this.#starts[field]!, this.#ends[field]!);
    return text === '0.0.0.0' || text === '::' ? null : text;
  }

  #ports(bytes: Uint8Array, out: CountedObservation): boolean {
    // Of ICMP the ports are type and code.
    if (out.transport === 'icmp') return true;
    const from = portNumber(bytes, this.#starts[SOURCE_PORT]!, this.#ends[SOURCE_PORT]!);
    const to = portNumber(bytes, this.#starts[DESTINATION_PORT]!, this.#ends[DESTINATION_PORT]!);
    if (from < 0 || to < 0) return false;
    out.sourcePort = from;
    out.destinationPort = to;
    return true;
  }

  /** False when the bytes of whole packets are not told. */
  #counters(bytes: Uint8Array, out: CountedObservation): boolean {
    const bytesOut = this.#count(bytes, BYTES_OUT);
    const bytesIn = this.#count(bytes, BYTES_IN);
    const packetsOut = this.#count(bytes, PACKETS_OUT);
    const packetsIn = this.#count(bytes, PACKETS_IN);
    if (bytesOut < 0 || bytesIn < 0 || packetsOut < 0 || packetsIn < 0) return false;
    out.bytesOut = bytesOut;
    out.bytesIn = bytesIn;
    out.packetsOut = packetsOut;
    out.packetsIn = packetsIn;
    return true;
  }

  #count(bytes: Uint8Array, field: number): number {
    return decimal(bytes, this.#starts[field]!, this.#ends[field]!);
  }

  #rest(bytes: Uint8Array, out: CountedObservation): CountedObservation {
    const duration = this.#milliseconds(bytes, DURATION);
    if (duration >= 0 && isDigit(bytes[this.#starts[DURATION]!])) out.until = out.at + duration;
    if (this.#isSet(bytes, SERVICE))
      out.application = this.#services.get(bytes, this.#starts[SERVICE]!, this.#ends[SERVICE]!);
    const mac = this.#isSet(bytes, HARDWARE)
      ? this.#hardware.get(bytes, this.#starts[HARDWARE]!, this.#ends[HARDWARE]!)
      : '';
    if (mac !== '') out.mac = mac;
    const state = this.#states.get(bytes, this.#starts[STATE]!, this.#ends[STATE]!);
    if (UNANSWERED.has(state)) out.unanswered = true;
    if (state === 'REJ') out.refused = true;
    return out;
  }

  #isSet(bytes: Uint8Array, field: number): boolean {
    const start = this.#starts[field]!;
    const length = this.#ends[field]! - start;
    // `-` is unset, `(empty)` has nothing in it.
    return length > 1 ? bytes[start] !== 40 : length === 1 && bytes[start] !== DASH;
  }
}

const MAC = /^(?!(?:00:){5}00|(?:ff:){5}ff)(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;
/** Nothing came back, or the one who began gave up before anything did. */
export const UNANSWERED: ReadonlySet<string> = new Set(['S0', 'SH', 'RSTOS0']);
