// What RADIUS says about a session, whoever wrote it down (RFC 2865, 2866, 2869, 3162): attributes by name → observations.
import { canonicalAddress } from '../../model/address.ts';
import { SECOND_MS } from '../../model/time.ts';
import { OK } from '../source.ts';
import { type Draft, said } from '../text/draft.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { nobody, OF_A_MACHINE } from './accounts.ts';

/** Attributes by their names in the dictionaries: `User-Name`, `Acct-Status-Type`. */
export type Attributes = ReadonlyMap<string, string>;

const NO_SESSION = 'not kept: RADIUS message that tells of no session';
const NOBODY = 'not kept: RADIUS session without a name and without an address';
const REQUEST = 'not kept: RADIUS request, of which the answer is told elsewhere';

/** `at`: epoch ms. */
export const observeRadius = (
  attributes: Attributes,
  at: number,
  emit: TextContext['emit'],
  line?: number,
): Outcome => {
  const status = STATUS[(attributes.get('Acct-Status-Type') ?? '').toLowerCase()];
  if (status === 'other') return NO_SESSION;
  if (status === undefined) return answer(attributes, at, emit, line);
  const delay = Number(attributes.get('Acct-Delay-Time') ?? 0) || 0;
  return session(attributes, status, at - delay * SECOND_MS, emit, line);
};

type Status = 'start' | 'interim' | 'stop';

const STATUS: Readonly<Record<string, Status | 'other'>> = {
  start: 'start',
  '1': 'start',
  stop: 'stop',
  '2': 'stop',
  'interim-update': 'interim',
  alive: 'interim',
  '3': 'interim',
  'accounting-on': 'other',
  '7': 'other',
  'accounting-off': 'other',
  '8': 'other',
  failed: 'other',
  '15': 'other',
};

const session = (
  attributes: Attributes,
  status: Status,
  at: number,
  emit: TextContext['emit'],
  line: number | undefined,
): Outcome => {
  const who = personOf(attributes);
  const addresses = [attributes.get('Framed-IP-Address'), addressOf6(attributes)].filter(
    (address) => said(address) !== undefined && canonicalAddress(address!) !== null,
  );
  const ends = endsOf(attributes);
  const drafts: Draft[] = [];
  if (who.user !== undefined)
    for (const assigned of addresses.length > 0 ? addresses : [undefined])
      drafts.push({
        kind: 'sign-in',
        at,
        event: status === 'stop' ? 'signed-out' : 'signed-in',
        user: who.user,
        ...ends,
        assigned,
        session: attributes.get('Acct-Session-Id'),
        service: 'radius',
      });
  const holder = ends.mac || who.device;
  for (const source of holder ? addresses : [])
    drafts.push({
      kind: 'assignment',
      at,
      event: status === 'stop' ? 'released' : 'seen',
      source,
      mac: ends.mac,
      device: who.device,
    });
  if (status === 'stop') drafts.push(...volume(attributes, at, addresses[0], who));
  return all(drafts, emit, line) ?? (drafts.length === 0 ? (who.reason ?? NOBODY) : OK);
};

/** Octets as the access server counted them: `Input` came from the subscriber. */
const volume = (
  attributes: Attributes,
  at: number,
  source: string | undefined,
  { user, device }: Person,
): readonly Draft[] => {
  const bytesIn = octets(attributes, 'Input');
  const bytesOut = octets(attributes, 'Output');
  const subscriber = user ?? device ?? source;
  if (subscriber === undefined || Number.isNaN(bytesIn) || Number.isNaN(bytesOut)) return [];
  const seconds = Number(attributes.get('Acct-Session-Time') ?? 0) || 0;
  const began = at - seconds * SECOND_MS;
  return [{ kind: 'volume', at: began, until: at, device: subscriber, source, bytesIn, bytesOut }];
};

const octets = (attributes: Attributes, direction: 'Input' | 'Output'): number => {
  const wide = attributes.get(`Acct-${direction}-Octets64`);
  if (wide !== undefined) return Number(wide);
  const low = attributes.get(`Acct-${direction}-Octets`);
  if (low === undefined || low === '') return Number.NaN;
  return Number(low) + Number(attributes.get(`Acct-${direction}-Gigawords`) ?? 0) * 2 ** 32;
};

/** Access-Accept and Access-Reject. */
const answer = (
  attributes: Attributes,
  at: number,
  emit: TextContext['emit'],
  line: number | undefined,
): Outcome => {
  const type = attributes.get('Packet-Type') ?? attributes.get('Response-Packet-Type') ?? '';
  const event = ANSWERS[type.toLowerCase()];
  if (event === undefined) return type === '' ? NO_SESSION : REQUEST;
  const { user, reason } = personOf(attributes);
  if (user === undefined) return reason ?? NOBODY;
  const assigned = attributes.get('Framed-IP-Address');
  const ends = endsOf(attributes);
  return emit({ kind: 'sign-in', at, event, user, ...ends, assigned, service: 'radius' }, line);
};

const ANSWERS: Readonly<Record<string, 'signed-in' | 'failed'>> = {
  'access-accept': 'signed-in',
  '2': 'signed-in',
  'access-reject': 'failed',
  '3': 'failed',
};

interface Person {
  readonly user: string | undefined;
  readonly device: string | undefined;
  /** Why there is no user. */
  readonly reason: string | null;
}

/** The user, unless it is a machine (`host/pc-12.example.com`) or a device known by its hardware address only. */
const personOf = (attributes: Attributes): Person => {
  const name = said(attributes.get('User-Name') ?? attributes.get('Stripped-User-Name'));
  if (name === undefined) return { user: undefined, device: undefined, reason: null };
  if (HARDWARE.test(name)) return { user: undefined, device: undefined, reason: OF_A_MACHINE };
  const reason = nobody(name);
  if (reason === null) return { user: name, device: undefined, reason };
  const device = name
    .replace(/^host\//i, '')
    .replace(/\$$/, '')
    .replace(/^.*\\/, '');
  return { user: undefined, device, reason };
};

/** The station is a hardware address, of a VPN an address. */
const endsOf = (attributes: Attributes) => {
  const name = attributes.get('User-Name') ?? '';
  const station = attributes.get('Calling-Station-Id') || (HARDWARE.test(name) ? name : '');
  const address = canonicalAddress(station.replace(/^\[(.*)\]$/, '$1'));
  return {
    source: address ?? attributes.get('Tunnel-Client-Endpoint'),
    mac: station.replace(/^((?:[0-9a-f]{2}[:.-]?){6}).*$/i, '$1'),
    destination: attributes.get('NAS-IP-Address') ?? attributes.get('NAS-IPv6-Address'),
  };
};

const addressOf6 = (attributes: Attributes): string | undefined =>
  attributes.get('Framed-IPv6-Address');

const all = (
  drafts: readonly Draft[],
  emit: TextContext['emit'],
  line: number | undefined,
): Outcome => {
  let outcome: Outcome = OK;
  let kept = false;
  for (const draft of drafts) {
    const one = emit(draft, line);
    kept ||= one === OK;
    if (one !== OK) outcome = one;
  }
  return kept ? OK : outcome;
};

const HARDWARE = /^(?:[0-9a-f]{2}[:.-]?){5}[0-9a-f]{2}$/i;
