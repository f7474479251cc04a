// dnsmasq (log-queries, log-queries=extra, log-dhcp; src/cache.c log_query, src/rfc2131.c log_packet), and Pi-hole, whose
// resolver is dnsmasq with words of its own for what it blocks, in a file or by syslog:
//
//   Nov 22 05:52:09 dnsmasq[812]: query[A] www.example from 10.20.1.5
//   Nov 22 05:52:09 dnsmasq[812]: 21745 10.20.1.5/59490 reply www.example is 192.0.2.7
//   Nov 22 05:52:09 dnsmasq[812]: gravity blocked ads.example is 0.0.0.0
//   Nov 22 05:52:09 dnsmasq-dhcp[812]: DHCPACK(eth0) 10.20.1.5 aa:bb:cc:dd:ee:ff laptop-12
//
// Sound because: the tag `dnsmasq` and one of its sentences. Looks alike: ISC dhcpd (`DHCPACK on …`).
// An answer names no client unless queries are logged with `extra`; it is then given to who asked for that name last.
// Does not see: how long a lease is good for; which of two clients an answer went to when both asked at once.
import { LIMITS } from '../../model/limits.ts';
import type { Source } from '../source.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { bare } from './named.ts';

const NOT_DNSMASQ = 'not a line of dnsmasq';
const NO_QUESTION = 'not kept: message of dnsmasq that is no question, answer or lease';
const NOBODY_ASKED = 'not kept: answer that names no client';
const NO_LEASE = 'not kept: message of DHCP that assigns nothing';

export const dnsmasq: Source = textSource({
  id: 'dnsmasq',
  title: 'dnsmasq and Pi-hole (queries, answers, leases)',
  looks: /\bdnsmasq(?:-dhcp|-tftp|-script)?(?:\[\d{1,10}\])?[: ]/,
  otherwise: NOT_DNSMASQ,
  open: (context) => {
    const askers = new Askers();
    return (text) => {
      const head = syslogHead(text, context.stamps);
      if (!TAGS.has(head.program)) return NOT_DNSMASQ;
      const at = Number.isNaN(head.at) ? context.undated() : head.at;
      const message = head.message.trim();
      // OpenWrt's logread has facility and level where others have the host.
      const sensor = LEVEL.test(head.host) ? '' : head.host;
      return head.program === 'dnsmasq-dhcp'
        ? lease(message, at, sensor, context)
        : lookup(message, at, sensor, context, askers);
    };
  },
});

const lookup = (
  text: string,
  at: number,
  sensor: string,
  { emit }: TextContext,
  askers: Askers,
): Outcome => {
  const extra = EXTRA.exec(text);
  const message = extra ? text.slice(extra[0].length) : text;
  const asked = ASKED.exec(message);
  if (asked) {
    const query = bare(asked[1]!);
    const source = asked[2]!;
    askers.asked(query, source);
    return emit({ kind: 'lookup', at, sensor, source, sourcePort: extra?.[2], query });
  }
  const said = answerOf(message);
  if (said === null) return NO_QUESTION;
  if (said.words === 'DHCP') return leased(said, at, sensor, emit);
  const query = bare(said.name);
  const source = extra?.[1] ?? askers.of(query);
  if (source === undefined) return NOBODY_ASKED;
  const { answer, action } = said;
  return emit({
    kind: 'lookup',
    at,
    sensor,
    source,
    sourcePort: extra?.[2],
    query,
    answer,
    action,
  });
};

/** `DHCP laptop-12.lan is 10.20.1.5`, and for the question the other way `DHCP 10.20.1.5 is laptop-12.lan` */
const leased = (
  { name, answer }: Said,
  at: number,
  sensor: string,
  emit: TextContext['emit'],
): Outcome => {
  const [source, device] = IS_ADDRESS.test(name) ? [name, answer] : [answer, name];
  if (!IS_ADDRESS.test(source)) return NO_QUESTION;
  return emit({ kind: 'assignment', at, sensor, event: 'seen', source, device });
};

interface Said {
  readonly words: string;
  readonly name: string;
  readonly answer: string;
  readonly action?: string;
}

/** `reply www.example is 192.0.2.7`, `/etc/hosts nas.example is 10.20.0.9`, `gravity blocked ads.example is 0.0.0.0` */
const answerOf = (message: string): Said | null => {
  const is = message.indexOf(' is ');
  const blank = message.lastIndexOf(' ', is - 1);
  if (is < 0 || blank < 0) return null;
  const words = message.slice(0, blank);
  const name = message.slice(blank + 1, is);
  const answer = message.slice(is + 4);
  if (BLOCKED.test(words)) return { words, name, answer, action: 'blocked' };
  if (!ANSWERED.test(words)) return null;
  // An alias leads to the answer that follows, `config error is REFUSED` names no name, and what is said of an address
  // answers a question for another name.
  const none =
    answer === '<CNAME>' || name === 'error' || (words !== 'DHCP' && IS_ADDRESS.test(name));
  return none ? null : { words, name, answer };
};

/** `DHCPACK(eth0) 10.20.1.5 aa:bb:cc:dd:ee:ff laptop-12`, `DHCPREPLY(eth0) 2001:db8::5 00:01:00:01:… laptop-12` */
const lease = (message: string, at: number, sensor: string, { emit }: TextContext): Outcome => {
  const found = LEASE.exec(message);
  if (!found) return NO_LEASE;
  const [, word = '', source, hardware = '', device] = found;
  const event = EVENTS.get(word);
  if (event === undefined) return NO_LEASE;
  // Hardware that is no Ethernet is written with its type in front.
  const mac = hardware.replace(/^[0-9a-f]{2}-/, '');
  const name = event === 'granted' || event === 'seen' ? device : undefined;
  return emit({ kind: 'assignment', at, sensor, event, source, mac, device: name });
};

/** Who asked for a name last. */
class Askers {
  readonly #sources = new Map<string, string>();

  asked(name: string, source: string): void {
    this.#sources.delete(name);
    this.#sources.set(name, source);
    if (this.#sources.size <= LIMITS.askersMax) return;
    const oldest = this.#sources.keys().next();
    if (!oldest.done) this.#sources.delete(oldest.value);
  }

  of(name: string): string | undefined {
    return this.#sources.get(name);
  }
}

const LEVEL = /^[a-z]+\d?\.(?:debug|info|notice|warn|err|crit)$/;
const TAGS: ReadonlySet<string> = new Set([
  'dnsmasq',
  'dnsmasq-dhcp',
  'dnsmasq-tftp',
  'dnsmasq-script',
]);
const EVENTS: ReadonlyMap<string, 'granted' | 'released' | 'seen'> = new Map([
  ['DHCPACK', 'granted'],
  ['DHCPREPLY', 'granted'],
  ['DHCPRELEASE', 'released'],
  ['DHCPINFORM', 'seen'],
  ['SLAAC-CONFIRM', 'seen'],
]);
const ADDRESS = '[0-9A-Fa-f.:]{2,45}(?:%[\\w.-]{1,16})?';
const IS_ADDRESS = /^(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})$/;
/** Number of the query and who asked, with `extra`. */
const EXTRA = new RegExp(String.raw`^(?:\d{1,10}|\*) (${ADDRESS})/(\d{1,5}) `);
const ASKED = new RegExp(
  String.raw`^(?:query|auth)\[[^\]\s]{1,24}\] (.{1,1100}) from (${ADDRESS})$`,
);
const ANSWERED = /^(?:reply|cached|cached-stale|config|DHCP|auth|Pi-hole hostname|\/\S{1,255})$/;
const BLOCKED =
  /^(?:(?:gravity|exactly|regex|wildcard|domain|upstream)? ?(?:blocked|blacklisted|denied)(?: upstream with [\w ]{1,32})?(?: \(CNAME\))?|special domain|\/\S{0,200}(?:gravity|black)\.list)$/;
const LEASE =
  /^(?:\d{1,10} )?(DHCP[A-Z]{3,12}|SLAAC-CONFIRM)\([^)\s]{1,32}\) ([0-9A-Fa-f.:]{2,45})(?: ([0-9A-Fa-f]{2}[0-9A-Fa-f:-]{4,400}))?(?: (\S{1,255}))?$/;
