// The contract of a system: everything known about it as data, and the wire formats that recognise it.
// A system is one folder; its `system.ts` exports one frozen object, and `index.ts` lists it in one line.
import type { DiscoveryModel, Family, SystemId } from '../model/systems.ts';
import type {
  Dissector,
  GroupSignature,
  HttpSignature,
  LookupSignature,
  ShapeSignature,
  TlsSignature,
  WebSocketSignature,
} from '../wire/dissector.ts';
import type { ArtefactReader } from './artefact.ts';
import type { Probe } from './probe.ts';

export interface KnownPort {
  readonly port: number;
  readonly until?: number;
  readonly transport: 'tcp' | 'udp' | 'both';
  readonly use: string;
  /** True when the paper of requirements.md names it (it is blocked as TCP and UDP). */
  readonly paper?: boolean;
}

export interface Source {
  readonly title: string;
  /** URL, RFC or BEP number, or repository and path. */
  readonly where: string;
  /** ISO date at which it was read. */
  readonly read: string;
}

export interface Advisory {
  readonly product: string;
  /** What the product calls itself on the wire and on disk, where that is not `product`. */
  readonly clients?: readonly string[];
  readonly kind: string;
  /** ISO date. */
  readonly published: string;
  readonly source: string;
  /** `CVE-2018-5702`; the advisories of 2001 to 2003 have none. */
  readonly id?: string;
  /** First version that is mended; missing when none is, or none is known. */
  readonly fixed?: string;
  /** Last version that is known to have it, where the source names no mended one. */
  readonly until?: string;
  /** First version that has it; missing when all before do. Without all three no version is known. */
  readonly since?: string;
}

/** Everything known about one system, as data. Texts are full sentences, in the project's own words. */
export interface System {
  readonly id: SystemId;
  readonly name: string;
  readonly family: Family;
  /** Row of requirements.md, when the paper names it. */
  readonly requirement?: 'S1' | 'S2' | 'S3' | 'S4' | 'S5' | 'S6' | 'S7' | 'S8' | 'S9' | 'S10';
  /** Programs that speak it. */
  readonly programs: readonly string[];
  readonly models: readonly DiscoveryModel[];
  readonly summary: string;
  readonly findsPeers: string;
  readonly movesFiles: string;
  /** Where it can be hit: what it cannot do without. */
  readonly weakness: string;
  readonly risk: string;
  /** How Peerwarden finds it today, and what it does not see. */
  readonly found: string;
  readonly stopped: string;
  readonly onTheWire: 'payload' | 'shape' | 'names only' | 'not recognised on the wire';
  readonly ports: readonly KnownPort[];
  /** DNS names that its programs or users look up; a leading dot means the name and all below it. */
  readonly dnsNames: readonly string[];
  readonly userAgents: readonly string[];
  /** Parts of URLs that nothing else asks for. */
  readonly urls?: readonly string[];
  /** SNI, ALPN or certificate names. */
  readonly tlsNames: readonly string[];
  readonly processes: readonly string[];
  readonly packages: readonly string[];
  /** File names, extensions and folders it leaves on disk. */
  readonly artefacts: readonly string[];
  /** Readers of those of them whose content is understood. */
  readonly databases?: readonly ArtefactReader[];
  readonly advisories: readonly Advisory[];
  readonly sources: readonly Source[];
  readonly dissectors?: readonly Dissector[];
  readonly http?: readonly HttpSignature[];
  readonly tls?: readonly TlsSignature[];
  readonly websocket?: readonly WebSocketSignature[];
  readonly shapes?: readonly ShapeSignature[];
  readonly groups?: readonly GroupSignature[];
  readonly lookups?: readonly LookupSignature[];
  /** What a scan of one's own network asks its listeners. */
  readonly probes?: readonly Probe[];
}
