// tailscale/tls: connections to Tailscale's coordination server and DERP relays, by the name asked for.
// https://tailscale.com/kb/1082/firewall-ports
//
// Sound because these names are the programs' own: pages for people lie at tailscale.com and login.tailscale.com.
// Does not see: a coordination server of one's own (Headscale) under another name.
import type { TlsHandshake, TlsSignature } from '../../wire/dissector.ts';

export const tailscaleTls = Object.freeze({
  id: 'tailscale/tls',
  system: 'tailscale',
  handshake: ({ sni }: TlsHandshake) => sni !== null && NAMES.test(sni),
}) satisfies TlsSignature;

/** `derp1.tailscale.com`, `derp4b.tailscale.com`, `derp21b-all.tailscale.com`, `controlplane.tailscale.com`. */
const NAMES = /^(?:controlplane|derp\d{1,3}[a-z]?(?:-all)?)\.tailscale\.com$/i;
