// RouterOS of MikroTik: firewall, leases, sign-ins, PPP and hotspot sessions, web proxy, DNS (MikroTik, "Log"; topics may
// stand in front, as the router's own log and its syslog have them):
//
//   2026-11-22T05:52:09+01:00 gw firewall,info drop-p2p forward: in:LAN out:WAN, connection-state:new src-mac
//     02:00:5e:10:00:01, proto TCP (SYN), 10.20.1.5:51022->198.51.100.7:6881, NAT (10.20.1.5:51022->192.0.2.1:51022)->…, len 60
//
// Sound because: a chain with `in:… out:…` and `proto …`, or RouterOS's fixed sentences behind its topics. Looks alike:
// netfilter's own log (`IN= OUT=`). What was done is in the words of the rule's prefix; without any, a packet to the
// router itself counts as denied and another one as allowed, as in netfilter-log. Does not see: bytes of connections.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type TextContext, textSource } from '../text/text-source.ts';
import { type Decision, decision } from './decision.ts';
import { saidByRouterOs, saidWithoutTopics } from './mikrotik-words.ts';

const NOT_ROUTEROS = 'not a message of RouterOS';
const OTHER = 'not kept: message of RouterOS that names no traffic';

export const mikrotik: Source = textSource({
  id: 'mikrotik',
  title: 'MikroTik (RouterOS)',
  looks:
    /\bin:.{1,80} out:|\b(?:firewall|system|dhcp|ppp|hotspot|web-proxy|dns|account)[,\s]|\bvia \w|assigned \d/,
  otherwise: NOT_ROUTEROS,
  open: (context) => (line) => {
    const text = line.includes('|MikroTik|') ? withoutCef(line) : line;
    const packet = PACKET.exec(text);
    if (packet) {
      const { rule, ...seen } = before(`${text.slice(0, packet.index)} `, context);
      return context.emit({ ...verdict(text, packet, rule), ...seen });
    }
    const topics = TOPICS.exec(text);
    if (!topics) {
      const { message, host, at } = syslogHead(text, context.stamps);
      const said = saidWithoutTopics(message);
      if (said === null) return NOT_ROUTEROS;
      return context.emit({
        ...said,
        at: Number.isNaN(at) ? context.undated() : at,
        sensor: host,
      });
    }
    const words = topics[1]!.replace(/ /g, '');
    const draft = saidByRouterOs(words, text.slice(topics.index + topics[0].length));
    if (draft === null) return OTHER;
    const { at, sensor } = before(text.slice(0, topics.index), context);
    return context.emit({ ...draft, at, sensor });
  },
});

const verdict = (
  text: string,
  found: RegExpExecArray,
  prefix: string,
): Omit<Draft, 'at' | 'sensor'> => {
  const [, chain, out = '', mac, transport, source, sourcePort, destination, port] = found;
  const behind = TRANSLATED.exec(text.slice(found.index + found[0].length));
  const translated = translation(behind, source, destination);
  const toSelf = chain === undefined ? out.startsWith('(unknown') : chain === 'input';
  return {
    kind: 'verdict',
    action: decided(prefix) ?? (toSelf ? 'denied' : 'allowed'),
    transport,
    source: source?.replace(/^\[|\]$/g, ''),
    sourcePort,
    destination: destination?.replace(/^\[|\]$/g, ''),
    destinationPort: port,
    mac,
    rule: prefix || chain,
    bytesOut: LENGTH.exec(text)?.[1],
    ...(translated ? { translated } : {}),
  };
};

/** `NAT (a:1->c:1)->b:2` changes the source, `NAT a:1->(b:2->d:2)` the destination. */
const translation = (
  behind: RegExpExecArray | null,
  source: string | undefined,
  destination: string | undefined,
): Draft['translated'] => {
  if (!behind) return undefined;
  const [, from1, from2, fromPort, to1, to2, toPort] = behind;
  return {
    source: from1 === undefined ? source : from2,
    sourcePort: fromPort,
    destination: to1 === undefined ? destination : to2,
    destinationPort: toPort,
  };
};

/** Denied wins: `DROP-not-ALLOWED`. */
const decided = (rule: string): Decision | undefined => {
  const words = rule.split(/[^A-Za-z]+/).map(decision);
  return words.find((word) => word === 'denied') ?? words.find((word) => word !== undefined);
};

/** What a relay wrote, and the prefix of the rule behind it or behind the topics. */
const before = (text: string, { stamps, undated }: TextContext) => {
  const topics = TOPICS.exec(text);
  const head = topics ? text.slice(0, topics.index) : text;
  const { at, host, program, message } = syslogHead(`${head.trimEnd()} x`, stamps);
  const bare = message.replace(/ ?x$/, '') || program;
  const rule = topics ? text.slice(topics.index + topics[0].length) : bare;
  return { at: Number.isNaN(at) ? undated() : at, sensor: host, rule: rule.trim() };
};

/** CEF has the topics in its name and the sentence in `msg`: brought to the router's own form. */
const withoutCef = (line: string): string => {
  const found = IN_CEF.exec(line);
  if (!found) return line;
  const head = line.slice(0, found.index);
  const said = line.slice(found.index + found[0].length).replace(AFTER_MESSAGE, '');
  return `${head}${found[1]} ${said.replace(/\\([=\\])/g, '$1').trim()}`;
};

const IN_CEF =
  /CEF:[01]\|MikroTik\|[^|]{0,64}\|[^|]{0,64}\|\d{1,4}\|([\w,.-]{1,100})\|\w{1,16}\|.{0,300}?\bmsg=/;
/** Newer versions add keys behind the sentence. */
const AFTER_MESSAGE =
  / (?:app|act|duser|suser|outcome|src|dst|spt|dpt|proto|smac|reason)=.{0,2000}$/;
const TOPIC =
  '(?:firewall|system|dhcp|ppp|l2tp|pptp|ovpn|sstp|pppoe|ipsec|hotspot|web-proxy|dns|account|info|error|critical|warning|debug|packet|route|interface|script|wireless|caps|bridge|radius|ssh|telnet|api|e-mail|write|read|certificate|upnp|ntp|watchdog)';
const TOPICS = new RegExp(String.raw`(?:^|[\s>])(${TOPIC}(?:, ?${TOPIC}){1,6})(?::)? `);
const ADDRESS = String.raw`(\[[\da-fA-F:.]{2,45}\]|[\da-fA-F:]{2,45}|[\d.]{7,15})`;
const PACKET = new RegExp(
  String.raw`(?:^|[\s=])(?:([\w-]{1,32}): )?in:.{1,64}? out:(.{1,64}?),(?: connection-(?:state|mark):[^ ]{1,64}){0,2}(?: src-mac ([\da-fA-F:]{17}),?)?(?: dst-mac [\da-fA-F:]{17},?)?(?: eth-proto \w{1,8},?)? proto ([\w-]{1,20})(?: \([^)]{0,64}\))?, ${ADDRESS}(?::(\d{1,5}))?->${ADDRESS}(?::(\d{1,5}))?(?=[,\s]|$)`,
);
const TRANSLATED =
  /^, NAT (?:\(([\da-fA-F.:[\]]{2,52}?)(?::\d{1,5})?->([\da-fA-F.:[\]]{2,52}?)(?::(\d{1,5}))?\)|[\da-fA-F.:[\]]{2,52})->(?:\(([\da-fA-F.:[\]]{2,52}?)(?::\d{1,5})?->([\da-fA-F.:[\]]{2,52}?)(?::(\d{1,5}))?\)|[\da-fA-F.:[\]]{2,52})/;
const LENGTH = /, len (\d{1,6})\s*$/;
