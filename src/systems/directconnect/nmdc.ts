// directconnect/nmdc: Direct Connect as NeoModus and DC++ speak it, between client and hub and between two clients.
//
//   hub    ── $Lock <challenge> Pk=<program>| ─►     client ── $MyNick <nick>|$Lock …| ─► client
//   client ── $Key …|$ValidateNick <nick>| ────►            ◄─ $MyNick …|$Lock …|
//          ◄─ $Hello …|                                     ── $Direction …|$Key …|$ADCGET …| ─►
//
// Facts: NMDC protocol (nmdc.sourceforge.io/NMDC.html), mldonkey docs/dc1.txt. Checked against captures of ncdc,
// EiskaltDC++ and microdc2.
// Sound because the first message must be a complete $Lock with its key ("Pk=" or EXTENDEDPROTOCOL), or two complete
// commands of Direct Connect must follow each other, or $MyINFO $ALL be there.
// Looks alike: NMEA ("$GPRMC,…"), Redis ("$5\r\n"), shell text: none has these commands closed by "|".
// Not seen: NMDCS (TLS; see tls.ts), hubs that chat before they lock, what is inside compressed ($ZOn, ZL1) data.
import { MORE, NO, type StreamDissector, type StreamHead, YES } from '../../wire/dissector.ts';
import { openNmdc } from './nmdc-reader.ts';
import { ascii, hasText } from './text.ts';

export const nmdc = Object.freeze({
  id: 'directconnect/nmdc',
  system: 'directconnect',
  transport: 'tcp',
  firstBytes: [0x24],
  inspect(head: StreamHead) {
    const there = weigh(head.bytes[0], head.length[0]!);
    const back = weigh(head.bytes[1], head.length[1]!);
    const first = head.first === 0 ? there : back;
    if (first < 0) return NO;
    if (first + Math.max(0, head.first === 0 ? back : there) >= 2) return YES;
    return head.ended ? NO : MORE;
  },
  open: openNmdc,
}) satisfies StreamDissector;

/** -1: no commands; else the number of complete commands at the beginning, where $Lock and $MyINFO count for two. */
const weigh = (bytes: Uint8Array, length: number): number => {
  let at = 0;
  let weight = 0;
  while (at < length && weight < 2) {
    if (bytes[at] !== 0x24) return weight > 0 ? weight : -1;
    const command = commandAt(bytes, at + 1, length);
    if (command < 0) return length - at > COMMAND_BYTES_MAX ? -1 : weight;
    const stop = bytes.indexOf(0x7c, at);
    if (stop < 0 || stop >= length) return length - at > MESSAGE_BYTES_MAX ? -1 : weight;
    weight += command === LOCK ? weighLock(bytes, at, stop) : command === MYINFO ? 2 : 1;
    at = stop + 1;
  }
  return weight;
};

/** Index of the command in COMMANDS, or -1. */
const commandAt = (bytes: Uint8Array, at: number, end: number): number => {
  for (let i = 0; i < COMMANDS.length; i++) if (hasText(bytes, at, end, COMMANDS[i]!)) return i;
  return -1;
};

const weighLock = (bytes: Uint8Array, start: number, end: number): number => {
  if (hasText(bytes, start + 6, end, EXTENDED)) return 2;
  for (let at = start + 6; at < end; at++) if (hasText(bytes, at, end, KEY_TEXT)) return 2;
  return 1;
};

const LOCK = 0;
const MYINFO = 1;
const COMMANDS: readonly Uint8Array[] = [
  'Lock ',
  'MyINFO $ALL ',
  'MyNick ',
  'Key ',
  'Supports ',
  'ValidateNick ',
  'HubName ',
  'Hello ',
  'GetNickList|',
  'NickList ',
  'OpList ',
  'Search ',
  'SR ',
  'ConnectToMe ',
  'RevConnectToMe ',
  'Direction ',
  'GetPass|',
  'ADCGET ',
  'ADCSND ',
].map(ascii);
const EXTENDED = ascii('EXTENDEDPROTOCOL');
const KEY_TEXT = ascii(' Pk=');
/** Longest command word with its dollar sign. */
const COMMAND_BYTES_MAX = 16;
/** First messages are short; nick lists come later. */
const MESSAGE_BYTES_MAX = 1024;
