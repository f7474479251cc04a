// Unbound (unbound.conf(5): log-queries, log-replies, log-tag-queryreply, log-local-actions, rpz-log), in its own file with
// seconds since 1970 or a written time, or by syslog:
//
//   [1795326729] unbound[812:0] info: 10.20.1.5 www.example. A IN
//   Nov 22 05:52:09 ns1 unbound[812]: [812:0] reply: 10.20.1.5 www.example. A IN NOERROR 0.035161 0 62
//   … [812:1] info: ads.example. always_nxdomain 10.20.1.5@53433 ads.example. A IN
//   … [812:1] info: rpz: applied [block] ads.example. rpz-nxdomain 10.20.1.5@53433 ads.example. A IN
//
// Sound because: process and thread in brackets, a level, then a client, a name, a type and a class. Looks alike: no other.
// Does not see: what was answered (only whether it was); ports of clients, except of blocked questions.
import type { Source } from '../source.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { bare } from './named.ts';

const NOT_UNBOUND = 'not a line of Unbound';
const NO_QUESTION = 'not kept: message of Unbound that is no question of a client';

export const unbound: Source = textSource({
  id: 'unbound',
  title: 'Unbound (queries, replies, local actions)',
  looks: /\[\d{1,10}:[0-9a-f]{1,4}\] (?:info|query|reply|debug|notice|warning|error|fatal error): /,
  otherwise: NOT_UNBOUND,
  open: (context) => (text) => {
    const found = RECORD.exec(text);
    if (!found || found[1]!.length > PREFIX_MAX) return NOT_UNBOUND;
    const [, prefix = '', level = '', message = ''] = found;
    const head = headOf(prefix, context);
    if (head === null) return NOT_UNBOUND;
    if (!KEPT_LEVELS.has(level)) return NO_QUESTION;
    return question(message, head.at, head.sensor, context);
  },
});

const question = (message: string, at: number, sensor: string, context: TextContext): Outcome => {
  const asked = ASKED.exec(message);
  if (asked) {
    const [, source, name, code] = asked;
    return context.emit({ kind: 'lookup', at, sensor, source, query: bare(name!), answer: code });
  }
  const acted = ACTED.exec(message);
  if (!acted) return NO_QUESTION;
  const [, word = '', source, sourcePort, name] = acted;
  const action = BLOCKING.test(word) ? 'blocked' : word;
  const query = bare(name!);
  return context.emit({ kind: 'lookup', at, sensor, source, sourcePort, query, action });
};

/** Time and host of what stands before the brackets; null when that is none of Unbound's or a relay's heads. */
const headOf = (
  prefix: string,
  { stamps, undated }: TextContext,
): { at: number; sensor: string } | null => {
  const own = /^\[(\d{9,11})\] unbound$/.exec(prefix);
  if (own) return { at: stamps.any(own[1]!), sensor: '' };
  if (prefix === '') return { at: undated(), sensor: '' };
  const written = /^(.{10,40}?) unbound$/.exec(prefix);
  const stamp = written ? stamps.any(written[1]!) : Number.NaN;
  if (!Number.isNaN(stamp)) return { at: stamp, sensor: '' };
  const head = syslogHead(`${prefix} `, stamps);
  if (Number.isNaN(head.at) && head.program === '') return null;
  return { at: Number.isNaN(head.at) ? undated() : head.at, sensor: head.host };
};

const PREFIX_MAX = 256;
const KEPT_LEVELS: ReadonlySet<string> = new Set(['info', 'query', 'reply']);
const RECORD = /^(.*?) ?\[\d{1,10}:[0-9a-f]{1,4}\] ([a-z ]{4,11}): (.*)$/;
const ADDRESS = '((?:[0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f.]{0,15}){2,8})';
const QUESTION = String.raw`(\S{1,1100}) [A-Z][A-Z0-9-]{0,15} [A-Z][A-Z0-9]{1,15}`;
const ASKED = new RegExp(String.raw`^${ADDRESS} ${QUESTION}(?: ([A-Z]{4,12}) \d.*)?$`);
/** `rpz: applied [log name] trigger action client@port question`, `zone action client@port question`. */
const ACTED = new RegExp(
  String.raw`^(?:rpz: applied )?(?:\[[^\]]{0,255}\] )?(?:\S{1,1100} )?([a-z][a-z_-]{2,32}) ${ADDRESS}@(\d{1,5}) ${QUESTION}$`,
);
/** Of local-zone types and RPZ actions: those after which the client did not get what it asked for. */
const BLOCKING =
  /^(?:deny|refuse|redirect|static|inform_deny|inform_redirect|always_(?:refuse|nxdomain|nodata|null|deny)|block_a(?:aaa)?|rpz-(?:nxdomain|nodata|drop|local-data|cname-override))$/;
