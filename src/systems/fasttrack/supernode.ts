// fasttrack/supernode: the encrypted connection of giFT-FastTrack or MLDonkey to a supernode.
// Format: MLDonkey, src/networks/fasttrack/fasttrackServers.ml (connect_server)
//
//   client      fa 00 b6 2b │ seed of the cipher 4 │ kinds of encryption 4, enciphered     twelve bytes, then it waits
//   supernode   seed of its cipher 4 │ kind of encryption 4, enciphered, then everything enciphered
//
// Proof: 32 fixed bits at the very beginning, in a first message of exactly twelve bytes that is answered with at least
// eight: what both ends say first in this format and no known other.
// Looks alike: random first messages (one in 2^32 has these bytes, hardly one of these is twelve bytes long).
// Does not see: Kazaa itself, whose first four bytes are random: its connections are named by the endpoint, which UDP
// and the headers of transfers tell; anything inside.
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const GREETING = [0xfa, 0x00, 0xb6, 0x2b];
const HELLO_BYTES = 12;
const ANSWER_BYTES = 8;

export const fasttrackSupernode = Object.freeze({
  id: 'fasttrack/supernode',
  system: 'fasttrack',
  transport: 'tcp',
  firstBytes: [0xfa],
  inspect: (head: StreamHead): Verdict => {
    if (head.first !== 0 || head.midstream) return NO;
    const bytes = head.bytes[0];
    const seen = head.length[0];
    for (let i = 0; i < GREETING.length && i < seen; i++) if (bytes[i] !== GREETING[i]) return NO;
    if (seen > HELLO_BYTES) return NO;
    if (seen < HELLO_BYTES) return head.length[1] === 0 ? MORE : NO;
    return head.length[1] >= ANSWER_BYTES ? YES : MORE;
  },
}) satisfies StreamDissector;
