// Everything known about HTTP tunnels: programs that carry other traffic through the web proxy.
import type { System } from '../system.ts';
import { chisel } from './chisel.ts';
import { httptunnel } from './httptunnel.ts';
import { numberedRequests } from './numbered.ts';
import { websocketTunnels } from './websocket-tunnels.ts';

const READ = '2026-11-22';

export const httpTunnel = Object.freeze<System>({
  id: 'http-tunnel',
  name: 'HTTP tunnel',
  family: 'tunnel',
  requirement: 'S8',
  programs: [
    'HTTPort with HTTHost',
    'Socks2HTTP',
    'HTTP-Tunnel',
    'KazaaHTTP',
    'GNU httptunnel (htc, hts)',
    'chisel',
    'wstunnel',
  ],
  models: [],
  summary:
    'A program on the workstation takes the connections of a P2P client, as a local SOCKS server or on mapped ports, wraps them in web requests or TLS, and sends them through the proxy to a receiver outside, which answers the Internet as if it were the client.',
  findsPeers:
    "It finds none itself. The user enters the receiver's address: a machine at home, or that of a tunnel service; whatever is carried finds its peers through it.",
  movesFiles:
    'Either through CONNECT, as a browser does for https, or in pairs of plain requests: short POSTs (or PUTs) carry what goes out, one long GET carries what comes back, with bodies in binary or base64.',
  weakness:
    'All traffic of a user goes to one receiver. It must pass the proxy, which sees its name, the time, the number of requests and the bytes up and down, and can demand a sign-in.',
  risk: 'Every rule of the firewall is undone, in both directions: what is carried may be anything, and the operator of the receiver reads all that is not encrypted once more. On the bill of the proxy it looks like web traffic.',
  found:
    'By payload: GNU httptunnel by its requests, direct or through a proxy; chisel and wstunnel by how they ask for a WebSocket. By behaviour: requests up and down that share one session and one counter, as a stream cut into requests needs. In the log of a proxy: sends and fetches of one address at the same time, sends that are never answered, pieces of one size. Where a CONNECT through the proxy is seen in clear, what is inside is read on and named if it is readable. Not seen: all of these inside TLS, sessions in cookies or bodies, requests after the first of a kept connection, programs on disk, a local SOCKS server.',
  stopped:
    'Let web traffic out only through a proxy that demands a sign-in, allow CONNECT to port 443 only and to names rather than bare addresses, and refuse the names of tunnel services. A list of names misses every private receiver; only the proxy log, read for volume and rhythm, shows those.',
  onTheWire: 'payload',
  ports: [],
  dnsNames: [
    '.http-tunnel.com',
    'www.http-tunnel.com',
    '.htthost.com',
    'www.htthost.com',
    '.totalrc.net',
    'www.totalrc.net',
  ],
  userAgents: [],
  urls: ['/index.html?crap='],
  tlsNames: [],
  processes: ['httport.exe', 'htthost.exe', 'htc', 'hts', 'chisel', 'wstunnel'],
  packages: ['httptunnel', 'chisel', 'wstunnel', 'HTTPort', 'HTTHost', 'HTTP-Tunnel Client'],
  artefacts: ['httport.dll', 'Program Files/HTTPort/', 'Program Files/HTTHost/'],
  advisories: [],
  sources: [
    {
      title: 'Read-me of the HTTPort development kit',
      where: 'https://www.eeworm.com/read/477760/6733811',
      read: READ,
    },
    {
      title: 'Details of the HTTPTunnel protocol',
      where:
        'http://mysql-tools.com/articles/http-tunnel/71-some-details-on-the-httptunnel-protocol.html',
      read: READ,
    },
    {
      title: 'GNU httptunnel: notes on its messages',
      where: 'http://www.jcraft.com/jhttptunnel/HACKING',
      read: READ,
    },
    {
      title: 'The request method CONNECT',
      where: 'https://developer.mozilla.org/docs/Web/HTTP/Methods/CONNECT',
      read: READ,
    },
    { title: 'chisel', where: 'https://github.com/jpillora/chisel', read: READ },
    { title: 'wstunnel', where: 'https://github.com/erebe/wstunnel', read: READ },
  ],
  dissectors: [chisel],
  http: [httptunnel, websocketTunnels],
  groups: [numberedRequests],
});
