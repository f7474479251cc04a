// client-web-server/http: a person with a web browser reads what the web server of a P2P client shows: its shared files, one
// of them, or its pages for remote control.
//
//   answer   Server: KazaaClient Nov  3 2002 20:29:03 │ Shareaza 2.7.10.2 │ LimeWire/4.18 │ BearShare 4.2.5 │ gtk-gnutella/1.2
//            Server: eMule │ aMule │ MLdonkey/3.1 │ giFT/0.11
//            X-Kazaa-Username, X-Kazaa-Network
//   request  User-Agent of a browser, or of anything else that is no P2P client
//
// Sources: eMule srchybrid/WebServer.cpp (HTTPInit), aMule src/webserver/src/WebSocket.cpp, MLDonkey
// src/daemon/driver/driverControlers.ml, gtk-gnutella src/core/http.c, MLDonkey fasttrackPandora.ml (Kazaa).
//
// Proof: the programs write their own name, with version or exactly so, where web servers write theirs; nobody else
// answers under it. That no such program asked tells this from transfers between two of them, which their own formats
// name. Who asks takes no part: he needs no program and may have followed a link.
// Looks alike: lists of files of ordinary web servers: a list is no evidence, whatever the files are called.
// Does not see: answers without a name (redirections of eMule), programs that share through an ordinary web server, TLS.
import type { FlowSink, HttpRequest, HttpResponse, HttpSignature } from '../../wire/dissector.ts';

export const clientWebServerHttp = Object.freeze({
  id: 'client-web-server/http',
  system: 'client-web-server',
  answers: 'all',
  traces: {
    headers: ['x-kazaa'],
    programs: [
      'kazaaclient',
      'shareaza',
      'limewire',
      'frostwire',
      'bearshare',
      'gnucleus',
      'gtk-gnutella',
      'phex',
      'morpheus',
      'emule',
      'amule',
      'mldonkey',
      'gift',
    ],
  },
  /** Nothing in what a browser asks for tells of the program that answers. */
  request: (_request: HttpRequest, _flow: FlowSink): boolean => false,
  response(response: HttpResponse, request: HttpRequest | null, flow: FlowSink): boolean {
    const program = programOf(response.headers);
    if (!program || request !== null || !asksAsAnybody(flow)) return false;
    const end = flow.end(1);
    end.client = program[0];
    if (program[1] !== undefined) end.version = program[1];
    flow.takesPart?.(0, false);
    return true;
  },
}) satisfies HttpSignature;

const programOf = (
  headers: ReadonlyMap<string, string>,
): readonly [name: string, version: string | undefined] | null => {
  const server = headers.get('server')?.trim() ?? '';
  for (const one of PROGRAMS) {
    const match = one.exec(server);
    if (match) return [match[1]!, match[2]];
  }
  return headers.has('x-kazaa-network') || headers.has('x-kazaa-username')
    ? ['KazaaClient', undefined]
    : null;
};

/** Name and version. eMule and aMule write no version. */
const PROGRAMS = [
  /^(KazaaClient)(?: ([A-Z][a-z]{2} [ \d]\d \d{4})|$)/,
  /^(Shareaza(?:Plus)?|LimeWire|FrostWire|BearShare|Gnucleus|gtk-gnutella|Phex|Morpheus|MLDonkey|giFT)[/ -]v?(\d[\w.-]{0,30})/i,
  /^(eMule|aMule)(?:\/(\d[\w.]{0,30}))?$/,
];

/** The caller names a program that is none of these, and no signature has read anything of him out of his request. */
const asksAsAnybody = (flow: FlowSink): boolean => {
  const agent = flow.facts.carrier?.['agent'];
  if (typeof agent !== 'string' || PROGRAMS.some((one) => one.test(agent))) return false;
  return Object.keys(flow.facts.ends[0]).length === 0;
};
