// The names that proxies give the columns of W3C extended logs (https://www.w3.org/TR/WD-logfile.html; prefixes: c client,
// s server or proxy, r remote, cs client to server, sc server to client), and what a row of them says. Blue Coat writes
// the same names in tables, in JSON and as key=value.
import type { Draft } from '../text/draft.ts';
import { said } from '../text/draft.ts';
import type { Stamps } from '../text/stamps.ts';
import { hostOf, joinedUrl, targetOf } from './target.ts';

/** What a request has, and the columns that say it, best first; in lower case. */
export const COLUMNS = {
  date: ['date', 'x-localdate'],
  time: ['time', 'x-localtime'],
  /** Whole stamps. */
  stamp: [
    'gmttime',
    'localtime',
    'datetime',
    'timestamp',
    'x-timestamp-unix',
    'x-timestamp',
    'epochtime',
  ],
  source: ['c-ip', 'x-client-address', 'clientip', 'cip'],
  sourcePort: ['c-port', 'x-c-port', 'x-cs-src-port', 'client-port'],
  destination: ['r-ip', 'x-s-dst-ip', 'serverip', 'sip'],
  destinationPort: ['cs-uri-port', 'r-port', 'x-http-connect-port', 'x-s-dst-port'],
  host: [
    'cs-host',
    'cs(host)',
    'r-host',
    'cs-uri-host',
    'x-http-connect-host',
    'cs-hostname',
    'hostname',
  ],
  scheme: ['cs-uri-scheme', 'uri_scheme', 'cs-protocol'],
  path: ['cs-uri-path', 'cs-uri-stem', 'requested_path'],
  query: ['cs-uri-query'],
  url: ['cs-url', 'c-url', 'cs-uri', 'c-uri', 'url', 'eurl'],
  method: ['cs-method', 's-operation', 'reqmethod', 'requestmethod'],
  status: ['sc-status', 'respcode', 'status'],
  result: ['x-resultcode-httpstatus'],
  user: ['cs-username', 'cs-user', 'cs-userdn', 'c-username', 'login', 'user'],
  agent: ['cs(user-agent)', 'cs-user-agent', 'c-agent', 'c(user-agent)', 'useragent', 'ua'],
  bytesIn: ['sc-bytes', 'responsesize', 'respsize'],
  bytesOut: ['cs-bytes', 'requestsize', 'reqsize'],
  taken: ['time-taken', 'x-elapsed-time', 'timetaken'],
  filter: ['sc-filter-result', 'action', 'x-policy-action', 'urlfilteringresult', 'x-acltag'],
  action: ['s-action'],
  exception: ['x-exception-id'],
  hierarchy: ['x-hierarchy-origin'],
  application: [
    'x-bluecoat-application-name',
    'x-cs-app',
    'x-application-name',
    'x-avc-app',
    'appname',
  ],
  sensor: ['s-computername', 'computer', 'x-bluecoat-appliance-name', 's-hostname', 's-dns'],
  device: ['x-client-device-name', 'c-dns', 'devicehostname'],
} as const;

export type Column = keyof typeof COLUMNS;

/** Text of a column, empty for none. */
export type Cells = (column: Column) => string;

/** `agentLogged`: the log has a column for the agent, so that an empty one says that the client named none. */
export const requestOf = (cells: Cells, stamps: Stamps, agentLogged = false): Draft => {
  const written = targetOf(cells('url'));
  const url = (written.host === undefined ? undefined : written.url) ?? urlOfParts(cells);
  const target = written.host === undefined ? targetOf(url) : written;
  const named = hostOf(cells('host'));
  const until = timeOf(cells, stamps);
  const durationMs = takenMs(cells('taken'));
  const method = methodOf(cells('method'));
  const agent = cells('agent');
  return {
    kind: 'request',
    at: until - (durationMs ?? 0),
    ...(durationMs === undefined ? {} : { until, durationMs }),
    source: cells('source'),
    sourcePort: cells('sourcePort'),
    ...target,
    ...(named.host === undefined ? {} : named),
    ...peerOf(cells),
    ...portOf(cells),
    url,
    method,
    status: statusOf(cells('status')) ?? /\/(\d{3})$/.exec(cells('result'))?.[1],
    user: personOf(cells('user'), cells('source')),
    agent,
    // Without a method the proxy saw no request (TLS that it does not open).
    agentless: agentLogged && method !== undefined && agent === '',
    bytesIn: cells('bytesIn'),
    bytesOut: cells('bytesOut'),
    action: decisionOf(cells),
    application: wordOf(cells('application')),
    sensor: cells('sensor'),
    device: cells('device'),
  };
};

/** Bytes of an address that only says "nothing was fetched" are left out by the draft itself. */
const peerOf = (cells: Cells): { destination?: string } => {
  const remote = said(cells('destination')) ?? /^DIRECT\/(.+)$/.exec(cells('hierarchy'))?.[1];
  const { destination } = hostOf(remote);
  return destination === undefined ? {} : { destination };
};

const portOf = (cells: Cells): { destinationPort?: string } => {
  const port = said(cells('destinationPort'));
  return port === undefined || port === '0' ? {} : { destinationPort: port };
};

const urlOfParts = (cells: Cells): string | undefined =>
  joinedUrl({
    scheme: cells('scheme'),
    host: cells('host'),
    port: cells('destinationPort'),
    // Netskope: the path stands in `cs-uri`.
    path: cells('path') || cells('url'),
    query: cells('query'),
  });

/** W3C: the time is in GMT. */
export const timeOf = (cells: Cells, stamps: Stamps): number => {
  const date = cells('date').replaceAll('/', '-');
  const whole =
    date === '' ? cells('stamp').replace(/^\[(.*)\]$/, '$1') : `${date} ${cells('time')}Z`;
  return stamps.any(whole);
};

/** Milliseconds; CloudFront and W3C's own example write seconds, with a fraction. */
const takenMs = (text: string): number | undefined => {
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(text)) return undefined;
  return text.includes('.') ? Math.round(Number(text) * 1000) : Number(text);
};

const methodOf = (text: string): string | undefined =>
  /^[A-Z][A-Z_-]{1,31}$/.test(text) && text !== 'NA' ? text : undefined;

/** Forefront TMG writes the errors of Windows here, other proxies 0 where there was no answer. */
const statusOf = (text: string): string | undefined =>
  /^[1-9]\d\d$/.test(text) ? text : undefined;

/** `anonymous` is what Forefront TMG writes for nobody, the client's address what Netskope does. */
const personOf = (text: string, source: string): string | undefined => {
  const name = text.replace(/^(["'])(.*)\1$/, '$2');
  return name === source || /^(?:anonymous|unknown)$/i.test(name) ? undefined : name;
};

const wordOf = (text: string): string | undefined =>
  /^(?:unknown|none|n\/a)$/i.test(text) ? undefined : text;

/** What the proxy decided: by its filter's word, else by its own result. */
const decisionOf = (cells: Cells): 'allowed' | 'denied' | undefined => {
  // Of Cisco WSA's decision tag only the first part is a decision: names of policies follow.
  const words = `${cells('filter').split('-', 1)[0]} ${cells('action')} ${cells('result')}`;
  if (/(?:denied|block|deny|reject)/i.test(words) || /denied/i.test(cells('exception')))
    return 'denied';
  return /(?:observed|proxied|allow|TCP_|pass|permit)/i.test(words) ? 'allowed' : undefined;
};
