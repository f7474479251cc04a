// One file → the notices in it: an ACNS document, a text, or an e-mail that holds them (inline, or as parts in any of the
// encodings of mail). An e-mail that says it in XML and in words is read from the XML; where the
// words name another address, port or time, that is said as a doubt.
import PostalMime, { type Email } from 'postal-mime';
import { LIMITS } from '../../model/limits.ts';
import { MINUTE_MS } from '../../model/time.ts';
import { looksLikeAcns, parseAcns } from './acns.ts';
import type { Claim, Notice, NoticesRead } from './notice.ts';
import { parsePlainNotice } from './plain-notice.ts';

/** Never throws for what the bytes hold; `refused` then says why nothing was found. */
export const readNotices = async (bytes: Uint8Array): Promise<NoticesRead> => {
  if (bytes.length > LIMITS.noticeBytesMax)
    return refusal(`it is larger than ${LIMITS.noticeBytesMax >> 20} MiB`);
  const text = decode(bytes);
  if (text === null) return refusal('its characters are in no encoding that is known');
  return isMail(text) ? fromMail(bytes) : fromTexts([text]);
};

const refusal = (why: string): NoticesRead => ({ notices: [], refused: [why] });

/** A header that only mail has among the first lines, and nothing but headers before it. */
const isMail = (text: string): boolean => {
  const lines = text.slice(0, HEAD_CHARS).split(/\r?\n/).slice(0, HEAD_LINES);
  for (const [at, line] of lines.entries()) {
    if (MAIL_ONLY.test(line)) return true;
    const header = /^[\w-]{1,64}:/.test(line) || (at > 0 && /^[ \t]\S/.test(line));
    if (!header && !(at === 0 && line.startsWith('From '))) return false;
  }
  return false;
};

const HEAD_CHARS = 16 << 10;
const HEAD_LINES = 100;
const MAIL_ONLY =
  /^(?:received|return-path|delivered-to|message-id|mime-version|from|to|subject|dkim-signature|arc-seal):/i;

const fromMail = async (bytes: Uint8Array): Promise<NoticesRead> => {
  if (lineCount(bytes) > LIMITS.mailLinesMax)
    return refusal(`it has more than ${LIMITS.mailLinesMax.toLocaleString('en')} lines`);
  let mail: Email;
  try {
    mail = await PostalMime.parse(withoutEnvelope(bytes), {
      maxNestingDepth: LIMITS.noticePartsMax,
      maxRfc822NestingDepth: FORWARDED_MAX,
      maxHeadersSize: LIMITS.mailHeadersBytesMax,
    });
  } catch {
    return refusal('its parts or headers are more than mail needs');
  }
  const parts = mail.attachments.slice(0, LIMITS.noticePartsMax);
  const texts = parts.flatMap(({ mimeType, filename, content }) => {
    if (!READABLE.test(mimeType) && !/\.(?:xml|txt)$/i.test(filename ?? '')) return [];
    return [typeof content === 'string' ? content : (decode(asBytes(content)) ?? '')];
  });
  if (mail.text === undefined && texts.length === 0 && mail.html !== undefined)
    return refusal('the e-mail is HTML only: save its text, or the XML in it, as a file');
  return fromTexts([mail.text ?? '', ...texts]);
};

const lineCount = (bytes: Uint8Array): number => {
  let count = 1;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
};

const LINE_FEED = 0x0a;

/** Messages forwarded inside each other. */
const FORWARDED_MAX = 4;
const READABLE = /^(?:text\/(?:plain|xml)|application\/(?:[\w.-]{1,64}\+)?xml)$/i;

const asBytes = (content: ArrayBuffer | Uint8Array): Uint8Array =>
  content instanceof Uint8Array ? content : new Uint8Array(content);

/** `From somebody Sun Nov 22 …`, the first line of a message in a mail folder, is no header. */
const withoutEnvelope = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0x46 && bytes[4] === 0x20 ? bytes.subarray(bytes.indexOf(LINE_FEED) + 1) : bytes;

const fromTexts = (texts: readonly string[]): NoticesRead => {
  const refused: string[] = [];
  const notices: Notice[] = [];
  for (const document of texts.flatMap(documentsIn).slice(0, LIMITS.noticePartsMax)) {
    const read = parseAcns(document);
    if (typeof read === 'string') refused.push(read);
    else notices.push(read);
  }
  if (notices.length > 0) return { notices: doubted(notices, texts), refused };
  const words = texts.map(parsePlainNotice);
  const plain = words.filter((read) => typeof read !== 'string');
  if (plain.length > 0) return { notices: plain, refused };
  return { notices: [], refused: refused.length > 0 ? refused : [words[0] as string] };
};

/** The notices of the XML, with what the words beside it say otherwise. */
const doubted = (notices: readonly Notice[], texts: readonly string[]): readonly Notice[] => {
  const words = texts
    .map((text) => documentsIn(text).reduce((rest, one) => rest.replace(one, ''), text))
    .map(parsePlainNotice)
    .flatMap((read) => (typeof read === 'string' ? [] : read.claims));
  const claims = notices.flatMap((notice) => notice.claims);
  const doubts = [...new Set(words.flatMap((one) => contradiction(one, claims)))];
  return doubts.length === 0 ? notices : notices.map((notice) => ({ ...notice, doubts }));
};

/** What is said in words fits one claim of the XML, as far as it says anything, or none. */
const contradiction = (said: Claim, claims: readonly Claim[]): readonly string[] => {
  if (said.address === null) return [];
  const same = claims.filter(({ address }) => address === said.address);
  if (same.length === 0) return [contradicts('address')];
  const ported = same.filter(({ port }) => port === said.port || port === null);
  if (said.port !== null && ported.length === 0) return [contradicts('port')];
  const { at, zoned } = said;
  const timed = same.some(
    (one) => !one.zoned || one.at === null || Math.abs(one.at - at!) <= SAME_TIME_MS,
  );
  return at === null || !zoned || timed ? [] : [contradicts('time')];
};

const contradicts = (what: string): string =>
  `The message contradicts itself: its words name another ${what} than its XML, which was followed.`;

/** Words give times to the minute. */
const SAME_TIME_MS = MINUTE_MS;

/** ACNS documents in a text, each from its declaration (or first element) to its end. */
const documentsIn = (text: string): readonly string[] => {
  if (!looksLikeAcns(text)) return /^\s{0,16}<\?xml/.test(text) ? [text] : [];
  const found: string[] = [];
  let from = 0;
  while (found.length < LIMITS.noticePartsMax) {
    const begin = text
      .slice(from)
      .search(/<\?xml|<!DOCTYPE|<(?:[A-Za-z]\w{0,30}:)?Infringement[\s/>]/i);
    if (begin < 0) break;
    const start = from + begin;
    const end = /<\/(?:[A-Za-z]\w{0,30}:)?Infringement\s{0,8}>/.exec(text.slice(start));
    const stop = end ? start + end.index + end[0].length : text.length;
    found.push(text.slice(start, stop));
    from = stop;
  }
  return found;
};

/** By byte order mark, by the XML declaration, or UTF-8; what is not UTF-8 is read as Windows-1252, as browsers do. */
const decode = (bytes: Uint8Array): string | null => {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^<\?xml[^>]{0,80}encoding=["']([\w.-]{1,40})["']/.exec(head)?.[1];
  try {
    if (declared !== undefined && !/^utf-?(?:8|16)$/i.test(declared))
      return new TextDecoder(declared).decode(bytes);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (fault) {
    if (declared !== undefined && fault instanceof RangeError) return null;
    return new TextDecoder('windows-1252').decode(bytes);
  }
};
