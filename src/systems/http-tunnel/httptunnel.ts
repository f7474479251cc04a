// http-tunnel/httptunnel: GNU httptunnel (htc, hts) and its translations: one POST or PUT that goes on for 100 kB carries
// what goes out, one GET what comes back, directly or through a proxy.
// Specification: http://www.jcraft.com/jhttptunnel/HACKING and the program itself (http.c): the target of every request is
// `/index.html?crap=` and the time in seconds.
// Sound because: twelve letters of a path and a parameter that no page has (`crap`), with nothing but digits behind it
// (and, in translations, a session): the program cannot be told to ask otherwise.
// Looks alike: nothing known; a person who types it gets one page, and is named for it.
// Does not see: what is inside; httptunnel inside TLS. A proxy that passes requests on says so (Via), and takes no part.
import type { FlowSink, HttpRequest, HttpResponse, HttpSignature } from '../../wire/dissector.ts';

const TARGET = /^\/index\.html\?crap=\d{1,10}(?:&[A-Za-z]{1,16}=[\w.-]{0,64}){0,4}$/;

export const httptunnel = Object.freeze({
  id: 'http-tunnel/httptunnel',
  system: 'http-tunnel',
  traces: { targets: ['/index.html?crap='] },
  request: (request: HttpRequest, flow: FlowSink): boolean => {
    if (!TARGET.test(request.path)) return false;
    if (wasPassedOn(request)) flow.takesPart?.(request.direction, false);
    return true;
  },
  /** A proxy that is asked for somebody else's page answers with what the tunnel's end says. */
  response: (_response: HttpResponse, request: HttpRequest | null, flow: FlowSink): boolean => {
    if (request && !request.target.startsWith('/'))
      flow.takesPart?.(request.direction === 0 ? 1 : 0, false);
    return false;
  },
} satisfies HttpSignature);

const wasPassedOn = ({ headers }: HttpRequest): boolean =>
  headers.has('via') || headers.has('x-forwarded-for');
