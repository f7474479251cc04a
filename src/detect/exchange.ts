// What one client exchanged with one far end through a proxy: the features by which tunnels in HTTP differ from pages, and
// enough of each to tell it to people. No content is needed, only what an ordinary line has: method, address, status, bytes,
// duration.
import { isPrivate, parseAddress } from '../model/address.ts';
import type { Extent, Seen } from '../model/finding.ts';
import { COLUMN, type ExchangeTable } from './exchange-table.ts';

/** As far as requests name it; CONNECTs and plain requests to one far end are two exchanges. */
export class FarEnd {
  readonly number: number;
  /** Host as asked for, and port. */
  readonly host: string;
  readonly port: number;
  readonly connects: boolean;
  /** True when the host is an address of the Internet, not a name. */
  readonly bare: boolean;

  constructor(number: number, host: string, port: number, connects: boolean) {
    this.number = number;
    this.host = host;
    this.port = port;
    this.connects = connects;
    const words = parseAddress(host);
    this.bare = words !== null && !isPrivate(words);
  }
}

/** One row of the table, read when it is asked. */
export class Exchange {
  readonly client: string;
  readonly farEnd: FarEnd;
  readonly #table: ExchangeTable;
  readonly #number: number;
  readonly #nameOf: (user: number) => string | undefined;

  constructor(
    client: string,
    farEnd: FarEnd,
    table: ExchangeTable,
    number: number,
    nameOf: (user: number) => string | undefined,
  ) {
    this.client = client;
    this.farEnd = farEnd;
    this.#table = table;
    this.#number = number;
    this.#nameOf = nameOf;
  }

  get host(): string {
    return this.farEnd.host;
  }

  get port(): number {
    return this.farEnd.port;
  }

  get bare(): boolean {
    return this.farEnd.bare;
  }

  get requests(): number {
    return this.#of(COLUMN.REQUESTS);
  }

  /** POST and PUT. */
  get sends(): number {
    return this.#of(COLUMN.SENDS);
  }

  /** CONNECTs that were let through. */
  get tunnels(): number {
    return this.#of(COLUMN.TUNNELS);
  }

  get denied(): number {
    return this.#of(COLUMN.DENIED);
  }

  get bytesIn(): number {
    return this.#of(COLUMN.BYTES_IN);
  }

  get bytesOut(): number {
    return this.#of(COLUMN.BYTES_OUT);
  }

  /** Longest request in ms, and all together. */
  get longestMs(): number {
    return this.#of(COLUMN.LONGEST_MS);
  }

  get totalMs(): number {
    return this.#of(COLUMN.TOTAL_MS);
  }

  /** Sending requests that were never answered, though the far end was reached. */
  get unanswered(): number {
    return this.#of(COLUMN.UNANSWERED);
  }

  /** Sending and fetching requests for one and the same address that were under way at the same time. */
  get crossed(): number {
    return this.#of(COLUMN.CROSSED);
  }

  /** Most sending requests that were made while one fetching request went on. */
  get sendsInOneGet(): number {
    return this.#of(COLUMN.SENDS_IN_ONE_GET);
  }

  /** Longest row of fetched answers of the very same size, each following the other at once. */
  get equalRow(): number {
    return this.#of(COLUMN.EQUAL_ROW);
  }

  /** Requests that named a program, and that named none though the log has a place for it. */
  get named(): number {
    return this.#of(COLUMN.NAMED);
  }

  get unnamed(): number {
    return this.#of(COLUMN.UNNAMED);
  }

  get examples(): Seen[] {
    return this.#table.examples(this.#number);
  }

  get extent(): Extent {
    const user = this.#nameOf(this.#of(COLUMN.USER));
    return {
      from: this.#of(COLUMN.FIRST_SEEN),
      until: this.#of(COLUMN.LAST_SEEN),
      bytesOut: this.bytesOut,
      bytesIn: this.bytesIn,
      connections: this.requests,
      peer: this.host,
      ...(user === undefined ? {} : { user }),
    };
  }

  #of(column: number): number {
    return this.#table.cell(this.#number, column);
  }
}
