// http-tunnel/numbered: a stream in requests: POSTs (or PUTs) up and GETs down that carry one session and share one
// counter, so that their order can be restored, whatever the addresses are called: HTTPort, Socks2HTTP and their kind.
// Specification: none is public; what they have in common is described in
// http://mysql-tools.com/articles/http-tunnel/71-some-details-on-the-httptunnel-protocol.html
// Sound because: a session of eight or more hexadecimal digits stands in requests both up and down, and one parameter
// counts through both without a gap or a repetition, over eight requests and more. A page numbers its downloads, or its uploads, never
// both in one row; and its browser says which page it came from (Referer), which these do not.
// Looks alike: long polling (Engine.IO, BOSH, WebChannel) has sessions, but numbers each way apart or not at all; uploads
// in parts are all PUTs. Both come from pages.
// Does not see: keep-alive connections beyond their first request, sessions in cookies or bodies, tunnels in TLS.
import type { FlowObservation } from '../../model/observation.ts';
import type { FlowGroup, GroupSignature } from '../../wire/dissector.ts';

const REQUESTS_MIN = 8;
const SESSIONS_KEPT = 64;
const NUMBERS_KEPT = 512;
const PROBABILITY = 0.9;

export const numberedRequests = Object.freeze({
  id: 'http-tunnel/numbered',
  system: 'http-tunnel',
  because:
    'requests up and down share a session and one counter, as a stream cut into requests does',
  asksAnybody: true,
  isRead: true,
  key: (flow: FlowObservation): string | null => {
    if (flow.protocol !== 'http') return null;
    const carrier = flow.facts?.carrier;
    const path = carrier?.['path'];
    if (typeof path !== 'string' || !path.includes('&') || carrier?.['referer'] !== undefined)
      return null;
    return SESSION.test(path) && COUNTER.test(path)
      ? `${flow.source}|${String(carrier?.['host'] ?? flow.destination)}`
      : null;
  },
  open: (): FlowGroup => {
    const sessions = new Map<string, Session>();
    let proven = false;
    return {
      add: ({ facts }) => {
        const path = String(facts?.carrier?.['path'] ?? '');
        const id = SESSION.exec(path)?.[1] ?? '';
        let session = sessions.get(id);
        if (!session) {
          if (sessions.size >= SESSIONS_KEPT) return;
          session = new Session();
          sessions.set(id, session);
        }
        proven = session.add(String(facts?.carrier?.['method'] ?? ''), path) || proven;
      },
      probability: () => (proven ? PROBABILITY : 0),
    };
  },
} satisfies GroupSignature);

const SESSION = /[?&][\w.-]{1,24}=([0-9a-fA-F]{8,64})(?:&|$)/;
const COUNTER = /[?&][A-Za-z_.-]{1,24}=\d{1,6}(?:&|$)/;
const COUNTERS = /(?<=[?&])([A-Za-z_.-]{1,24})=(\d{1,6})(?=&|$)/g;

class Session {
  private readonly counters = new Map<string, Set<number>>();
  private readonly broken = new Set<string>();
  private up = 0;
  private down = 0;

  /** True when the requests so far are one stream. */
  add(method: string, path: string): boolean {
    if (method === 'GET') this.down++;
    else if (method === 'POST' || method === 'PUT') this.up++;
    else return false;
    for (const [, name = '', digits = ''] of path.matchAll(COUNTERS)) this.count(name, +digits);
    return this.up >= UP_MIN && this.down > 0 && this.hasRun();
  }

  private count(name: string, number: number): void {
    const numbers = this.counters.get(name) ?? new Set();
    if (numbers.has(number)) this.broken.add(name);
    if (numbers.size < NUMBERS_KEPT) numbers.add(number);
    if (this.counters.size < COUNTERS_KEPT) this.counters.set(name, numbers);
  }

  private hasRun(): boolean {
    const requests = Math.min(this.up + this.down, NUMBERS_KEPT);
    if (requests < REQUESTS_MIN) return false;
    for (const [name, numbers] of this.counters) {
      if (this.broken.has(name) || numbers.size < requests) continue;
      if (Math.max(...numbers) - Math.min(...numbers) < numbers.size + GAPS_MAX) return true;
    }
    return false;
  }
}

const UP_MIN = 2;
const COUNTERS_KEPT = 8;
/** Requests that a capture may have missed. */
const GAPS_MAX = 2;
