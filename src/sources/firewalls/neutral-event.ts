// What an event in one of the two vendor-neutral forms (CEF, LEEF) says, and which observation comes of it. The forms
// have names for the ends, the bytes and the users, but none for the kind of an event: that is read from which fields
// there are and from the words of its name.
import type { Draft, Loose } from '../text/draft.ts';
import type { Outcome } from '../text/text-source.ts';
import { decision } from './decision.ts';

/** Fields of the draft under one roof, with what only classifies. */
export interface NeutralEvent {
  /** Identifier, name and category of the event. */
  readonly name: string;
  readonly words: string;
  readonly at: number;
  readonly until: number;
  readonly sensor: Loose;
  readonly action: string;
  readonly outcome: string;
  readonly transport: string;
  readonly source: string;
  readonly sourcePort: string;
  readonly destination: string;
  readonly destinationPort: string;
  readonly bytesOut: string;
  readonly bytesIn: string;
  readonly user: string;
  /** Account that was signed in to, where it is named apart. */
  readonly account: string;
  readonly device: string;
  readonly mac: string;
  readonly rule: string;
  readonly application: string;
  readonly url: string;
  readonly host: string;
  readonly method: string;
  readonly agent: string;
  readonly query: string;
  readonly answer: string;
  readonly translated: NonNullable<Draft['translated']>;
}

const NO_ENDS = 'not kept: event without an address or an account';

export const emitEvent = (event: NeutralEvent, emit: (draft: Draft) => Outcome): Outcome => {
  const draft = draftOf(event);
  return draft === null ? NO_ENDS : emit(draft);
};

const draftOf = (event: NeutralEvent): Draft | null =>
  leaseOf(event) ??
  signInOf(event) ??
  lookupOf(event) ??
  requestOf(event) ??
  verdictOf(event) ??
  connectionOf(event) ??
  alertOf(event);

const leaseOf = (event: NeutralEvent): Draft | null => {
  if (!LEASE.test(event.words) || event.source === '' || event.mac === '') return null;
  const { at, sensor, source, mac, device, user } = event;
  const gone = RELEASED.test(event.words) ? 'released' : 'granted';
  const name = EXPIRED.test(event.words) ? 'expired' : SEEN.test(event.words) ? 'seen' : gone;
  return { kind: 'assignment', event: name, at, sensor, source, mac, device, user };
};

const signInOf = (event: NeutralEvent): Draft | null => {
  const user = event.account || event.user;
  if (!SIGN_IN.test(event.words) || user === '' || event.url !== '') return null;
  const said = `${event.words} ${event.action} ${event.outcome}`;
  const { at, sensor, source, sourcePort, destination, destinationPort, device, mac } = event;
  return {
    kind: 'sign-in',
    event: FAILED.test(said) ? 'failed' : SIGNED_OUT.test(said) ? 'signed-out' : 'signed-in',
    ...{ at, sensor, user, source, sourcePort, destination, destinationPort, device, mac },
    service: VPN.test(event.words) ? 'vpn' : event.application,
  };
};

const lookupOf = (event: NeutralEvent): Draft | null => {
  if (event.query === '' || event.source === '') return null;
  const { query, answer, action } = event;
  return { kind: 'lookup', ...between(event), query, answer, action };
};

const requestOf = (event: NeutralEvent): Draft | null => {
  const asked = event.url !== '' && event.source !== '';
  const web = `${event.words}|${event.application}`;
  if (!asked || (event.method === '' && !WEB.test(event.url) && !WEB_EVENT.test(web))) return null;
  const { url, host, method, agent, action, application, bytesOut, bytesIn, outcome } = event;
  const status = /^\d{3}$/.test(outcome) ? outcome : null;
  return {
    kind: 'request',
    ...between(event),
    ...{ url, host, method, agent, action, application, bytesOut, bytesIn, status },
  };
};

const verdictOf = (event: NeutralEvent): Draft | null => {
  const action = decision(event.action);
  if (!action || !hasEnds(event) || THREAT.test(event.words)) return null;
  const { transport, bytesOut, bytesIn, rule, application, translated } = event;
  return {
    kind: 'verdict',
    ...between(event),
    ...{ action, transport, bytesOut, bytesIn, rule, application, translated },
  };
};

const connectionOf = (event: NeutralEvent): Draft | null => {
  const counted = event.bytesIn !== '' || event.bytesOut !== '' || TRAFFIC.test(event.words);
  if (!counted || !hasEnds(event) || THREAT.test(event.words)) return null;
  const { transport, bytesOut, bytesIn, application, translated } = event;
  return {
    kind: 'connection',
    ...between(event),
    ...{ transport, bytesOut, bytesIn, application, translated },
  };
};

const alertOf = (event: NeutralEvent): Draft | null => {
  const { source, destination, user, account } = event;
  if (source === '' && destination === '' && user === '' && account === '') return null;
  const { transport, host, url, application, action } = event;
  return {
    kind: 'alert',
    ...between(event),
    ...{ transport, host, url, application, action, text: event.name, user: user || account },
  };
};

const between = (event: NeutralEvent) => ({
  at: event.at,
  until: event.until,
  sensor: event.sensor,
  source: event.source,
  sourcePort: event.sourcePort,
  destination: event.destination,
  destinationPort: event.destinationPort,
  user: event.user,
  device: event.device,
  mac: event.mac,
});

const hasEnds = (event: NeutralEvent): boolean => event.source !== '' && event.destination !== '';

const LEASE = /\bdhcp|wi-?fi client|client (?:dis)?connected/i;
const RELEASED = /releas|disconnect/i;
const EXPIRED = /expir/i;
const SEEN = /\bclient (?:connected|disconnected|roamed)/i;
const SIGN_IN =
  /\blog[ _-]?(?:in|on|out|off)\b|\bsign[ _-]?(?:in|on|out)\b|authenticat|\bssl-(?:login|new-con|exit)|\btunnel[ -](?:up|down)\b|\bADMIN accessed\b|\bGLOBALPROTECT\b|\bAUTH\b/i;
const SIGNED_OUT = /log[ _-]?(?:out|off)|sign[ _-]?out|disconnect|\btunnel[ -]down|ssl-exit/i;
const FAILED = /fail|denied|deny|invalid|reject|refused|bad credential|incorrect|locked|unsuccess/i;
const VPN = /vpn|tunnel|globalprotect/i;
const WEB = /^(?:https?|ftp|wss?):\/\//i;
const WEB_EVENT = /\b(?:web|url|http|https|website|proxy|nssweblog)/i;
const THREAT =
  /threat detected|intrusion|\bips\b|\bids\b|attack|virus|malware|exploit|anomaly|\bthreat\|(?!url)/i;
const TRAFFIC = /\btraffic\b|connection|session|flow\b/i;
