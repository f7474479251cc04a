// softether/http: SoftEther's own requests over HTTP: the opening of a tunnel, and dynamic DNS.
// Cedar/Protocol.c (HTTP_VPN_TARGET) and Cedar/DDNS.c of github.com/SoftEtherVPN/SoftEtherVPN
//
// Proof: the tunnel's path, which no other program has; or the dynamic DNS page of SoftEther's own network, with a PACK in
// base64 behind it. Looks alike: nothing known. Does not see: the same inside TLS, the usual case.
import type { HttpRequest, HttpSignature } from '../../wire/dissector.ts';

export const softetherHttp = Object.freeze({
  id: 'softether/http',
  system: 'softether',
  traces: { targets: ['/vpnsvc/', '/ddns/ddns.aspx'] },
  request: ({ method, path, host }: HttpRequest) => {
    if (method !== 'POST') return false;
    if (path === '/vpnsvc/connect.cgi' || path === '/vpnsvc/vpn.cgi') return true;
    return path.startsWith('/ddns/ddns.aspx?v=') && OWN_HOSTS.test(host);
  },
}) satisfies HttpSignature;

/** With or without a port; the program writes other names into them to get past filters (`x0.x0.dev.open.servers.ddns…`). */
const OWN_HOSTS = /\.ddns\.(?:uxcom|softether-network)\.(?:net|jp)(?::\d+)?$/i;
