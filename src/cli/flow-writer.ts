// `--flows FILE`: one identified flow a line, NDJSON (design: interfaces).

import type { FlowObservation } from '../model/observation.ts';
import { familyOf } from '../model/systems.ts';
import { isoTime } from '../model/time.ts';
import { Sink } from './sink.ts';

export class FlowWriter {
  readonly #sink: Sink;

  constructor(path: string) {
    this.#sink = new Sink(path);
  }

  write(flow: FlowObservation): void {
    this.#sink.write(`${JSON.stringify(flowRow(flow))}\n`);
  }

  close(): void {
    this.#sink.close();
  }
}

/** A flow as the contract shows it. */
export const flowRow = (flow: FlowObservation) => ({
  start: isoTime(flow.at),
  end: isoTime(flow.until),
  transport: flow.transport,
  client: flow.source,
  clientPort: flow.sourcePort,
  server: flow.destination,
  serverPort: flow.destinationPort,
  packets: flow.packetsOut + flow.packetsIn,
  bytes: flow.bytesOut + flow.bytesIn,
  bytesOut: flow.bytesOut,
  bytesIn: flow.bytesIn,
  protocol: flow.protocol,
  system: flow.system,
  family: flow.system === null ? null : familyOf(flow.system),
  via: flow.via,
  by: flow.by,
  probability: flow.probability,
  info: {
    ...(flow.connection === undefined ? {} : { connection: flow.connection }),
    ...(flow.connection === 'midstream' ? { midstream: true } : {}),
    ...(flow.because === undefined ? {} : { because: flow.because }),
    ...flow.facts,
  },
});
