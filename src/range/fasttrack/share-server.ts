// The web server in every KaZaA client: its shares by hash or index, and a page that lists them to anybody who asks.
import type { Socket } from 'node:net';
import type { Host } from '../host.ts';
import type { Incoming } from '../incoming.ts';
import { sendPaced } from '../line.ts';
import {
  HEAD_BYTES_MAX,
  headLength,
  type Identity,
  pageText,
  parseHead,
  parseRange,
  pieceText,
  refusalText,
} from './http.ts';
import type { Shared } from './message.ts';

export interface OwnFile extends Shared {
  readonly bytes: Uint8Array;
  readonly sha1: string;
}

/** Uploads at once; who comes later is told to come again. */
const UPLOADS_MAX = 32;

export class ShareServer {
  readonly #host: Host;
  readonly #files: readonly OwnFile[];
  readonly #identity: () => Identity;
  #uploads = 0;

  constructor(host: Host, files: readonly OwnFile[], identity: () => Identity) {
    this.#host = host;
    this.#files = files;
    this.#identity = identity;
  }

  /** Answers one request, of which `read` was taken already, and ends the connection. */
  async answer(socket: Socket, incoming: Incoming, read = ''): Promise<void> {
    const rest = await incoming.until(headLength, HEAD_BYTES_MAX);
    const { start, headers } = parseHead(Buffer.concat([Buffer.from(read), rest]));
    const [method, path = '', version = ''] = start.split(' ');
    const refuse = (status: string): void => {
      socket.end(refusalText(this.#identity(), status));
    };
    if (method !== 'GET' || !version.startsWith('HTTP/1.')) return refuse('501 Not Implemented');
    if (path === '/' || path === '/.files') {
      socket.end(pageText(this.#identity(), this.#page()));
      return;
    }
    const file = this.#find(path);
    if (!file) return refuse('404 Not Found');
    const range = parseRange(headers.get('range'), file.size);
    if (!range) return refuse('416 Requested Range Not Satisfiable');
    if (this.#uploads >= UPLOADS_MAX) return refuse('503 Service Unavailable');
    await this.#upload(socket, file, range[0], range[1]);
  }

  /** `/.hash=<40 hex>`, or `/<index>/<name>`. */
  #find(path: string): OwnFile | undefined {
    const hash = /^\/\.hash=([0-9a-f]{40})$/i.exec(path)?.[1]?.toLowerCase();
    if (hash !== undefined)
      return this.#files.find((file) => Buffer.from(file.hash).toString('hex') === hash);
    const index = /^\/(\d{1,6})\//.exec(path)?.[1];
    return index === undefined ? undefined : this.#files[Number(index)];
  }

  async #upload(socket: Socket, file: OwnFile, from: number, last: number): Promise<void> {
    this.#uploads += 1;
    try {
      const { size, name, hash } = file;
      const [artist = '', title = ''] = name.replace(/\.\w+$/, '').split(' - ');
      const type = name.endsWith('.mp3') ? 'audio/mpeg' : 'application/octet-stream';
      const tags = [`4=${title}`, `6=${artist}`, '21=128', `3==${base64(hash)}`];
      socket.write(pieceText(this.#identity(), { from, last, size, type, tags }), 'latin1');
      await sendPaced(socket, file.bytes.subarray(from, last + 1), this.#host.line);
      socket.end();
    } finally {
      this.#uploads -= 1;
    }
  }

  #page(): string {
    const rows = this.#files.map(
      ({ name, size }, at) =>
        `<a href="/${at}/${encodeURIComponent(name)}">${name}</a> ${size}<br>`,
    );
    return `<html><body>${rows.join('\n')}</body></html>`;
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
