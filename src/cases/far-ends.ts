// What the far ends of an activity were: who told of others (trackers, servers, hubs, index peers, nodes of a table), who
// moved content, and how much. The discovery models are read from it (discovery.ts), and the report draws it.

import { type End, farEnd, isNobody } from '../detect/part.ts';
import type { FarKind } from '../model/case.ts';
import { LIMITS } from '../model/limits.ts';
import type { FlowObservation } from '../model/observation.ts';

export interface FarEnd {
  kind: FarKind;
  bytesOut: number;
  bytesIn: number;
  flows: number;
}

export class FarEnds {
  /** By address; bounded like peers. */
  readonly all = new Map<string, FarEnd>();
  /** Content → far ends with whom it moved. */
  readonly movedWith = new Map<string, Set<string>>();

  see(flow: FlowObservation, end: End): void {
    const { address } = farEnd(flow, end);
    const kind = kindOf(flow, end);
    // A call to everybody on the link looks for neighbours, and nobody is at its far end.
    const far = this.farEnd(isNobody(address) ? EVERYBODY : address, kind);
    if (!far) return;
    const out = end === 'source';
    far.flows++;
    far.bytesOut += out ? flow.bytesOut : flow.bytesIn;
    far.bytesIn += out ? flow.bytesIn : flow.bytesOut;
    if (kind === 'peer') this.noteContents(flow, address);
  }

  merge(other: FarEnds): void {
    for (const [address, { kind, bytesOut, bytesIn, flows }] of other.all) {
      const far = this.farEnd(address, kind);
      if (!far) continue;
      far.flows += flows;
      far.bytesOut += bytesOut;
      far.bytesIn += bytesIn;
    }
    for (const [content, peers] of other.movedWith)
      for (const peer of peers) this.note(content, peer);
  }

  private farEnd(address: string, kind: FarKind): FarEnd | null {
    let far = this.all.get(address);
    if (!far) {
      if (this.all.size >= LIMITS.peersMax) return null;
      far = { kind, bytesOut: 0, bytesIn: 0, flows: 0 };
      this.all.set(address, far);
    } else if (RANK.indexOf(kind) < RANK.indexOf(far.kind)) far.kind = kind;
    return far;
  }

  /** A content that was named in a flow too small to hold a block of it was asked for, not moved. */
  private noteContents(flow: FlowObservation, peer: string): void {
    const contents = (flow.facts?.contents ?? []).filter(({ id }) => id !== '');
    if (contents.length === 0) return;
    if (Math.max(flow.payloadOut, flow.payloadIn) < BLOCK_BYTES * contents.length) return;
    for (const { id } of contents) this.note(id, peer);
  }

  private note(content: string, peer: string): void {
    const peers = this.movedWith.get(content) ?? new Set();
    if (peers.size === 0 && this.movedWith.size >= LIMITS.contentsMax) return;
    if (peers.size < LIMITS.contentPeersMax) this.movedWith.set(content, peers.add(peer));
  }
}

/** Stands for multicast and broadcast. */
export const EVERYBODY = '';

/** The block that BitTorrent asks for at once (BEP 3), the smallest of the systems. */
const BLOCK_BYTES = 16_384;

/** What tells more about an address first: a tracker that is a peer too is drawn as a tracker. */
const RANK: readonly FarKind[] = ['hub', 'server', 'tracker', 'index', 'peer', 'node'];

const kindOf = (flow: FlowObservation, end: End): FarKind => {
  const role = flow.facts?.ends[end === 'source' ? 1 : 0].role;
  return KIND_BY_ROLE[roleOf(flow, role)] ?? (NODES.test(flow.protocol) ? 'node' : 'peer');
};

/** A hub of Gnutella2 indexes its leaves, as an ultrapeer does; one of Direct Connect is a meeting place. */
const roleOf = ({ system }: FlowObservation, role = ''): string =>
  system === 'gnutella2' && role === 'hub' ? 'ultrapeer' : role;

const KIND_BY_ROLE: Readonly<Record<string, FarKind>> = {
  hub: 'hub',
  'password hub': 'hub',
  server: 'server',
  tracker: 'tracker',
  ultrapeer: 'index',
  supernode: 'index',
};

/** Wire formats in which neighbours tell of neighbours: hash tables, floods, calls on the link. */
const NODES =
  /\/(?:dht|dht\+.*|lsd|mdns|ssdp|discovery|discv4|hello)$|^kad\/|^(?:gnutella|gnutella2)\/udp$/;
