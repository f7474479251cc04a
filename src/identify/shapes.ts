// Flows that stay unreadable but have a shape, counted per host while they are held: one such flow says nothing, the
// same shape with several peers does.

import { LIMITS } from '../model/limits.ts';
import type { FlowObservation } from '../model/observation.ts';
import type { ShapeSignature } from '../wire/dissector.ts';

interface HostShape {
  readonly peers: Set<string>;
  /** Sizes of the first turn each way: padding is random, so that they differ from flow to flow. */
  readonly firsts: Set<number>;
  readonly seconds: Set<number>;
  /** Some flow had sizes that the nearest look-alikes cannot have. */
  alone: boolean;
}

/** Peers with the shape before a host is named by it. */
const PEERS_MIN = 2;
const PEERS_KEPT = 16;

/** Different sizes of a padded message: equal ones come of a fixed format (two random ones agree once in 512). */
const SIZES_MIN = 2;

export class Shapes {
  private readonly signatures: readonly ShapeSignature[];
  private readonly hosts = new Map<string, HostShape>();

  constructor(signatures: readonly ShapeSignature[]) {
    this.signatures = signatures;
  }

  /** Notes a flow that ended unread. */
  add(flow: FlowObservation): void {
    const shape = this.of(flow);
    if (!shape) return;
    for (const end of endsOf(shape)) this.note(shape, flow, end);
  }

  /** The shape by which a flow may be named: one of its ends has it with enough peers. */
  name(flow: FlowObservation): ShapeSignature | null {
    const shape = this.of(flow);
    return shape && endsOf(shape).some((end) => this.enough(shape, flow, end)) ? shape : null;
  }

  private of(flow: FlowObservation): ShapeSignature | null {
    const { turns } = flow;
    if (turns === undefined || flow.protocol !== 'unknown' || flow.connection === 'midstream')
      return null;
    return (
      this.signatures.find((shape) => shape.transport === flow.transport && shape.fits(turns)) ??
      null
    );
  }

  private enough(
    shape: ShapeSignature,
    flow: FlowObservation,
    end: 'source' | 'destination',
  ): boolean {
    const host = this.hosts.get(socketOf(shape, flow, end));
    if (!host?.alone || host.peers.size < PEERS_MIN) return false;
    return !shape.padded || (host.firsts.size >= SIZES_MIN && host.seconds.size >= SIZES_MIN);
  }

  private note(shape: ShapeSignature, flow: FlowObservation, end: 'source' | 'destination'): void {
    const key = socketOf(shape, flow, end);
    let host = this.hosts.get(key);
    if (!host) {
      if (this.hosts.size >= LIMITS.hostsMax) return;
      host = { peers: new Set(), firsts: new Set(), seconds: new Set(), alone: false };
      this.hosts.set(key, host);
    }
    if (host.peers.size < PEERS_KEPT)
      host.peers.add(end === 'source' ? flow.destination : flow.source);
    const [first = 0, second = 0] = flow.turns!;
    if (host.firsts.size < PEERS_KEPT) host.firsts.add(first);
    if (host.seconds.size < PEERS_KEPT) host.seconds.add(second);
    host.alone ||= shape.isAlone(flow.turns!);
  }
}

/** Any TCP server has many clients, whatever it speaks: only peers that a host went to itself count. */
const endsOf = (shape: ShapeSignature): readonly ('source' | 'destination')[] =>
  shape.transport === 'tcp' ? ['source'] : ['source', 'destination'];

/** A program keeps one UDP socket for all its peers; TCP ports change with every connection. */
const socketOf = (
  shape: ShapeSignature,
  flow: FlowObservation,
  end: 'source' | 'destination',
): string => {
  const port =
    shape.transport === 'tcp' ? '' : end === 'source' ? flow.sourcePort : flow.destinationPort;
  return `${shape.id}|${flow[end]}|${port}`;
};
