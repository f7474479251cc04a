// What became of one packet. Small integers instead of objects or exceptions: one is returned for every packet.

/** Values are stable: they index DECODE_REASONS. From TRUNCATED_LINK on they are anomalies. */
export const DECODE = {
  OK: 0,
  /** ARP, spanning tree, LLDP, …: whole, but nothing to follow. */
  NOT_IP: 1,
  /** Kept until the rest of its packet comes. */
  FRAGMENT_HELD: 2,
  TRUNCATED_LINK: 3,
  UNKNOWN_LINK: 4,
  TRUNCATED_IP: 5,
  BAD_IP: 6,
  TRUNCATED_TRANSPORT: 7,
  BAD_TRANSPORT: 8,
  BAD_FRAGMENT: 9,
  TOO_DEEP: 10,
  /** 802.11 data that only the network's key opens. */
  WLAN_PROTECTED: 11,
  /** The receiver noted a wrong checksum. */
  WLAN_DAMAGED: 12,
  /** A piece of an 802.11 frame, or several packets in one. */
  WLAN_PARTS: 13,
} as const;

export type DecodeCode = (typeof DECODE)[keyof typeof DECODE];

/** First code that is an anomaly, to be counted in Evidence.notUnderstood. */
export const DECODE_ANOMALY: DecodeCode = DECODE.TRUNCATED_LINK;

/** Reasons for Evidence.notUnderstood, by code. */
export const DECODE_REASONS: readonly string[] = [
  'understood',
  'not IP',
  'fragment held',
  'link header cut',
  'unknown link type',
  'IP header cut',
  'bad IP header',
  'transport header cut',
  'bad transport header',
  'bad fragment',
  'too many nested headers',
  'protected 802.11 frame',
  'damaged 802.11 frame',
  'fragmented or aggregated 802.11 frame',
];
