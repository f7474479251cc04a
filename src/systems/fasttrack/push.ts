// fasttrack/push: a user who cannot be reached connects out and offers the file that somebody asked for; what follows is a
// transfer over HTTP with the roles turned round.
// Format: MLDonkey, src/networks/fasttrack/fasttrackServers.ml ("push request"); the same in l7-filter's fasttrack pattern
//
//   caller          GIVE 2420857794 CRLF
//   listening end   GET /.hash=94ba… HTTP/1.1 …      (any path that Kazaa's HTTP has begins with /.)
//
// Proof: the word with the number fills the first line (56 bits and digits), and the other end answers it with GET /.
// (48 bits): both ends speak it.
// Looks alike: games and old text protocols with a GIVE command (none is answered with GET).
// Does not see: offers that are not taken up.
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

const GIVE = ascii('GIVE ');
const GET = ascii('GET /.');
const DIGITS_MAX = 10;
const CR = 0x0d;
const LF = 0x0a;

export const fasttrackPush = Object.freeze({
  id: 'fasttrack/push',
  system: 'fasttrack',
  transport: 'tcp',
  firstBytes: [0x47],
  inspect: (head: StreamHead): Verdict => {
    if (head.midstream) return NO;
    const end = head.length[head.first]!;
    const line = lineEnd(head.bytes[head.first], end);
    if (line <= 0) return line === 0 ? MORE : NO;
    // Nothing is given before it is asked for.
    if (line !== end) return NO;
    const other = head.first === 0 ? 1 : 0;
    const bytes = head.bytes[other];
    const asked = head.length[other]!;
    for (let i = 0; i < GET.length; i++) {
      if (i === asked) return MORE;
      if (bytes[i] !== GET[i]) return NO;
    }
    return YES;
  },
  open: (flow: FlowSink): StreamReader => ({
    push(direction, bytes, start, end) {
      const line = start === 0 && matchesAt(bytes, 0, end, GIVE) ? lineEnd(bytes, end) : 0;
      if (line > 0) flow.inner('fasttrack-push', direction === 0 ? [line, 0] : [0, line]);
      return false;
    },
  }),
}) satisfies StreamDissector;

/** Where `GIVE digits CRLF` ends (some send LF alone); 0: more is needed; -1: it is something else. */
const lineEnd = (bytes: Uint8Array, end: number): number => {
  for (let i = 0; i < GIVE.length; i++) {
    if (i === end) return 0;
    if (bytes[i] !== GIVE[i]) return -1;
  }
  let at = GIVE.length;
  while (at < end && at < GIVE.length + DIGITS_MAX && isDigit(bytes[at]!)) at++;
  if (at === end) return 0;
  if (at === GIVE.length) return -1;
  if (bytes[at] === CR) at++;
  if (at === end) return 0;
  return bytes[at] === LF ? at + 1 : -1;
};
