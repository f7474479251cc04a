// What a scan never does, and how patient it is. `peerwarden scan --help` states it.

/**
 * Ports that are connected to and never spoken to: printers print what they get (9100 to 9107, 515), and controllers of
 * machines may stop (Siemens S7 102, Modbus 502, DNP3 20000, EtherNet/IP 44818, IEC 104 2404).
 */
export const NEVER_SPOKEN_TO: ReadonlySet<number> = new Set([
  ...[102, 502, 515, 2404, 20_000, 44_818],
  ...Array.from({ length: 8 }, (_, i) => 9100 + i),
]);

export interface Patience {
  /** Milliseconds for a connection to open; on a local network it takes one or two. */
  readonly connectMs: number;
  /** For the other end to speak first, and between the parts of an answer. */
  readonly greetingMs: number;
  /** Between two connections to one port. */
  readonly betweenMs: number;
  /** For an answer to a question. */
  readonly answerMs: number;
}

/** `answerMs` as given; the others follow from it. */
export const patienceOf = (answerMs: number): Patience => ({
  connectMs: Math.max(500, Math.round(answerMs * 0.75)),
  greetingMs: Math.max(200, Math.round(answerMs * 0.3)),
  betweenMs: Math.max(50, Math.round(answerMs * 0.1)),
  answerMs,
});

/** Hosts, and connections to one host, at the same time. */
export const HOSTS_AT_ONCE = 24;
export const PER_HOST_AT_ONCE = 6;
