// What a scan reads in pages to find web servers of P2P clients (S10), and web servers that list their files.
//
// A client names itself as the server (client-web-server/http.ts). A list of files proves no system, whatever the files
// are called: it is told as `http/listing`, with what serves it, and left to policy. Lists: the pages that nginx, Apache,
// lighttpd, Caddy, Python's http.server, Node's http-server and IIS make by themselves.
import type { Listening, Probe, WebAnswer, WebProbe } from '../probe.ts';

const PROGRAMS =
  /^(Shareaza(?:Plus)?|LimeWire|FrostWire|BearShare|Gnucleus|gtk-gnutella|Phex|Morpheus|giFT)[/ -]v?(\d[\w.-]{0,30})/i;

const client: WebProbe = {
  id: 'client-web-server/http',
  transport: 'web',
  ports: [1214, 6346, 6347],
  read: ({ headers }) => {
    const found = PROGRAMS.exec(headers.get('server') ?? '');
    if (!found) return null;
    return {
      system: 'client-web-server',
      protocol: 'client-web-server/http',
      program: found[1]!,
      version: found[2]!,
    };
  },
};

const listing: WebProbe = {
  id: 'http/listing',
  transport: 'web',
  read: (answer) => (answer.status === 200 && isListing(answer) ? listed(answer) : null),
};

const isListing = ({ body, path }: WebAnswer): boolean =>
  /<title>\s*(?:Index of|Directory listing for|Listing of|Contents of)\s*\//i.test(body) ||
  /<h1>\s*(?:Index of|Directory listing for)\s*\//i.test(body) ||
  // IIS and Caddy: the path is the title; a link to the folder above or lines with a size stand below.
  (new RegExp(`<title>[^<]{0,80}? - ${path === '/' ? '/' : ''}`).test(body) &&
    /\[To Parent Directory\]/.test(body));

const listed = ({ body, headers }: WebAnswer): Listening => {
  const files = (body.match(/<a [^>]*href="(?!\?|\.\.|https?:)[^"]{1,512}"/gi) ?? []).length;
  const server = /^([A-Za-z][\w-]{1,30})(?:\/(\d[\w.]{0,20}))?/.exec(headers.get('server') ?? '');
  return {
    system: null,
    protocol: 'http/listing',
    ...(server ? { program: server[1]! } : {}),
    ...(server?.[2] === undefined ? {} : { version: server[2] }),
    text: `lists ${files} ${files === 1 ? 'file' : 'files'} to anybody`,
  };
};

export const clientWebServerProbes: readonly Probe[] = [client, listing];
