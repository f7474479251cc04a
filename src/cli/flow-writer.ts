// `--flows FILE`: one identified flow a line, NDJSON (design: interfaces).

import { closeSync, openSync, writeSync } from 'node:fs';
import type { FlowObservation } from '../model/observation.ts';
import { familyOf } from '../model/systems.ts';
import { isoTime } from '../model/time.ts';
import { outputFault } from './output.ts';

/** Characters gathered before they are written. */
const BATCH_CHARS = 1 << 20;

export class FlowWriter {
  readonly #path: string;
  readonly #file: number;
  #batch = '';

  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = path === '-' ? 1 : openSync(path, 'w');
    } catch (cause) {
      throw outputFault(path, cause);
    }
  }

  write(flow: FlowObservation): void {
    this.#batch += `${JSON.stringify(flowRow(flow))}\n`;
    if (this.#batch.length >= BATCH_CHARS) this.#flush();
  }

  close(): void {
    this.#flush();
    if (this.#file !== 1) closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#batch);
    this.#batch = '';
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    } catch (cause) {
      throw outputFault(this.#path, cause);
    }
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
