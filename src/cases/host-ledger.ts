// What every address did, whoever it is: the table under "hosts", and where roles and devices are read from.

import { isNobody, takesPart } from '../detect/part.ts';
import { LIMITS } from '../model/limits.ts';
import type {
  CountedObservation,
  FlowObservation,
  LookupObservation,
  Observation,
  RequestObservation,
  VerdictObservation,
} from '../model/observation.ts';
import { activityOf, type SystemId } from '../model/systems.ts';
import { type Counting, isSession } from './correlate.ts';

export interface HostRow {
  readonly address: string;
  bytesOut: number;
  bytesIn: number;
  flows: number;
  /** Empty constants until there is something: most of a hundred thousand addresses have neither. */
  systems: Set<SystemId>;
  users: Map<string, number>;
  /** Times it answered as a web proxy for somebody else. */
  proxied: number;
  /** Smallest distance of a hop limit to a usual initial value; 0 means that it is on this link. */
  hops: number;
  firstSeen: number;
  lastSeen: number;
}

type Active = RequestObservation | VerdictObservation | CountedObservation | LookupObservation;

const ACTIVE: ReadonlySet<string> = new Set<Active['kind']>([
  'request',
  'verdict',
  'connection',
  'lookup',
]);

const isActivity = (observation: Observation): observation is Active =>
  ACTIVE.has(observation.kind);

export class HostLedger {
  readonly hosts = new Map<string, HostRow>();
  /** Addresses that were not followed because there were too many. */
  dropped = 0;

  see(observation: Observation, counting: Counting): void {
    if (observation.kind === 'flow') {
      this.flow(observation);
      return;
    }
    // Who had an address, and counters of whole lines, are no activity of a host.
    if (!isActivity(observation)) return;
    const source = this.row(observation.source, observation.at);
    if (!source) return;
    if ('user' in observation && observation.user) {
      noteUser(source, observation.user, 1);
    }
    if (counting === 'seen before') return;
    if (observation.kind === 'request' || isSession(observation)) {
      source.bytesOut += observation.bytesOut ?? 0;
      source.bytesIn += observation.bytesIn ?? 0;
      source.flows++;
      const far =
        observation.kind === 'request' ? null : this.row(observation.destination, observation.at);
      if (far) {
        far.bytesOut += observation.bytesIn ?? 0;
        far.bytesIn += observation.bytesOut ?? 0;
        far.flows++;
      }
    }
  }

  private flow(flow: FlowObservation): void {
    const source = this.row(flow.source, flow.at);
    if (source) {
      source.bytesOut += flow.bytesOut;
      source.bytesIn += flow.bytesIn;
      source.flows++;
      if (flow.until > source.lastSeen) source.lastSeen = flow.until;
      noteHops(source, flow.ttlOut);
      if (flow.system !== null && takesPart(flow, 'source')) noteSystem(source, flow.system);
      const user = flow.facts?.carrier?.['user'];
      if (typeof user === 'string' && source.users.size < USERS_MAX) noteUser(source, user, 1);
    }
    if (isNobody(flow.destination)) return;
    const destination = this.row(flow.destination, flow.at);
    if (!destination) return;
    destination.bytesOut += flow.bytesIn;
    destination.bytesIn += flow.bytesOut;
    destination.flows++;
    if (flow.until > destination.lastSeen) destination.lastSeen = flow.until;
    noteHops(destination, flow.ttlIn);
    if (flow.system !== null && takesPart(flow, 'destination'))
      noteSystem(destination, flow.system);
    if (carriesForOthers(flow)) destination.proxied++;
  }

  /** Null, and counted, when there are too many. */
  row(address: string, at: number): HostRow | null {
    let row = this.hosts.get(address);
    if (!row) {
      if (this.hosts.size >= LIMITS.hostsMax) {
        this.dropped++;
        return null;
      }
      row = {
        address,
        bytesOut: 0,
        bytesIn: 0,
        flows: 0,
        systems: NO_SYSTEMS,
        users: NO_USERS,
        proxied: 0,
        hops: HOPS_UNKNOWN,
        firstSeen: at,
        lastSeen: at,
      };
      this.hosts.set(address, row);
    }
    if (at < row.firstSeen) row.firstSeen = at;
    if (at > row.lastSeen) row.lastSeen = at;
    return row;
  }
}

const NO_SYSTEMS: Set<SystemId> = new Set();
const NO_USERS: Map<string, number> = new Map();

/** A user was met at a host so many times more; only the first few users of one host are kept. */
export const noteUser = (row: HostRow, user: string, times: number): void => {
  if (row.users.size >= USERS_MAX && !row.users.has(user)) return;
  if (row.users === NO_USERS) row.users = new Map();
  row.users.set(user, (row.users.get(user) ?? 0) + times);
};

const noteSystem = (row: HostRow, system: SystemId): void => {
  if (row.systems === NO_SYSTEMS) row.systems = new Set();
  row.systems.add(activityOf(system));
};

const USERS_MAX = 64;

/** The server end is a web or SOCKS proxy: what it sends on is its clients'. */
const carriesForOthers = (flow: FlowObservation): boolean =>
  flow.facts?.carrier?.['proxy'] === true ||
  flow.via.includes('http-connect') ||
  flow.via.includes('socks') ||
  flow.system === 'socks';

/** No packet of the host was seen. */
export const HOPS_UNKNOWN = 255;

/**
 * Hosts send with 64, 128 or 255 (IANA, and usual systems); every router takes one away. A hop limit of 1 is what
 * protocols of one link send with (MLD, LSD) and tells nothing.
 */
const noteHops = (row: HostRow, ttl: number | undefined): void => {
  if (!ttl || ttl === 1) return;
  const initial = ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255;
  if (initial - ttl < row.hops) row.hops = initial - ttl;
};
