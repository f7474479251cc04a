// Cloudflare Zero Trust: Gateway DNS, HTTP and network logs, network sessions and Access logins, as Logpush writes them, one object a line
// (https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/account/):
//
//   {"AccountID":"…","Action":"allow","Datetime":"2026-11-22T06:07:06Z","SourceIP":"10.20.1.12","HTTPHost":"h.example",…}
//
// Sound because: `QueryName` with `ResolverDecision`; `HTTPHost` or `SNI`/`Transport` with `SourceIP` and `Action`; `AppDomain`
// with `RayID`; `SessionStartTime` with `OriginIP`. Looks alike: Cloudflare's logs of visitors of one's own sites (`ClientIP`, `EdgeStartTimestamp`): not claimed.
// Does not see: bytes of requests and decisions (only sessions have them).
// Where Gateway knows the address inside (`SourceInternalIP`), that is who asked; `SourceIP` is then that of the exit.
import { type JsonObject, jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { farEnd, passedOrDenied, positive } from './json-values.ts';
import { hostOf, targetOf } from './target.ts';

export const cloudflareGateway = jsonSource({
  id: 'cloudflare-gateway',
  title: 'Cloudflare Zero Trust (Gateway and Access)',
  looks: /"(?:ResolverDecision|HTTPHost|SNI|Transport|AppDomain|OriginIP)"/,
  is: (record) => readerOf(record) !== null,
  read: (record, context) => readerOf(record)!(record, context),
});

type Reader = (record: JsonObject, context: TextContext) => Outcome;

const readerOf = (record: JsonObject): Reader | null => {
  const has = (...names: string[]): boolean => names.every((name) => name in record);
  if (has('QueryName', 'ResolverDecision')) return lookup;
  if (has('SourceIP', 'Action') && has('HTTPHost')) return request;
  if (has('SourceIP', 'Action', 'Transport')) return session;
  if (has('SessionStartTime', 'SourceIP', 'OriginIP', 'BytesSent')) return counted;
  return has('AppDomain', 'RayID', 'IPAddress') ? login : null;
};

const lookup: Reader = (record, { emit, stamps }) =>
  emit({
    kind: 'lookup',
    at: timeOf(record, stamps),
    source: sourceOf(record, 'SrcIP'),
    sourcePort: positive(record, 'SrcPort'),
    destination: jsonText(record, 'DstIP'),
    destinationPort: positive(record, 'DstPort'),
    query: jsonText(record, 'QueryName'),
    answer: jsonText(record, 'ResolvedIPs.0'),
    action: passedOrDenied(jsonText(record, 'ResolverDecision')),
    user: jsonText(record, 'Email'),
    device: jsonText(record, 'DeviceName'),
  });

const request: Reader = (record, { emit, stamps }) =>
  emit({
    kind: 'request',
    at: timeOf(record, stamps),
    source: sourceOf(record, 'SourceIP'),
    sourcePort: positive(record, 'SourcePort'),
    ...targetOf(jsonText(record, 'URL')),
    ...hostOf(jsonText(record, 'HTTPHost')),
    ...farEnd(record, 'DestinationIP', 'DestinationPort'),
    method: jsonText(record, 'HTTPMethod'),
    status: positive(record, 'HTTPStatusCode'),
    agent: jsonText(record, 'UserAgent'),
    action: passedOrDenied(jsonText(record, 'Action')),
    user: jsonText(record, 'Email'),
    device: jsonText(record, 'DeviceName'),
  });

const session: Reader = (record, { emit, stamps }) =>
  emit({
    kind: 'verdict',
    at: timeOf(record, stamps),
    action: passedOrDenied(jsonText(record, 'Action')) ?? 'allowed',
    transport: jsonText(record, 'Transport'),
    source: sourceOf(record, 'SourceIP'),
    sourcePort: positive(record, 'SourcePort'),
    destination: jsonText(record, 'DestinationIP'),
    destinationPort: positive(record, 'DestinationPort'),
    rule: jsonText(record, 'PolicyName'),
    application: jsonText(record, 'DetectedProtocol'),
    user: jsonText(record, 'Email'),
    device: jsonText(record, 'DeviceName'),
    translated: {
      destination: jsonText(record, 'OverrideIP'),
      destinationPort: positive(record, 'OverridePort'),
    },
  });

/** A session that is over; received and sent are the client's. */
const counted: Reader = (record, { emit, stamps }) =>
  emit({
    kind: 'connection',
    at: stamps.any(String(jsonText(record, 'SessionStartTime'))),
    until: stamps.any(String(jsonText(record, 'SessionEndTime'))),
    transport: jsonText(record, 'Protocol'),
    source: sourceOf(record, 'SourceIP'),
    sourcePort: positive(record, 'SourcePort'),
    destination: jsonText(record, 'OriginIP'),
    destinationPort: positive(record, 'OriginPort'),
    bytesOut: jsonText(record, 'BytesSent'),
    bytesIn: jsonText(record, 'BytesReceived'),
    unanswered: jsonText(record, 'ConnectionCloseReason') === 'ORIGIN_UNREACHABLE',
    application: jsonText(record, 'DetectedProtocol'),
    user: jsonText(record, 'Email'),
    device: jsonText(record, 'DeviceName'),
    translated: {
      source: jsonText(record, 'EgressIP'),
      sourcePort: positive(record, 'EgressPort'),
    },
  });

const login: Reader = (record, { emit, stamps }) => {
  const action = jsonText(record, 'Action');
  if (action !== 'login' && action !== 'warpEnrollment' && action !== 'logout')
    return 'not kept: Access event that is no login';
  const allowed = record['Allowed'] !== false;
  return emit({
    kind: 'sign-in',
    at: timeOf(record, stamps),
    event: action === 'logout' ? 'signed-out' : allowed ? 'signed-in' : 'failed',
    user: jsonText(record, 'Email'),
    source: jsonText(record, 'IPAddress'),
    service: 'cloudflare-access',
  });
};

/** Logpush writes text or, when told to, nanoseconds since 1970. */
const timeOf = (record: JsonObject, stamps: TextContext['stamps']): number => {
  const stamp = jsonText(record, 'Datetime') ?? jsonText(record, 'CreatedAt') ?? '';
  return stamps.any(String(stamp));
};

const sourceOf = (record: JsonObject, name: string): string | number | null => {
  const inner = jsonText(record, 'SourceInternalIP') ?? jsonText(record, 'InternalSourceIP');
  return inner === null || inner === '' ? jsonText(record, name) : inner;
};
