// syncthing/bep: the Block Exchange Protocol in TLS or QUIC, recognised by what the handshake shows in clear text.
// https://docs.syncthing.net/specs/bep-v1.html, https://docs.syncthing.net/specs/relay-v1.html
//
//   ClientHello: ALPN "bep/1.0" between devices, "bep-relay" to a relay, in clear over TCP and in QUIC's first packets
//   Certificate: common name "syncthing", made by the program itself, up to TLS 1.2
//
// Sound because ALPN names say what is spoken, and these two stand for nothing else. The certificate's name alone would be
// weak (a server may be called so): it must be the only name in it, and no server asked for.
// Looks alike: nothing known. Does not see: the certificate under TLS 1.3, which encrypts it; what is exchanged.
import type { FlowSink, TlsHandshake, TlsSignature } from '../../wire/dissector.ts';

export const bep = Object.freeze({
  id: 'syncthing/bep',
  system: 'syncthing',
  handshake({ alpn, certificateNames, sni }: TlsHandshake, flow: FlowSink) {
    if (alpn.includes('bep/1.0')) return true;
    if (alpn.includes('bep-relay')) {
      flow.end(1).role = 'relay';
      return true;
    }
    return sni === null && certificateNames.length > 0 && certificateNames.every(isSyncthing);
  },
}) satisfies TlsSignature;

const isSyncthing = (name: string): boolean => name === 'syncthing';
