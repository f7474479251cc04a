// Connections as the kernel tracks them: events of `conntrack -E` (with `-o timestamp`, `extended`, `id`) and tables of
// `conntrack -L` and /proc/net/nf_conntrack (libnetfilter_conntrack, src/conntrack/snprintf_default.c):
//
//   [1795326729.428039]  [NEW] tcp 6 120 SYN_SENT src=A dst=B sport=1 dport=2 [UNREPLIED] src=B dst=A sport=2 dport=1 id=7
//   time                 event protocol  state    original direction          status      reply direction          identity
//
// Events of one connection become one observation, given out at [DESTROY], when its id is used again, or at the end.
// The reply direction names the real far end after NAT (its source) and the address after translation (its destination).
// Why the signature is sound: two tuples src= dst= (sport= dport=) behind a protocol's name and number.
// Looks alike: netfilter LOG lines (capital names). Expectations (`-E expect`) have one tuple and are counted.
// Does not see: bytes when accounting is off (net.netfilter.nf_conntrack_acct); times without `-o timestamp`. Several
// snapshots of the table in one file count each connection each time.
import { LIMITS } from '../../model/limits.ts';
import type { CountedObservation, Transport } from '../../model/observation.ts';
import { addressInterner, hasControls, skipBlanks } from '../fields.ts';
import type { Interner } from '../interner.ts';
import { understoodShare } from '../recognise.ts';
import { type LineParser, OK, type Reason, type Source, type SourceContext } from '../source.ts';
import { ConntrackRecord } from './conntrack-record.ts';

export const conntrack: Source = Object.freeze<Source>({
  id: 'conntrack',
  title: 'Linux connection tracking (conntrack events and tables)',
  recognise: (sample, lines) => understoodShare(conntrack, sample, lines),
  open: (context) => new ConntrackParser(context),
});

const NOT_CONNTRACK = 'no conntrack entry';
const ONE_TUPLE = 'conntrack entry with one direction (expectation)';
const BAD_ADDRESS = 'conntrack entry without addresses';
const CONTROLS = 'control characters in a field';

class ConntrackParser implements LineParser {
  readonly #context: SourceContext;
  readonly #record = new ConntrackRecord();
  readonly #addresses: Interner<string | null> = addressInterner();
  /** Open connections by id, or by tuple when there is no id. Insertion order is age. */
  readonly #open = new Map<number | string, CountedObservation>();
  #warned = false;

  constructor(context: SourceContext) {
    this.#context = context;
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): Reason | typeof OK {
    const at = skipBlanks(bytes, start, end);
    if (at === end || isSummary(bytes, at, end)) return OK;
    const record = this.#record;
    if (!record.read(bytes, at, end)) return NOT_CONNTRACK;
    if (hasControls(bytes, at, end)) return CONTROLS;
    if (record.tuples < 2) return ONE_TUPLE;
    const [original, reply] = record.directions;
    const source = this.#addresses.get(bytes, original.sourceStart, original.sourceEnd);
    const destination = this.#addresses.get(
      bytes,
      original.destinationStart,
      original.destinationEnd,
    );
    const replySource = this.#addresses.get(bytes, reply.sourceStart, reply.sourceEnd);
    const replyDestination = this.#addresses.get(
      bytes,
      reply.destinationStart,
      reply.destinationEnd,
    );
    if (!source || !destination || !replySource || !replyDestination) return BAD_ADDRESS;
    const time = this.#time();
    const key = this.#key(source, destination);
    let connection = record.event === 'none' ? undefined : this.#open.get(key);
    if (connection && record.event === 'new') {
      this.#give(key, connection);
      connection = undefined;
    }
    if (!connection) {
      connection = this.#begin(time, source, destination, lineNumber);
      this.#translate(connection, replySource, replyDestination);
      if (record.event !== 'none') this.#hold(key, connection);
    }
    this.#update(connection, time);
    if (record.event === 'destroy') this.#give(key, connection);
    if (record.event === 'none') this.#context.emit(connection);
    return OK;
  }

  close(): void {
    for (const connection of this.#open.values()) this.#context.emit(connection);
    this.#open.clear();
  }

  #begin(
    time: number,
    source: string,
    destination: string,
    lineNumber: number,
  ): CountedObservation {
    const record = this.#record;
    const out: CountedObservation = {
      kind: 'connection',
      at: time,
      format: 'conntrack',
      origin: { evidence: this.#context.evidence.index, line: lineNumber },
      transport: TRANSPORTS[record.protocol] ?? 'other',
      source,
      destination,
    };
    const [original] = record.directions;
    if (original.sourcePort >= 0) out.sourcePort = original.sourcePort;
    if (original.destinationPort >= 0) out.destinationPort = original.destinationPort;
    return out;
  }

  /** What this line adds: later end, counters, whether there was an answer. */
  #update(connection: CountedObservation, time: number): void {
    const record = this.#record;
    const [original, reply] = record.directions;
    // The age in the last event reaches back before the log did.
    if (record.ageSeconds >= 0)
      connection.at = Math.min(connection.at, time - record.ageSeconds * 1000);
    connection.until = Math.max(connection.until ?? time, time);
    if (original.bytes >= 0) connection.bytesOut = original.bytes;
    if (original.packets >= 0) connection.packetsOut = original.packets;
    if (reply.bytes >= 0) connection.bytesIn = reply.bytes;
    if (reply.packets >= 0) connection.packetsIn = reply.packets;
    delete connection.unanswered;
    delete connection.refused;
    if (!record.unreplied) return;
    // A reset counts as a packet of the reply but does not make the connection replied.
    if (reply.packets > 0) connection.refused = true;
    else connection.unanswered = true;
  }

  #translate(connection: CountedObservation, farEnd: string, nearEnd: string): void {
    const [original, reply] = this.#record.directions;
    const same =
      farEnd === connection.destination &&
      nearEnd === connection.source &&
      reply.sourcePort === original.destinationPort &&
      reply.destinationPort === original.sourcePort;
    if (same) return;
    const translated: NonNullable<CountedObservation['translated']> = {
      source: nearEnd,
      destination: farEnd,
    };
    if (reply.destinationPort >= 0) translated.sourcePort = reply.destinationPort;
    if (reply.sourcePort >= 0) translated.destinationPort = reply.sourcePort;
    connection.translated = translated;
  }

  #key(source: string, destination: string): number | string {
    const record = this.#record;
    if (record.id >= 0) return record.id;
    const [tuple] = record.directions;
    return `${record.protocol} ${source} ${tuple.sourcePort} ${destination} ${tuple.destinationPort} ${tuple.icmpId}`;
  }

  #hold(key: number | string, connection: CountedObservation): void {
    if (this.#open.size >= LIMITS.connectionsMax) {
      for (const [oldest, held] of this.#open) {
        this.#give(oldest, held);
        const { quality } = this.#context.evidence;
        quality.flowsEvicted = (quality.flowsEvicted ?? 0) + 1;
        break;
      }
    }
    this.#open.set(key, connection);
  }

  #give(key: number | string, connection: CountedObservation): void {
    this.#open.delete(key);
    this.#context.emit(connection);
  }

  #time(): number {
    const { at } = this.#record;
    if (!Number.isNaN(at)) return at;
    if (!this.#warned) {
      this.#warned = true;
      this.#context.evidence.warnings.push(
        'Lines without a time (use conntrack -o timestamp): the time at which the file was last written is used.',
      );
    }
    return this.#context.writtenUntil;
  }
}

/** `conntrack v1.4.7 (conntrack-tools): 31 flow entries have been shown.` */
const isSummary = (bytes: Uint8Array, start: number, end: number): boolean => {
  const summary = 'conntrack v';
  if (end - start < summary.length) return false;
  for (let i = 0; i < summary.length; i++)
    if (bytes[start + i] !== summary.charCodeAt(i)) return false;
  return true;
};

/** By IP protocol number. */
const TRANSPORTS: Record<number, Transport> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  58: 'icmp',
  132: 'sctp',
};
