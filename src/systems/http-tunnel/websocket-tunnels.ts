// http-tunnel/websocket: programs that carry TCP and UDP over WebSocket: chisel and wstunnel, by how they ask for it.
// Specification: https://github.com/jpillora/chisel (`Sec-WebSocket-Protocol: chisel-v3`, share/version.go);
// https://github.com/erebe/wstunnel: `/v1/events`, protocol `v1, authorization.bearer.` and a JSON web token (RFC 7519) whose
// claims are id, p (protocol of the tunnel), r and rp (remote host and port).
// Sound because: chisel's word is its own name and version; wstunnel's claims are decoded and all four must be there.
// Looks alike: other programs that put a token into the protocol field (Kubernetes: `base64url.bearer.authorization.k8s.io`).
// Does not see: both inside TLS, as they are mostly used; a wstunnel whose path was changed is seen, one with other claims
// (before version 6) is not.
import { latin1 } from '../../wire/codec/ascii.ts';
import { base64Bytes } from '../../wire/codec/base64.ts';
import type { FlowSink, HttpRequest, HttpSignature } from '../../wire/dissector.ts';

const CHISEL = /^chisel-v\d{1,2}$/;
const WSTUNNEL = /^v1, ?authorization\.bearer\.[\w-]+\.([\w-]{16,1024})\.[\w-]+$/;

export const websocketTunnels = Object.freeze({
  id: 'http-tunnel/websocket',
  system: 'http-tunnel',
  traces: { headers: ['sec-websocket-protocol'] },
  request: (request: HttpRequest, flow: FlowSink): boolean => {
    const protocol = request.headers.get('sec-websocket-protocol') ?? '';
    if (CHISEL.test(protocol)) {
      flow.end(request.direction).client = 'chisel';
      return true;
    }
    const claims = WSTUNNEL.exec(protocol)?.[1];
    if (claims === undefined) return false;
    const bytes = base64Bytes(claims);
    const text = latin1(bytes, 0, bytes.length);
    if (!CLAIMS.every((claim) => claim.test(text))) return false;
    flow.end(request.direction).client = 'wstunnel';
    return true;
  },
} satisfies HttpSignature);

const CLAIMS = [/"id":"[0-9a-f-]{36}"/, /"p":["{]/, /"r":"/, /"rp":\d/] as const;
