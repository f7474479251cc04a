// Every cap of the product, with its unit, its reason and what happens there.

export const LIMITS = {
  /** Bytes read from a file at once: large enough that a read costs little, small enough for prompt progress. */
  readBlockBytes: 4 << 20,
  /** Largest packet record; longer ones mean a damaged file (Linux TSO frames stay below 256 KiB). Counted, reading ends. */
  packetBytesMax: 1 << 20,
  /** Interfaces of one pcapng section; later ones are ignored and counted. */
  interfacesMax: 4096,
  /** Encapsulations inside each other; deeper packets are counted as not understood. */
  encapsulationDepthMax: 6,
  /** IP fragments held at once over all packets; the oldest go first, counted. */
  fragmentsMax: 4096,
  fragmentBytesMax: 8 << 20,
  /** Milliseconds of evidence time a fragment waits for the rest (RFC 8200 §4.5: 60 s). */
  fragmentWaitMs: 30_000,
  /** Flows open at once; at the cap the longest idle are closed early and counted. */
  flowsMax: 1 << 18,
  /** Streams of which bytes are still read at once; beyond it new flows are counted only. */
  streamsMax: 16_384,
  /** Bytes of one direction kept for dissectors before a verdict. */
  headBytesMax: 8192,
  /** Out-of-order bytes and segments held per direction while a gap may still close; then the gap is taken as a loss. */
  reorderBytesMax: 64 << 10,
  reorderSegmentsMax: 64,
  /** Payload packets of a datagram flow shown to dissectors before it counts as unreadable. */
  datagramsBeforeVerdict: 8,
  /** Bytes one direction of a stream may pass to a reader after the verdict; later bytes are only counted. */
  readerBytesMax: 64 << 20,
  /** Datagrams of one flow passed to a reader after the verdict. */
  readerDatagramsMax: 20_000,
  /** Bytes a reader may hold of one incomplete message; larger messages are skipped and counted. */
  messageBytesMax: 1 << 20,
  /** Idle milliseconds of evidence time after which a flow ends. */
  tcpIdleMs: 5 * 60_000,
  tcpClosedIdleMs: 15_000,
  tcpUnansweredIdleMs: 60_000,
  udpIdleMs: 2 * 60_000,
  otherIdleMs: 60_000,
  /** Identified flows held so that endpoints learned later can name or withdraw them (design: definitions). */
  heldMs: 10 * 60_000,
  heldFlowsMax: 200_000,
  /** Learned endpoints; the oldest go first. */
  endpointsMax: 200_000,
  /** A learned endpoint names flows until this long after it was last confirmed. */
  endpointValidMs: 60 * 60_000,
  /** Facts kept per flow and per case: contents, offers, searches, and characters of any text. */
  contentsMax: 64,
  offersMax: 256,
  searchesMax: 32,
  textCharsMax: 512,
  /** Hosts and (host, activity) pairs followed; later ones are counted as not followed. */
  hostsMax: 100_000,
  subjectsMax: 20_000,
  /** Peers counted exactly per case; more are shown as "at least". */
  peersMax: 10_000,
  /** Examples of evidence kept per finding. */
  seenMax: 8,
  /** Bytes of one line of a log; longer lines are counted, not read. */
  lineBytesMax: 64 << 10,
  /** Nested values in bencode: a torrent's file list needs 5 (dict, info, files, file, path). */
  bencodeDepthMax: 16,
  /** Slices of a case's timeline. */
  timelineSlicesMax: 288,
} as const;
