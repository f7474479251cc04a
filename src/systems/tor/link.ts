// tor/link: a connection to a relay or bridge of Tor, by the names in its TLS handshake.
// https://spec.torproject.org/tor-spec/negotiating-channels.html
//
//   ClientHello   server name www.<random>.com, no ALPN, one fixed list of ciphers (that of an old Firefox, with 00FF)
//   Certificate   common name www.<other random>.net, up to TLS 1.2
//
// Proof, either of two: the name of the form with the list of ciphers of today's tor (18 of them, with the marker 00FF that
// no browser sends, and without ALPN, which every browser sends); or both made-up names, that differ and change between
// letters and digits as random ones do. No site has another site's random name in its certificate.
//
// Looks alike: www.google.com has the form: programs without ALPN that ask for it have other ciphers. Does not see: TLS 1.3
// with another list of ciphers (see tor/relays), bridges with pluggable transports, what travels in cells of 514 bytes.
import type { FlowSink, TlsHandshake, TlsSignature } from '../../wire/dissector.ts';
import { changes, madeUpPart } from './random-name.ts';

export const link = Object.freeze({
  id: 'tor/link',
  system: 'tor',
  handshake({ sni, alpn, certificateNames }: TlsHandshake, flow: FlowSink): boolean {
    if (sni === null || alpn.length > 0) return false;
    const asked = madeUpPart(sni, 'com');
    if (asked === '') return false;
    return hasCiphersOfTor(flow) || certificateNames.some((name) => isOther(name, asked));
  },
}) satisfies TlsSignature;

/** Hash of the sorted ciphers, the middle part of JA4: tor 0.4.x with OpenSSL 1.1.1 and 3 (ciphers.inc and TLS 1.3). */
const CIPHERS = '_796efca44d18_';

const hasCiphersOfTor = ({ facts }: FlowSink): boolean => {
  const print = facts.carrier?.['ja4'];
  return typeof print === 'string' && print.includes(CIPHERS);
};

/** Two random names of 4 and 8 characters or more change this often together in 97 of 100 pairs; words do not at all. */
const CHANGES_MIN = 4;

const isOther = (name: string, asked: string): boolean => {
  const made = madeUpPart(name, 'net');
  return made !== '' && made !== asked && changes(made) + changes(asked) >= CHANGES_MIN;
};
