// The event log of FortiGate and FortiProxy: who signed in (administrators, VPN, users at the firewall), who was given
// which address (its DHCP server, wireless, FortiClient), who changed what from where.
import { SECOND_MS } from '../../model/time.ts';
import type { Fields } from '../text/fields.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import type { Fortinet } from './fortinet-record.ts';

const NOT_KEPT = 'not kept: event of the appliance itself';

export const fortinetEvent = (record: Fortinet, context: TextContext): Outcome => {
  const { fields } = record;
  if (fields.has('dhcp_msg')) return lease(record, context);
  if (isSignIn(fields)) return signIn(record, context);
  const by = SUBTYPES[fields.get('subtype')!];
  return by ? by(record, context) : other(record, context);
};

type Reading = (record: Fortinet, context: TextContext) => Outcome;

/** `dhcp_msg="Ack" mac=… ip=… lease=432000 hostname=…`: the address is the client's. */
const lease: Reading = ({ fields, at, base }, { emit }) => {
  const event = LEASES[fields.get('dhcp_msg')!.toLowerCase()];
  if (event === undefined) return 'not kept: DHCP message that gives no address';
  const seconds = Number(fields.get('lease')) || 0;
  return emit({
    kind: 'assignment',
    at,
    until: event === 'granted' && seconds > 0 ? at + seconds * SECOND_MS : undefined,
    event,
    sensor: base.sensor,
    source: fields.get('ip'),
    mac: fields.get('mac'),
    device: fields.get('hostname'),
  });
};

const LEASES: Readonly<Record<string, 'granted' | 'released'>> = {
  ack: 'granted',
  release: 'released',
};

/** VPN of persons, administrators, users at the firewall. A gateway's own tunnel has no user. */
const isSignIn = (fields: Fields): boolean => {
  if (!personOf(fields)) return false;
  const action = fields.get('action') ?? '';
  if (fields.get('subtype') === 'vpn') return VPN_ACTIONS.test(action);
  return fields.has('authproto') || SIGN_IN_ACTIONS.test(action);
};

const VPN_ACTIONS =
  /^(?:tunnel-(?:up|down)|ssl-(?:login-fail|new-con|exit-\w+)|phase2-(?:up|down)|negotiate)$/;
const SIGN_IN_ACTIONS =
  /^(?:log(?:in|out|on|off)\b|auth|\w+-auth|\w+-log(?:on|off|out|in)|challenge)/i;

const personOf = (fields: Fields): string | undefined => {
  for (const name of ['xauthuser', 'user', 'suser', 'duser']) {
    const user = fields.get(name);
    if (user && user !== 'N/A') return user;
  }
  return undefined;
};

const signIn: Reading = ({ fields, at, base }, { emit }) => {
  const vpn = fields.get('subtype') === 'vpn';
  return emit({
    kind: 'sign-in',
    at,
    event: signInEvent(fields),
    sensor: base.sensor,
    user: base.user ?? personOf(fields),
    source: fields.get('remip') ?? base.source ?? fields.get('userip') ?? fromUi(fields),
    sourcePort: base.sourcePort,
    destination: base.destination ?? fields.get('locip'),
    destinationPort: base.destinationPort,
    assigned: vpn ? (fields.get('tunnelip') ?? fields.get('assignip')) : undefined,
    session: vpn ? fields.get('tunnelid')?.replace(/^0$/, '') : undefined,
    service: vpn
      ? (fields.get('tunneltype') ?? 'vpn')
      : (fields.get('method') ?? authProtocol(fields)),
    mac: base.mac,
  });
};

const signInEvent = (fields: Fields): 'signed-in' | 'signed-out' | 'failed' => {
  const action = fields.get('action') ?? '';
  const status = fields.get('status') ?? '';
  if (FAILED.test(status) || FAILED.test(action)) return 'failed';
  return ENDED.test(action) || ENDED.test(status) ? 'signed-out' : 'signed-in';
};

const FAILED = /fail|den(?:y|ied)|error|lock/i;
const ENDED = /log(?:out|off)|-down$|-exit|timed[_ ]?out/i;

/** `TELNET(10.20.1.11)`. */
const authProtocol = (fields: Fields): string | undefined =>
  fields.get('authproto')?.replace(/\(.*$/, '') || fields.get('subtype');

/** `ui="https(10.20.1.11)"`; in CEF also the bare address. */
const fromUi = (fields: Fields): string | undefined =>
  /(?:^|\()([\da-fA-F.:]{3,45})\)?$/.exec(fields.get('ui') ?? '')?.[1];

/** Tunnels between gateways. Byte counters of `tunnel-stats` come again and again: only the end of a tunnel has them. */
const vpn: Reading = (record, context) => {
  const { fields, at, base } = record;
  const remote = fields.get('remip');
  const local = fields.get('locip');
  if (remote === undefined) return NOT_KEPT;
  if (base.user !== undefined) return inTunnel(record, context);
  const ours = fields.get('init') === 'local';
  const ended = fields.get('action') === 'tunnel-down';
  const seconds = ended ? Number(fields.get('duration')) || 0 : 0;
  const ends = [
    { address: remote, port: fields.get('remport') },
    { address: local, port: fields.get('locport') },
  ] as const;
  const [from, to] = ours ? [ends[1], ends[0]] : ends;
  const sent = ended ? fields.get('sentbyte') : undefined;
  const received = ended ? fields.get('rcvdbyte') : undefined;
  return kept(
    context.emit({
      kind: 'connection',
      at: at - seconds * SECOND_MS,
      until: seconds > 0 ? at : undefined,
      sensor: base.sensor,
      transport: 'udp',
      source: from.address,
      sourcePort: from.port,
      destination: to.address,
      destinationPort: to.port,
      bytesOut: ours ? sent : received,
      bytesIn: ours ? received : sent,
      application: 'IPsec',
    }),
  );
};

/** A person's tunnel that goes on: outside and inside it the address is that person's. */
const inTunnel: Reading = ({ fields, at, base }, { emit }) => {
  const seen = {
    kind: 'assignment',
    at,
    event: 'seen',
    sensor: base.sensor,
    user: base.user,
  } as const;
  const outside = emit({ ...seen, source: fields.get('remip') });
  const inside = emit({ ...seen, source: fields.get('tunnelip') ?? fields.get('assignip') });
  return outside === null ? null : kept(inside);
};

/** FortiClient's connection, a station of the wireless controller: who has the address. */
const station: Reading = ({ fields, at, base }, { emit }) =>
  kept(
    emit({
      kind: 'assignment',
      at,
      event: 'seen',
      sensor: base.sensor,
      source: base.source ?? fields.get('ip'),
      mac: fields.get('stamac') ?? base.mac,
      device: fields.get('name') ?? fields.get('hostname') ?? base.device,
      user: base.user,
    }),
  );

/** A request to the management interface, or a change made there, comes from the address of a person. */
const other: Reading = ({ fields, at, base }, { emit }) => {
  const source = base.source ?? fromUi(fields);
  if (fields.has('url') && source !== undefined)
    return kept(
      emit({
        kind: 'request',
        at,
        ...base,
        source,
        url: fields.get('url'),
        method: fields.get('method'),
        status: fields.get('status'),
      }),
    );
  if (source !== undefined && base.destination !== undefined)
    return kept(
      emit({ kind: 'connection', at, ...base, source, transport: base.transport ?? 'tcp' }),
    );
  if (source === undefined)
    return fields.has('cfgpath') ? 'not kept: configuration change' : NOT_KEPT;
  return kept(
    emit({ kind: 'assignment', at, event: 'seen', sensor: base.sensor, source, user: base.user }),
  );
};

/** The line is FortiGate's, whatever it lacks. */
const kept = (outcome: Outcome): Outcome => (outcome === null ? null : NOT_KEPT);

const SUBTYPES: Readonly<Record<string, Reading>> = {
  endpoint: station,
  wireless: station,
  vpn,
};
