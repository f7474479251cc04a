// softether/tls: tunnels of SoftEther to servers that have their names from its dynamic DNS, its relay or VPN Gate.
// https://www.softether.org/4-docs/1-manual/ (10.2 dynamic DNS, VPN Azure), https://www.vpngate.net/
//
// Sound because these zones hold nothing but such servers; the projects' own pages are left out.
// Does not see: servers under other names, or reached by address, with a certificate of their own.
import type { TlsHandshake, TlsSignature } from '../../wire/dissector.ts';

export const softetherTls = Object.freeze({
  id: 'softether/tls',
  system: 'softether',
  handshake: ({ sni, certificateNames }: TlsHandshake) =>
    (sni !== null && NAMES.test(sni)) || certificateNames.some((name) => NAMES.test(name)),
}) satisfies TlsSignature;

const NAMES = /^(?!www\.)[a-z0-9-]+\.(?:softether\.net|sedns\.cn|vpnazure\.net|opengw\.net)$/i;
