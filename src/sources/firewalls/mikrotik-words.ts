// The sentences of RouterOS, told apart by the topics before them.
import type { Draft } from '../text/draft.ts';

type Untimed = Omit<Draft, 'at' | 'sensor'>;

export const saidByRouterOs = (topics: string, text: string): Untimed | null => {
  const topic = new Set(topics.split(','));
  if (topic.has('dhcp')) return lease(text);
  if (topic.has('ppp') || topic.has('l2tp') || topic.has('pptp') || topic.has('ovpn'))
    return session(text);
  if (topic.has('hotspot')) return hotspot(text);
  if (topic.has('web-proxy')) return request(text);
  if (topic.has('dns')) return lookup(text);
  return topic.has('system') ? login(text) : null;
};

/** Syslog in BSD's form has no topics: only the sentences that nobody else writes so. */
export const saidWithoutTopics = (text: string): Untimed | null => {
  if (SERVICES.test(text)) return login(text);
  return LEASED.test(text) ? lease(text) : null;
};

/** `user ada logged in from 10.20.0.5 via winbox`, `login failure for user ada from … via ssh`. */
const login = (text: string): Untimed | null => {
  const found = LOGIN.exec(text);
  if (!found) return null;
  const [, failed, failing, user, done, source, service] = found;
  const event = failed ? 'failed' : done === 'logged out' ? 'signed-out' : 'signed-in';
  return { kind: 'sign-in', event, user: failed ? failing : user, source, service };
};

/** `dhcp1 assigned 10.20.1.9 for 02:… laptop`, `dhcp1 deassigned 10.20.1.9 from 02:…`. */
const lease = (text: string): Untimed | null => {
  const found = LEASE.exec(text);
  if (!found) return null;
  const [, word, source, mac, device] = found;
  return {
    kind: 'assignment',
    event: word === 'assigned' ? 'granted' : 'released',
    source,
    mac,
    device,
  };
};

/** `ada logged in, 10.20.250.2 from 203.0.113.7`, `ada logged out, 3600 100 200 1 2 from 203.0.113.7`. */
const session = (text: string): Untimed | null => {
  const found = SESSION.exec(text);
  if (!found) return null;
  const [, user, word, assigned, source] = found;
  const event = word === 'in' ? 'signed-in' : 'signed-out';
  return { kind: 'sign-in', event, user, assigned, source, service: 'vpn' };
};

/** `->: ada (10.20.1.5): logged in`. */
const hotspot = (text: string): Untimed | null => {
  const found = HOTSPOT.exec(text);
  if (!found) return null;
  const [, user, source, word] = found;
  const gone = word === 'logged out' ? 'signed-out' : 'signed-in';
  return {
    kind: 'sign-in',
    event: word === 'login failed' ? 'failed' : gone,
    user,
    source,
    service: 'portal',
  };
};

/** `10.20.1.5 GET http://www.example.com/ action=allow cache=MISS`. */
const request = (text: string): Untimed | null => {
  const found = REQUEST.exec(text);
  if (!found) return null;
  const [, source, method, url, action] = found;
  return { kind: 'request', source, method, url, action };
};

/** `query from 10.20.1.5: #4711 tracker.example.net. A`. */
const lookup = (text: string): Untimed | null => {
  const found = LOOKUP.exec(text);
  if (!found) return null;
  return { kind: 'lookup', source: found[1], query: found[2]!.replace(/\.$/, '') };
};

const ADDRESS = String.raw`([\da-fA-F.:]{2,45})`;
const LOGIN = new RegExp(
  String.raw`^(?:(login failure) for user (.{1,128}?)|user (.{1,128}?) (logged in|logged out)) (?:from ${ADDRESS} )?via (\S{1,32})`,
);
const SERVICES = / via (?:winbox|ssh|telnet|web|api|ftp|local|mac-telnet|rest-api|console)\s*$/;
const LEASED =
  /^\S{1,64} (?:de)?assigned [\d.]{7,15} (?:to|for|from) [\dA-F:]{17}(?: \S{1,128})?\s*$/;
const LEASE = new RegExp(
  String.raw`^\S{1,64} (assigned|deassigned) ${ADDRESS} (?:to|for|from) ([\da-fA-F:]{17})(?: (\S{1,128}))?`,
);
const SESSION = new RegExp(
  String.raw`^(?:<[^>]{1,128}>: )?(.{1,128}?) logged (in|out), (?:${ADDRESS}|[\d ]{1,120}) from ${ADDRESS}`,
);
const HOTSPOT = new RegExp(
  String.raw`^(?:->: )?(.{1,128}?) \(${ADDRESS}\): (logged in|logged out|login failed)`,
);
const REQUEST = new RegExp(
  String.raw`^${ADDRESS} ([A-Z]{3,12}) (\S{1,8192}) {1,2}action=(\w{1,16})`,
);
const LOOKUP = new RegExp(String.raw`^query from ${ADDRESS}: #\d{1,10} (\S{1,255}) `);
