// cloudflare-warp/masque: WARP over MASQUE, by the name of the gateway, and by the name of its WireGuard gateway.
// https://developers.cloudflare.com/cloudflare-one/connections/connect-devices/warp/deployment/firewall/
//
// Sound because only tunnels go to these names. `api.cloudflareclient.com` is left out: the same program asks it when it
// does no more than resolve names (1.1.1.1 without WARP). Does not see: gateways reached under a borrowed name.
import type { TlsHandshake, TlsSignature } from '../../wire/dissector.ts';

export const warpTls = Object.freeze({
  id: 'cloudflare-warp/masque',
  system: 'cloudflare-warp',
  handshake: ({ sni }: TlsHandshake) => sni !== null && NAMES.test(sni),
}) satisfies TlsSignature;

const NAMES = /^(?:(?:consumer|zt)-masque(?:-proxy)?|engage)\.cloudflareclient\.com$/i;
