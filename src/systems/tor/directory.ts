// tor/directory: documents of the Tor network fetched in clear from a directory port (relays and old clients do; today's
// clients ask through a circuit). https://spec.torproject.org/dir-spec/general-use-http-urls.html
//
//   GET /tor/status-vote/current/consensus-microdesc.z, /tor/server/fp/<F>, /tor/micro/d/<D>, /tor/keys/all …
//
// Proof: a path below /tor/ whose next part is one of the specification's, with what must follow it.
// Looks alike: folders called "tor". Does not see: directories asked through TLS, the usual case.
import type { HttpRequest, HttpSignature } from '../../wire/dissector.ts';

export const directory = Object.freeze({
  id: 'tor/directory',
  system: 'tor',
  traces: { targets: ['/tor/'] },
  request: ({ path }: HttpRequest): boolean => DOCUMENT.test(path),
}) satisfies HttpSignature;

const DOCUMENT =
  /^\/tor\/(?:status-vote\/(?:current|next)\/|(?:server|extra)\/(?:fp|d|all|authority)\b|micro\/d\/|keys\/(?:all|authority|fp|sk|fp-sk)\b|rendezvous2?\/|hs\/3\/|status\/(?:fp|all|authority)\b)/;
