// bittorrent/tracker-http: announces and scrapes to a tracker over HTTP (BEP 3, 7, 23, 48), in clear text or at a proxy.
// https://www.bittorrent.org/beps/bep_0003.html
//
// Proof of an announce: `info_hash` and `peer_id` decode to exactly 20 bytes, `port` and a counter (or `compact`,
// `event`) stand beside them, and a part of the path begins with "announce" (/announce.php, /KEY/announce, /announce/KEY).
// Proof of a scrape (BEP 48): the last part of the path begins with "scrape", the hash holds a byte that is no printable
// character (a random hash without one: 95 of 256, twenty times over, 2e-9), and no browser asks.
//
// Looks alike: blog pages called announce, other software's announce services (no 20-byte hash), pages of torrent
// indexes and scrapers that a browser opens with a hash in the address (no counters; hashes as 40 or 32 letters).
// Does not see: trackers over TLS (names only), trackers that hide the hash (BEP 8: `sha_ih`) or have a name of their own.
import { hex } from '../../wire/codec/hex.ts';
import type { Direction, FlowSink, HttpRequest, HttpSignature } from '../../wire/dissector.ts';
import { tellOwnPort } from './compact.ts';
import { clientOfText, stateClient, statePeerId } from './peer-id.ts';
import { queryBytes, queryNumber } from './query.ts';
import { readTrackerAnswer } from './tracker-answer.ts';

export const trackerHttp = Object.freeze({
  id: 'bittorrent/tracker-http',
  system: 'bittorrent',
  traces: { targets: ['info_hash='] },
  request: (request: HttpRequest, flow: FlowSink): boolean => {
    const mark = request.path.indexOf('?');
    if (mark < 0 || !request.path.includes('info_hash=', mark)) return false;
    const query = request.path.slice(mark + 1);
    const infoHash = queryBytes(query, 'info_hash');
    if (infoHash?.length !== 20) return false;
    const path = request.path.slice(0, mark);
    const peerId = queryBytes(query, 'peer_id');
    const port = queryNumber(query, 'port');
    if (peerId?.length === 20 && port !== null && ANNOUNCE.test(path) && COUNTS.test(query))
      stateAnnounce(flow, request, query, peerId, port);
    else if (!SCRAPE.test(path) || !infoHash.some(isUnprintable) || isBrowser(request))
      return false;
    flow.content({ id: `btih:${hex(infoHash)}` });
    flow.end(answers(request)).role = 'tracker';
    return true;
  },
  body: (bytes: Uint8Array, request: HttpRequest, flow: FlowSink): void =>
    readTrackerAnswer(flow, answers(request), bytes, 0, bytes.length),
}) satisfies HttpSignature;

const ANNOUNCE = /\/announce/i;
const SCRAPE = /\/scrape[^/]*$/i;

/** What an announce tells of its transfer (BEP 3) or asks for (BEP 23). */
const COUNTS = /(?:^|&)(?:uploaded|downloaded|left|compact|event)=/;

const isUnprintable = (byte: number): boolean => byte < 0x20 || byte > 0x7e;

const isBrowser = (request: HttpRequest): boolean =>
  /^(?:Mozilla|Opera)\//.test(request.headers.get('user-agent') ?? '');

const answers = (request: HttpRequest): Direction => (request.direction === 0 ? 1 : 0);

const stateAnnounce = (
  flow: FlowSink,
  request: HttpRequest,
  query: string,
  peerId: Uint8Array,
  port: number,
): void => {
  const stated = flow.end(request.direction);
  const agent = request.headers.get('user-agent');
  statePeerId(stated, peerId, 0);
  if (stated.client === undefined && agent) stateClient(stated, clientOfText(agent));
  for (const what of ['uploaded', 'downloaded', 'left'] as const) {
    const bytes = queryNumber(query, what);
    if (bytes !== null) flow.reported(what, bytes);
  }
  const left = queryNumber(query, 'left');
  if (left !== null) stated.role = left === 0 ? 'seeder' : 'leecher';
  if (port < 1 || port > 65_535) return;
  stated.listens = port;
  // A proxy asks for others: the port is not the proxy's own.
  if (request.headers.has('via') || request.headers.has('x-forwarded-for')) return;
  tellOwnPort(flow, request.direction, port, 'both', 'was announced to a tracker (BEP 3)');
};
