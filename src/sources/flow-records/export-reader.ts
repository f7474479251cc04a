// Flow exports inside a capture: which datagrams are exports, who sent them, and what they tell.
import { addressText } from '../../model/address.ts';
import { countNotUnderstood, type Evidence, widenSpan } from '../../model/evidence.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Observation, Origin } from '../../model/observation.ts';
import { type FlowExport, flowExportOf, mayBeFlowExport } from '../../protocols/flow-export.ts';
import { type Packet, UDP } from '../../wire/packet.ts';
import type { Reason } from '../source.ts';
import { CounterSeries } from './counter-series.ts';
import { FlowJoiner } from './flow-joiner.ts';
import type {
  CounterReading,
  ExportDecoder,
  Exporter,
  FlowRecord,
  FlowSink,
} from './flow-record.ts';
import { NetflowFive } from './netflow-5.ts';
import { Sflow } from './sflow.ts';
import { TemplateFlows } from './template-flows.ts';

const CUT_BY_CAPTURE = 'flow export cut by the capture';
const SEEN_TWICE = 'flow export seen twice';
const TOO_MANY_COUNTERS = 'more counters than are followed';

/** True for the few packets that `ExportReader.packet` should see: two comparisons for all others. */
export const mayExport = (packet: Packet): boolean =>
  packet.protocol === UDP && mayBeFlowExport(packet.bytes, packet.payloadStart, packet.payloadEnd);

export class ExportReader implements FlowSink {
  readonly #evidence: Evidence;
  readonly #emit: (observation: Observation) => void;
  readonly #joiner: FlowJoiner;
  readonly #series = new CounterSeries();
  readonly #five = new NetflowFive(this);
  readonly #nine = new TemplateFlows(9, this);
  readonly #ipfix = new TemplateFlows(10, this);
  readonly #sflow = new Sflow(this);
  /** Records by format, for people. */
  readonly #told = new Map<FlowExport, { records: number; exporters: Set<string> }>();
  /** Digests of the last datagrams: a capture of all interfaces holds each two or three times. */
  readonly #recent = new Int32Array(RECENT);
  #next = 0;
  #format: FlowExport = 'netflow-v9';
  #origin: Origin;
  #now = 0;

  constructor(evidence: Evidence, emit: (observation: Observation) => void) {
    this.#evidence = evidence;
    this.#origin = { evidence: evidence.index };
    this.#emit = (observation) => {
      widenSpan(evidence, observation.at);
      if (observation.until !== undefined) widenSpan(evidence, observation.until);
      emit(observation);
    };
    this.#joiner = new FlowJoiner(evidence, this.#emit);
  }

  packet(packet: Packet): void {
    const { bytes, payloadStart: start, payloadEnd: end } = packet;
    const format = flowExportOf(bytes, start, end);
    if (format === null) {
      if (isCut(packet)) this.refused(CUT_BY_CAPTURE);
      return;
    }
    if (this.#seenBefore(bytes, start, end)) {
      this.refused(SEEN_TWICE);
      return;
    }
    const exporter = exporterOf(packet);
    this.#format = format;
    this.#now = packet.at;
    this.#origin = { evidence: this.#evidence.index, offset: packet.recordOffset };
    const outcome = this.#decoder(format).datagram(bytes, start, end, packet.at, exporter);
    if (typeof outcome === 'string') this.refused(outcome);
    else this.#note(format, exporter, outcome);
  }

  /** The evidence is over: gives out what is held. */
  close(): void {
    this.#nine.close();
    this.#ipfix.close();
    this.#joiner.close();
    for (const [format, { records, exporters }] of this.#told)
      this.#evidence.warnings.push(
        `It holds exports of ${format} from ${exporters.size} ${exporters.size === 1 ? 'exporter' : 'exporters'}: ${records} records.`,
      );
  }

  flow(record: FlowRecord): void {
    this.#joiner.add(record, this.#format, this.#origin, this.#now);
  }

  counters(reading: CounterReading): void {
    if (this.#series.full && !this.#series.follows(reading)) this.refused(TOO_MANY_COUNTERS);
    const volume = this.#series.add(reading);
    if (volume)
      this.#emit({ kind: 'volume', format: this.#format, origin: this.#origin, ...volume });
  }

  refused(reason: Reason, by = 1): void {
    countNotUnderstood(this.#evidence, reason, by);
  }

  #decoder(format: FlowExport): ExportDecoder {
    if (format === 'netflow-v5') return this.#five;
    if (format === 'sflow') return this.#sflow;
    return format === 'ipfix' ? this.#ipfix : this.#nine;
  }

  #seenBefore(bytes: Uint8Array, start: number, end: number): boolean {
    let digest = end - start;
    for (let i = start; i < end; i++) digest = Math.imul(digest ^ bytes[i]!, 0x01000193);
    if (this.#recent.includes(digest)) return true;
    this.#recent[this.#next] = digest;
    this.#next = (this.#next + 1) % RECENT;
    return false;
  }

  #note(format: FlowExport, { address }: Exporter, records: number): void {
    let told = this.#told.get(format);
    if (!told) {
      told = { records: 0, exporters: new Set() };
      this.#told.set(format, told);
    }
    told.records += records;
    if (told.exporters.size < LIMITS.flowExportersMax) told.exporters.add(address);
  }
}

const RECENT = 8;

const exporterOf = ({ words, sourcePort, destinationPort }: Packet): Exporter => {
  const address = addressText(words, 0);
  const session = `${address}:${sourcePort}>${addressText(words, 4)}:${destinationPort}`;
  return { address, session };
};

/** An export by what is left of it: its version, and a size that is that of the datagram before it was cut. */
const isCut = ({ cut, bytes, payloadStart: start, payloadEnd, payloadBytes }: Packet): boolean => {
  if (!cut || payloadEnd - start < 4) return false;
  const second = bytes[start + 1]!;
  const count = (bytes[start + 2]! << 8) | bytes[start + 3]!;
  return second === 5 ? payloadBytes === 24 + 48 * count : second === 10 && payloadBytes === count;
};
