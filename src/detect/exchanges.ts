// All exchanges of the evidence, by client and far end, gathered from the logs of proxies; one for all detectors of such logs.
import { LIMITS } from '../model/limits.ts';
import { Numbering, PairNumbering } from '../model/numbering.ts';
import type { RequestObservation } from '../model/observation.ts';
import { METHOD, RequestRow, UNFOLLOWED, UNSAID } from '../sources/request-row.ts';
import { targetNumberOf } from '../sources/target-number.ts';
import { Exchange, FarEnd } from './exchange.ts';
import { ExchangeTable } from './exchange-table.ts';

export class Exchanges {
  /** Numbers of those who ask: addresses and people. */
  readonly clients = new Numbering();
  readonly users = new Numbering();
  readonly #farEnds: FarEnd[] = [];
  /** By host: port and kind differ. */
  readonly #byHost = new Map<string, FarEnd[]>();
  readonly #pairs = new PairNumbering();
  /** By exchange: its two ends. */
  readonly #ends: { readonly client: number; readonly farEnd: FarEnd }[] = [];
  readonly #table = new ExchangeTable();
  readonly #row = new RequestRow();

  /** A request that was seen in another log before: what it says of the program that sent it is news. */
  copy(request: RequestObservation): void {
    const { source, host } = request;
    if (host === undefined) return;
    const farEnd = this.#known(host, portOf(request), request.method === 'CONNECT');
    const exchange = farEnd ? this.#pairs.of(this.clients.of(source), farEnd.number) : UNSAID;
    if (exchange >= 0) this.#table.note(exchange, request.agent);
  }

  see(request: RequestObservation): void {
    const { source, host, agent } = request;
    if (host === undefined) return;
    const row = this.#row;
    row.client = this.clientNumber(source);
    row.farEnd = this.farEndNumber(host, portOf(request), request.method === 'CONNECT');
    const exchange = this.#exchangeOf(row);
    if (exchange === UNSAID) return;
    fill(row, request);
    row.user = request.user === undefined ? UNSAID : this.userNumber(request.user);
    this.#table.note(exchange, agent);
    if (!this.#table.count(exchange, row)) return;
    fillText(row, request);
    this.#table.keepExample(exchange, row);
  }

  /** A request whose ends have their numbers from here. */
  count(row: RequestRow): void {
    const exchange = this.#exchangeOf(row);
    if (exchange !== UNSAID && this.#table.count(exchange, row))
      this.#table.keepExample(exchange, row);
  }

  clientNumber(address: string): number {
    return numberIn(this.clients, address);
  }

  userNumber(name: string): number {
    return numberIn(this.users, name);
  }

  /** UNSAID when it is not followed: there are too many exchanges. */
  farEndNumber(host: string, port: number, connects: boolean): number {
    const known = this.#known(host, port, connects);
    if (known) return known.number;
    if (this.#table.size >= LIMITS.exchangesMax) return UNSAID;
    const farEnd = new FarEnd(this.#farEnds.length, host, port, connects);
    this.#farEnds.push(farEnd);
    const list = this.#byHost.get(host);
    if (list) list.push(farEnd);
    else this.#byHost.set(host, [farEnd]);
    return farEnd.number;
  }

  values(): Exchange[] {
    const nameOf = (user: number) => (user < 0 ? undefined : this.users.text(user));
    return this.#ends.map(
      ({ client, farEnd }, number) =>
        new Exchange(this.clients.text(client), farEnd, this.#table, number, nameOf),
    );
  }

  /** UNSAID when it is not followed. */
  #exchangeOf({ client, farEnd }: RequestRow): number {
    if (client < 0 || farEnd < 0) return UNSAID;
    const known = this.#pairs.of(client, farEnd);
    if (known >= 0) return known;
    if (this.#table.size >= LIMITS.exchangesMax) return UNSAID;
    this.#pairs.add(client, farEnd);
    this.#ends.push({ client, farEnd: this.#farEnds[farEnd]! });
    return this.#table.add();
  }

  #known(host: string, port: number, connects: boolean): FarEnd | undefined {
    for (const one of this.#byHost.get(host) ?? NONE)
      if (one.port === port && one.connects === connects) return one;
    return undefined;
  }
}

const NONE: readonly FarEnd[] = [];

const numberIn = (numbering: Numbering, text: string): number => {
  const known = numbering.of(text);
  if (known >= 0) return known;
  return numbering.size < LIMITS.hostsMax ? numbering.add(text) : UNFOLLOWED;
};

export const portOf = ({
  destinationPort,
  method,
}: Pick<RequestObservation, 'destinationPort' | 'method'>): number =>
  destinationPort ?? (method === 'CONNECT' ? 443 : 80);

/** What an observation says, except who is meant. */
const fill = (row: RequestRow, request: RequestObservation): void => {
  const { at, durationMs, status, bytesIn, bytesOut, url = '' } = request;
  row.evidence = request.origin.evidence;
  row.line = request.origin.line ?? UNSAID;
  row.at = at;
  row.until = request.until ?? at;
  row.durationMs = durationMs ?? UNSAID;
  row.status = status ?? UNSAID;
  row.bytesIn = bytesIn ?? UNSAID;
  row.bytesOut = bytesOut ?? UNSAID;
  row.denied = request.action === 'denied';
  row.method = methodOf(request.method);
  row.target =
    row.method === METHOD.GET || row.method === METHOD.SENT ? targetNumberOf(url) : UNSAID;
};

const fillText = (
  row: RequestRow,
  { method = 'GET', url, host = '', destinationPort }: RequestObservation,
): void => {
  const target = url ?? `${host}${destinationPort === undefined ? '' : `:${destinationPort}`}`;
  const methodBytes = encoder.encode(method);
  const targetBytes = encoder.encode(target);
  row.bytes = new Uint8Array(methodBytes.length + targetBytes.length);
  row.bytes.set(methodBytes);
  row.bytes.set(targetBytes, methodBytes.length);
  row.methodStart = 0;
  row.methodEnd = methodBytes.length;
  row.urlStart = methodBytes.length;
  row.urlEnd = row.bytes.length;
};

const encoder = new TextEncoder();

const methodOf = (method: string | undefined) => {
  if (method === 'GET') return METHOD.GET;
  if (method === 'POST' || method === 'PUT') return METHOD.SENT;
  return method === 'CONNECT' ? METHOD.CONNECT : METHOD.OTHER;
};
