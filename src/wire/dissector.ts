// The contract of everything that recognises a wire format. A dissector is a frozen object of pure functions;
// what it keeps about one flow lives in the reader it makes for that flow.
//
//   first payload ─► inspect() ─► NO    never asked again for this flow
//                             ├─► MORE  asked again when more bytes are there
//                             └─► YES   named; open() may go on reading the flow for facts
//
// Dissectors state what is there and never judge. They do not throw, do not log and read only inside the given
// range. Bad bytes are counted with `flow.anomaly(code)`.
import type { Content, EndFacts, Facts, FlowObservation, Transport } from '../model/observation.ts';
import type { SystemId } from '../model/systems.ts';

export const NO = 0;
export const MORE = 1;
export const YES = 2;
export type Verdict = typeof NO | typeof MORE | typeof YES;

/** 0: from client to server, 1: back. */
export type Direction = 0 | 1;

/**
 * Numbers of sixteen bytes that stand for one program in a system, and of which its hidden flows make their keys: who knows
 * the receiver's can read what is sent to it (identify/keys.ts, docs/adr/0010).
 */
export type KeyKind = 'edonkey-user' | 'kad-id';

/** What is known of the ends of a flow; the last told comes first. They are kept by IPv4 address, so most ends have none. */
export interface KnowsKeys {
  keysOf?(kind: KeyKind, end: Direction): readonly Uint8Array[];
}

/** The first bytes of a stream flow, in order, per direction. */
export interface StreamHead extends KnowsKeys {
  readonly transport: 'tcp';
  readonly clientPort: number;
  readonly serverPort: number;
  /** Buffers; only `[0, length[d])` is the stream. Refilled, never keep. */
  readonly bytes: readonly [Uint8Array, Uint8Array];
  readonly length: readonly [number, number] | Int32Array;
  /** Which end sent payload first. */
  readonly first: Direction;
  /** True when the beginning of the connection was not seen: bytes may start in mid message. */
  readonly midstream: boolean;
  /** True when no more bytes will come in a direction (FIN, cap, gap): MORE then counts as NO. */
  readonly ended: boolean;
}

/** One datagram of a flow. `index` counts datagrams with payload over both directions, from 0. */
export interface Datagram extends KnowsKeys {
  readonly transport: 'udp' | 'icmp';
  readonly clientPort: number;
  readonly serverPort: number;
  readonly clientAddress: string;
  readonly serverAddress: string;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly direction: Direction;
  readonly index: number;
  /** Type of the ICMP message (RFC 792: 8 echo request, 0 echo reply); 0 over UDP. */
  readonly icmpType?: number;
  /** A number the dissector may keep for this flow between datagrams (0 at first): a state or a remembered id. */
  memory: number;
}

/** What a reader tells about the flow it reads. Everything is bounded; text is cut and cleaned of control characters. */
export interface FlowSink extends KnowsKeys {
  readonly transport: Transport;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly clientAddress: string;
  readonly serverAddress: string;
  /** Epoch ms of the packet being read. */
  readonly at: number;
  /** Facts one end stated about itself. */
  end(direction: Direction): EndFacts;
  /** Renames the flow's wire format, or its system when a carrier turns out to carry one. */
  name(protocol: string, system: SystemId | null): void;
  /** A content identified by hash or name. */
  content(content: Content): void;
  /** A content that the end at `by` offers to others. */
  offer(content: Content, by?: Direction): void;
  search(words: string): void;
  reported(what: 'uploaded' | 'downloaded' | 'left', bytes: number): void;
  carrier(key: string, value: string | number | boolean): void;
  anomaly(code: string): void;
  /**
   * An endpoint of the system that this flow told of (a tracker's answer, a node list, an announced port).
   * `toldBy`: the direction the message travelled in. Only told endpoints; the flow's own ends are known anyway.
   */
  endpoint(
    address: string,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    toldBy: Direction,
    how: string,
  ): void;
  /**
   * The same for an IPv4 address as an unsigned number (192.0.2.1 is 0xc0000201), as compact lists have it. What was
   * told lately costs no text: lists repeat themselves far more than they tell.
   */
  endpointV4(
    word: number,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    toldBy: Direction,
    how: string,
  ): void;
  /** The same for the sixteen bytes of an IPv6 address at `at`. */
  endpointV6(
    bytes: Uint8Array,
    at: number,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    toldBy: Direction,
    how: string,
  ): void;
  /**
   * A short secret of the system that another flow will show in clear, so that it can be named by it: `ice-ufrag`, told
   * by WebRTC signalling, comes back in the USERNAME of STUN binding requests (RFC 8445 §7.2.2).
   */
  token?(kind: 'ice-ufrag', value: string, system: SystemId): void;
  /** The number at `at` belongs to that end of the flow; wrong ones do no harm, because what is opened proves itself. */
  key?(kind: KeyKind, bytes: Uint8Array, at: number, end: Direction): void;
  /** The same for a third party's IPv4 address as an unsigned number. */
  keyV4?(kind: KeyKind, bytes: Uint8Array, at: number, word: number): void;
  /** Corrects who takes part: an end that answers a request of the system with an error page of its own does not. */
  takesPart?(direction: Direction, takes: boolean): void;
  /** The flow carries another stream from here on: `offset` bytes of each direction belong to the carrier. */
  inner(via: string, consumed: readonly [number, number]): void;
  /** The facts so far. */
  readonly facts: Facts;
}

/** Reads on after YES. `push` gets bytes in order, from the first byte of the flow. */
export interface StreamReader {
  /** Returns false when this direction needs no more bytes. */
  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean;
  /** Bytes were lost here; returns false to stop reading this direction. */
  gap?(direction: Direction, lost: number): boolean;
  /** The flow is over. */
  close?(): void;
}

export interface DatagramReader {
  /** Returns false when no more datagrams are needed. Gets every datagram from the first. */
  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean;
  close?(): void;
}

interface DissectorBase {
  /** Wire format, as `protocol` in the contract: `http`, `bittorrent/dht`. */
  readonly id: string;
  /** The system it proves, or null for carriers and look-alikes. */
  readonly system: SystemId | null;
}

export interface StreamDissector extends DissectorBase {
  readonly transport: 'tcp';
  /** First bytes, of the end that speaks first, with which the format can begin; undefined: any. */
  readonly firstBytes?: readonly number[];
  inspect(head: StreamHead): Verdict;
  /**
   * Both ends open alike: an answering end whose first words `inspect` refuses takes no part in the system, nor does one
   * that had said too little when the flow ended and did not even begin alike.
   */
  readonly mirrored?: true;
  open?(flow: FlowSink): StreamReader;
}

export interface DatagramDissector extends DissectorBase {
  readonly transport: 'udp' | 'icmp';
  readonly firstBytes?: readonly number[];
  /** Shortest datagram that can be asked about. */
  readonly bytesMin: number;
  inspect(datagram: Datagram): Verdict;
  open?(flow: FlowSink): DatagramReader;
}

export type Dissector = StreamDissector | DatagramDissector;

/** An HTTP message as the HTTP reader hands it to systems; header names are lower case. */
export interface HttpRequest {
  readonly method: string;
  /** As on the request line; absolute form when sent to a proxy. */
  readonly target: string;
  /** Path with query, without scheme and host. */
  readonly path: string;
  readonly host: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Direction the request travelled in. */
  readonly direction: Direction;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * Words of which at least one stands in every request, and for `answers: 'all'` in every answer, that a signature can
 * recognise, so that all other messages need not be made into text. Letters of any case match.
 */
export interface HttpTraces {
  /** Anywhere in the request target. */
  readonly targets?: readonly string[];
  /** Beginnings of header names. */
  readonly headers?: readonly string[];
  /** Beginnings of User-Agent in requests, of Server in answers. */
  readonly programs?: readonly string[];
}

/** How a system shows itself inside HTTP/1 (trackers, host caches, transfers). One object a system and use. */
export interface HttpSignature {
  /** Wire format: `bittorrent/tracker-http`. */
  readonly id: string;
  readonly system: SystemId;
  /** Asked only about messages in which one of these stands; absent: about every one. */
  readonly traces?: HttpTraces;
  /** Such requests go to any web server: who answers them takes no part, whatever the answer is. */
  readonly asksAnybody?: true;
  /** True when the request proves the system. May add facts. */
  request(request: HttpRequest, flow: FlowSink): boolean;
  /**
   * Asked about answers to requests that were recognised, and about every answer when `answers` is 'all'.
   * `request` is null unless this signature recognised it.
   */
  response?(response: HttpResponse, request: HttpRequest | null, flow: FlowSink): boolean;
  readonly answers?: 'own' | 'all';
  /** Body of an answer to a recognised request, whole up to 64 KiB. */
  body?(bytes: Uint8Array, request: HttpRequest, flow: FlowSink): void;
}

/** What a TLS handshake shows in clear text. */
export interface TlsHandshake {
  readonly sni: string | null;
  /** Protocols offered by the client (ALPN, RFC 7301). */
  readonly alpn: readonly string[];
  /** Names in the server's certificate, empty before TLS 1.2's Certificate or under TLS 1.3. */
  readonly certificateNames: readonly string[];
}

/** How a system shows itself in a TLS handshake. Asked when the hello is whole and again when a certificate is. */
export interface TlsSignature {
  readonly id: string;
  readonly system: SystemId;
  handshake(handshake: TlsHandshake, flow: FlowSink): boolean;
}

/** How a system shows itself in text messages over WebSocket (RFC 6455), unmasked and whole up to 64 KiB. */
export interface WebSocketSignature {
  readonly id: string;
  readonly system: SystemId;
  message(text: string, direction: Direction, flow: FlowSink): boolean;
}

/** How a system shows itself in DNS look-ups: by many of one flow, or by what else is sent to the same port. */
export interface LookupSignature {
  readonly id: string;
  readonly system: SystemId;
  /**
   * Asked about the first question of every flow, so it must be cheap: may the flow be of the system? `[start, end)` is
   * the message, `name` where the question's name begins. Few may pass, because their flows are read to the end.
   */
  concerns(bytes: Uint8Array, start: number, end: number, name: number, type: number): boolean;
  /** Reads every datagram of such a flow, DNS or not, and names the flow when it proves the system. */
  open(flow: FlowSink): DatagramReader;
}

/** The sizes by which a system's encrypted flows may be known when nothing in them can be read. */
export interface ShapeSignature {
  readonly id: string;
  readonly system: SystemId;
  readonly transport: 'tcp' | 'udp';
  /**
   * The first turns have the sizes of the system: payload bytes until the other end speaks (TCP) or of each datagram
   * (UDP), positive from client to server. That the first messages look random was tested before.
   */
  fits(turns: readonly number[]): boolean;
  /** True when the first messages carry random padding, so that their sizes differ from flow to flow. */
  readonly padded: boolean;
  /** The sizes are none that the nearest look-alikes can have. */
  isAlone(turns: readonly number[]): boolean;
}

/**
 * How a system shows itself only over several flows of a host: look-ups below one domain, messages whose sizes and peers
 * together are no other program's. The group decides, never one flow.
 */
export interface GroupSignature {
  /** What the group is called in docs, and the wire format of those flows that had none: `dns-tunnel`. */
  readonly id: string;
  readonly system: SystemId;
  /** Said of a flow that its group named, for people: why this is no coincidence. */
  readonly because: string;
  /**
   * The group that a flow belongs to, null for flows of no interest. Asked of every flow that ended without a system: it
   * must be cheap and let few through, because flows with a key are held back (identify/held-flows.ts).
   */
  key(flow: FlowObservation): string | null;
  /** Which flows of the group it names, when others only count; absent: all. */
  names?(flow: FlowObservation): boolean;
  open(): FlowGroup;
  /** Such flows go to any server, a resolver or a proxy: who answers them takes no part. */
  readonly asksAnybody?: true;
  /** What the group shows was read (names, numbers, heads), not measured: it counts as payload does. */
  readonly isRead?: true;
}

export interface FlowGroup {
  add(flow: FlowObservation): void;
  /** That a flow of the group is the system; 0 as long as the group may be something else. */
  probability(): number;
}
