// Connections that policy does not permit (D3), per host and port, denied and allowed apart. A violation is no
// accusation of file sharing: it says what the firewall saw and policy did not foresee.

import { type Attempt, permitsOf } from '../detect/permits.ts';
import { SCAN_PORTS } from '../detect/unpermitted-ports.ts';
import { LIMITS } from '../model/limits.ts';
import type { Observation } from '../model/observation.ts';
import type { Policy } from '../model/policy.ts';
import type { Counting } from './correlate.ts';

export interface Violation {
  readonly address: string;
  readonly transport: string;
  readonly port: number;
  /** Connections or log lines. */
  allowed: number;
  denied: number;
  /** Both directions, where the evidence counts them. */
  bytes: number;
  readonly destinations: Set<string>;
  firstSeen: number;
  lastSeen: number;
}

/** Destinations kept of one violation; more are shown as "at least". */
const DESTINATIONS_MAX = 64;

export class Violations {
  readonly rows = new Map<string, Violation>();
  dropped = 0;
  /** Ports tried, by host. */
  private readonly portsOf = new Map<string, number>();
  private readonly permits;

  constructor(policy: Policy | null) {
    this.permits = permitsOf(policy);
  }

  see(observation: Observation, counting: Counting): void {
    const attempt = attemptOf(observation);
    if (!attempt || this.permits(attempt) !== false) return;
    const row = this.row(attempt, observation.at);
    if (!row) return;
    const denied = observation.kind === 'verdict' && observation.action === 'denied';
    if (denied) row.denied++;
    // A connection that was counted from better evidence is one connection.
    else if (counting === 'counts') row.allowed++;
    if (counting === 'counts' && observation.kind !== 'verdict') {
      row.bytes +=
        ('bytesOut' in observation ? (observation.bytesOut ?? 0) : 0) +
        ('bytesIn' in observation ? (observation.bytesIn ?? 0) : 0);
    }
    row.firstSeen = Math.min(row.firstSeen, observation.at);
    row.lastSeen = Math.max(row.lastSeen, observation.until ?? observation.at);
    if (row.destinations.size < DESTINATIONS_MAX) row.destinations.add(attempt.destination);
  }

  /** True when the host tried very many ports, or one port of very many hosts in vain: a scan, and no file sharing. */
  isScan(row: Violation): boolean {
    const sweep = row.destinations.size >= DESTINATIONS_MAX && row.denied >= 9 * row.allowed;
    return sweep || (this.portsOf.get(row.address) ?? 0) > SCAN_PORTS;
  }

  private row(attempt: Attempt, at: number): Violation | null {
    const key = `${attempt.source}|${attempt.transport}|${attempt.destinationPort}`;
    let row = this.rows.get(key);
    if (!row) {
      if (this.rows.size >= LIMITS.violationsMax) {
        this.dropped++;
        return null;
      }
      row = {
        address: attempt.source,
        transport: attempt.transport,
        port: attempt.destinationPort,
        allowed: 0,
        denied: 0,
        bytes: 0,
        destinations: new Set(),
        firstSeen: at,
        lastSeen: at,
      };
      this.rows.set(key, row);
      this.portsOf.set(attempt.source, (this.portsOf.get(attempt.source) ?? 0) + 1);
    }
    return row;
  }
}

/** Connections that began here: answers and replies are not attempts. */
const attemptOf = (observation: Observation): Attempt | null => {
  if (observation.kind === 'flow') {
    return observation.connection === 'midstream' || observation.transport === 'icmp'
      ? null
      : observation;
  }
  if (observation.kind !== 'verdict' && observation.kind !== 'connection') return null;
  const { transport, source, destination, destinationPort, at } = observation;
  return destinationPort === undefined
    ? null
    : { transport, source, destination, destinationPort, at };
};
