// winmx/session: a WinMX client at a primary user, at a chat room or at a peer cache (WPNP 3).
// https://forum.winmxworld.com/index.php?topic=401.0 and http://www.winmxworld.com/tutorials/connecting-to-wpn.html
//
//   listening end   1   (a peer cache: 8)
//   caller          16 bytes: key block of a primary 0x50, secondary 0x52 or chat client 0x57 (0x54 at a cache)
//   listening end   16 bytes: key block of the same kind plus one
//   both            messages, scrambled with keys made of the blocks
//
// Proof: the listening end speaks first and says one character; both blocks pass two check bytes each (32 bits), the
// caller's kind is one of three of 256, the answer's the one that belongs to it: together over 50 bits.
// Looks alike: napster/transfer (the same `1`, then GET or SEND in clear text).
// Does not see: what is said (searches and shares are scrambled with large tables that only WinMX and its tools hold),
// searches between primary users over UDP 6257, connections whose beginning was missed.
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
import {
  CACHE_CLIENT,
  CHAT_CLIENT,
  KEY_BLOCK_BYTES,
  keyBlockKind,
  PRIMARY_CLIENT,
  SECONDARY_CLIENT,
} from './key-block.ts';

const ONE = 0x31;
const EIGHT = 0x38;

export const winmxSession = Object.freeze({
  id: 'winmx/session',
  system: 'winmx',
  transport: 'tcp',
  firstBytes: [ONE, EIGHT],
  inspect: (head: StreamHead): Verdict => {
    if (head.first !== 1 || head.midstream) return NO;
    const asked = head.length[0];
    const answered = head.length[1];
    if (asked < KEY_BLOCK_BYTES) return answered === 1 ? MORE : NO;
    const caller = keyBlockKind(head.bytes[0], 0);
    if (!isCaller(caller, head.bytes[1][0]!)) return NO;
    if (answered < 1 + KEY_BLOCK_BYTES) return MORE;
    return keyBlockKind(head.bytes[1], 1) === caller + 1 ? YES : NO;
  },
  open: (flow: FlowSink): StreamReader => ({
    push(direction, bytes, start, end) {
      if (direction === 1 || end - start < KEY_BLOCK_BYTES) return false;
      const roles = ROLES.get(keyBlockKind(bytes, start));
      if (!roles) return false;
      flow.end(0).role = roles[0];
      flow.end(1).role = roles[1];
      return false;
    },
  }),
}) satisfies StreamDissector;

const isCaller = (kind: number, greeting: number): boolean =>
  greeting === ONE
    ? kind === PRIMARY_CLIENT || kind === SECONDARY_CLIENT || kind === CHAT_CLIENT
    : kind === PRIMARY_CLIENT || kind === SECONDARY_CLIENT || kind === CACHE_CLIENT;

const ROLES: ReadonlyMap<number, readonly [caller: string, listening: string]> = new Map([
  [PRIMARY_CLIENT, ['primary', 'primary']],
  [SECONDARY_CLIENT, ['secondary', 'primary']],
  [CACHE_CLIENT, ['client', 'peer cache']],
  [CHAT_CLIENT, ['client', 'chat room']],
]);
