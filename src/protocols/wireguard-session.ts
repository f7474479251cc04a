// Whether the datagrams of a flow are one WireGuard session: what an initiation is answered with, or data messages that
// count up. State between datagrams is one number.
import { u32 } from '../wire/codec/big-endian.ts';
import { type Datagram, MORE, NO, type Verdict, YES } from '../wire/dissector.ts';
import {
  COOKIE,
  DATA,
  dataCounter,
  INITIATION,
  isFilled,
  messageType,
  RESPONSE,
  receiverIndex,
} from './wireguard-message.ts';

/**
 * Asked about every datagram whose reserved bytes are right. YES when a response or cookie gives an initiation's index
 * back (32 bits), or two data messages of one direction follow a first one to the same index (20 bits kept) with a
 * counter of 64 bits that grows by 1 to 64; or when an initiation stays unanswered twice.
 */
export const followSession = (datagram: Datagram, first: number): Verdict => {
  const { bytes, start, end, direction, memory } = datagram;
  const type = messageType(first, end - start);
  if (type === 0) return NO;
  if (type === DATA) return followData(datagram);
  if (type === INITIATION) {
    if (!isFilled(bytes, start)) return NO;
    const again = isInitiated(memory) && directionOf(memory) === direction;
    const count = again ? countOf(memory) + 1 : 1;
    if (count >= INITIATIONS) return YES;
    datagram.memory = remembered(count, direction, u32(bytes, start + 4) * 2);
    return MORE;
  }
  if (type !== RESPONSE && type !== COOKIE) return NO;
  if (!isInitiated(memory) || directionOf(memory) === direction) return MORE;
  return receiverIndex(bytes, start, type) === restOf(memory) / 2 ? YES : NO;
};

/** Handshakes tried without an answer; each takes five seconds, so that no stray datagram gets here. */
const INITIATIONS = 3;
/** Data messages that count on from the first. */
const STEPS = 2;
const STEP_MAX = 64;

const followData = (datagram: Datagram): Verdict => {
  const { bytes, start, direction, memory } = datagram;
  const counter = dataCounter(bytes, start);
  if (counter < 0) return NO;
  const index = u32(bytes, start + 4) >>> 12;
  const state = index * 2 ** 24 + (counter % 2 ** 24);
  if (!isData(memory)) {
    datagram.memory = remembered(DATA_SEEN, direction, state);
    return MORE;
  }
  if (direction !== directionOf(memory)) return MORE;
  const last = restOf(memory);
  if (Math.floor(last / 2 ** 24) !== index) return NO;
  const step = (state % 2 ** 24) - (last % 2 ** 24);
  if (step < 1 || step > STEP_MAX) return NO;
  const count = countOf(memory) + 1;
  if (count >= DATA_SEEN + STEPS) return YES;
  datagram.memory = remembered(count, direction, state);
  return MORE;
};

// What is remembered, in one number of 48 bits and more:
//   1–2  initiations seen: count | direction (1) | sender index (32), twice
//   4–5  data seen:        count | direction (1) | receiver index (20) | counter (24)
const DATA_SEEN = 4;

const remembered = (count: number, direction: number, rest: number): number =>
  (count * 2 + direction) * 2 ** 44 + rest;

const countOf = (memory: number): number => Math.floor(memory / 2 ** 45);
const directionOf = (memory: number): number => Math.floor(memory / 2 ** 44) & 1;
const restOf = (memory: number): number => memory % 2 ** 44;
const isInitiated = (memory: number): boolean => memory !== 0 && countOf(memory) < DATA_SEEN;
const isData = (memory: number): boolean => countOf(memory) >= DATA_SEEN;
