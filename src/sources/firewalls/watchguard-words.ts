// What Fireware says in sentences: who signed in, who was given which address.
import type { Draft } from '../text/draft.ts';

type Untimed = Omit<Draft, 'at' | 'until' | 'sensor'>;

export const saidByFireware = (message: string): Untimed | null => {
  const text = message.slice(0, SENTENCE_CHARS_MAX);
  const lease = LEASE.exec(text);
  if (lease) {
    const [, word, source, mac, device] = lease;
    return {
      kind: 'assignment',
      event: EVENTS[word!]!,
      source,
      mac,
      device,
    };
  }
  const host = BLOCKED.exec(text);
  if (host) return { kind: 'alert', text: 'Temporarily blocking host', source: host[1] };
  const sentence = ACCOUNT.exec(text);
  if (!sentence) return null;
  const [, service, bracketed, bare, source, words = ''] = sentence;
  const account = bracketed ?? bare ?? '';
  // Of a failed attempt with a name that is not known, the address is what counts.
  if (/^<|missing/.test(account)) return { kind: 'alert', text: sentence[0], source };
  const gone = /logged out|log out|logout|terminated/.test(words) ? 'signed-out' : 'signed-in';
  return {
    kind: 'sign-in',
    event: /reject|fail|denied|invalid/.test(words) ? 'failed' : gone,
    user: account.replace(/@.*$/s, ''),
    source,
    assigned: ASSIGNED.exec(words)?.[1],
    service: /vpn/i.test(service ?? '') ? 'vpn' : service,
  };
};

const SENTENCE_CHARS_MAX = 1000;
const EVENTS: Readonly<Record<string, 'granted' | 'released' | 'seen'>> = {
  ACK: 'granted',
  RELEASE: 'released',
  REQUEST: 'seen',
};
/** `DHCPACK on 10.20.1.9 to 02:00:5e:10:00:09 (host) via vlan2`, `DHCPRELEASE of … from …`; a request that was not refused. */
const LEASE =
  /DHCP(ACK|RELEASE|REQUEST(?=.{0,400} via [^\s:]{1,64}\s*$)) (?:on|of|for) ([\d.]{7,15})(?: \([\d.]{7,15}\))? (?:to|from) ([\da-fA-F:]{17})(?: \(([^)]{1,128})\))?/;
/** `Authentication of SSLVPN user [ada@Firebox-DB] from 203.0.113.1 was accepted`, `WebUI User ada@… from … log in attempt …`. */
const ACCOUNT =
  /(?:Authentication of )?(\S{1,32}(?: VPN)?) [Uu]ser (?:\[([^\]]{1,128})\]|(.{1,128}?)) from ([\da-fA-F.:]{2,45}) (.{0,400})/;
const BLOCKED = /^Temporarily blocking host ([\da-fA-F.:]{2,45})/;
const ASSIGNED = /virtual IP is ([\da-fA-F.:]{2,45})/;
