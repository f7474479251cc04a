// Stormshield Network Security (Stormshield, "Description of audit logs"), key=value with quotes, one `logtype` a file:
//
//   id=firewall time="2026-11-22 05:52:09" fw="SN310" tz=+0100 startime="2026-11-22 05:51:08" pri=5 ruleid=48 ipproto=tcp
//     proto=https src=10.20.1.5 srcport=51022 srcmac=… dst=198.51.100.7 dstport=443 sent=400 rcvd=9000 duration=61.00
//     action=pass logtype="filter"
//
// Sound because: `time`, `fw`, `tz` and `startime` together. Looks alike: NETASQ, which is the same; SonicWall (`sn`, `m`).
// Does not see: what was decided, where `action` is missing: such lines are told as connections.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';
import { type TextContext, textSource } from '../text/text-source.ts';
import { decision } from './decision.ts';

const NOT_STORMSHIELD = 'not a line of Stormshield';
const OTHER = 'not kept: line of Stormshield that names no traffic';

export const stormshield: Source = textSource({
  id: 'stormshield',
  title: 'Stormshield Network Security',
  looks: /\bstartime=/,
  otherwise: NOT_STORMSHIELD,
  open: (context) => (text) => {
    const fields = keyValues(text);
    if (!fields.has('fw') || !fields.has('tz') || !fields.has('startime')) return NOT_STORMSHIELD;
    const draft = line(fields);
    return draft === null ? OTHER : context.emit({ ...draft, ...times(fields, context) });
  },
});

type Untimed = Omit<Draft, 'at' | 'until' | 'sensor'>;

const line = (fields: Fields): Untimed | null => {
  switch (fields.get('logtype')) {
    case 'auth':
    case 'xvpn':
    case 'server':
      return signIn(fields);
    case 'alarm':
    case 'sandboxing':
    case 'pvm':
      return fields.has('src') ? alert(fields) : null;
    default:
      if (!fields.has('src') || !fields.has('dst')) return null;
      return fields.has('arg') || fields.get('logtype') === 'web'
        ? request(fields)
        : traffic(fields);
  }
};

const traffic = (fields: Fields): Untimed => {
  const action = decision(fields.get('action'));
  const { bytesOut, bytesIn } = bytes(fields);
  return {
    kind: action === undefined ? 'connection' : 'verdict',
    ...ends(fields),
    bytesOut,
    bytesIn,
    ...(action === undefined
      ? {}
      : { action, rule: fields.get('rulename') ?? fields.get('ruleid') }),
    translated: { source: fields.get('modsrc'), sourcePort: fields.get('modsrcport') },
  };
};

const request = (fields: Fields): Untimed => {
  const host = fields.get('dstname') ?? '';
  const asked = fields.get('arg') ?? '';
  return {
    kind: 'request',
    ...ends(fields),
    ...bytes(fields),
    action: fields.get('action'),
    method: fields.get('op'),
    status: fields.get('result'),
    host,
    url: asked.startsWith('/') ? `${host}${asked}` : asked,
  };
};

const alert = (fields: Fields): Untimed => ({
  kind: 'alert',
  ...ends(fields),
  text: fields.get('msg'),
  action: fields.get('action'),
});

/** `server` is the log of administration: a session begins with `SYSTEM IDENT` or `LOGIN`. */
const signIn = (fields: Fields): Untimed | null => {
  const words = fields.get('msg') ?? '';
  const user = fields.get('user');
  if (!user || !SIGN_IN.test(words)) return null;
  const failed = /fail|error|refus|denied|invalid|wrong|expired/i.test(words);
  const gone = /logout|logged out|disconnect|removed|deleted|closed/i.test(words);
  return {
    kind: 'sign-in',
    event: failed ? 'failed' : gone ? 'signed-out' : 'signed-in',
    user,
    source: fields.get('src') ?? fields.get('address'),
    assigned: fields.get('logtype') === 'xvpn' ? fields.get('remotenet') : null,
    session: fields.get('sessionid'),
    service: fields.get('logtype') === 'xvpn' ? 'vpn' : fields.get('method'),
  };
};

const ends = (fields: Fields) => ({
  transport: fields.get('ipproto') ?? (fields.has('ikev') ? 'udp' : undefined),
  source: fields.get('src'),
  sourcePort: fields.get('srcport'),
  destination: fields.get('dst'),
  destinationPort: fields.get('dstport'),
  mac: fields.get('srcmac'),
  user: fields.get('user'),
  device: fields.get('srcname')?.replace(/^host_[\da-fA-F.:]+$/, ''),
  application: fields.get('proto')?.replace(/^unknown$/, ''),
});

const bytes = (fields: Fields) => ({ bytesOut: fields.get('sent'), bytesIn: fields.get('rcvd') });

const times = (fields: Fields, { stamps }: TextContext) => {
  const zone = fields.get('tz') ?? '';
  const at = stamps.any(`${fields.get('startime')}${zone}`);
  const seconds = Number(fields.get('duration') ?? 0);
  const until = seconds > 0 ? at + Math.round(seconds * 1000) : undefined;
  return { at, until, sensor: fields.get('fw') };
};

const SIGN_IN = /auth|log[ -]?(?:in|out|on|off)|logged|ident|tunnel|connect|session/i;
