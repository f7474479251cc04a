// The contract of everything that is asked of a listener in a scan of one's own network. A probe is a frozen object of
// pure functions; what it keeps about one connection lives in the dialogue it opens for it. One connection a dialogue.
//
//   connected ─► opening ─► bytes ─► read() ─► NO          closed, the next probe is asked
//                   ▲                     ├─► MORE        waits until the time for answers is over
//                   └──── more to say ◄───┼─► { say }     goes on talking
//                                         └─► Listening   recognised: what it is, and what it says of itself
//
// A probe says as little as it can: no search, no download, no sign-in, nothing that a listener would keep. Answers are
// bytes of strangers: nothing throws, nothing reads past `length`, texts are cut.
import type { SystemId } from '../model/systems.ts';
import type { MORE, NO } from '../wire/dissector.ts';

/** What the scan lends a probe. */
export interface Asking {
  readonly host: string;
  readonly port: number;
  /** Info hashes (20 bytes each) that the site knows already: from captures, reports, magnet links. */
  readonly contents: readonly Uint8Array[];
  /** Where a proxy shows that it serves anybody: it is asked to connect there. Null when nobody listens there. */
  readonly callback: Callback | null;
  /** Fresh random bytes. */
  random(count: number): Uint8Array;
}

/** A listener of the scan's own. */
export interface Callback {
  /** IPv4 or IPv6 address of the scanning machine, as the host sees it. */
  readonly address: string;
  readonly port: number;
  /** What it says to whoever connects, in an HTTP answer. Never sent by a probe: who brings it has been there. */
  readonly word: string;
}

/** What an answer proves. Texts are the listener's own words: foreign, cut, not yet made safe to show. */
export interface Listening {
  readonly system: SystemId | null;
  /** Wire format, as dissectors name it, or the carrier when nothing more is known. */
  readonly protocol: string;
  readonly program?: string;
  readonly version?: string;
  readonly text?: string;
  /** Peer id, user hash, node id: hex. */
  readonly identity?: string;
  /** Only the shape of the answer speaks for it; other probes are asked still. */
  readonly shape?: boolean;
}

export type Reading = typeof NO | typeof MORE | { readonly say: Uint8Array } | Listening;

export interface Dialogue {
  /** Null: the other end has to speak first. */
  readonly opening: Uint8Array | null;
  /** All bytes of the answer so far; for datagrams one datagram. */
  read(bytes: Uint8Array, length: number): Reading;
  /** Nothing came for a while: what to say next, or null to end. Without it a pause is an end. */
  pause?(): Uint8Array | null;
  /** Said after the answer was understood, so that the other end forgets us. */
  readonly farewell?: Uint8Array;
  /** The other end closed, or said nothing more in time. Without it that is a no. */
  ended?(bytes: Uint8Array, length: number): Listening | null;
}

/** What a TLS handshake showed of the listener. */
export interface Secured {
  /** Protocol that it chose of those that were offered; empty when none. */
  readonly alpn: string;
  /** Common name in its certificate; empty when there is none. */
  readonly subject: string;
  /** Common name of who signed it. */
  readonly issuer: string;
  /** SHA-256 of its certificate, hex. */
  readonly fingerprint: string;
}

interface ProbeBase {
  /** Wire format that it looks for, as dissectors name it. */
  readonly id: string;
  /** Ports where it is likely, beside those of the system's catalogue: there it is asked first. */
  readonly ports?: readonly number[];
}

export interface StreamProbe extends ProbeBase {
  readonly transport: 'tcp';
  /** Empty when there is nothing to ask, as without a known content. */
  open(asking: Asking): readonly Dialogue[];
}

/** The same inside TLS. */
export interface TlsProbe extends ProbeBase {
  readonly transport: 'tls';
  readonly alpn?: readonly string[];
  /** Asked once the handshake is over. Null when the certificate and the chosen protocol say that it is something else. */
  open(asking: Asking, secured: Secured): Dialogue | Listening | null;
}

export interface DatagramProbe extends ProbeBase {
  readonly transport: 'udp';
  /** Asked at the number of an open TCP port too, with this difference: many programs use one number for both. */
  readonly besideTcp?: readonly number[];
  open(asking: Asking): readonly Dialogue[];
}

/** What an HTTP server answered to one GET without a body. */
export interface WebAnswer {
  readonly path: string;
  readonly status: number;
  /** Names in lower case; repeated headers joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** The first bytes of the body, one character each. */
  readonly body: string;
}

/** Reads what web servers answer, over TCP or TLS. */
export interface WebProbe extends ProbeBase {
  readonly transport: 'web';
  /** Asked beside `/`, and only at ports where it is likely. */
  readonly path?: string;
  read(answer: WebAnswer): Listening | null;
}

export type Probe = StreamProbe | TlsProbe | DatagramProbe | WebProbe;
