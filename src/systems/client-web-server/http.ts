// client-web-server/http: a person with a web browser reads what the web server of a P2P client shows: its shared files, one
// of them, or its pages for remote control.
//
//   answer   Server: KazaaClient Nov  3 2002 20:29:03 │ Shareaza 2.7.10.2 │ LimeWire/4.18 │ BearShare 4.2.5 │ gtk-gnutella/1.2
//            Server: eMule │ aMule │ MLdonkey/3.1 │ giFT/0.11
//   request  User-Agent of a browser
//
// Sources: eMule srchybrid/WebServer.cpp (HTTPInit), aMule src/webserver/src/WebSocket.cpp, MLDonkey
// src/daemon/driver/driverControlers.ml, gtk-gnutella src/core/http.c, MLDonkey fasttrackPandora.ml (Kazaa).
//
// Proof: the programs write their own name, with version or exactly so, where web servers write theirs; nobody else
// answers under it. That a browser asked tells this from transfers between two such programs, which their own
// formats name. Who asks with a browser takes no part: he needs no program and may have followed a link.
// Looks alike: lists of files of ordinary web servers: a list is no evidence, whatever the files are called.
// Does not see: answers without a name (redirections of eMule), programs that share through an ordinary web server, TLS.
import type { FlowSink, HttpRequest, HttpResponse, HttpSignature } from '../../wire/dissector.ts';

export const clientWebServerHttp = Object.freeze({
  id: 'client-web-server/http',
  system: 'client-web-server',
  answers: 'all',
  traces: {
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
    const server = response.headers.get('server')?.trim() ?? '';
    const program = PROGRAMS.map((one) => one.exec(server)).find((match) => match !== null);
    if (!program || request !== null || !isBrowser(flow.facts.carrier?.['agent'])) return false;
    const end = flow.end(1);
    end.client = program[1]!;
    if (program[2] !== undefined) end.version = program[2];
    flow.takesPart?.(0, false);
    return true;
  },
}) satisfies HttpSignature;

/** Name and version. eMule and aMule write no version. */
const PROGRAMS = [
  /^(KazaaClient)(?: ([A-Z][a-z]{2} [ \d]\d \d{4})|$)/,
  /^(Shareaza(?:Plus)?|LimeWire|FrostWire|BearShare|Gnucleus|gtk-gnutella|Phex|Morpheus|MLDonkey|giFT)[/ -]v?(\d[\w.-]{0,30})/i,
  /^(eMule|aMule)(?:\/(\d[\w.]{0,30}))?$/,
];

const isBrowser = (agent: string | number | boolean | undefined): boolean =>
  typeof agent === 'string' && BROWSER.test(agent);

const BROWSER = /^(?:Mozilla|Opera|Lynx|E?Links|w3m|curl|Wget)[/ ]/;
