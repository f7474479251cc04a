// teamviewer/tls: TeamViewer's routers and masters by name.
// https://www.teamviewer.com/en/global/support/knowledge-base/ (ports and addresses used by TeamViewer)
//
// Sound because people do not visit these hosts: the web pages lie at www, login and web. Does not see: other names.
import type { TlsHandshake, TlsSignature } from '../../wire/dissector.ts';

export const teamviewerTls = Object.freeze({
  id: 'teamviewer/tls',
  system: 'teamviewer',
  handshake: ({ sni }: TlsHandshake) => sni !== null && NAMES.test(sni),
}) satisfies TlsSignature;

const NAMES = /^(?:router|master|ping|server)\d*\.teamviewer\.com$|\.router\.teamviewer\.com$/i;
