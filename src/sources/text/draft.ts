// A draft is an observation as a product's words have it; finishing makes it one of the contract: addresses, numbers and
// names in one form, text clean of everything a terminal would obey, what says nothing left out.
import { canonicalAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import {
  FILE_SIGNS,
  type Observation,
  type ObservationKind,
  type Origin,
  PRESENCES,
  type Transport,
} from '../../model/observation.ts';
import { isSystemId } from '../../model/systems.ts';
import { plain } from '../interner.ts';
import type { Reason } from '../source.ts';
import { isDate } from './stamps.ts';

/** What stands in a log for nothing is nothing: empty, `-`, `N/A`, `null`, … */
export type Loose = string | number | null | undefined;

export interface Draft {
  readonly kind: Exclude<ObservationKind, 'flow'>;
  /** Epoch ms. */
  readonly at: number;
  readonly until?: number | undefined;
  readonly sensor?: Loose;
  /** Of verdicts `allowed` or `denied`; elsewhere the product's word. */
  readonly action?: Loose;
  readonly event?: string;
  /** Name (`tcp`, `TCP`, `icmp6`) or IP protocol number. */
  readonly transport?: Loose;
  readonly source?: Loose;
  readonly sourcePort?: Loose;
  readonly destination?: Loose;
  readonly destinationPort?: Loose;
  readonly bytesOut?: Loose;
  readonly bytesIn?: Loose;
  readonly packets?: Loose;
  readonly packetsOut?: Loose;
  readonly packetsIn?: Loose;
  readonly durationMs?: Loose;
  readonly user?: Loose;
  readonly device?: Loose;
  readonly mac?: Loose;
  readonly rule?: Loose;
  readonly application?: Loose;
  /** Of programs on a machine: how it was met there, one of PRESENCES. */
  readonly presence?: Loose;
  readonly sign?: Loose;
  /** Where it lies on a disk. */
  readonly path?: Loose;
  /** Type of a file by content. */
  readonly type?: Loose;
  /** Id on a network: peer id, user hash, node id. */
  readonly identity?: Loose;
  readonly protocol?: Loose;
  /** Only from those who know the systems: our own observations. */
  readonly system?: Loose;
  readonly host?: Loose;
  readonly url?: Loose;
  readonly method?: Loose;
  readonly status?: Loose;
  readonly agent?: Loose;
  /** True when a request was seen whole and named no agent: the agent is then empty, not missing. */
  readonly agentless?: boolean;
  readonly query?: Loose;
  readonly answer?: Loose;
  readonly text?: Loose;
  readonly program?: Loose;
  readonly version?: Loose;
  readonly name?: Loose;
  readonly hash?: Loose;
  readonly size?: Loose;
  readonly assigned?: Loose;
  readonly session?: Loose;
  readonly service?: Loose;
  readonly unanswered?: boolean;
  readonly refused?: boolean;
  /** Behind address translation; left out when it is the same. */
  readonly translated?: {
    readonly source?: Loose;
    readonly sourcePort?: Loose;
    readonly destination?: Loose;
    readonly destinationPort?: Loose;
  };
}

export const NO_TIME = 'no time that can be read';
export const NO_ENDS = 'no address of the ends';
export const NOTHING_SAID = 'nothing that an observation could keep';

/** The observation, or why it is none. */
export const finishDraft = (draft: Draft, format: string, origin: Origin): Observation | Reason => {
  if (!isDate(draft.at)) return NO_TIME;
  const out: Record<string, unknown> = { kind: draft.kind, at: draft.at, format, origin };
  if (draft.until !== undefined && isDate(draft.until) && draft.until >= draft.at)
    out['until'] = draft.until;
  for (const [name, finish] of FIELDS) {
    const value = draft[name] as Loose;
    if (value !== undefined && value !== null && value !== '') put(out, name, finish(value));
  }
  if (draft.event !== undefined) out['event'] = draft.event;
  if (draft.agentless && draft.kind === 'request') out['agent'] ??= '';
  if (draft.unanswered) out['unanswered'] = true;
  if (draft.refused) out['refused'] = true;
  if (TRANSPORTED.has(draft.kind))
    put(
      out,
      'transport',
      transportOf(draft.transport) ??
        (NEEDS[draft.kind]?.includes('transport') ? 'other' : undefined),
    );
  const translated = translation(draft, out);
  if (translated) out['translated'] = translated;
  if (NAMED.has(draft.kind) && out['source'] === undefined && out['device'] === undefined)
    return NO_ENDS;
  for (const needed of NEEDS[draft.kind] ?? [])
    if (out[needed] === undefined)
      return needed === 'source' || needed === 'destination' ? NO_ENDS : NOTHING_SAID;
  return out as unknown as Observation;
};

/** Fields without which an observation of a kind says nothing. */
const NEEDS: Partial<Record<ObservationKind, readonly string[]>> = {
  request: ['source'],
  verdict: ['source', 'destination', 'action', 'transport'],
  connection: ['source', 'destination', 'transport'],
  lookup: ['source', 'query'],
  assignment: ['source', 'event'],
  'sign-in': ['user', 'event'],
  volume: ['device', 'bytesIn', 'bytesOut'],
  alert: ['text'],
  program: ['program'],
  listener: ['source', 'sourcePort', 'transport', 'protocol'],
  offer: ['source', 'name', 'system'],
};

/** Kinds about a machine that may be known by its address or by its name. */
const NAMED: ReadonlySet<ObservationKind> = new Set(['program']);

const TRANSPORTED: ReadonlySet<ObservationKind> = new Set([
  'verdict',
  'connection',
  'alert',
  'program',
  'listener',
]);

const put = (out: Record<string, unknown>, name: string, value: unknown): void => {
  if (value !== undefined) out[name] = value;
};

/** Clean text, or undefined for what stands for nothing. */
export const said = (value: Loose, charsMax: number = LIMITS.textCharsMax): string | undefined => {
  if (value === null || value === undefined) return undefined;
  const text = (typeof value === 'string' ? value : String(value)).trim();
  if (text === '' || (text.length <= NOTHING_CHARS_MAX && NOTHING.test(text))) return undefined;
  return PRINTABLE.test(text) && text.length <= charsMax ? text : plain(text.slice(0, charsMax));
};

/** The same of a URL, which may be longer. */
export const saidUrl = (value: Loose): string | undefined => said(value, LIMITS.urlCharsMax);

const NOTHING_CHARS_MAX = 12;
const PRINTABLE = /^[\x20-\x7e]*$/;
const NOTHING = /^(?:-+|"-"|n\/?a|\(?null\)?|\(?none\)?|\(?empty\)?|undefined)$/i;

/** Addresses repeat over millions of lines: what came of each text is kept, and all forgotten when there are too many. */
const addresses = new Map<string, string | undefined>();

const address = (value: Loose): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const known = addresses.get(value);
  if (known !== undefined || addresses.has(value)) return known;
  if (addresses.size >= LIMITS.internedMax) addresses.clear();
  const made = value.length > ADDRESS_CHARS_MAX ? undefined : addressIn(value);
  addresses.set(value.slice(0, ADDRESS_CHARS_MAX + 1), made);
  return made;
};

/** The longest text of an IPv6 address with brackets and a zone. */
const ADDRESS_CHARS_MAX = 72;

const addressIn = (value: string): string | undefined => {
  const text = value
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%[\w.-]*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '');
  const found = canonicalAddress(text);
  return found === null || found === '0.0.0.0' || found === '::' ? undefined : found;
};

const integer = (value: Loose, max: number): number | undefined => {
  if (value === null || value === undefined || value === '') return undefined;
  const number =
    typeof value === 'number'
      ? value
      : /^\s*\d{1,16}(?:\.\d+)?\s*$/.test(value)
        ? Number(value)
        : Number.NaN;
  const whole = Math.round(number);
  return whole >= 0 && whole <= max ? whole : undefined;
};

/** Six bytes in any of the usual notations → `aa:bb:cc:dd:ee:ff`. */
const mac = (value: Loose): string | undefined => {
  const digits = said(value)?.toLowerCase().replace(/[:.-]/g, '') ?? '';
  // Neither nobody nor everybody.
  if (!/^[0-9a-f]{12}$/.test(digits) || /^(?:0{12}|f{12})$/.test(digits)) return undefined;
  return digits.replace(/(..)(?!$)/g, '$1:');
};

const presence = (value: Loose): string | undefined => PRESENCES.find((known) => known === value);

const sign = (value: Loose): string | undefined => FILE_SIGNS.find((known) => known === value);

const system = (value: Loose): string | undefined =>
  typeof value === 'string' && isSystemId(value) ? value : undefined;

export const transportOf = (value: Loose): Transport | undefined => {
  const name = said(value)?.toLowerCase();
  return name === undefined ? undefined : (TRANSPORTS[name] ?? 'other');
};

const TRANSPORTS: Readonly<Record<string, Transport>> = {
  tcp: 'tcp',
  '6': 'tcp',
  tcp6: 'tcp',
  udp: 'udp',
  '17': 'udp',
  udp6: 'udp',
  icmp: 'icmp',
  '1': 'icmp',
  icmp6: 'icmp',
  icmpv6: 'icmp',
  'ipv6-icmp': 'icmp',
  '58': 'icmp',
  sctp: 'sctp',
  '132': 'sctp',
};

const translation = (
  draft: Draft,
  out: Record<string, unknown>,
): Record<string, unknown> | null => {
  if (!draft.translated) return null;
  const source = address(draft.translated.source) ?? out['source'];
  const destination = address(draft.translated.destination) ?? out['destination'];
  const sourcePort = integer(draft.translated.sourcePort, 65_535) || out['sourcePort'];
  const destinationPort =
    integer(draft.translated.destinationPort, 65_535) || out['destinationPort'];
  const same =
    source === out['source'] &&
    destination === out['destination'] &&
    sourcePort === out['sourcePort'] &&
    destinationPort === out['destinationPort'];
  if (same || source === undefined || destination === undefined) return null;
  const translated: Record<string, unknown> = { source, destination };
  put(translated, 'sourcePort', sourcePort);
  put(translated, 'destinationPort', destinationPort);
  return translated;
};

/** How each field is finished. */
const FIELDS: readonly (readonly [keyof Draft, (value: Loose) => unknown])[] = [
  ...(['source', 'destination', 'assigned'] as const).map((name) => [name, address] as const),
  ...(['sourcePort', 'destinationPort'] as const).map(
    (name) => [name, (value: Loose) => integer(value, 65_535)] as const,
  ),
  ...(
    [
      'bytesOut',
      'bytesIn',
      'packets',
      'packetsOut',
      'packetsIn',
      'durationMs',
      'status',
      'size',
    ] as const
  ).map((name) => [name, (value: Loose) => integer(value, Number.MAX_SAFE_INTEGER)] as const),
  ...(
    [
      'sensor',
      'action',
      'user',
      'device',
      'rule',
      'application',
      'host',
      'url',
      'method',
      'agent',
      'query',
      'answer',
      'text',
      'program',
      'version',
      'name',
      'hash',
      'session',
      'service',
      'path',
      'type',
      'identity',
      'protocol',
    ] as const
  ).map((name) => [name, name === 'url' ? saidUrl : (value: Loose) => said(value)] as const),
  ['mac', mac],
  ['presence', presence],
  ['sign', sign],
  ['system', system],
];
