// directconnect/adc: Advanced Direct Connect between client and hub and between two clients.
//
//   client ── HSUP ADBASE ADTIGR ─► hub          client ── CSUP ADBASE … ─► client
//          ◄─ ISUP …, ISID <sid>, IINF …                ◄─ CSUP …
//          ── BINF <sid> ID… NI… SS… ─►                 ── CINF ID… TO…, CGET file TTH/… 0 -1 ─►
//
// Specification: adc.sourceforge.io/ADC.html (base protocol 1.0, §4–6; extensions ADC-EXT). Checked against captures
// of uhub, ncdc and EiskaltDC++.
// Sound because the first line must be a feature list "HSUP AD????" or "CSUP AD????" of four-letter features, 11 and
// more fixed characters; in the middle of a connection two lines of exact form are needed.
// Looks alike: SMTP, FTP, IRC and XMPP have lines too, but none begins with these words.
// Not seen: ADCS (TLS; see tls.ts), what is inside compressed (ZON, ZL1) data.
import { MORE, NO, type StreamDissector, type StreamHead, YES } from '../../wire/dissector.ts';
import { openAdc } from './adc-reader.ts';
import { ascii, hasText, isBase32 } from './text.ts';

export const adc = Object.freeze({
  id: 'directconnect/adc',
  system: 'directconnect',
  transport: 'tcp',
  firstBytes: [...ascii('HCBDEF')],
  inspect(head: StreamHead) {
    const first = head.first;
    const bytes = head.bytes[first];
    const length = head.length[first]!;
    const wait = head.ended ? NO : MORE;
    const kind = bytes[0];
    if (kind === 0x48 || kind === 0x43) {
      if (length < SUP_BYTES) return startsLike(bytes, length) ? wait : NO;
      return isFeatureList(bytes) ? YES : NO;
    }
    const second = nextLine(bytes, length);
    if (!isRelayed(bytes, 0, length)) return length < RELAYED_BYTES ? wait : NO;
    if (second < 0 || second + RELAYED_BYTES > length) return wait;
    return isRelayed(bytes, second, length) ? YES : NO;
  },
  open: openAdc,
}) satisfies StreamDissector;

/** As far as there are bytes they could become "?SUP AD". */
const startsLike = (bytes: Uint8Array, length: number): boolean => {
  for (let i = 1; i < length && i <= SUP.length; i++) if (bytes[i] !== SUP[i - 1]) return false;
  return true;
};

/** "?SUP AD" and a feature name of four letters or digits, closed by a space or the end of the line. */
const isFeatureList = (bytes: Uint8Array): boolean => {
  if (!hasText(bytes, 1, SUP_BYTES, SUP)) return false;
  for (let i = 7; i < 11; i++) if (!isUpper(bytes[i]!) && !isDigit(bytes[i]!)) return false;
  return bytes[11] === 0x20 || bytes[11] === 0x0a;
};

/** A line that a hub relays: type, command, session id of four base32 characters: "BINF AAAB ". */
const isRelayed = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (at + RELAYED_BYTES > end || !TYPES.includes(bytes[at]!)) return false;
  if (bytes[at + 4] !== 0x20 || bytes[at + 9] !== 0x20) return false;
  for (let i = at + 5; i < at + 9; i++) if (!isBase32(bytes[i]!)) return false;
  for (const command of RELAYED) if (hasText(bytes, at + 1, end, command)) return true;
  return false;
};

const nextLine = (bytes: Uint8Array, length: number): number => {
  const stop = bytes.indexOf(0x0a);
  return stop < 0 || stop >= length ? -1 : stop + 1;
};

const isUpper = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

const SUP = ascii('SUP AD');
const SUP_BYTES = 12;
const RELAYED_BYTES = 10;
const TYPES: readonly number[] = [...ascii('BDEF')];
const RELAYED = ['INF', 'SCH', 'MSG', 'RES', 'CTM', 'RCM', 'STA'].map(ascii);
