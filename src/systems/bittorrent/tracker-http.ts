// bittorrent/tracker-http: announces and scrapes to a tracker over HTTP (BEP 3, 7, 23, 48), in clear text or at a proxy.
// https://www.bittorrent.org/beps/bep_0003.html
//
// Proof: `info_hash` decodes to exactly 20 bytes, and either `peer_id` does too and a `port` stands beside it (an
// announce, whatever its path is called), or the last part of the path is a scrape. A page named /announce has neither.
//
// Looks alike: blog pages called announce, other software's announce services (no 20-byte hash).
// Does not see: trackers over TLS (names only), trackers that hide the hash (BEP 8: `sha_ih`).
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
    const peerId = queryBytes(query, 'peer_id');
    const port = queryNumber(query, 'port');
    if (peerId?.length === 20 && port !== null) {
      stateAnnounce(flow, request, query, peerId, port);
    } else if (!/\/[^/?]*scrape[^/?]*$/i.test(request.path.slice(0, mark))) return false;
    flow.content({ id: `btih:${hex(infoHash)}` });
    flow.end(answers(request)).role = 'tracker';
    return true;
  },
  body: (bytes: Uint8Array, request: HttpRequest, flow: FlowSink): void =>
    readTrackerAnswer(flow, answers(request), bytes, 0, bytes.length),
}) satisfies HttpSignature;

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
