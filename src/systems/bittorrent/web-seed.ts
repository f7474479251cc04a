// bittorrent/web-seed: blocks fetched from a web server that knows torrents (BEP 17): a GET with the info hash, a piece
// number and ranges. https://www.bittorrent.org/beps/bep_0017.html
//
// Proof: `info_hash` decodes to 20 bytes beside a decimal `piece`, which no tracker request has.
//
// Does not see: seeds of the other kind (BEP 19), which are plain range requests that any downloader makes.
import { hex } from '../../wire/codec/hex.ts';
import type { FlowSink, HttpRequest, HttpSignature } from '../../wire/dissector.ts';
import { clientOfText, stateClient } from './peer-id.ts';
import { queryBytes, queryNumber } from './query.ts';

export const webSeed = Object.freeze({
  id: 'bittorrent/web-seed',
  system: 'bittorrent',
  traces: { targets: ['info_hash='] },
  request: (request: HttpRequest, flow: FlowSink): boolean => {
    const mark = request.path.indexOf('?');
    if (mark < 0 || !request.path.includes('info_hash=', mark)) return false;
    const query = request.path.slice(mark + 1);
    const infoHash = queryBytes(query, 'info_hash');
    if (infoHash?.length !== 20 || queryNumber(query, 'piece') === null) return false;
    flow.content({ id: `btih:${hex(infoHash)}` });
    const agent = request.headers.get('user-agent');
    if (agent) stateClient(flow.end(request.direction), clientOfText(agent));
    return true;
  },
}) satisfies HttpSignature;
