// i2p/reseed: a new router fetches its first list of routers, in clear or through a proxy that opens TLS.
// https://geti2p.net/en/docs/reseed: GET /i2pseeds.su3, by programs that call themselves Wget/1.11.4.
//
// Proof: the file's name, which nothing else has. Who answers is a web server.
// Looks alike: nothing known. Does not see: requests inside TLS, the usual case: only names of the hosts.
import type { HttpRequest, HttpSignature } from '../../wire/dissector.ts';

export const reseed = Object.freeze({
  id: 'i2p/reseed',
  system: 'i2p',
  traces: { targets: ['/i2pseeds.su3'] },
  asksAnybody: true,
  request: ({ path }: HttpRequest): boolean => REQUEST.test(path),
}) satisfies HttpSignature;

const REQUEST = /^\/(?:[\w-]+\/)?i2pseeds\.su3(?:\?|$)/;
