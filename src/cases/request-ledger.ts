// Requests of a proxy's log as rows: what the ledgers of hosts, people, volumes and identities would make of each, summed for
// each user at each client, and told to them (`settle`) before anybody looks or anything else is seen. A row costs one or two
// lines of memory here and in the table of exchanges, and no text.
//
//   client, user ──► columns ── settle ──► host, person, volumes by the hour, address as a sighting of the person
//   client, far end ──► exchange
import type { Exchanges } from '../detect/exchanges.ts';
import { LIMITS } from '../model/limits.ts';
import { PairNumbering } from '../model/numbering.ts';
import { HOUR_MS } from '../model/time.ts';
import { type RequestReceiver, type RequestRow, UNSAID } from '../sources/request-row.ts';
import { type HostLedger, type HostRow, noteUser } from './host-ledger.ts';
import { type Identity, isNear, type Latest, widen } from './identity.ts';
import type { UserLedger, UserRow } from './user-ledger.ts';
import { SITE, type VolumeLedger } from './volume-ledger.ts';

export interface RequestLedgers {
  readonly exchanges: Exchanges;
  readonly hosts: HostLedger;
  readonly users: UserLedger;
  readonly identity: Identity;
  readonly volumes: VolumeLedger;
}

/** What is not yet told. The first eight, one line of memory, are what a row needs. */
const COLUMN = {
  /** Interval in which the person was seen there. */
  FROM: 0,
  UNTIL: 1,
  REQUESTS: 2,
  /** Hour since 1970 of the bytes that are summed here; -1: none came yet. */
  HOUR: 3,
  BYTES_IN: 4,
  /** First beginning, last beginning, last end. */
  FIRST_AT: 5,
  LAST_AT: 6,
  LAST_UNTIL: 7,
  BYTES_OUT: 8,
  DENIED: 9,
} as const;
const WIDTH = 16;
const FIRST_PAIRS = 64;

/** One user at one client; requests of nobody who signed in are a user's of their own. */
interface Pair {
  readonly host: HostRow;
  readonly inside: boolean;
  readonly user: UserRow | null;
  /** The account is somebody's. */
  readonly isPerson: boolean;
  sighted: Latest | undefined;
}

export class RequestLedger implements RequestReceiver {
  readonly #ledgers: RequestLedgers;
  readonly hasTrace: RequestReceiver['hasTrace'];
  readonly #numbers = new PairNumbering();
  readonly #pairs: Pair[] = [];
  #cells = new Float64Array(FIRST_PAIRS * WIDTH);
  /** Pairs of which something is to be told. */
  #unsettled: number[] = [];
  #format = '';
  #evidence = 0;

  constructor(ledgers: RequestLedgers, hasTrace: RequestReceiver['hasTrace']) {
    this.#ledgers = ledgers;
    this.hasTrace = hasTrace;
  }

  client(address: string): number {
    return this.#ledgers.exchanges.clientNumber(address);
  }

  user(name: string): number {
    return this.#ledgers.exchanges.userNumber(name);
  }

  farEnd(host: string, port: number, connects: boolean): number {
    return this.#ledgers.exchanges.farEndNumber(host, port, connects);
  }

  isInside(address: string): boolean {
    return this.#ledgers.volumes.isInside(address);
  }

  row(row: RequestRow): boolean {
    if (row.evidence !== this.#evidence || row.format !== this.#format) this.#begin(row);
    const known = this.#numbers.of(row.client, row.user);
    const pair = known < 0 ? this.#newPair(row) : known;
    if (pair < 0) return false;
    this.#ledgers.exchanges.count(row);
    this.#count(pair, row);
    return true;
  }

  /** Tells the ledgers what was summed. */
  settle(): void {
    if (this.#unsettled.length === 0) return;
    for (const pair of this.#unsettled) this.#settle(pair);
    this.#unsettled = [];
  }

  #begin(row: RequestRow): void {
    this.settle();
    this.#evidence = row.evidence;
    this.#format = row.format;
  }

  /** -1 when it is to be told as an observation: there are too many. */
  #newPair(row: RequestRow): number {
    const { exchanges, hosts, users, identity, volumes } = this.#ledgers;
    if (row.client < 0 || row.user < UNSAID || this.#pairs.length >= LIMITS.requestPairsMax)
      return -1;
    const address = exchanges.clients.text(row.client);
    if (!hosts.hosts.has(address) && hosts.hosts.size >= LIMITS.hostsMax) return -1;
    const name = row.user === UNSAID ? null : exchanges.users.text(row.user);
    const user = name === null ? null : users.row(name, address);
    if (name !== null && user === null) return -1;
    const host = hosts.row(address, row.at)!;
    // Noted at once, because the first few count.
    if (name !== null) noteUser(host, name, 0);
    const isPerson = name !== null && identity.accountAt(address, name, row.format, 0);
    const inside = volumes.isInside(address);
    this.#pairs.push({ host, inside, user, isPerson, sighted: undefined });
    const pair = this.#numbers.add(row.client, row.user);
    if (pair * WIDTH === this.#cells.length) {
      const cells = new Float64Array(this.#cells.length * 2);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    this.#clear(pair);
    this.#cells[pair * WIDTH + COLUMN.HOUR] = -1;
    return pair;
  }

  #count(pair: number, row: RequestRow): void {
    const cells = this.#cells;
    const at = pair * WIDTH;
    if (cells[at + COLUMN.REQUESTS]! === 0) this.#unsettled.push(pair);
    cells[at + COLUMN.REQUESTS]!++;
    if (row.denied) cells[at + COLUMN.DENIED]!++;
    if (row.bytesIn > 0 || row.bytesOut > 0) this.#countBytes(pair, row);
    else noteSeen(this.#pairs[pair]!.host, row.at);
    if (row.user === UNSAID) return;
    if (isNear(row.at, cells[at + COLUMN.FROM]!, cells[at + COLUMN.UNTIL]!)) {
      if (row.at < cells[at + COLUMN.FROM]!) cells[at + COLUMN.FROM] = row.at;
      if (row.until > cells[at + COLUMN.UNTIL]!) cells[at + COLUMN.UNTIL] = row.until;
    } else this.#sight(pair, row);
  }

  /** The first time, or after a while: the ledger of identities says what this moment is part of. */
  #sight(pair: number, row: RequestRow): void {
    const one = this.#pairs[pair]!;
    if (!one.isPerson) return;
    this.#settleSighting(pair);
    one.sighted = this.#ledgers.identity.sightedAt(one.host.address, one.user!.user, {
      at: row.at,
      until: row.until,
      format: row.format,
      origin: { evidence: row.evidence, line: row.line },
    });
    if (one.sighted === undefined) return;
    this.#cells[pair * WIDTH + COLUMN.FROM] = one.sighted.holding.from;
    this.#cells[pair * WIDTH + COLUMN.UNTIL] = one.sighted.holding.until;
  }

  #countBytes(pair: number, row: RequestRow): void {
    const cells = this.#cells;
    const at = pair * WIDTH;
    if (this.#pairs[pair]!.inside) {
      const bytesIn = Math.max(row.bytesIn, 0);
      const bytesOut = Math.max(row.bytesOut, 0);
      this.#ledgers.volumes.crossLink(row.at, row.until, bytesOut, bytesIn);
    }
    const hour = cells[at + COLUMN.HOUR]!;
    const begins = hour * HOUR_MS;
    if (row.at < begins || row.until > begins + HOUR_MS || hour < 0) {
      this.#settleVolumes(pair);
      // Bytes of several hours are spread over them.
      if (row.until > nextHour(row.at)) {
        this.#move(pair, row.at, row.until, Math.max(row.bytesOut, 0), Math.max(row.bytesIn, 0));
        return;
      }
      cells[at + COLUMN.HOUR] = Math.floor(row.at / HOUR_MS);
      // Whose bytes come first is first among the volumes.
      if (hour < 0) this.#move(pair, row.at, row.until, 0, 0);
    }
    if (row.bytesIn > 0) cells[at + COLUMN.BYTES_IN]! += row.bytesIn;
    if (row.bytesOut > 0) cells[at + COLUMN.BYTES_OUT]! += row.bytesOut;
    if (row.at < cells[at + COLUMN.FIRST_AT]!) cells[at + COLUMN.FIRST_AT] = row.at;
    if (row.at > cells[at + COLUMN.LAST_AT]!) cells[at + COLUMN.LAST_AT] = row.at;
    if (row.until > cells[at + COLUMN.LAST_UNTIL]!) cells[at + COLUMN.LAST_UNTIL] = row.until;
  }

  #settle(pair: number): void {
    const at = pair * WIDTH;
    const { host, user } = this.#pairs[pair]!;
    const requests = this.#cells[at + COLUMN.REQUESTS]!;
    host.flows += requests;
    if (user !== null) {
      noteUser(host, user.user, requests);
      this.#ledgers.identity.accountAt(host.address, user.user, this.#format, requests);
      user.requests += requests;
      user.denied += this.#cells[at + COLUMN.DENIED]!;
      this.#settleSighting(pair);
    }
    this.#settleVolumes(pair);
    this.#clear(pair);
  }

  #settleSighting(pair: number): void {
    const { sighted } = this.#pairs[pair]!;
    const at = pair * WIDTH;
    if (sighted !== undefined)
      widen(sighted, this.#cells[at + COLUMN.FROM]!, this.#cells[at + COLUMN.UNTIL]!);
  }

  #settleVolumes(pair: number): void {
    const cells = this.#cells;
    const at = pair * WIDTH;
    const bytesIn = cells[at + COLUMN.BYTES_IN]!;
    const bytesOut = cells[at + COLUMN.BYTES_OUT]!;
    if (bytesIn === 0 && bytesOut === 0) return;
    const { host } = this.#pairs[pair]!;
    if (cells[at + COLUMN.LAST_AT]! > host.lastSeen) host.lastSeen = cells[at + COLUMN.LAST_AT]!;
    this.#move(
      pair,
      cells[at + COLUMN.FIRST_AT]!,
      cells[at + COLUMN.LAST_UNTIL]!,
      bytesOut,
      bytesIn,
    );
    cells[at + COLUMN.BYTES_IN] = 0;
    cells[at + COLUMN.BYTES_OUT] = 0;
    cells[at + COLUMN.FIRST_AT] = Number.POSITIVE_INFINITY;
    cells[at + COLUMN.LAST_AT] = Number.NEGATIVE_INFINITY;
    cells[at + COLUMN.LAST_UNTIL] = Number.NEGATIVE_INFINITY;
  }

  /** Parsers tell of requests to the outside only: those of who is inside cross the border. */
  #move(pair: number, at: number, until: number, bytesOut: number, bytesIn: number): void {
    const { volumes } = this.#ledgers;
    const { host, inside, user } = this.#pairs[pair]!;
    const evidence = this.#evidence;
    const moved = { at, until, evidence, border: inside, out: bytesOut, in: bytesIn };
    noteSeen(host, at);
    host.bytesIn += bytesIn;
    host.bytesOut += bytesOut;
    if (inside) {
      volumes.move('host', host.address, moved);
      volumes.move(SITE.kind, SITE.name, moved);
    }
    if (user === null) return;
    user.bytesIn += bytesIn;
    user.bytesOut += bytesOut;
    volumes.move('person', user.user, moved);
  }

  /** Nothing is to be told, and the next row asks the ledger of identities anew. */
  #clear(pair: number): void {
    const cells = this.#cells;
    const at = pair * WIDTH;
    const hour = cells[at + COLUMN.HOUR]!;
    cells.fill(0, at, at + WIDTH);
    cells[at + COLUMN.HOUR] = hour;
    for (const first of [COLUMN.FROM, COLUMN.FIRST_AT])
      cells[at + first] = Number.POSITIVE_INFINITY;
    for (const last of [COLUMN.UNTIL, COLUMN.LAST_AT, COLUMN.LAST_UNTIL])
      cells[at + last] = Number.NEGATIVE_INFINITY;
  }
}

const noteSeen = (host: HostRow, at: number): void => {
  if (at < host.firstSeen) host.firstSeen = at;
  if (at > host.lastSeen) host.lastSeen = at;
};

/** When the hour after that one begins. */
const nextHour = (at: number): number => (Math.floor(at / HOUR_MS) + 1) * HOUR_MS;
