// gnutella/http: file transfers, browsing, hash trees and push requests between servents, over HTTP/1.1.
//
// Specification: Gnutella 0.4 §"File Downloads", HUGE 0.93 (/uri-res/N2R), THEX, X-Alt, PARQ, push proxy and browse
// host as kept in gtk-gnutella, doc/gnutella.
// Sound: a request for a urn under /uri-res/ or /gnutella/, a header that only servents send, or the name of a program
// that speaks nothing else. /get/<index>/<name> and programs that also speak other systems need such company.
// Looks alike: web servers with a /get/ folder; BitTorrent announces of LimeWire and Shareaza.
// Does not see: transfers inside TLS.
import type { FlowSink, HttpRequest, HttpResponse, HttpSignature } from '../../wire/dissector.ts';
import { GNUTELLA_PROGRAMS, isGnutellaOnly, speaksGnutella } from './client.ts';
import { noteDownload, noteExchange } from './http-facts.ts';

export const gnutellaHttp = Object.freeze({
  id: 'gnutella/http',
  system: 'gnutella',
  answers: 'all',
  traces: {
    targets: ['uri-res/n2', 'gnutella/', 'gnet/push-proxy?'],
    headers: ['x-gnutella-', 'x-fw-node-info', 'x-falt', 'x-thex-uri'],
    programs: GNUTELLA_PROGRAMS,
  },
  request(request: HttpRequest, flow: FlowSink): boolean {
    if (!proves(request)) return false;
    noteExchange(flow, request.direction, request.headers);
    noteDownload(flow, request);
    return true;
  },
  response(response: HttpResponse, request: HttpRequest | null, flow: FlowSink): boolean {
    if (!answerProves(response, request !== null)) return false;
    const direction = request ? (request.direction === 0 ? 1 : 0) : 1;
    noteExchange(flow, direction, response.headers);
    noteDownload(flow, request, response);
    return true;
  },
}) satisfies HttpSignature;

/** /uri-res/N2R?urn:sha1:… (RFC 2169 with a hash urn; N2X hash tree, N2L locations, N2C characteristics …). */
const URN_PATH = /^\/uri-res\/N2[A-Z]\??\?urn:(?:sha1|bitprint|tree:tiger\/?):[A-Z2-7]{32}/i;

/** Services of a servent. `ServerID` is base32, `guid` hexadecimal. */
const SERVICE_PATH =
  /^\/(?:gnutella\/(?:thex|metadata|preview)\/v\d\?urn:|(?:gnutella|gnet)\/push-proxy\?(?:ServerI[Dd]|guid)=)/;

const GET_PATH = /^\/get\/\d{1,10}\/./;

const proves = (request: HttpRequest): boolean => {
  const { headers, path } = request;
  if (URN_PATH.test(path) || SERVICE_PATH.test(path)) return true;
  if (hasServentHeader(headers)) return true;
  const agent = headers.get('user-agent');
  if (isGnutellaOnly(agent)) return true;
  if (!speaksGnutella(agent)) return false;
  return GET_PATH.test(path) || isBrowse(headers) || hasTransferHeader(headers);
};

const answerProves = (response: HttpResponse, recognised: boolean): boolean => {
  const { headers } = response;
  if (recognised || hasServentHeader(headers)) return true;
  const server = headers.get('server');
  if (isGnutellaOnly(server)) return true;
  return speaksGnutella(server) && (isBrowse(headers) || hasTransferHeader(headers));
};

const isBrowse = (headers: ReadonlyMap<string, string>): boolean =>
  /application\/x-gnutella(?:-packets|2)/.test(
    `${headers.get('accept') ?? ''} ${headers.get('content-type') ?? ''}`,
  );

/** X-FW-Node-Info and X-Falt begin with the servent's GUID; X-Thex-URI points into one of the paths above. */
const hasServentHeader = (headers: ReadonlyMap<string, string>): boolean => {
  for (const name of headers.keys()) if (name.startsWith('x-gnutella-')) return true;
  if (/^[0-9a-f]{32};/i.test(headers.get('x-fw-node-info') ?? '')) return true;
  if (/^[0-9a-f]{32};/i.test(headers.get('x-falt') ?? '')) return true;
  return /^\/(?:gnutella\/|uri-res\/N2X\?urn:)/.test(headers.get('x-thex-uri') ?? '');
};

/** Headers of transfers that other systems' programs may send as well. */
const TRANSFER_HEADERS = [
  'x-queue',
  'x-queued',
  'x-alt',
  'x-nalt',
  'x-content-urn',
  'x-features',
  'x-downloaded',
  'x-available-ranges',
  'x-push-proxy',
  'x-push-proxies',
  'alternate-location',
];

const hasTransferHeader = (headers: ReadonlyMap<string, string>): boolean =>
  TRANSFER_HEADERS.some((name) => headers.has(name));
