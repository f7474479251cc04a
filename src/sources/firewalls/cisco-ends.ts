// The ends of a connection as messages of Cisco write them: `inside:10.20.1.13/51022`, `10.20.1.13(51022)`,
// `outside/2001:db8::1(443)`, `10.0.0.1/ssh`.
import { canonicalAddress } from '../../model/address.ts';

export interface End {
  readonly address: string;
  readonly port: number | undefined;
}

/** Null when no address stands there (a name of the configuration's, a placeholder). */
export const endOf = (token: string): End | null => {
  const text = token.replace(/^[[<(]|[\])>,.;:]+$/g, '');
  const cut = PORT.exec(text);
  const place = cut ? text.slice(0, cut.index) : text;
  const address = canonicalAddress(place) ?? behindInterface(place);
  if (address === null) return null;
  const port = cut === null ? undefined : (SERVICES[cut[1]!] ?? Number(cut[1]));
  return { address, port: Number.isNaN(port) ? undefined : port };
};

/** `inside:10.20.1.13`, `dmz/2001:db8::1`. */
const behindInterface = (place: string): string | null => {
  const cut = place.search(/[:/]/);
  return cut < 0 ? null : canonicalAddress(place.slice(cut + 1).replace(/^\[/, ''));
};

/** Source and destination in a sentence: `from A to B`, `src A dst B`, `for A to B`; nulls for what is not there. */
export const endsOf = (sentence: string): readonly [End | null, End | null] => {
  const arrow = sentence.includes(' -> ') ? ARROW.exec(sentence) : null;
  if (arrow) return [endOf(arrow[1]!), endOf(arrow[2]!)];
  const [source, after] = firstEnd(sentence, SOURCE);
  return [source, firstEnd(sentence.slice(after), DESTINATION)[0]];
};

/** Words before an end also stand before others (`from application Snort for TCP flow …`): the first address counts. */
const firstEnd = (sentence: string, words: RegExp): readonly [End | null, number] => {
  words.lastIndex = 0;
  for (let tries = 0; tries < TRIES; tries++) {
    const found = words.exec(sentence);
    if (!found) break;
    const end = endOf(found[1]!);
    if (end) return [end, words.lastIndex];
  }
  return [null, 0];
};

const TRIES = 6;
const PORT = /[/(](\d{1,5}|[a-z][a-z-]{1,15})\)?$/;
const TOKEN = String.raw`[\[(<]?([^\s(),;>]{2,100}(?:\(\d{1,5}\))?)`;
const SOURCE = new RegExp(
  String.raw`\b(?:from|src|for|flow|client|between|SRC|laddr|packet:)[ =:]{1,3}${TOKEN}`,
  'g',
);
const DESTINATION = new RegExp(
  String.raw`(?:\b(?:to|dst|dest|and|DEST|address)|=|==?>)[ =:]{1,3}${TOKEN}`,
  'g',
);
/** `list 102 denied tcp 10.0.6.56(3067) -> 172.36.4.7(139)`, with the interface and address of the next hop between. */
const ARROW =
  /(?:^|\s)([^\s(]{2,100}(?: ?\(\d{1,5}\))?)(?: ?\([^)]{0,100}\))? -> ([^\s(]{2,100}(?: ?\(\d{1,5}\))?)/;

/** Names that the ASA writes for well-known ports, as in its own command lines. */
const SERVICES: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  tftp: 69,
  www: 80,
  http: 80,
  ntp: 123,
  snmp: 161,
  snmptrap: 162,
  ldap: 389,
  https: 443,
  isakmp: 500,
  syslog: 514,
};
