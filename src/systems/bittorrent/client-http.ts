// bittorrent/client-http: other requests of a BitTorrent program: torrent files, feeds, web seeds (BEP 19), update checks.
//
// Proof: the user agent begins with the name of a BitTorrent program and its version; these names are the programs' own
// and nothing else sends them. The request shows that the program runs, not that anything is shared.
//
// Looks alike: pages about the programs (the name is then in the path, which is not looked at); libraries that name
// themselves inside a longer agent. aria2 is left out: it is a common downloader for the web.
// Does not see: requests with a browser's or a library's agent, or over TLS.
import type { FlowSink, HttpRequest, HttpSignature } from '../../wire/dissector.ts';
import { AGENT_NAMES } from './peer-id.data.ts';
import { clientOfText, stateClient } from './peer-id.ts';

export const clientHttp = Object.freeze({
  id: 'bittorrent/client-http',
  system: 'bittorrent',
  traces: { programs: AGENT_NAMES },
  asksAnybody: true,
  request: (request: HttpRequest, flow: FlowSink): boolean => {
    const agent = request.headers.get('user-agent');
    if (!agent || !isClient(agent)) return false;
    stateClient(flow.end(request.direction), clientOfText(agent));
    return true;
  },
}) satisfies HttpSignature;

/** A version, and behind it nothing, a part after a slash or semicolon, a bracket, or the library: no words. */
const VERSION_ALONE = /^(?:[\s/]+(?:v|dnh)?\d|\(\d)[\w.+()-]{0,40}(?:$|[/;]|\s+(?:lib|rb_|[(;]))/;

const isClient = (agent: string): boolean => {
  for (const name of AGENT_NAMES)
    if (agent.startsWith(name) && VERSION_ALONE.test(agent.slice(name.length))) return true;
  return false;
};
