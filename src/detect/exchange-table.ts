// What clients exchanged with far ends through a proxy, one row an exchange, in columns: a log has millions of requests, and
// each is counted in one or two lines of memory. exchange.ts reads a row as an object, for those who judge.
import { LIMITS } from '../model/limits.ts';
import { METHOD, type RequestRow, UNSAID } from '../sources/request-row.ts';
import { RecentSpans } from './recent-spans.ts';
import { NO_EXAMPLE, RequestExamples } from './request-examples.ts';

/** The first eight, one line of memory, are all that a CONNECT needs. */
export const COLUMN = {
  REQUESTS: 0,
  BYTES_IN: 1,
  FIRST_SEEN: 2,
  LAST_SEEN: 3,
  LONGEST_MS: 4,
  TOTAL_MS: 5,
  TUNNELS: 6,
  /** Number of who asked first, or UNSAID. */
  USER: 7,
  BYTES_OUT: 8,
  DENIED: 9,
  EXAMPLES: 10,
  LAST_EXAMPLE: 11,
  GETS: 12,
  SENDS: 13,
  UNANSWERED: 14,
  CROSSED: 15,
  SENDS_IN_ONE_GET: 16,
  EQUAL_ROW: 17,
  /** Row of equal answers that goes on: how many, of what size, until when. */
  ROW: 18,
  ROW_SIZE: 19,
  ROW_END: 20,
  NAMED: 21,
  UNNAMED: 22,
} as const;
const WIDTH = 24;
const FIRST_ROWS = 64;

/** What was asked for lately, of exchanges that are no tunnels. */
interface Recent {
  readonly gets: RecentSpans;
  readonly sends: RecentSpans;
}

export class ExchangeTable {
  readonly #examples = new RequestExamples();
  readonly #recent: (Recent | undefined)[] = [];
  #cells = new Float64Array(FIRST_ROWS * WIDTH);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  cell(exchange: number, column: number): number {
    return this.#cells[exchange * WIDTH + column]!;
  }

  examples(exchange: number) {
    return this.#examples.upTo(this.cell(exchange, COLUMN.LAST_EXAMPLE));
  }

  /** Number of a new row. */
  add(): number {
    const exchange = this.#size++;
    const at = exchange * WIDTH;
    if (at === this.#cells.length) {
      const cells = new Float64Array(this.#cells.length * 2);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    this.#cells[at + COLUMN.FIRST_SEEN] = Number.POSITIVE_INFINITY;
    this.#cells[at + COLUMN.LAST_SEEN] = Number.NEGATIVE_INFINITY;
    this.#cells[at + COLUMN.USER] = UNSAID;
    this.#cells[at + COLUMN.LAST_EXAMPLE] = NO_EXAMPLE;
    this.#cells[at + COLUMN.ROW_SIZE] = UNSAID;
    this.#recent.push(undefined);
    return exchange;
  }

  /** What a request says of the program that sent it, where the log has a place for it. */
  note(exchange: number, agent: string | undefined): void {
    if (agent === undefined) return;
    this.#cells[exchange * WIDTH + (agent === '' ? COLUMN.UNNAMED : COLUMN.NAMED)]!++;
  }

  /** True when it is worth keeping as an example. */
  count(exchange: number, row: RequestRow): boolean {
    const cells = this.#cells;
    const at = exchange * WIDTH;
    const until = row.durationMs > 0 ? Math.max(row.until, row.at + row.durationMs) : row.until;
    const tookMs = until - row.at;
    const requests = ++cells[at + COLUMN.REQUESTS]!;
    if (row.bytesIn > 0) cells[at + COLUMN.BYTES_IN]! += row.bytesIn;
    if (row.bytesOut > 0) cells[at + COLUMN.BYTES_OUT]! += row.bytesOut;
    if (row.at < cells[at + COLUMN.FIRST_SEEN]!) cells[at + COLUMN.FIRST_SEEN] = row.at;
    if (until > cells[at + COLUMN.LAST_SEEN]!) cells[at + COLUMN.LAST_SEEN] = until;
    if (cells[at + COLUMN.USER] === UNSAID && row.user >= 0) cells[at + COLUMN.USER] = row.user;
    const longest = tookMs > cells[at + COLUMN.LONGEST_MS]!;
    if (longest) cells[at + COLUMN.LONGEST_MS] = tookMs;
    cells[at + COLUMN.TOTAL_MS]! += tookMs;
    if (row.denied) cells[at + COLUMN.DENIED]!++;
    else if (row.method === METHOD.CONNECT) {
      if (row.status <= 0 || row.status === 200) cells[at + COLUMN.TUNNELS]!++;
    } else if (row.method !== METHOD.OTHER) this.#fetchOrSend(exchange, row, until);
    return (requests < 4 || longest) && cells[at + COLUMN.EXAMPLES]! < LIMITS.seenMax;
  }

  keepExample(exchange: number, row: RequestRow): void {
    const cells = this.#cells;
    const at = exchange * WIDTH;
    cells[at + COLUMN.EXAMPLES]!++;
    cells[at + COLUMN.LAST_EXAMPLE] = this.#examples.add(row, cells[at + COLUMN.LAST_EXAMPLE]!);
  }

  #fetchOrSend(exchange: number, row: RequestRow, until: number): void {
    let recent = this.#recent[exchange];
    if (recent === undefined) {
      recent = { gets: new RecentSpans(), sends: new RecentSpans() };
      this.#recent[exchange] = recent;
    }
    if (row.method === METHOD.GET) this.#fetch(exchange * WIDTH, recent, row, until);
    else this.#send(exchange * WIDTH, recent, row, until);
  }

  #fetch(at: number, { gets, sends }: Recent, row: RequestRow, until: number): void {
    const cells = this.#cells;
    cells[at + COLUMN.GETS]!++;
    if (sends.meets(row.at, until, row.target)) cells[at + COLUMN.CROSSED]!++;
    if (until - row.at >= LONG_GET_MS) {
      const begun = sends.begunWithin(row.at, until);
      if (begun > cells[at + COLUMN.SENDS_IN_ONE_GET]!) cells[at + COLUMN.SENDS_IN_ONE_GET] = begun;
    }
    gets.add(row.at, until, row.target);
    const size = Math.max(row.bytesIn, 0);
    const goesOn =
      size >= CHUNK_MIN &&
      size === cells[at + COLUMN.ROW_SIZE] &&
      row.at - cells[at + COLUMN.ROW_END]! < AT_ONCE_MS;
    const equal = goesOn ? cells[at + COLUMN.ROW]! + 1 : 1;
    cells[at + COLUMN.ROW] = equal;
    cells[at + COLUMN.ROW_SIZE] = size;
    cells[at + COLUMN.ROW_END] = until;
    if (size >= CHUNK_MIN && equal > cells[at + COLUMN.EQUAL_ROW]!)
      cells[at + COLUMN.EQUAL_ROW] = equal;
  }

  #send(at: number, { gets, sends }: Recent, row: RequestRow, until: number): void {
    const cells = this.#cells;
    cells[at + COLUMN.SENDS]!++;
    if (row.status === 0) cells[at + COLUMN.UNANSWERED]!++;
    if (gets.meets(row.at, until, row.target)) cells[at + COLUMN.CROSSED]!++;
    sends.add(row.at, until, row.target);
  }
}

const AT_ONCE_MS = 1000;
const CHUNK_MIN = 1024;
const LONG_GET_MS = 3000;
