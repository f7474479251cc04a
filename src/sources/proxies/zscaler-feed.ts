// Zscaler Internet Access, feeds as lines (Nanolog Streaming Service; help.zscaler.com, "NSS Feed Output Format"):
//
//   datetime="Sun Nov 22 06:07:06 2026"⇥reason="Allowed"⇥event_id="75"⇥…⇥ClientIP="10.20.1.12"⇥…            pairs, tabs between
//   "Sun Nov 22 06:07:06 2026","alice","HTTP","h.example/","Blocked",…,"10.20.1.12","203.0.113.9","GET","403",…     web, 34 cells
//   "Sun Nov 22 06:07:06 2026","alice","dept","place","80","36084",…,"10.20.1.12","203.0.113.9",…               firewall, 36 cells
//
// Sound because: pairs have `datetime` and `event_id` or `csip`/`cdip`, or `dns_req`; the tables are those of Zscaler's own
// template for CSV: the number of cells, the stamp, the action and the addresses must all fit. Looks alike: FortiGate (pairs
// with blanks between). Does not see: feeds with columns of one's own and without names: nothing tells what they mean.
import { LIMITS } from '../../model/limits.ts';
import type { Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { meaning, NOT_ZSCALER, readZscaler, type Value } from './zscaler-records.ts';

export const zscalerFeed: Source = textSource({
  id: 'zscaler-feed',
  title: 'Zscaler Internet Access, feed as pairs or CSV',
  looks:
    /\b(?:datetime|time)="[^"]{4,32}"\t|"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d \d{4}","/,
  otherwise: NOT_ZSCALER,
  open: (context) => (text) => {
    const pairs = text.search(/\b(?:datetime|time)="/);
    if (pairs >= 0 && pairs <= LIMITS.logPrefixBytesMax && text.includes('\t'))
      return readPairs(text.slice(pairs), context);
    const line = text.startsWith('"') ? text : syslogHead(text, context.stamps).message;
    return readTable(line, context);
  },
});

const NAME_CHARS_MAX = 64;

/** `"x"`, `""x""` → `x`. */
const unquoted = (text: string): string => {
  const quotes = text.startsWith('""') && text.length >= 4 ? 2 : 1;
  return text.slice(quotes, text.length - quotes);
};

/** A value may hold quotes (`ua=""Mozilla/5.0 …""`), tabs are what Zscaler escapes. */
const readPairs = (text: string, context: TextContext): Outcome => {
  const fields = new Map<string, string>();
  for (const pair of text.split('\t', LIMITS.textFieldsMax)) {
    const equals = pair.indexOf('="');
    const name = pair.slice(0, equals);
    if (equals > 0 && equals <= NAME_CHARS_MAX && !fields.has(name))
      fields.set(name, unquoted(pair.slice(equals + 1).trimEnd()));
  }
  const own =
    fields.has('event_id') || fields.has('csip') || fields.has('dns_req') || fields.has('recordid');
  if (!own) return NOT_ZSCALER;
  return readZscaler(
    '',
    valueIn((name) => fields.get(name)),
    context,
  );
};

const readTable = (text: string, context: TextContext): Outcome => {
  const cells = csvCells(text);
  if (cells === null || Number.isNaN(context.stamps.any(cells[0] ?? ''))) return NOT_ZSCALER;
  const names = cells.length >= FIREWALL.length && ADDRESS.test(cells[8]!) ? FIREWALL : WEB;
  if (cells.length < names.length || cells.length > names.length + CELLS_ADDED) return NOT_ZSCALER;
  const cell = (name: string): string | undefined => cells[names.indexOf(name)];
  const fits =
    names === WEB
      ? /^(?:Allow|Block|Caution)/.test(cell('action')!) &&
        ADDRESS.test(cell('cip')!) &&
        ADDRESS.test(cell('sip')!)
      : /^(?:Allow|Drop|Block)/.test(cell('action')!) && ADDRESS.test(cell('cdip')!);
  return fits ? readZscaler('', valueIn(cell), context) : NOT_ZSCALER;
};

const valueIn =
  (value: (name: string) => string | undefined): Value =>
  (...names) => {
    for (const name of names) {
      const text = meaning(value(name));
      if (text !== undefined) return text;
    }
    return undefined;
  };

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]{2,39}|None|NA)$/;
/** Templates grow at their end. */
const CELLS_ADDED = 8;
const WEB =
  'time login proto eurl action appname appclass reqsize respsize stime ctime urlclass urlsupercat urlcat malwarecat threatname riskscore dlpeng dlpdict location dept cip sip reqmethod respcode ua ereferer ruletype rulelabel contenttype unscannabletype deviceowner devicehostname keyprotectiontype'.split(
    ' ',
  );
const FIREWALL =
  'time login dept location cdport csport sdport ssport csip cdip ssip sdip tsip tunsport tuntype action dnat stateful aggregate nwsvc nwapp proto ipcat destcountry avgduration rulelabel inbytes outbytes duration durationms numsessions ipsrulelabel threatcat threatname deviceowner devicehostname'.split(
    ' ',
  );
