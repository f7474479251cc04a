// How servers of other protocols answer what they do not understand. An end that answers a system's first words so was
// only talked to: a scanner, or a program that was given a wrong address, makes nobody guilty.

import { ascii } from '../wire/codec/ascii.ts';
import { MORE, NO, type Verdict, YES } from '../wire/dissector.ts';

/** HTTP (RFC 9112 §4), SSH (RFC 4253 §4.2), mail and file servers' 220, 421 and 5xx, IMAP, POP3 and Redis, RTSP, SIP. */
const ANSWERS = [
  'HTTP/',
  'SSH-',
  '220 ',
  '220-',
  '421 ',
  '500 ',
  '501 ',
  '502 ',
  '* BAD',
  '-ERR',
  'ERROR',
  'RTSP/',
  'SIP/',
].map(ascii);

/** A TLS alert record (RFC 8446 §5.1, §6): type 21, version 3.x, two bytes. */
const isAlert = (bytes: Uint8Array, length: number): boolean =>
  length >= 5 && bytes[0] === 21 && bytes[1] === 3 && bytes[3] === 0 && bytes[4] === 2;

/** YES: the answer is of another protocol. MORE: it may be. */
export const isForeignAnswer = (bytes: Uint8Array, length: number): Verdict => {
  if (isAlert(bytes, length)) return YES;
  let verdict: Verdict = bytes[0] === 21 && length < 5 ? MORE : NO;
  for (const answer of ANSWERS) {
    const known = Math.min(length, answer.length);
    let same = 0;
    while (same < known && bytes[same] === answer[same]) same++;
    if (same === answer.length) return YES;
    if (same === known) verdict = MORE;
  }
  return verdict;
};
