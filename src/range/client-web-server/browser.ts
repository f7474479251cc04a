// Somebody with a browser: reads a client's list of shared files and fetches one.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Host } from '../host.ts';
import { Held } from '../http/held.ts';
import { ask, bodyOf } from '../http/request.ts';
import { endpointIn, type Fields, fieldsOf, textIn } from '../options.ts';
import type { Plain, Role } from '../role.ts';

const PAGE_BYTES_MAX = 1 << 20;
const FILE_BYTES_MAX = 16 << 20;
const LINKS_MAX = 1000;

export const browser: Role = {
  id: 'client-web-server/browser',
  about: "a browser that reads a client's list of shared files and fetches one",
  async start(host) {
    const held = new Held();
    const get = (fields: Fields, path: string, form?: string): Promise<IncomingMessage> =>
      open(host, held, fields, path, form);
    return {
      actions: {
        /** `{ server: { address, port }, password }`: the title and links of the list, the password told when asked. */
        list: async (input) => {
          const fields = fieldsOf(input);
          const text = await pageAt(get, fields, '/');
          const title = /<title>([^<]{0,200})<\/title>/.exec(text)?.[1] ?? '';
          return { title, links: linksOf(text) };
        },
        /** `{ server, path }`: how many bytes it has, and their SHA-256. */
        fetch: async (input) => {
          const fields = fieldsOf(input);
          const answer = await get(fields, textIn(fields, 'path'));
          const bytes = await bodyOf(answer, FILE_BYTES_MAX);
          if (answer.statusCode !== 200)
            throw new Error(`the file is answered ${answer.statusCode}`);
          return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
        },
      },
      async stop() {
        held.end();
      },
    };
  },
};

type Get = (fields: Fields, path: string, form?: string) => Promise<IncomingMessage>;

const open: (
  host: Host,
  held: Held,
  fields: Fields,
  path: string,
  form?: string,
) => Promise<IncomingMessage> = async (host, held, fields, path, form) => {
  const to = endpointIn(fields, 'server');
  if (to === null) throw new Error('server is missing');
  return await ask(
    { host, held, label: 'client-web-server', to, proxy: null },
    {
      method: form === undefined ? 'GET' : 'POST',
      path,
      headers: [
        ['User-Agent', host.clientName('Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)')],
        ['Accept', '*/*'],
        ...(form === undefined
          ? []
          : [['Content-Type', 'application/x-www-form-urlencoded'] as const]),
      ],
      ...(form === undefined ? {} : { body: Buffer.from(form, 'latin1') }),
    },
  );
};

/** The page itself, or the one behind its password. */
const pageAt = async (get: Get, fields: Fields, path: string): Promise<string> => {
  const answer = await get(fields, path);
  const text = (await bodyOf(answer, PAGE_BYTES_MAX)).toString('utf8');
  if (answer.statusCode !== 200) throw new Error(`the list is answered ${answer.statusCode}`);
  if (!text.includes('type="password"')) return text;
  const form = new URLSearchParams({ w: 'password', p: textIn(fields, 'password') }).toString();
  const granted = await get(fields, '/', form);
  await bodyOf(granted, PAGE_BYTES_MAX);
  const next = granted.headers.location;
  if (granted.statusCode !== 302 || !next?.startsWith('/'))
    throw new Error('the password is refused');
  const list = await get(fields, next);
  return (await bodyOf(list, PAGE_BYTES_MAX)).toString('utf8');
};

/** `{ path, name }` of each link, entities resolved in the name. */
const linksOf = (text: string): Plain[] =>
  [...text.matchAll(/<a href="([^"<>]{1,2000})"[^<>]{0,200}>([^<]{1,500})<\/a>/g)]
    .slice(0, LINKS_MAX)
    .map(([, path = '', name = '']) => ({
      path,
      name: name
        .replace(/&lt;/g, '<')
        .replace(/&quot;/g, '"')
        .replace(/&amp;/g, '&'),
    }));
