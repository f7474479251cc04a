// Everything known about HTTP proxies that policy does not name. The wire format is a carrier's: protocols/http.ts.
import type { System } from '../system.ts';
import { httpProxyProbes } from './probe.ts';

const READ = '2026-11-22';

export const httpProxy = Object.freeze<System>({
  id: 'http-proxy',
  name: 'HTTP proxy',
  family: 'proxy',
  programs: ['Squid', 'Privoxy', 'Tinyproxy', '3proxy', 'Cntlm', 'open proxies outside'],
  models: [],
  summary:
    'A web server that fetches pages for others and, asked by CONNECT, opens any TCP connection for them. Every organisation has one; meant here is another, outside or on a workstation, that policy does not name.',
  findsPeers:
    'It looks for no peers. The user enters the server, or a script (PAC) or a list of open proxies names it.',
  movesFiles:
    'It moves none itself: pages pass as requests with the full address, everything else inside CONNECT.',
  weakness:
    'The request names the destination in clear, unless the proxy itself is reached over TLS. All traffic of a user goes to one server.',
  risk: "Filters, sign-in and log of the organisation's own proxy are passed by. The operator of an open proxy reads and changes what is not encrypted. An open proxy inside lets strangers act under the address of the organisation.",
  found:
    'No case is made of it on the wire: the HTTP reader notes requests in proxy form and follows CONNECT, so that what is inside is named by its own system; otherwise the flow is plain HTTP to it. Not seen yet: proxies that policy does not name, proxies reached over TLS. A scan finds proxies that listen, and proves those that serve anybody.',
  stopped:
    'Deny every outward port that policy does not permit, let web traffic out only from the own proxy, and refuse CONNECT to ports other than 443 there. A block of 3128 and 8080 would hit the own proxy and ordinary web servers, so a port list leaves them open; proxies on 80 and 443 pass it anyway.',
  onTheWire: 'not recognised on the wire',
  ports: [
    { port: 3128, transport: 'tcp', use: 'Squid' },
    { port: 8080, transport: 'tcp', use: 'proxies, by convention' },
    { port: 8118, transport: 'tcp', use: 'Privoxy' },
  ],
  dnsNames: [],
  userAgents: [],
  tlsNames: [],
  processes: ['squid', 'privoxy', 'tinyproxy', '3proxy', 'cntlm', 'corkscrew'],
  packages: ['squid', 'privoxy', 'tinyproxy', '3proxy', 'cntlm', 'corkscrew'],
  artefacts: ['squid.conf', 'tinyproxy.conf', 'cntlm.conf', '*.pac'],
  advisories: [],
  sources: [
    {
      title: 'The request method CONNECT',
      where: 'https://developer.mozilla.org/docs/Web/HTTP/Methods/CONNECT',
      read: READ,
    },
    {
      title: 'HTTP/1.1: request target in absolute form',
      where: 'RFC 9112 section 3.2.2',
      read: READ,
    },
  ],
  probes: httpProxyProbes,
});
