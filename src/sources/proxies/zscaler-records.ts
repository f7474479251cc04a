// What the records of Zscaler Internet Access say, whatever form the feed writes them in (NSS Feed Output Format: web,
// firewall, DNS, tunnel and audit logs, help.zscaler.com). Names are those of the feeds for Splunk and Sentinel and of
// the fields themselves (`%s{cip}`).
import { type Draft, said } from '../text/draft.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { passedOrDenied } from './json-values.ts';
import { hostOf, targetOf } from './target.ts';

/** The value of the first of these names that says something. */
export type Value = (...names: string[]) => string | undefined;

export const NOT_ZSCALER = 'not a record of Zscaler that is known';

/** Records by what `sourcetype` says, or by the fields that only they have. */
export const readZscaler = (type: string, value: Value, context: TextContext): Outcome => {
  const kind = /^zscalernss-([a-z]{2,12})/.exec(type)?.[1] ?? kindOf(value);
  const read = RECORDS[kind];
  return read === undefined ? NOT_ZSCALER : read(value, context);
};

const kindOf = (value: Value): string => {
  if (value('dns_req', 'dnsreq')) return 'dns';
  if (value('csip') && value('cdip')) return 'fw';
  return value('ClientIP', 'clientip', 'cip') && value('url', 'eurl', 'hostname') ? 'web' : '';
};

const web = (value: Value, { emit, stamps }: TextContext): Outcome => {
  const method = value('requestmethod', 'reqmethod');
  const target = targetOf(value('url', 'eurl'));
  const named = hostOf(value('hostname', 'ehost'));
  const peer = hostOf(value('serverip', 'sip')).destination;
  return emit({
    kind: 'request',
    at: stamps.any(timeOf(value)),
    source: value('ClientIP', 'clientip', 'cip', 'clientpublicIP', 'cintip'),
    ...target,
    ...(target.host === undefined && named.host !== undefined ? named : {}),
    ...(peer === undefined ? {} : { destination: peer }),
    method,
    status: value('status', 'respcode'),
    user: userOf(value),
    agent: value('useragent', 'ua'),
    bytesOut: value('requestsize', 'reqsize'),
    bytesIn: value('responsesize', 'respsize'),
    action: passedOrDenied(value('action')),
    application: applicationOf(value('appname')),
    device: value('devicehostname'),
  });
};

/** `c…` is the client's side, `s…` the server's side behind Zscaler's translation, `t…` the tunnel. */
const firewall = (value: Value, { emit, stamps }: TextContext): Outcome => {
  const draft: Draft = {
    kind: 'verdict',
    at: stamps.any(timeOf(value)),
    action: passedOrDenied(value('action')),
    transport: value('proto', 'ipproto'),
    source: value('csip', 'tsip'),
    sourcePort: value('csport'),
    destination: value('cdip', 'sdip'),
    destinationPort: value('cdport', 'sdport'),
    // From the server to the client is `in`.
    bytesIn: value('inbytes'),
    bytesOut: value('outbytes'),
    user: userOf(value),
    device: value('devicehostname'),
    rule: decoded(value('rulelabel', 'rule')),
    application: applicationOf(value('nwapp')) ?? applicationOf(value('nwsvc')),
    translated: {
      source: value('ssip'),
      sourcePort: value('ssport'),
      destination: value('sdip'),
      destinationPort: value('sdport'),
    },
  };
  return emit(draft);
};

const dns = (value: Value, { emit, stamps }: TextContext): Outcome => {
  const blocked = [value('reqaction'), value('resaction')].some(
    (one) => passedOrDenied(one) === 'denied',
  );
  return emit({
    kind: 'lookup',
    at: stamps.any(timeOf(value)),
    source: value('clt_sip', 'cip', 'clientip'),
    destination: value('srv_dip', 'sip'),
    destinationPort: value('srv_dport', 'sport'),
    query: value('dns_req', 'dnsreq'),
    answer: value('dns_resp', 'dnsresp'),
    action: blocked ? 'denied' : 'allowed',
    user: userOf(value),
    device: value('devicehostname'),
  });
};

/** A tunnel of the organisation to Zscaler itself: what goes through it is in the other logs. */
const tunnel = (value: Value, { emit, stamps }: TextContext): Outcome => {
  const type = value('tunneltype');
  return emit({
    kind: 'connection',
    at: stamps.any(timeOf(value)),
    transport: /gre/i.test(type ?? '') ? '47' : 'udp',
    source: value('sourceip'),
    sourcePort: Number(value('sourceport')) || undefined,
    destination: value('destinationip'),
    destinationPort: Number(value('destinationport')) || undefined,
    application: type === undefined ? undefined : `${type} tunnel`,
    user: userOf(value),
  });
};

const audit = (value: Value, { emit, stamps }: TextContext): Outcome => {
  const action = value('action') ?? '';
  const user = value('adminid');
  if (!/^SIGN_(?:IN|OUT)$/.test(action) || user === undefined)
    return emit({
      kind: 'alert',
      at: stamps.any(timeOf(value)),
      text: [action, value('resource'), value('result')].filter((part) => part).join(' '),
      source: value('clientip'),
      user,
      application: 'zscaler-admin',
    });
  const done = value('result') === 'SUCCESS';
  return emit({
    kind: 'sign-in',
    at: stamps.any(timeOf(value)),
    event: action === 'SIGN_OUT' ? 'signed-out' : done ? 'signed-in' : 'failed',
    user,
    source: value('clientip'),
    service: 'zscaler-admin',
  });
};

const RECORDS: Readonly<Record<string, (value: Value, context: TextContext) => Outcome>> = {
  web,
  fw: firewall,
  firewall,
  dns,
  tunnel,
  audit,
  casb: () => 'not kept: file at rest in a cloud service',
  edlp: () => 'not kept: finding of data loss prevention at an endpoint',
  emaildlp: () => 'not kept: finding of data loss prevention in mail',
};

const timeOf = (value: Value): string => value('datetime', 'time', 'epochtime', 'eventtime') ?? '';

/** Traffic of nobody in particular bears the name of its location. */
const userOf = (value: Value): string | undefined => {
  const user = decoded(value('user', 'login'));
  return user === undefined || user === decoded(value('location', 'locationname'))
    ? undefined
    : user;
};

/** Feeds write what their escape character covers as `%20`. */
const decoded = (text: string | undefined): string | undefined =>
  text?.replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });

const applicationOf = (name: string | undefined): string | undefined =>
  name === undefined || /^(?:general browsing|unknown|generalbrowsing)$/i.test(name)
    ? undefined
    : name;

/** What Zscaler writes for nothing: `None`, `NA`, `Unknown`, blanks. */
export const meaning = (written: unknown): string | undefined => {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const text = said(written);
  return text === undefined || text === 'Unknown' ? undefined : text;
};
