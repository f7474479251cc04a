// napster/transfer: a file, or the list of all files, from one OpenNap or WinMX user to another.
// https://sources.debian.org/src/opennap/0.44-2/napster.txt/ §5; WinMX kept it for its own network.
//
//   listening end   1                                            one character, at once
//   caller          GET  nick "file" offset     or  SEND nick "file" size    (nothing between the word and the nick)
//   listening end   size, then the file          or  offset, then the caller sends the file
//   browse          GETLIST, answered nick, LF and lines `"file" md5 size bitrate frequency seconds`
//
// Proof: the listening end speaks first and says only `1`; the caller's words are GET or SEND, a nick without a space, a
// name in quotes with something in it, a number, and nothing else: over sixty fixed bits and a grammar. GETLIST is
// believed with its answer only.
// Looks alike: services that greet with a digit (none is asked so), HTTP (the client speaks first; a space behind GET).
// Does not see: transfers whose beginning was missed, SENDLIST without a list.
//
// Names on WinMX's own network end in a number, `_83943` (winmx.2038.net, tips): such a transfer is named winmx.
import { ascii, isDigit, matchesAt } from '../../wire/codec/ascii.ts';
import {
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { TransferReader } from './transfer-reader.ts';

const ONE = 0x31;
const GET = ascii('GET');
const SEND = ascii('SEND');
const LIST = ascii('LIST');
const NICK_BYTES_MAX = 64;
/** Windows paths have 260 characters at most; some names stand in two bytes a character. */
const NAME_BYTES_MAX = 600;
const NUMBER_DIGITS_MAX = 15;

export const napsterTransfer = Object.freeze({
  id: 'napster/transfer',
  system: 'napster',
  transport: 'tcp',
  firstBytes: [ONE],
  inspect: (head: StreamHead): Verdict => {
    if (head.first !== 1 || head.midstream) return NO;
    const asked = head.bytes[0];
    const end = head.length[0];
    if (end === 0) return head.length[1] === 1 ? MORE : NO;
    const word = asked[0] === GET[0] ? GET : SEND;
    for (let i = 0; i < word.length; i++) {
      if (i === end) return MORE;
      if (asked[i] !== word[i]) return NO;
    }
    if (matchesAt(asked, word.length, end, LIST)) {
      const list = word.length + LIST.length;
      if (word === SEND) return inspectList(asked, list + 1, end);
      return end === list ? inspectList(head.bytes[1], 1, head.length[1]) : NO;
    }
    return inspectRequest(asked, word.length, end);
  },
  open: (flow: FlowSink): StreamReader => new TransferReader(flow),
}) satisfies StreamDissector;

/** `nick "name" number` and nothing behind it. */
const inspectRequest = (bytes: Uint8Array, start: number, end: number): Verdict => {
  const nick = textEnd(bytes, start, end, SPACE, NICK_BYTES_MAX);
  if (nick < 0 || (nick === start && nick < end)) return NO;
  if (nick + 1 >= end) return MORE;
  if (bytes[nick + 1] !== QUOTE) return NO;
  const name = textEnd(bytes, nick + 2, end, QUOTE, NAME_BYTES_MAX);
  if (name < 0 || (name === nick + 2 && name < end)) return NO;
  if (name + 1 >= end) return MORE;
  if (bytes[name + 1] !== SPACE) return NO;
  if (name + 2 === end) return MORE;
  if (end - name - 2 > NUMBER_DIGITS_MAX) return NO;
  for (let i = name + 2; i < end; i++) if (!isDigit(bytes[i]!)) return NO;
  return YES;
};

/** `nick LF "file" …`: the first line of the list must begin as `share` messages do. */
const inspectList = (bytes: Uint8Array, start: number, end: number): Verdict => {
  let at = start;
  while (at < end && bytes[at]! > SPACE && at - start <= NICK_BYTES_MAX) at++;
  if (at >= end) return MORE;
  if (at === start || bytes[at] !== LF) return NO;
  if (at + 1 >= end) return MORE;
  if (bytes[at + 1] !== QUOTE) return NO;
  const name = textEnd(bytes, at + 2, end, QUOTE, NAME_BYTES_MAX);
  if (name < 0) return NO;
  const hash = name + 2;
  if (hash + HASH_DIGITS >= end) return MORE;
  if (bytes[name + 1] !== SPACE || bytes[hash + HASH_DIGITS] !== SPACE) return NO;
  for (let i = hash; i < hash + HASH_DIGITS; i++) if (!isHexDigit(bytes[i]!)) return NO;
  return YES;
};

/** Where `stop` stands; `end` when the text may go on; -1 when it is none. */
const textEnd = (
  bytes: Uint8Array,
  start: number,
  end: number,
  stop: number,
  bytesMax: number,
): number => {
  for (let at = start; at < end; at++) {
    if (bytes[at] === stop) return at;
    if (bytes[at]! < SPACE || at - start >= bytesMax) return -1;
  }
  return end;
};

const isHexDigit = (byte: number): boolean =>
  isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

const SPACE = 0x20;
const QUOTE = 0x22;
const LF = 0x0a;
const HASH_DIGITS = 32;
