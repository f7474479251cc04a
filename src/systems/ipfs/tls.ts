// ipfs/libp2p-tls: libp2p in TLS or QUIC, recognised by the ALPN name "libp2p" in the ClientHello, which is in clear over
// TCP and in QUIC's first packets. https://github.com/libp2p/specs/blob/master/tls/tls.md, quic/README.md
// Sound because ALPN names say what is spoken, and this one stands for nothing else.
// Looks alike: nothing known. Does not see: WebTransport (ALPN h3, as any web site), WebRTC, what runs inside.
import type { TlsHandshake, TlsSignature } from '../../wire/dissector.ts';

export const libp2pTls = Object.freeze({
  id: 'ipfs/libp2p-tls',
  system: 'ipfs',
  handshake: ({ alpn }: TlsHandshake): boolean => alpn.includes('libp2p'),
}) satisfies TlsSignature;
