// Forcepoint (Websense) Web Security, SIEM integration as pairs, and as CEF whose head has lost its `CEF:` (a relay takes it for
// a syslog tag); with its head CEF is a format of its own (help.forcepoint.com, "SIEM integration format strings"):
//
//   vendor=Forcepoint product=Security product_version=8.5.5 action=permitted … src_host=10.20.1.12 src_port=52242 … url=http://h/
//   0|Forcepoint|Security|8.5.5|84|Transaction permitted|1| act=permitted app=http … src=10.20.1.12 … request=http://h/ …
//
// Sound because: vendor and product stand at fixed places. Looks alike: other products' pairs and CEF. Does not see: the
// category's name. A user is `LDAP://server OU=…,DC=…/Name`: the name behind the last slash is the person. Values hold blanks
// without quotes: each ends where the next name that Forcepoint writes begins.
import type { Source } from '../source.ts';
import { BROKEN_CEF } from '../text/cef.ts';
import type { Fields } from '../text/fields.ts';
import { type SyslogHead, syslogHead } from '../text/syslog-head.ts';
import { textSource } from '../text/text-source.ts';
import { namedValues, nameFinder } from './named-values.ts';
import { hostOf, targetOf } from './target.ts';

const NOT_FORCEPOINT = 'not a line of Forcepoint Web Security';
const NO_REQUEST = 'not kept: no request of a client';

export const forcepoint: Source = textSource({
  id: 'forcepoint',
  title: 'Forcepoint (Websense) Web Security',
  looks:
    /\bvendor=(?:Forcepoint|Websense) product=Security |(?:^|[^:\d])\d\|(?:Forcepoint|Websense)\|Security\|/,
  otherwise: NOT_FORCEPOINT,
  broken: BROKEN_CEF,
  open: ({ stamps, emit, undated }) => {
    return (text) => {
      // A line inside a JSON record of a collector is that format's.
      if (text.startsWith('{')) return NOT_FORCEPOINT;
      const head = syslogHead(text.trimStart(), stamps);
      const piped = PIPED.exec(text);
      const fields = namedValues(
        text.slice(piped?.[0].length ?? 0),
        piped ? CEF_NAMES : PAIR_NAMES,
      );
      const value = (pair: string, cef: string): string | undefined =>
        fields.get(piped ? cef : pair);
      const source = value('src_host', 'src');
      if (source === undefined) return NO_REQUEST;
      const peer = hostOf(value('dst_ip', 'dst')).destination;
      return emit({
        kind: 'request',
        at: timeOf(fields, head, stamps.any.bind(stamps)) ?? undated(),
        source,
        sourcePort: value('src_port', 'spt'),
        ...targetOf(value('url', 'request')),
        ...hostOf(value('dst_host', 'dhost')),
        ...(peer === undefined ? {} : { destination: peer }),
        destinationPort: value('dst_port', 'dpt'),
        bytesOut: value('bytes_out', 'out'),
        bytesIn: value('bytes_in', 'in'),
        method: value('http_method', 'requestMethod'),
        status: value('http_response', ''),
        agent: value('http_user_agent', 'requestClientApplication'),
        user: personIn(value('user', 'suser')),
        action: /block/i.test(value('action', 'act') ?? '') ? 'denied' : 'allowed',
        application: fields.get('cloud_app_name') ?? fields.get('cloudAppName'),
        sensor: head.host.includes('=') ? undefined : head.host || value('', 'dvc'),
      });
    };
  },
});

/** `rt` is seconds, milliseconds or ISO 8601; pairs have only the time of the relay. */
const timeOf = (
  fields: Fields,
  head: SyslogHead,
  read: (text: string) => number,
): number | undefined => {
  const at = read(fields.get('rt') ?? '');
  const found = Number.isNaN(at) ? head.at : at;
  return Number.isNaN(found) ? undefined : found;
};

const personIn = (path: string | undefined): string | undefined =>
  path === undefined || !/^(?:LDAP|WinNT|RADIUS):/i.test(path)
    ? path
    : path.slice(path.lastIndexOf('/') + 1);

const PIPED =
  /^.{0,256}?\d\|(?:Forcepoint|Websense)\|Security\|[^|]{0,32}\|[^|]{0,32}\|[^|]{0,64}\|\d{0,2}\|/s;
const CEF_NAMES = nameFinder(
  'act app dvc dst dhost dpt src spt suser loginID destinationTranslatedPort rt in out requestMethod requestClientApplication reason cs1Label cs1 cs2Label cs2 cs3Label cs3 cn1Label cn1 cn2Label cn2 request logRecordSource refererUrl cloudAppName',
);
const PAIR_NAMES = nameFinder(
  'vendor product product_version action severity category user loginID src_host src_port dst_host dst_ip dst_port bytes_out bytes_in http_response http_method http_content_type http_user_agent http_proxy_status_code reason disposition policy role duration url logRecordSource refererUrl cloud_app_name',
);
