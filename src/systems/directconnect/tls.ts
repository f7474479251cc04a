// directconnect/adcs: Direct Connect inside TLS, recognised by what the handshake shows in clear text.
//
//   ClientHello: ALPN "adc" or "nmdc"     to a hub (ncdc, DC++, EiskaltDC++, AirDC++ since 2019)
//   Certificate: CN = 39 base32 characters (the client's id), O = "DCPlusPlus (OSS/SelfSigned)"   up to TLS 1.2
//
// Facts: github.com/direct-connect/protocols 001-alpn.md; eiskaltdcpp pull request 406; dcpp CryptoManager
// (generateCertificate). ALPN checked against captures of ncdc and EiskaltDC++; the certificate names against none:
// those programs use TLS 1.3, which encrypts the certificate.
// Sound because ALPN names say what is spoken and these two stand for nothing else that is known, and a common name of
// 192 bits in base32 is no host name.
// Not seen: connections between two clients: they offer no ALPN, and under TLS 1.3 their certificate is hidden. The hub
// tells their ports inside its own TLS. What tells them is a search result over UDP to the same port (ncdc), or a
// plain hub's CTM.
import type { FlowSink, TlsHandshake, TlsSignature } from '../../wire/dissector.ts';
import { ascii, hexOfBase32, isBase32Hash } from './text.ts';

export const adcsTls = Object.freeze({
  id: 'directconnect/adcs',
  system: 'directconnect',
  handshake(handshake: TlsHandshake, flow: FlowSink) {
    if (handshake.alpn.includes('adc') || handshake.alpn.includes('nmdc')) {
      flow.end(1).role = 'hub';
      return true;
    }
    for (const name of handshake.certificateNames) {
      if (name.length === 39 && isBase32Hash(ascii(name), 0, 39)) {
        flow.end(1).identity = hexOfBase32(name);
        return true;
      }
      if (name === ORGANISATION) return true;
    }
    return false;
  },
}) satisfies TlsSignature;

const ORGANISATION = 'DCPlusPlus (OSS/SelfSigned)';
