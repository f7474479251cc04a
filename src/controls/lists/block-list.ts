// Public block lists, in the forms they are given away in: one name a line. What a line says beyond names (patterns, options,
// includes) is counted by reason, never guessed.
//
//   0.0.0.0 tracker.example.org            hosts(5)
//   address=/tracker.example.org/          dnsmasq(8); also local=, server=/…/
//   *.tracker.example.org CNAME .          RPZ (BIND 9 ARM)
//   ||tracker.example.org^                 AdGuard, uBlock
//   domain:tracker.example.org @p2p        v2fly domain-list-community; full:, keyword:, regexp:, include:
//   tracker.example.org                    plain; with a leading dot or `*.`: all below it
import type { NameRule } from '../intent.ts';
import { isHostName } from '../names/denied-names.ts';

export interface BlockList {
  readonly rules: readonly NameRule[];
  /** ISO date that the list gives itself; null when it gives none. */
  readonly dated: string | null;
  readonly lines: number;
  /** Lines that are no names, by reason. */
  readonly notUnderstood: Readonly<Record<string, number>>;
}

export const parseBlockList = (text: string): BlockList => {
  const rules = new Map<string, NameRule>();
  const notUnderstood: Record<string, number> = {};
  let dated: string | null = null;
  let lines = 0;
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trim();
    if (line === '') continue;
    if (/^([#;!]|\/\/|\[)/.test(line)) {
      dated ??= dateIn(line);
      continue;
    }
    lines++;
    const said = ruleOf(withoutRemark(line));
    if (typeof said === 'string') notUnderstood[said] = (notUnderstood[said] ?? 0) + 1;
    else rules.set(`${said.below ? '.' : ''}${said.name}`, said);
  }
  return { rules: [...rules.values()], dated, lines, notUnderstood };
};

/** `Last modified: 2026-11-20`, `Date: 20 Nov 2026`, `Version: 202611201200`. */
const dateIn = (line: string): string | null => {
  if (!/modified|updated|date|version|serial/i.test(line)) return null;
  const iso = /(\d{4})-(\d\d)-(\d\d)/.exec(line) ?? /\b(20\d\d)(\d\d)(\d\d)\d*\b/.exec(line);
  if (iso) return validDate(`${iso[1]}-${iso[2]}-${iso[3]}`);
  const words =
    /\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (\d{4})\b/.exec(line);
  if (!words) return null;
  const month = MONTHS.indexOf(words[2]!) / 3 + 1;
  return validDate(`${words[3]}-${String(month).padStart(2, '0')}-${words[1]!.padStart(2, '0')}`);
};

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

const validDate = (text: string): string | null =>
  Number.isNaN(Date.parse(`${text}T00:00:00Z`)) ? null : text;

const withoutRemark = (line: string): string => line.replace(/\s+[#;].*$/, '').trim();

type Reading = NameRule | string;

const ruleOf = (line: string): Reading => {
  for (const [pattern, read] of FORMS) {
    const match = pattern.exec(line);
    if (match) return read(match);
  }
  return 'a line in no form of a block list';
};

const exactly = (name: string | undefined): Reading => named(name, false);
const withBelow = (name: string | undefined): Reading => named(name, true);

const named = (text: string | undefined, below: boolean): Reading => {
  const name = (text ?? '').toLowerCase().replace(/\.$/, '');
  return isHostName(name) ? { name, below } : 'no host name';
};

/** Tried in this order; each is anchored and linear. */
const FORMS: readonly (readonly [RegExp, (match: RegExpExecArray) => Reading])[] = [
  [/^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+(\S+)$/, ([, name]) => exactly(name)],
  [/^(?:\d{1,3}\.){3}\d{1,3}\s+\S+$/, () => 'an address for a name, no block'],
  [/^(?:address|local|server)=\/([^/]+)\/(?:0\.0\.0\.0|::|#)?$/, ([, name]) => withBelow(name)],
  [/^(?:address|local|server|ipset|nftset)=/, () => 'more than one name, or an option of dnsmasq'],
  [/^\*\.(\S+?)\.?\s+(?:\d+\s+)?(?:IN\s+)?CNAME\s+(?:\.|\*\.)$/i, ([, name]) => withBelow(name)],
  [/^(\S+?)\.?\s+(?:\d+\s+)?(?:IN\s+)?CNAME\s+(?:\.|\*\.)$/i, ([, name]) => exactly(name)],
  [
    /^(?:\$|@\s|\S+\s+(?:\d+\s+)?(?:IN\s+)?(?:SOA|NS|CNAME|A|AAAA|TXT)\s)/i,
    () => 'another record of a zone',
  ],
  [/^@@/, () => 'an exception of a filter list'],
  [/^\|\|([^/^$|*]+)\^$/, ([, name]) => withBelow(name)],
  [/^\|([^/^$|*]+)\^$/, ([, name]) => exactly(name)],
  [/^domain:(\S+)(?:\s+@\S+)*$/, ([, name]) => withBelow(name)],
  [/^full:(\S+)(?:\s+@\S+)*$/, ([, name]) => exactly(name)],
  [/^(?:keyword|regexp):/, () => 'a pattern, which would hit more than names'],
  [/^include:/, () => 'an include of another list'],
  [/^(?:\*\.|\.)(\S+)$/, ([, name]) => withBelow(name)],
  [/^(\S+?)(?:\s+@\S+)*$/, ([, name]) => exactly(name)],
];
