// Flows that have ended but may still be named: an endpoint learned minutes later tells what an unreadable flow was.
// Rows leave in the order in which they ended; what leaves is final (design: definitions).

import { LIMITS } from '../model/limits.ts';
import type { FlowObservation } from '../model/observation.ts';
import type { Endpoints } from './endpoints.ts';

/** Carriers that hide what they carry and show no name of their own: an endpoint may say what they are. */
const OPAQUE = new Set(['unknown', 'dtls', 'stun', 'turn']);

export class HeldFlows {
  private readonly endpoints: Endpoints;
  private readonly emit: (flow: FlowObservation) => void;
  private queue: FlowObservation[] = [];
  private head = 0;

  constructor(endpoints: Endpoints, emit: (flow: FlowObservation) => void) {
    this.endpoints = endpoints;
    this.emit = emit;
  }

  add(flow: FlowObservation, now: number): void {
    this.queue.push(flow);
    while (
      this.head < this.queue.length &&
      (this.queue.length - this.head > LIMITS.heldFlowsMax || this.queue[this.head]!.until < now - LIMITS.heldMs)
    ) {
      this.release(this.queue[this.head++]!);
    }
    if (this.head > 4096 && this.head > this.queue.length / 2) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
  }

  flush(): void {
    while (this.head < this.queue.length) this.release(this.queue[this.head++]!);
    this.queue = [];
    this.head = 0;
  }

  private release(flow: FlowObservation): void {
    if (flow.system === null && flow.payloadOut + flow.payloadIn > 0 && isOpaque(flow)) this.attribute(flow);
    this.emit(flow);
  }

  private attribute(flow: FlowObservation): void {
    const name = this.endpoints.name(flow);
    if (name === null) return;
    flow.system = name.system;
    flow.by = 'endpoint';
    flow.probability = name.probability;
    flow.because = name.because;
    flow.learned = { end: name.end, kind: name.kind, speaks: name.speaks };
  }
}

/** TLS counts as opaque only when it names no server: a named one is somebody's web site until shown otherwise. */
const isOpaque = (flow: FlowObservation): boolean => {
  if (OPAQUE.has(flow.protocol)) return true;
  if (flow.protocol !== 'tls') return false;
  const sni = flow.facts?.carrier?.['sni'];
  return sni === undefined || sni === '';
};
