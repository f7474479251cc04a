// anydesk/tls: AnyDesk by the certificates of its relays and programs, and by the names of its relays.
// https://support.anydesk.com/docs/firewall; certificates as its programs show them
//
// Sound because the certificates' names are the program's own ("AnyNet Relay", "AnyDesk Client", up to TLS 1.2), and the
// hosts below net.anydesk.com are relays, no web pages.
// Does not see: TLS 1.3 to a relay without a name, connections that began before the capture.
import type { TlsHandshake, TlsSignature } from '../../wire/dissector.ts';

export const anydeskTls = Object.freeze({
  id: 'anydesk/tls',
  system: 'anydesk',
  handshake: ({ sni, certificateNames }: TlsHandshake) =>
    (sni !== null && RELAY.test(sni)) ||
    certificateNames.some((name) => OWN.test(name) || RELAY.test(name)),
}) satisfies TlsSignature;

const RELAY = /^[a-z0-9*-]+\.net\.anydesk\.com$/i;
const OWN = /^(?:AnyNet Relay|AnyNet Root CA|AnyDesk Client)$/;
