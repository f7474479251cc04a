// Flows that have ended but may still be named: an endpoint learned minutes later tells what an unreadable flow was.
// Only unreadable flows, and those that a group may name, are held; the others are final when they end. Held rows leave in the order in which they ended;
// what leaves is final (design: definitions).

import { LIMITS } from '../model/limits.ts';
import type { FlowObservation } from '../model/observation.ts';
import type { GroupSignature, ShapeSignature } from '../wire/dissector.ts';
import type { EndpointName, Endpoints } from './endpoints.ts';
import { type GroupName, Groups } from './groups.ts';
import { Shapes } from './shapes.ts';

/** Carriers that hide what they carry and show no name of their own: an endpoint may say what they are. */
const OPAQUE = new Set(['unknown', 'dtls', 'stun', 'turn']);

export class HeldFlows {
  private readonly endpoints: Endpoints;
  private readonly emit: (flow: FlowObservation) => void;
  private readonly shapes: Shapes;
  private readonly groups: Groups;
  private queue: FlowObservation[] = [];
  private head = 0;

  constructor(
    endpoints: Endpoints,
    signatures: {
      readonly shapes: readonly ShapeSignature[];
      readonly groups: readonly GroupSignature[];
    },
    emit: (flow: FlowObservation) => void,
  ) {
    this.shapes = new Shapes(signatures.shapes);
    this.groups = new Groups(signatures.groups);
    this.endpoints = endpoints;
    this.emit = emit;
  }

  add(flow: FlowObservation, now: number): void {
    const grouped = flow.system === null && this.groups.add(flow);
    if (!grouped && !this.isNameable(flow)) {
      this.emit(flow);
      return;
    }
    this.queue.push(flow);
    if (flow.turns !== undefined) this.shapes.add(flow);
    while (
      this.head < this.queue.length &&
      (this.queue.length - this.head > LIMITS.heldFlowsMax ||
        this.queue[this.head]!.until < now - LIMITS.heldMs)
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
    this.attribute(flow);
    this.emit(flow);
  }

  private attribute(flow: FlowObservation): void {
    const name = this.isNameable(flow) ? (this.byTokens(flow) ?? this.endpoints.name(flow)) : null;
    if (name === null) {
      this.attributeTogether(flow);
      return;
    }
    flow.system = name.system;
    flow.by = 'endpoint';
    flow.probability = name.probability;
    flow.because = name.because;
    flow.learned = { end: name.end, kind: name.kind, speaks: name.speaks };
  }

  private isNameable(flow: FlowObservation): boolean {
    return isOpaque(flow) || (isAttempt(flow) && this.endpoints.isSpeaker(flow.source));
  }

  /** STUN shows `theirs:ours` (RFC 8445 §7.2.2). */
  private byTokens(flow: FlowObservation): EndpointName | null {
    const pair = flow.facts?.carrier?.['username'];
    const [one, other, more] = typeof pair === 'string' ? pair.split(':') : [];
    return one && other && more === undefined
      ? this.endpoints.nameByTokens(one, other, flow)
      : null;
  }

  /** What flows say together: the surer of their group and their shape. */
  private attributeTogether(flow: FlowObservation): void {
    const group = this.groups.name(flow);
    if (group === null || group.probability < SHAPE_PROBABILITY) {
      const shape = this.shapes.name(flow);
      if (shape !== null) {
        attributeByShape(flow, shape);
        return;
      }
    }
    if (group !== null) attributeByGroup(flow, group);
  }
}

const attributeByGroup = (flow: FlowObservation, name: GroupName): void => {
  flow.system = name.signature.system;
  if (flow.protocol === 'unknown') flow.protocol = name.signature.id;
  flow.by = 'behaviour';
  flow.probability = name.probability;
  flow.because = name.signature.because;
  if (name.signature.asksAnybody) flow.bystander = 'destination';
};

const attributeByShape = (flow: FlowObservation, shape: ShapeSignature): void => {
  flow.system = shape.system;
  flow.protocol = shape.id;
  flow.by = 'shape';
  flow.probability = SHAPE_PROBABILITY;
  flow.because =
    'the first messages have the sizes and the randomness of its encryption, with several peers';
};

/** Lower 95 % bound (Jeffreys) of the share of flows named by shape that were right: 12 of 12 (docs/accuracy.md). */
const SHAPE_PROBABILITY = 0.85;

/**
 * True for flows that carried something and show no name. TLS counts only when it names no server: a named one is
 * somebody's web site until shown otherwise.
 */
const isOpaque = (flow: FlowObservation): boolean => {
  if (flow.system !== null || (flow.payloadOut === 0 && flow.payloadIn === 0)) return false;
  if (OPAQUE.has(flow.protocol)) return true;
  if (flow.protocol !== 'tls') return false;
  const sni = flow.facts?.carrier?.['sni'];
  return sni === undefined || sni === '';
};

/** A connection that never carried a byte: to an endpoint that was told, and from a host that speaks, it says what was sought. */
const isAttempt = (flow: FlowObservation): boolean =>
  flow.transport === 'tcp' &&
  flow.protocol === 'unknown' &&
  flow.system === null &&
  flow.payloadOut === 0 &&
  flow.payloadIn === 0;
