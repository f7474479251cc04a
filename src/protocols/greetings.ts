// What services say first, or answer to a question that is not theirs: enough of a name that they are not taken for
// anything else, and are not asked further. Facts: RFC 4253 (SSH), 959 (FTP), 5321 (SMTP), 1939 (POP3), 9051 (IMAP),
// 6143 (VNC), 9112 (HTTP), 8446 (TLS), 3977 (news); the greeting of MySQL (protocol 10) and of rsync (@RSYNCD).
//
// Looks alike: a P2P program may greet as anything; what greets so is named by its greeting and by no system.
import { isGraphic } from '../wire/codec/ascii.ts';
import { hex } from '../wire/codec/hex.ts';

/** Characters of an answer that are looked at. */
const LOOKED_AT = 128;

/** Bytes that are no printable character stand as two hex digits in angle brackets. */
const GREETINGS: readonly (readonly [protocol: string, begins: RegExp])[] = [
  ['ssh', /^SSH-\d\.\d/],
  ['http', /^HTTP\/[01]\.\d \d{3}/],
  ['smtp', /^220[ -].{0,100}?(?:SMTP|[Mm]ail)/],
  ['ftp', /^220[ -].{0,100}<0d><0a>/],
  ['pop3', /^\+OK /],
  ['imap', /^\* (?:OK|PREAUTH|BYE) /],
  ['vnc', /^RFB \d{3}\.\d{3}<0a>/],
  ['rsync', /^@RSYNCD: \d/],
  ['nntp', /^20[01] /],
  ['irc', /^:\S+ (?:NOTICE|020) /],
  ['mysql', /^(?:<..>|.)<00><00><0[01]>(?:<0a>[\d.]{3}|<ff>)/],
  ['redis', /^-(?:ERR|NOAUTH|DENIED) /],
  ['tls', /^<1[56]><03><0[0-4]><00>/],
  ['smb', /^<00><00>(?:<..>|.){2}<f[ef]>SMB/],
  ['telnet', /^<ff><f[b-e]>/],
  ['postgresql', /^E<00><00><00>(?:<..>|.)S(?:FATAL|ERROR)/],
];

/** The protocol that an answer begins as, or null. */
export const greetingOf = (bytes: Uint8Array, length: number): string | null => {
  const text = shown(bytes, length);
  return GREETINGS.find(([, begins]) => begins.test(text))?.[0] ?? null;
};

/** What a greeting says in its first line: the program, mostly. */
export const greetingText = (bytes: Uint8Array, length: number): string =>
  shown(bytes, length).split(/<0[ad]>/)[0]!;

const shown = (bytes: Uint8Array, length: number): string => {
  let text = '';
  for (let i = 0; i < Math.min(length, LOOKED_AT); i++) {
    const byte = bytes[i]!;
    text +=
      isGraphic(byte) || byte === 0x20 ? String.fromCharCode(byte) : `<${hex(bytes, i, i + 1)}>`;
  }
  return text;
};
