// What a scan of one's own network found: `peerwarden.scan/1`. Times are ISO 8601 UTC in documents, epoch ms in observations.
import type { ListenerObservation } from './observation.ts';

/** What policy says of a listener. */
export type ListenerVerdict =
  /** A system that policy forbids, or that is raised unless policy says otherwise. */
  | 'forbidden'
  /** A system that policy sanctions, or that an exception allows here. */
  | 'allowed'
  /** A service that a permit or the list of servers explains. */
  | 'explained'
  /** A proxy that serves anybody, a web server that lists its files, or, where policy says what is permitted, any port. */
  | 'unexplained'
  /** Nothing is said of it. */
  | 'noted';

export interface ScanListener {
  readonly observation: ListenerObservation;
  readonly verdict: ListenerVerdict;
  /** One sentence: which rule says so. */
  readonly why: string;
  /** Against the scan before, where one is known. */
  readonly change?: 'new' | 'changed' | 'same';
  /** When an earlier scan saw it first, ISO 8601 UTC. */
  readonly since?: string;
}

/** A port that a router forwards inward, because a program or a person asked it to. */
export interface PortMapping {
  readonly router: string;
  readonly externalPort: number;
  readonly transport: string;
  readonly internalAddress: string;
  readonly internalPort: number;
  /** What whoever asked for it wrote; foreign text. */
  readonly description: string;
  /** Seconds that are left; 0: until the router restarts. */
  readonly leaseSeconds: number;
}

export interface ScanHost {
  readonly address: string;
  readonly state: 'up' | 'silent' | 'absent';
  readonly mac: string | null;
  /** Set where inventories were given: who or what explains the device, or null. */
  readonly explainedBy?: string | null;
  readonly listeners: readonly ScanListener[];
}

export interface ScanResult {
  readonly schema: 'peerwarden.scan/1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly site: string | null;
  readonly from: string;
  readonly until: string;
  readonly complete: boolean;
  readonly networks: readonly string[];
  readonly asked: {
    readonly hosts: number;
    readonly tcpPorts: number;
    readonly connections: number;
  };
  readonly against: string | null;
  /** Those that are up; of the others only the number is known. */
  readonly hosts: readonly ScanHost[];
  readonly silent: number;
  readonly absent: number;
  readonly gone: readonly ListenerObservation[];
  readonly mappings: readonly PortMapping[];
  /** Devices that nothing explains; null when no inventory was given. */
  readonly unmanaged: readonly string[] | null;
  readonly notShown: readonly string[];
}
