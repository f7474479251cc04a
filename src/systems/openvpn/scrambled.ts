// openvpn/scrambled: the handshake of OpenVPN over TCP under the xormask patch ("scramble"), by what it leaves as it was:
// frames, sizes, and the differences between the first bytes of packets (scrambled-order.ts).
// https://tunnelblick.net/cOpenvpn_xorpatch.html
//
// Proof: the frames of both ends follow each other exactly; the client's first has one of seven sizes, the server's that
// and twelve more; the first bytes differ by 78; and four packets more, of both ends, are control packets (10 or 18 of
// difference to the client's first) or acknowledgements of a size that fits: by chance once in 2^50.
//
// Looks alike: formats with a length of 16 bits in front and a type behind it: none has these sizes and differences.
// Does not see: the same over UDP, where nothing frames the packets; static keys; connections without their beginning.
import { u16 } from '../../wire/codec/big-endian.ts';
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { FOLLOWING, isAnswer, isFollowing, isOpening } from './scrambled-order.ts';

export const openvpnScrambled = Object.freeze({
  id: 'openvpn/scrambled',
  system: 'openvpn',
  transport: 'tcp',
  // Upper byte of the first frame's length, which is 14 to 86.
  firstBytes: [0],
  inspect: (head: StreamHead): Verdict => {
    const asked = head.bytes[head.first];
    const sent = head.length[head.first]!;
    if (sent < 3) return MORE;
    const size = u16(asked, 0);
    const opened = asked[2]!;
    if (!isOpening(opened, size)) return NO;
    const other = head.first === 0 ? 1 : 0;
    const answered = head.length[other]!;
    if (answered < 3) return sent > 2 + size ? NO : MORE;
    const answer = head.bytes[other];
    const answerSize = u16(answer, 0);
    if (!isAnswer(answer[2]!, answerSize, opened, size)) return NO;
    const mine = following(asked, sent, 2 + size, opened, size);
    const theirs = following(answer, answered, 2 + answerSize, opened, size);
    if (mine < 0 || theirs < 0) return NO;
    return mine > 0 && theirs > 0 && mine + theirs >= FOLLOWING ? YES : MORE;
  },
}) satisfies StreamDissector;

/** Frames from `at` on that are whole and fit, -1 when one does not; data packets may follow a long handshake. */
const following = (
  bytes: Uint8Array,
  length: number,
  from: number,
  opened: number,
  openedSize: number,
): number => {
  let count = 0;
  let at = from;
  while (at + 3 <= length && count < FOLLOWING) {
    const size = u16(bytes, at);
    if (!isFollowing(bytes[at + 2]!, size, opened, openedSize)) return -1;
    at += 2 + size;
    if (at <= length) count++;
  }
  return count;
};
