// Huawei USG firewalls (Huawei, "USG6000 log reference": POLICY, SECLOG, URL, IPS, AV, APP): `%%01MODULE/severity/NAME(l):`
//
//   Nov 22 2026 05:52:09 USG6300 %%01POLICY/6/POLICYDENY(l):vsys=public, protocol=17, source-ip=10.20.1.5, source-port=51413, …
//   2026-11-22 05:52:09 USG6300 %%01SECLOG/6/SESSION_TEARDOWN(l):IPVer=4,Protocol=tcp,SourceIP=10.20.1.5,…,SendBytes=2135,…
//
// Sound because: `%%01`, a module, a severity, a name. Looks alike: Huawei's routers and switches and H3C's devices, whose
// other modules are counted. Does not see: sign-ins, whose wording differs by version.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { keyValues } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type TextContext, textSource } from '../text/text-source.ts';
import { decision } from './decision.ts';

const NOT_HUAWEI = 'not a message of a Huawei firewall';
const OTHER = 'not kept: message of a Huawei firewall that names no traffic';

export const huaweiUsg: Source = textSource({
  id: 'huawei-usg',
  title: 'Huawei USG',
  looks: /%%\d\d[A-Z]/,
  otherwise: NOT_HUAWEI,
  open: (context) => (text) => {
    const mark = MARK.exec(text);
    if (!mark) return NOT_HUAWEI;
    const [whole, module = '', name = ''] = mark;
    const said = text.slice(mark.index + whole.length);
    const cells = new Map<string, string>();
    for (const [key, value] of keyValues(said.replace(/\)?\.?\s*$/, '').replace('(', ', '), ','))
      cells.set(key.toLowerCase().replace(/[-_]/g, ''), value);
    const draft = message(module, name, (key) => cells.get(key));
    if (draft === null) return OTHER;
    return context.emit({ ...draft, ...times(text.slice(0, mark.index), cells, context) });
  },
});

type Said = (key: string) => string | undefined;
type Untimed = Omit<Draft, 'at' | 'until' | 'sensor'>;

const message = (module: string, name: string, said: Said): Untimed | null => {
  const ends = endsOf(said);
  if (ends.source === undefined || ends.destination === undefined) return null;
  const host = said('host');
  if (module === 'URL' || host !== undefined) return request(ends, host ?? '', said);
  if (ATTACK.test(module))
    return {
      kind: 'alert',
      ...ends,
      text: said('signname') ?? said('virusname') ?? said('attacktype') ?? name,
      action: said('action'),
    };
  const named = /DENY|BLOCK|DROP/.test(name) ? 'denied' : decision(said('action'));
  return {
    kind: 'verdict',
    ...ends,
    action: named ?? 'allowed',
    bytesOut: said('sendbytes'),
    bytesIn: said('rcvbytes'),
    rule: said('rulename') ?? said('policyname') ?? said('policy'),
    translated: {
      source: said('sourcenatip') ?? said('srcnatip'),
      sourcePort: said('sourcenatport') ?? said('srcnatport'),
      destination: said('destinationnatip') ?? said('dstnatip'),
      destinationPort: said('destinationnatport') ?? said('dstnatport'),
    },
  };
};

const request = (ends: ReturnType<typeof endsOf>, host: string, said: Said): Untimed => {
  const page = said('page') ?? '';
  return {
    kind: 'request',
    ...ends,
    host,
    url: page.startsWith('/') ? `${host}${page}` : host,
    action: said('action'),
  };
};

const endsOf = (said: Said) => ({
  transport: said('protocol'),
  source: said('sourceip') ?? said('srcip'),
  sourcePort: said('sourceport') ?? said('srcport'),
  destination: said('destinationip') ?? said('dstip'),
  destinationPort: said('destinationport') ?? said('dstport'),
  user: known(said('user') ?? said('username')),
  application: known(said('application')),
});

const known = (text: string | undefined): string | null =>
  text === undefined || text.toLowerCase() === 'unknown' ? null : text;

const times = (
  head: string,
  cells: ReadonlyMap<string, string>,
  { stamps, undated }: TextContext,
) => {
  const { at, host } = syslogHead(`${head.replace(SLASHED, '$1$2-$3-$4')}x`, stamps);
  const began = stamps.any(cells.get('begintime') ?? cells.get('time') ?? '');
  const from = Number.isNaN(began) ? at : began;
  return {
    at: Number.isNaN(from) ? undated() : from,
    until: stamps.any(cells.get('endtime') ?? ''),
    sensor: host,
  };
};

const MARK = /%%\d\d([A-Z][A-Z\d_]{1,30})\/\d\/([A-Z][A-Z\d_]{1,40})\([a-z]\)(?:\[\d{1,10}\])?:/;
const SLASHED = /^(<\d{1,3}>)?(\d{4})\/(\d\d)\/(\d\d)/;
const ATTACK = /^(?:IPS|AV|ATK|APT|DDOS|CNC|MALICIOUS)/;
