// Sending files: HTTP by index (`GET /get/7/name`, v0.4) and by hash (`GET /uri-res/N2R?urn:sha1:…`, HUGE 0.94), with ranges.
import { type Line, sendPaced } from '../line.ts';
import type { Collection, Share } from './collection.ts';
import { type Conversation, readHead } from './conversation.ts';
import { asSha1Urn } from './urn.ts';

export interface Uploader {
  readonly collection: Collection;
  readonly line: Line;
  readonly agent: string;
  /** 0.4 answers in its own words: `HTTP 200 OK`. */
  readonly version: '0.4' | '0.6';
}

/** Uploads at once; others are told to come back. */
const UPLOADS_MAX = 16;
/** Requests on one connection. */
const REQUESTS_MAX = 256;

export class Uploads {
  readonly #uploader: Uploader;
  #running = 0;
  /** Files or parts that were sent whole. */
  served = 0;
  bytes = 0;

  constructor(uploader: Uploader) {
    this.#uploader = uploader;
  }

  /** Answers requests until the other side has enough; `first` is a head that was read already. */
  async serve(conversation: Conversation, first?: string): Promise<void> {
    let head = first ?? (await conversation.head());
    for (let request = 0; request < REQUESTS_MAX; request++) {
      if (!(await this.#answer(conversation, head))) break;
      head = await conversation.head();
    }
    conversation.socket.end();
  }

  /** True when the connection stays open for another request. */
  async #answer(conversation: Conversation, text: string): Promise<boolean> {
    const { first, headers } = readHead(text);
    const share = this.#named(first);
    const stays =
      first.endsWith(' HTTP/1.1') && headers.get('connection')?.toLowerCase() !== 'close';
    if (!share || this.#running >= UPLOADS_MAX) {
      this.#say(conversation, share ? '503 Busy' : '404 Not Found', ['Content-Length: 0']);
      return stays;
    }
    const size = share.bytes.length;
    const range = rangeOf(headers.get('range'), size);
    if (!range) {
      this.#say(conversation, '416 Requested Range Not Satisfiable', ['Content-Length: 0']);
      return stays;
    }
    const part = share.bytes.subarray(range.from, range.to);
    this.#say(conversation, range.whole ? '200 OK' : '206 Partial Content', [
      'Content-Type: application/binary',
      `Content-Length: ${part.length}`,
      ...(range.whole ? [] : [`Content-Range: bytes ${range.from}-${range.to - 1}/${size}`]),
      ...(this.#uploader.version === '0.4' ? [] : [`X-Gnutella-Content-URN: ${share.urn}`]),
    ]);
    this.#running += 1;
    try {
      await sendPaced(conversation.socket, part, this.#uploader.line);
    } finally {
      this.#running -= 1;
    }
    this.served += 1;
    this.bytes += part.length;
    return stays;
  }

  #named(first: string): Share | null {
    const byIndex = /^GET \/get\/(\d{1,10})\/.* HTTP\/1\.[01]$/.exec(first);
    if (byIndex) return this.#uploader.collection.byIndex(Number(byIndex[1]));
    const byUrn = /^GET \/uri-res\/N2R\?(urn:sha1:\w{32}) HTTP\/1\.[01]$/i.exec(first);
    const urn = byUrn && asSha1Urn(byUrn[1]!);
    return urn ? this.#uploader.collection.byUrn(urn) : null;
  }

  #say(conversation: Conversation, status: string, headers: readonly string[]): void {
    const { version, agent } = this.#uploader;
    const protocol = version === '0.4' ? 'HTTP' : 'HTTP/1.1';
    conversation.write(
      `${[`${protocol} ${status}`, `Server: ${agent}`, ...headers].join('\r\n')}\r\n\r\n`,
    );
  }
}

interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly whole: boolean;
}

/** `bytes=100-199`, `bytes=100-`; the whole without one. Null when it lies outside the file. */
const rangeOf = (header: string | undefined, size: number): Range | null => {
  const match = /^bytes\s*=\s*(\d{1,15})-(\d{0,15})$/.exec(header ?? 'bytes=0-');
  if (!match) return null;
  const from = Number(match[1]);
  const to = Math.min(size, match[2] === '' ? size : Number(match[2]) + 1);
  return from < to || (size === 0 && from === 0) ? { from, to, whole: to - from === size } : null;
};
