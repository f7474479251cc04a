// A web request as numbers: what a proxy writes millions of. One row is filled line by line and only lent; whoever takes
// rows gives addresses, people and far ends their numbers, so that no text and no object is made for a line.

/** `sent`: POST and PUT. */
export const METHOD = { OTHER: 0, GET: 1, SENT: 2, CONNECT: 3 } as const;
export type Method = (typeof METHOD)[keyof typeof METHOD];

/** Nothing is said, in a number of which 0 says something. */
export const UNSAID = -1;
/** It has a name, and no number because there were too many. */
export const UNFOLLOWED = -2;

export class RequestRow {
  /** Id of the source. */
  format = '';
  evidence = 0;
  line = 0;
  /** Epoch ms: when it began and ended. */
  at = 0;
  until = 0;
  durationMs: number = UNSAID;
  /** Numbers given by the receiver. */
  client: number = UNSAID;
  user: number = UNSAID;
  farEnd: number = UNSAID;
  method: Method = METHOD.OTHER;
  status: number = UNSAID;
  bytesIn: number = UNSAID;
  bytesOut: number = UNSAID;
  denied = false;
  /** Of GET, POST and PUT: number of the address up to its `?` (target-number.ts). */
  target = 0;
  /** Where the line says what was asked for: its method and the URL. Only lent. */
  bytes: Uint8Array = new Uint8Array(0);
  methodStart = 0;
  methodEnd = 0;
  urlStart = 0;
  urlEnd = 0;
}

/** Whoever takes rows. */
export interface RequestReceiver {
  /** Number of the client with this address, or UNFOLLOWED. */
  client(address: string): number;
  user(name: string): number;
  /** UNSAID: not followed, and the request counts all the same. */
  farEnd(host: string, port: number, connects: boolean): number;
  /** Whether bytes to that address stay inside: then the request must be told as an observation. */
  isInside(address: string): boolean;
  /** Likewise when its URL may prove a system. */
  hasTrace(bytes: Uint8Array, start: number, end: number): boolean;
  /** False when it must be told as an observation. */
  row(row: RequestRow): boolean;
}
