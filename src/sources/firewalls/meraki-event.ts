// Meraki's events: leases, clients of the wireless network, sign-ins, VPN of people, what the content filter blocked.
import type { Draft } from '../text/draft.ts';
import { type Fields, keyValues } from '../text/fields.ts';

type Untimed = Omit<Draft, 'at' | 'sensor'>;

export const merakiEvent = (text: string): Untimed | null => {
  const lease = LEASE.exec(text);
  if (lease) {
    const [, source, mac, device] = lease;
    return { kind: 'assignment', event: 'granted', source, mac, device };
  }
  const tunnel = TUNNEL.exec(text);
  if (tunnel) {
    const [, service, word, user, assigned, source] = tunnel;
    const event = word === 'disconnect' ? 'signed-out' : 'signed-in';
    return { kind: 'sign-in', event, user: name(user), assigned, source, service: vpn(service) };
  }
  const fields = keyValues(text.replace(BLOCKED, 'type=$1 '));
  const type = fields.get('type') ?? '';
  if (type.startsWith('anyconnect')) return anyConnect(type, text);
  if (type === 'content_filtering_block') return blocked(fields);
  return client(type, fields);
};

/** `type=anyconnect_vpn_auth_success msg= 'RADIUS[1] Server IP=… Server port=… Peer IP=… Peer port=… User=ada: …'`. */
const anyConnect = (type: string, text: string): Untimed => {
  const words = text.slice(0, WORDS_CHARS_MAX);
  const user = USER.exec(words)?.[1];
  const ends = {
    source: PEER.exec(words)?.[1],
    sourcePort: PEER_PORT.exec(words)?.[1],
    destination: SERVER.exec(words)?.[1],
    destinationPort: SERVER_PORT.exec(words)?.[1],
  };
  if (user === undefined)
    return { kind: 'connection', ...ends, transport: PROTOCOL.exec(words)?.[1], user };
  const gone = /disconnect|removed|closed|terminat/i.test(words) ? 'signed-out' : 'signed-in';
  const event = /fail|reject|denied/i.test(`${type} ${words}`) ? 'failed' : gone;
  return { kind: 'sign-in', event, user: name(user), ...ends, service: 'vpn' };
};

/** Older firmware names the client by its link-layer address alone. */
const blocked = (fields: Fields): Untimed => {
  const [destination, destinationPort] = (fields.get('server') ?? '').split(':', 2);
  const asked = {
    source: fields.get('client_ip'),
    destination,
    destinationPort,
    mac: fields.get('client_mac'),
    url: fields.get('url'),
    action: 'blocked',
    application: fields.get('category0'),
  };
  if (asked.source) return { kind: 'request', ...asked };
  return { kind: 'alert', ...asked, text: 'content filtering block' };
};

const client = (type: string, fields: Fields): Untimed | null => {
  const mac = fields.get('client_mac');
  const user = fields.get('identity');
  const source = fields.get('client_ip') ?? fields.get('ip');
  if (user && (type.startsWith('8021x') || type === 'splash_auth'))
    return {
      kind: 'sign-in',
      event: /fail/.test(type) ? 'failed' : /deauth/.test(type) ? 'signed-out' : 'signed-in',
      user,
      mac,
      source,
      service: type === 'splash_auth' ? 'portal' : '802.1X',
    };
  if (type === 'association' && mac && source)
    return { kind: 'assignment', event: 'seen', source, mac };
  return null;
};

const name = (user: string | undefined): string | undefined => user?.replace(/@.*$/s, '');
const vpn = (service: string | undefined): string => (service ? 'vpn' : '');

const WORDS_CHARS_MAX = 1000;
const LEASE =
  /^dhcp lease of ip ([\da-fA-F.:]{2,45}) from .{1,40}?mac [\da-fA-F:.]{12,17} for client mac ([\da-fA-F:.]{12,17})(?: with hostname '?([^'\s]{1,128})'?)?/;
const TUNNEL =
  /^(?:type=)?(client_vpn|anyconnect_vpn)_(connect|disconnect) user id '([^']{1,128})' local ip ([\da-fA-F.:]{2,45})(?: (?:re)?connected from ([\da-fA-F.:]{2,45}))?/;
const BLOCKED = /^(content_filtering_block) /;
const USER = /\bUser(?:=|\[)([^\]:'\s]{1,128})/;
const PEER = /\bPeer IP=([\da-fA-F.:]{2,45})/;
const PEER_PORT = /\bPeer port=(\d{1,5})/;
const SERVER = /\bServer IP=([\da-fA-F.:]{2,45})/;
const SERVER_PORT = /\bServer port=(\d{1,5})/;
const PROTOCOL = /\bProt\[(\w{1,8})\]/;
