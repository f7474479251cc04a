// What every address did of every activity: the facts of a case, before anybody judges.

import { type End, farEnd, isNobody, takesPart } from '../detect/part.ts';
import { LIMITS } from '../model/limits.ts';
import type {
  Content,
  FlowObservation,
  Observation,
  OfferObservation,
  ProgramObservation,
} from '../model/observation.ts';
import { activityOf, type SystemId } from '../model/systems.ts';
import { type Counting, requestEnd } from './correlate.ts';
import { Exposed, type Offered } from './exposure/exposed.ts';
import { type WordList, wordList } from './exposure/name-sense.ts';
import { FarEnds } from './far-ends.ts';
import { Timeline } from './timeline.ts';

export class ActivityRow {
  readonly address: string;
  readonly activity: SystemId;
  firstSeen = Number.POSITIVE_INFINITY;
  lastSeen = Number.NEGATIVE_INFINITY;
  bytesOut = 0;
  bytesIn = 0;
  flows = 0;
  readonly peers = new Set<string>();
  /** `name\u0000version` → times seen. */
  readonly clients = new Map<string, number>();
  readonly roles = new Set<string>();
  readonly nicknames = new Set<string>();
  readonly contents = new Map<string, Content>();
  readonly offers = new Map<string, Content>();
  readonly users = new Map<string, number>();
  shareBytes: number | null = null;
  shareFiles: number | null = null;
  /** What of that looks as if it should not leave the house; null while nothing was offered. */
  exposed: Exposed | null = null;
  readonly timeline = new Timeline();
  readonly farEnds = new FarEnds();
  /** Bytes by far address, to tell the border from the inside; bounded like peers. */
  readonly bytesByPeer = new Map<string, number>();

  constructor(address: string, activity: SystemId) {
    this.address = address;
    this.activity = activity;
  }

  count(at: number, until: number, bytesOut: number, bytesIn: number, peer: string): void {
    this.firstSeen = Math.min(this.firstSeen, at);
    this.lastSeen = Math.max(this.lastSeen, until);
    this.flows++;
    this.bytesOut += bytesOut;
    this.bytesIn += bytesIn;
    this.timeline.add(at, until, bytesOut, bytesIn);
    if (this.peers.size < LIMITS.peersMax && peer !== '') this.peers.add(peer);
    const known = this.bytesByPeer.get(peer);
    if (known !== undefined || this.bytesByPeer.size < LIMITS.peersMax) {
      this.bytesByPeer.set(peer, (known ?? 0) + bytesOut + bytesIn);
    }
  }

  /** Joins what another address of the same device did. */
  merge(other: ActivityRow): void {
    this.firstSeen = Math.min(this.firstSeen, other.firstSeen);
    this.lastSeen = Math.max(this.lastSeen, other.lastSeen);
    this.flows += other.flows;
    this.bytesOut += other.bytesOut;
    this.bytesIn += other.bytesIn;
    for (const peer of other.peers) if (this.peers.size < LIMITS.peersMax) this.peers.add(peer);
    for (const role of other.roles) this.roles.add(role);
    for (const nick of other.nicknames) this.nicknames.add(nick);
    addCounts(this.clients, other.clients);
    addCounts(this.users, other.users);
    addCounts(this.bytesByPeer, other.bytesByPeer);
    for (const [key, content] of other.contents)
      keep(this.contents, key, content, LIMITS.contentsMax);
    for (const [key, content] of other.offers) keep(this.offers, key, content, LIMITS.offersMax);
    this.shareBytes = larger(this.shareBytes, other.shareBytes);
    this.shareFiles = larger(this.shareFiles, other.shareFiles);
    if (other.exposed) {
      this.exposed ??= new Exposed();
      this.exposed.merge(other.exposed);
    }
    this.timeline.merge(other.timeline);
    this.farEnds.merge(other.farEnds);
  }
}

export class ActivityLedger {
  readonly rows = new Map<string, ActivityRow>();
  dropped = 0;
  readonly #words: WordList;

  /** `words`: sensitive words that policy adds. */
  constructor(words: readonly string[] = []) {
    this.#words = wordList(words);
  }

  see(observation: Observation, counting: Counting): void {
    if (observation.kind === 'flow') {
      if (observation.system === null) return;
      for (const end of ['source', 'destination'] as const) this.flow(observation, end);
    } else if (observation.kind === 'request' && observation.system !== undefined) {
      const row = this.row(observation.source, activityOf(observation.system));
      if (!row) return;
      const [bytesOut, bytesIn] =
        counting === 'counts' ? [observation.bytesOut ?? 0, observation.bytesIn ?? 0] : [0, 0];
      row.count(observation.at, requestEnd(observation), bytesOut, bytesIn, observation.host ?? '');
      if (observation.user) addCount(row.users, observation.user, 1, ROW_USERS_MAX);
    } else if (observation.kind === 'program') this.program(observation);
    else if (observation.kind === 'offer') this.offer(observation);
  }

  /** What a machine's own disk or its list of files says is on offer. */
  private offer(one: OfferObservation): void {
    const machine = one.source || one.device;
    const row = machine ? this.row(machine, activityOf(one.system)) : null;
    if (!row) return;
    const { name, size, hash, path, at, until, destination, user } = one;
    const content: Content = { id: hash ?? '', name, ...(size === undefined ? {} : { size }) };
    keep(row.offers, content.id || name, content, LIMITS.offersMax);
    if (user !== undefined && isPerson(user)) addCount(row.users, user, 1, ROW_USERS_MAX);
    expose(row, this.#words, {
      name,
      ...(hash === undefined ? {} : { id: hash }),
      ...(size === undefined ? {} : { size }),
      ...(path === undefined ? {} : { path }),
      at,
      until: until ?? at,
      to: destination ?? '',
      way: path === undefined ? 'told' : 'disk',
    });
  }

  /** What is there, and whose it is: nothing went over the network. */
  private program({ source, device, system, program, version, user }: ProgramObservation): void {
    const machine = source ?? device;
    const row =
      system !== undefined && machine !== undefined && this.row(machine, activityOf(system));
    if (!row) return;
    addCount(row.clients, `${program}\u0000${version ?? ''}`, 1, ROW_CLIENTS_MAX);
    if (user !== undefined && isPerson(user)) addCount(row.users, user, 1, ROW_USERS_MAX);
  }

  private flow(flow: FlowObservation, end: End): void {
    const address = flow[end];
    if (!takesPart(flow, end) || (end === 'destination' && isNobody(address))) return;
    const row = this.row(address, activityOf(flow.system!));
    if (!row) return;
    const far = farEnd(flow, end).address;
    const [bytesOut, bytesIn] =
      end === 'source' ? [flow.bytesOut, flow.bytesIn] : [flow.bytesIn, flow.bytesOut];
    row.count(flow.at, flow.until, bytesOut, bytesIn, isNobody(far) ? '' : far);
    row.farEnds.see(flow, end);
    if (!flow.facts) return;
    noteFacts(row, flow, end);
    noteOffers(row, flow, end, this.#words);
  }

  private row(address: string, activity: SystemId): ActivityRow | null {
    const key = `${activity}|${address}`;
    let row = this.rows.get(key);
    if (!row) {
      if (this.rows.size >= LIMITS.subjectsMax) {
        this.dropped++;
        return null;
      }
      row = new ActivityRow(address, activity);
      this.rows.set(key, row);
    }
    return row;
  }
}

/** Accounts of the system and of services run programs for nobody. */
const isPerson = (user: string): boolean =>
  !/^(?:root|daemon|nobody|_.*|www-data|.*\$|debian-.*|systemd-.*|(?:NT AUTHORITY|NT SERVICE|NT-AUTORITÄT|AUTORITE NT)\\.*|LocalSystem|SYSTEM|LOCAL SERVICE|NETWORK SERVICE)$/i.test(
    user,
  );

const ROW_USERS_MAX = 64;
const ROW_CLIENTS_MAX = 64;
const ROW_ROLES_MAX = 16;

const noteFacts = (row: ActivityRow, flow: FlowObservation, end: End): void => {
  const facts = flow.facts!;
  const own = facts.ends[end === 'source' ? 0 : 1];
  if (own.client !== undefined) {
    addCount(row.clients, `${own.client}\u0000${own.version ?? ''}`, 1, ROW_CLIENTS_MAX);
  }
  if (own.role !== undefined && row.roles.size < ROW_ROLES_MAX) row.roles.add(own.role);
  if (own.nick !== undefined && row.nicknames.size < ROW_ROLES_MAX) row.nicknames.add(own.nick);
  row.shareBytes = larger(row.shareBytes, own.shareBytes ?? null);
  row.shareFiles = larger(row.shareFiles, own.shareFiles ?? null);
  for (const content of facts.contents)
    keep(row.contents, content.id || content.name || '', content, LIMITS.contentsMax);
  const user = facts.carrier?.['user'];
  if (typeof user === 'string' && end === 'source') addCount(row.users, user, 1, ROW_USERS_MAX);
};

/** Names that this end offers the other; of a torrent both ends give what they have of it. */
const noteOffers = (row: ActivityRow, flow: FlowObservation, end: End, words: WordList): void => {
  const { offers, contents } = flow.facts!;
  const to = farEnd(flow, end).address;
  const heard = { at: flow.at, until: flow.until, to: isNobody(to) ? '' : to };
  for (const offer of offers) {
    if (offer.by !== undefined && offer.by !== end) continue;
    keep(row.offers, offer.id || offer.name || '', offer, LIMITS.offersMax);
    expose(row, words, { ...named(offer), ...heard, way: 'told' });
  }
  if (row.activity !== 'bittorrent') return;
  for (const content of contents)
    if (content.name !== undefined)
      expose(row, words, { ...named(content), ...heard, way: 'exchanged' });
};

const named = ({ id, name, size }: Content): Pick<Offered, 'name' | 'id' | 'size'> => ({
  name: name ?? '',
  id,
  ...(size === undefined ? {} : { size }),
});

const expose = (row: ActivityRow, words: WordList, offered: Offered): void => {
  row.exposed ??= new Exposed();
  row.exposed.see(offered, words);
};

const keep = (map: Map<string, Content>, key: string, content: Content, max: number): void => {
  const known = map.get(key);
  if (known) map.set(key, { ...known, ...content });
  else if (map.size < max) map.set(key, content);
};

const addCount = (map: Map<string, number>, key: string, by: number, max: number): void => {
  const known = map.get(key);
  if (known !== undefined || map.size < max) map.set(key, (known ?? 0) + by);
};

const addCounts = (map: Map<string, number>, other: ReadonlyMap<string, number>): void => {
  for (const [key, by] of other) addCount(map, key, by, LIMITS.peersMax);
};

const larger = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other);
