// A file-sharing client's own web server: lists what it shares to any browser, and gives it.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type SharedFile, sharedFile } from '../content.ts';
import type { Host } from '../host.ts';
import { bodyOf } from '../http/request.ts';
import { serveHttp } from '../http/serve.ts';
import { sendPaced } from '../line.ts';
import { fieldsOf, oneOf, textIn, wholeIn } from '../options.ts';
import type { Role } from '../role.ts';
import { loginPage, type PageStyle, pageStyle, STYLES } from './pages.ts';

const FILES_MAX = 500;
const FILE_BYTES_MAX = 16 << 20;
const FORM_BYTES_MAX = 4096;

/** Options: `style` (kazaa, gnutella, emule, listing), `port` (the style's), `files` (12), `bytes` each, `password`. */
export const server: Role = {
  id: 'client-web-server/server',
  about: "a file-sharing client's own web server: its list of shared files, and the files",
  async start(host, options) {
    const fields = fieldsOf(options);
    const id = oneOf(fields, 'style', STYLES, 'gnutella');
    const style = pageStyle(id);
    const port = wholeIn(fields, 'port', { most: 65_535, otherwise: style.port });
    const count = wholeIn(fields, 'files', { least: 1, most: FILES_MAX, otherwise: 12 });
    const bytes = wholeIn(fields, 'bytes', { most: FILE_BYTES_MAX, otherwise: 65_536 });
    const files = Array.from({ length: count }, () => sharedFile(host.random.word(), bytes));
    const password = textIn(fields, 'password', 'secret');
    const shop: Shop = {
      host,
      style,
      files,
      password: id === 'emule' ? password : null,
      session: null,
    };
    const web = await serveHttp(host, port, 'client-web-server', (asked, reply) =>
      answer(shop, asked, reply),
    );
    return {
      actions: {
        figures: async () => ({ port: web.port, requests: web.counters.requests }),
        /** `{ name, path, bytes, sha256 }` each, in the order of the list. */
        files: async () => files.map((file, at) => described(file, style.path(file, at))),
      },
      async stop() {
        web.close();
      },
    };
  },
};

const described = ({ name, bytes }: SharedFile, path: string | null) => ({
  name,
  path,
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

interface Shop {
  readonly host: Host;
  readonly style: PageStyle;
  readonly files: readonly SharedFile[];
  /** Null where everybody sees the list. */
  readonly password: string | null;
  /** The last number that a password was answered with. */
  session: string | null;
}

const answer = async (shop: Shop, asked: IncomingMessage, reply: ServerResponse): Promise<void> => {
  const url = new URL(asked.url ?? '/', 'http://client');
  const file = shop.files.find((shared, at) => shop.style.path(shared, at) === url.pathname);
  if (asked.method === 'POST' && shop.password !== null) return await logIn(shop, asked, reply);
  if (asked.method !== 'GET') return page(shop, reply, 501, '');
  if (file) return await give(shop, reply, file);
  if (url.pathname !== '/') return page(shop, reply, 404, 'Not found');
  page(shop, reply, 200, mayList(shop, url) ? shop.style.page(shop.files) : loginPage());
};

/** eMule's interface numbers its sessions and carries the number in every link. */
const logIn = async (shop: Shop, asked: IncomingMessage, reply: ServerResponse): Promise<void> => {
  const form = new URLSearchParams((await bodyOf(asked, FORM_BYTES_MAX)).toString('latin1'));
  if (form.get('p') !== shop.password) return page(shop, reply, 200, loginPage());
  shop.session = String(shop.host.random.word());
  reply.writeHead(302, { Location: `/?ses=${shop.session}&w=shared`, 'Content-Length': '0' });
  reply.end();
};

/** eMule's interface shows nothing without the number of a session. */
const mayList = ({ password, session }: Shop, { searchParams }: URL): boolean =>
  password === null ||
  (session !== null && searchParams.get('ses') === session && searchParams.get('w') === 'shared');

const page = (shop: Shop, reply: ServerResponse, status: number, text: string): void => {
  const body = Buffer.from(text, 'utf8');
  reply.writeHead(status, headers(shop, 'text/html', body.length));
  reply.end(body);
};

const give = async (shop: Shop, reply: ServerResponse, file: SharedFile): Promise<void> => {
  reply.writeHead(200, headers(shop, 'application/octet-stream', file.bytes.length));
  reply.flushHeaders();
  const { socket } = reply;
  if (Number.isFinite(shop.host.line.bytesPerSecond) && socket) {
    await sendPaced(socket, file.bytes, shop.host.line);
    socket.end();
  } else reply.end(file.bytes);
};

const headers = ({ host, style }: Shop, type: string, length: number): string[] =>
  [
    ['Server', host.clientName(style.server)],
    ...style.headers(host.address),
    ['Content-Type', type],
    ['Content-Length', String(length)],
    ['Connection', 'close'],
  ].flat();
