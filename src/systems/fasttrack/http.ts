// fasttrack/http: transfers and shared pages of Kazaa and its kin over HTTP on the listening port.
// Headers: examples in MLDonkey, src/networks/fasttrack (fasttrackPandora.ml, fasttrackProtocol.ml); paths: l7-filter's
// fasttrack pattern after the PROTOCOL notes of giFT-FastTrack.
//
//   GET /.hash=94bace8658fd12c8f21249ced200f37d4f6c77e1 HTTP/1.1      20 bytes: MD5 of the beginning, checksum of the rest
//   X-Kazaa-Username, X-Kazaa-Network, X-Kazaa-IP, X-Kazaa-SupernodeIP; in answers also X-KazaaTag: number=value
//
// Proof: the path with its 40 digits, a header whose name begins X-Kazaa, or KazaaClient with its date as program: each
// is FastTrack's own and stands at the place of it. Answers prove it as well: a browser that asks gets them.
// Looks alike: web pages about Kazaa (the name is then in the path or the body, which are not looked at).
// Does not see: transfers of newer versions, which hide in encryption; requests in logs without path and agent.
import type {
  Direction,
  FlowSink,
  HttpRequest,
  HttpResponse,
  HttpSignature,
} from '../../wire/dissector.ts';

export const fasttrackHttp = Object.freeze({
  id: 'fasttrack/http',
  system: 'fasttrack',
  answers: 'all',
  traces: {
    targets: ['/.hash='],
    headers: ['x-kazaa', 'useragent'],
    programs: ['kazaaclient'],
  },
  request(request: HttpRequest, flow: FlowSink): boolean {
    const { headers, direction } = request;
    const hash = hashIn(request.path);
    if (hash === null && !isKazaa(headers)) return false;
    noteEnd(flow, direction, headers);
    if (hash !== null) flow.content({ id: `uuhash:${hash}` });
    return true;
  },
  response(response: HttpResponse, request: HttpRequest | null, flow: FlowSink): boolean {
    const { headers } = response;
    if (!isKazaa(headers)) return false;
    // A browser that asks speaks no FastTrack; what a user told of his supernode counts once he was heard.
    if (request === null) flow.takesPart?.(0, false);
    else noteEnd(flow, request.direction, request.headers);
    noteEnd(flow, request?.direction === 1 ? 0 : 1, headers);
    noteFile(flow, request, headers);
    return true;
  },
}) satisfies HttpSignature;

const HASH = /^\/\.hash=([0-9a-f]{40})(?![0-9a-z])/i;

const hashIn = (path: string): string | null => HASH.exec(path)?.[1]?.toLowerCase() ?? null;

/** `KazaaClient Nov  3 2002 20:29:03`: the day on which the program was built. */
const PROGRAM = /^KazaaClient(?: ([A-Z][a-z]{2} [ \d]\d \d{4})(?: [\d:]+)?)?$/;

const isKazaa = (headers: ReadonlyMap<string, string>): boolean => {
  for (const name of headers.keys()) if (/^x-kazaa(?:tag|-[a-z]+)$/.test(name)) return true;
  return PROGRAM.test(programOf(headers));
};

/** Kazaa writes UserAgent in requests, without the hyphen. */
const programOf = (headers: ReadonlyMap<string, string>): string =>
  headers.get('user-agent') ?? headers.get('useragent') ?? headers.get('server') ?? '';

const noteEnd = (
  flow: FlowSink,
  direction: Direction,
  headers: ReadonlyMap<string, string>,
): void => {
  const end = flow.end(direction);
  const program = PROGRAM.exec(programOf(headers));
  if (program) end.client = 'Kazaa';
  if (program?.[1]) end.version = program[1];
  const nick = headers.get('x-kazaa-username');
  if (nick) end.nick = nick;
  const own = hostPort(headers.get('x-kazaa-ip'));
  if (own) {
    end.listens = own.port;
    const how = 'listens for transfers by its own X-Kazaa-IP';
    flow.endpoint(own.address, own.port, 'both', 'fasttrack', direction, how);
  }
  const supernode = hostPort(headers.get('x-kazaa-supernodeip'));
  if (!supernode) return;
  const how = 'is the supernode of a user by his X-Kazaa-SupernodeIP';
  flow.endpoint(supernode.address, supernode.port, 'both', 'fasttrack', direction, how);
};

const hostPort = (value: string | undefined): { address: string; port: number } | null => {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/.exec(value?.trim() ?? '');
  return match ? { address: match[1]!, port: Number(match[2]) } : null;
};

/** Size from Content-Range, title from the tag with number 4. */
const noteFile = (
  flow: FlowSink,
  request: HttpRequest | null,
  headers: ReadonlyMap<string, string>,
): void => {
  const hash = request === null ? null : hashIn(request.path);
  if (hash === null) return;
  const size = /\/(\d{1,15})$/.exec(headers.get('content-range') ?? '')?.[1];
  const title = /(?:^|, ?)4=([^,]+)/.exec(headers.get('x-kazaatag') ?? '')?.[1];
  flow.content({
    id: `uuhash:${hash}`,
    ...(title === undefined ? {} : { name: title.trim() }),
    ...(size === undefined ? {} : { size: Number(size) }),
  });
};
