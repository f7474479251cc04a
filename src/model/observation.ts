// Observations: facts with a time, each from one piece of evidence; never a judgement.
// Field names are those of the `observe` contract; `source` is the client (design: definitions, direction).
import type { SystemId } from './systems.ts';

export type Transport = 'tcp' | 'udp' | 'icmp' | 'sctp' | 'other';

/** How a flow's system was recognised, strongest first. */
export type Way = 'payload' | 'endpoint' | 'shape' | 'behaviour' | 'port' | 'none';

export interface Origin {
  /** `Evidence.index`. */
  readonly evidence: number;
  /** 1-based line, for text. */
  readonly line?: number;
  /** Byte offset of the first packet record, for captures. */
  readonly offset?: number;
}

export interface ObservationBase {
  readonly kind: string;
  /** Epoch ms. */
  at: number;
  until?: number;
  /** Id of the reader or source that made it: `pcap`, `squid`, `netfilter-log`, … */
  readonly format: string;
  readonly origin: Origin;
  /** Who saw it, where the evidence says (host name of the firewall, interface). */
  sensor?: string;
}

/** What one end of a flow said about itself. Everything is text from an adversary. */
export interface EndFacts {
  client?: string;
  version?: string;
  nick?: string;
  /** Port the end says it listens on. */
  listens?: number;
  /** `leaf`, `ultrapeer`, `hub`, `server`, `seeder`, `leecher`, … */
  role?: string;
  shareBytes?: number;
  shareFiles?: number;
  /** Stable identity on the network: peer id, user hash, node id, CID (hex). */
  identity?: string;
}

export interface Content {
  /** `btih:…`, `ed2k:…`, `urn:sha1:…`, `tth:…`; empty when only a name is known. */
  id: string;
  name?: string;
  size?: number;
  /** For offers: which end of the flow offers it; unknown when missing. */
  by?: 'source' | 'destination';
}

/** What was read out of a flow beside its system. Bounded (limits.ts). */
export interface Facts {
  /** Index 0: the client (source) end, 1: the server (destination) end. */
  ends: [EndFacts, EndFacts];
  contents: Content[];
  /** Names offered to others: file lists, shares, hits. */
  offers: Content[];
  /** Search words seen. */
  searches: string[];
  /** Transfer counters a client reported about itself, bytes. */
  reported?: { uploaded?: number; downloaded?: number; left?: number };
  /** Carrier facts: host, path, agent, sni, alpn, names, user, query … */
  carrier?: Record<string, string | number | boolean>;
  /** Anomaly codes with counts. */
  anomalies?: Record<string, number>;
}

/** State of a TCP connection as far as it was seen. */
export type Connection = 'established' | 'refused' | 'unanswered' | 'midstream';

export interface FlowObservation extends ObservationBase {
  readonly kind: 'flow';
  until: number;
  transport: Transport;
  source: string;
  sourcePort: number;
  destination: string;
  destinationPort: number;
  /** IP bytes and packets from source to destination, and back. */
  bytesOut: number;
  bytesIn: number;
  packetsOut: number;
  packetsIn: number;
  /** Transport payload bytes. */
  payloadOut: number;
  payloadIn: number;
  connection?: Connection;
  /** Carrier or wire format (`http`, `bittorrent/dht`), or `unknown`. */
  protocol: string;
  system: SystemId | null;
  /** What it travels in, outermost first. */
  via: string[];
  by: Way;
  /** Of the sentence "this flow belongs to this system"; 0 when no system is named. */
  probability: number;
  facts?: Facts;
  /** How a learned endpoint came to be known, for people. */
  because?: string;
  /** For flows named by endpoint: which end was known, by proof or by hearsay, and which ends speak the system. */
  learned?: {
    end: 'source' | 'destination';
    kind: 'proven' | 'told';
    speaks: { source: boolean; destination: boolean };
  };
  /** The end that sent nothing of the system, though it sent bytes: it was asked, and answered with something else. */
  bystander?: 'source' | 'destination';
  /** Payload bytes of the first turns, when the first message of each direction looks like a cipher's output. */
  turns?: readonly number[];
  /** Payload bytes that the source of a TCP connection sent, when they look like a cipher's output and nothing came back. */
  unansweredBytes?: number;
  /** IP hop limits of the first packet each way; 0 where none was seen. */
  ttlOut?: number;
  ttlIn?: number;
  /** Link-layer addresses of source and destination as 48-bit integers (addressing: macText), when the capture shows them. */
  linkSource?: number;
  linkDestination?: number;
}

/** A web request as a proxy or the wire shows it. */
export interface RequestObservation extends ObservationBase {
  readonly kind: 'request';
  // `at` is when it began, as far as the log tells, and `until` when it ended.
  source: string;
  sourcePort?: number;
  destination?: string;
  destinationPort?: number;
  user?: string;
  method?: string;
  url?: string;
  host?: string;
  status?: number;
  /** Empty when the evidence shows that none was sent. */
  agent?: string;
  /** From the client's view: sent and received bytes. */
  bytesOut?: number;
  bytesIn?: number;
  action?: string;
  /** What the product that wrote the log takes the traffic for, in its own words. */
  application?: string;
  device?: string;
  mac?: string;
  /** Set when the request itself proves a system. */
  system?: SystemId;
  protocol?: string;
  /** Milliseconds the request took. */
  durationMs?: number;
}

/** What a firewall decided about a packet or connection. */
export interface VerdictObservation extends ObservationBase {
  readonly kind: 'verdict';
  action: 'allowed' | 'denied';
  transport: Transport;
  source: string;
  sourcePort?: number;
  destination: string;
  destinationPort?: number;
  bytesOut?: number;
  bytesIn?: number;
  packets?: number;
  user?: string;
  device?: string;
  mac?: string;
  /** Rule or log prefix. */
  rule?: string;
  /** What the firewall takes the traffic for, in its own words. */
  application?: string;
  translated?: Translation;
}

/** Addresses and ports of a connection behind address translation. */
export interface Translation {
  source: string;
  sourcePort?: number;
  destination: string;
  destinationPort?: number;
}

/** A connection as conntrack or a flow exporter counted it. */
export interface CountedObservation extends ObservationBase {
  readonly kind: 'connection';
  until?: number;
  transport: Transport;
  source: string;
  sourcePort?: number;
  destination: string;
  destinationPort?: number;
  bytesOut?: number;
  bytesIn?: number;
  packetsOut?: number;
  packetsIn?: number;
  /** True when the far side never answered. */
  unanswered?: boolean;
  /** True when all that came back was a refusal (TCP reset). */
  refused?: boolean;
  /** Address and port after translation, where they differ. */
  translated?: Translation;
  user?: string;
  device?: string;
  mac?: string;
  /** What the sensor takes the traffic for, in its own words. */
  application?: string;
}

export interface LookupObservation extends ObservationBase {
  readonly kind: 'lookup';
  /** Who asked. */
  source: string;
  sourcePort?: number;
  destination?: string;
  destinationPort?: number;
  query: string;
  answer?: string;
  action?: string;
  user?: string;
  device?: string;
  mac?: string;
}

/** Who had an address: a lease, a fixed assignment, an entry of a neighbour table. */
export interface AssignmentObservation extends ObservationBase {
  readonly kind: 'assignment';
  /** `granted`: from `at` until `until` unless said otherwise; `seen`: held at that moment; `fixed`: until further notice. */
  event: 'granted' | 'released' | 'expired' | 'seen' | 'fixed';
  /** The address. */
  source: string;
  mac?: string;
  /** Name that the device gave itself, or that it is known by. */
  device?: string;
  user?: string;
  /** The relay in the device's own network that its message came through (`giaddr`, RFC 2131). */
  destination?: string;
}

/** A person signed in or out somewhere, or failed to. */
export interface SignInObservation extends ObservationBase {
  readonly kind: 'sign-in';
  event: 'signed-in' | 'signed-out' | 'failed';
  user: string;
  /** Where the person came from. */
  source?: string;
  sourcePort?: number;
  /** The machine that the person sat at. */
  device?: string;
  mac?: string;
  /** What was signed in to. */
  destination?: string;
  destinationPort?: number;
  /** Address that the session was given (VPN, RADIUS Framed-IP-Address). */
  assigned?: string;
  /** Joins the end of a session to its beginning. */
  session?: string;
  /** `ssh`, `vpn`, `windows`, `radius`, `portal`, … */
  service?: string;
}

/** Bytes of an interface, a line or a subscriber in a span of time: no ends are known. */
export interface VolumeObservation extends ObservationBase {
  readonly kind: 'volume';
  /** Interface, line or subscriber. */
  device: string;
  source?: string;
  /** Received and sent, as the counter has them. */
  bytesIn: number;
  bytesOut: number;
}

/**
 * What a sensor or device itself found worth telling: a signature, a policy of its own, an anomaly, an errand of its own
 * that names an address. Where it names one end only, that end is as the message puts it: from it, or to it.
 */
export interface AlertObservation extends ObservationBase {
  readonly kind: 'alert';
  /** The sensor's words. */
  text: string;
  transport?: Transport;
  source?: string;
  sourcePort?: number;
  destination?: string;
  destinationPort?: number;
  user?: string;
  device?: string;
  mac?: string;
  host?: string;
  url?: string;
  application?: string;
  action?: string;
  /** The name asked for, when it is about a question of DNS. */
  query?: string;
}

/** How a program was met on a machine, from what says least of its being used to what says most. */
export const PRESENCES = [
  'present',
  'installed',
  'let-in',
  'starts',
  'running',
  'listening',
] as const;

export type Presence = (typeof PRESENCES)[number];

/** A program that was seen on a host, as a client or as what listens at a port. */
export interface ProgramObservation extends ObservationBase {
  readonly kind: 'program';
  /** Missing where the machine is known by its name alone: then `device` is there. */
  source?: string;
  /** The port at which it listens. */
  sourcePort?: number;
  transport?: Transport;
  program: string;
  version?: string;
  device?: string;
  user?: string;
  /** How it was met on the machine; missing when a sensor saw it on the wire. */
  presence?: Presence;
  /** Set when the program itself proves a system. */
  system?: SystemId;
  /** Where it lies on the machine's disk. */
  path?: string;
}

/** What answered at a port of one's own network when it was asked. */
export interface ListenerObservation extends ObservationBase {
  readonly kind: 'listener';
  /** Who listens. */
  source: string;
  sourcePort: number;
  transport: Transport;
  /** What its answer proves; null when it answered nothing that a system is known by. */
  system: SystemId | null;
  /** Carrier or wire format of the answer (`http`, `edonkey/client`), or `unknown`. */
  protocol: string;
  program?: string;
  version?: string;
  /** What it says of itself beyond that; text from an adversary. */
  text?: string;
  /** Its own identity on the network (peer id, user hash, node id), hex. */
  identity?: string;
  device?: string;
  mac?: string;
}

/** A name that a host, or a program on it, offers to others. */
export interface OfferObservation extends ObservationBase {
  readonly kind: 'offer';
  /** Who offers. */
  source: string;
  /** Who was told of it, where that is known. */
  destination?: string;
  name: string;
  size?: number;
  /** `btih:…`, `ed2k:…`, `urn:sha1:…`, `tth:…` */
  hash?: string;
  system: SystemId;
  /** The folder or file on the machine's own disk, when it was read there. */
  path?: string;
  user?: string;
  device?: string;
}

/** A file that crossed the network, or that lies on a disk (then with its path). */
export interface FileObservation extends ObservationBase {
  readonly kind: 'file';
  source?: string;
  destination?: string;
  sourcePort?: number;
  destinationPort?: number;
  name?: string;
  /** `sha256:…`, `sha1:…`, `md5:…` */
  hash?: string;
  size?: number;
  url?: string;
  host?: string;
  /** On a disk: its owner. */
  user?: string;
  /** On a disk: where. */
  path?: string;
  device?: string;
  /** Type by content, such as `video/mp4`. */
  type?: string;
  /** Set when the file itself proves a system (a client's database, a partial download). */
  system?: SystemId;
  /** On a disk: why it was told. */
  sign?: FileSign;
}

/**
 * `database`: a client's own record of what it loaded or shares; `settings`: of who it is; `listed`: named in such a
 * record; `pieces`: holds what a torrent describes; `content`: has a hash that was seen on the wire; `partial`: named as a
 * download that is not whole; `described`: describes content, and says nothing of loading it; `disguised`: named as
 * something else; `large`: media or an archive above policy's size.
 */
export const FILE_SIGNS = [
  'database',
  'settings',
  'listed',
  'pieces',
  'content',
  'partial',
  'described',
  'disguised',
  'large',
] as const;
export type FileSign = (typeof FILE_SIGNS)[number];

export type Observation =
  | FlowObservation
  | RequestObservation
  | VerdictObservation
  | CountedObservation
  | LookupObservation
  | AssignmentObservation
  | SignInObservation
  | VolumeObservation
  | AlertObservation
  | ProgramObservation
  | ListenerObservation
  | OfferObservation
  | FileObservation;

export type ObservationKind = Observation['kind'];

/** Every kind, in the order in which people are told of them. */
export const OBSERVATION_KINDS = [
  'flow',
  'request',
  'lookup',
  'verdict',
  'connection',
  'assignment',
  'sign-in',
  'volume',
  'alert',
  'program',
  'listener',
  'offer',
  'file',
] as const satisfies readonly ObservationKind[];
