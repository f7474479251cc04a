// edonkey/obfuscated: two eDonkey clients over TCP behind eMule's protocol obfuscation, opened with the user hash of the end
// that was called. The hash is known when some plain message told it: a Hello, a login to a server, source exchange, a
// server's list of sources, Kad; or one that was opened this way itself.
//
//   marker 1, random 4 | magic 4, methods, preferred, padding ► ◄ | magic 4, method, padding · then frames as edonkey/client
//
// Facts: aMule src/EncryptedStreamSocket.cpp; obfuscation.ts has the form. Checked against recordings of the range, whose
// two ends were written apart from this, and against a real aMule talking to them.
// Sound because a wrong key gives the 32-bit magic word once in 2^32 tries; at most keysPerHolderMax (8) are tried once for
// a connection, and only towards an address of which a hash is known.
// Looks alike: nothing that opens. Before it does, it is any random stream, and is not named.
// Does not see: connections whose hash was never told in clear (then edonkey/obfuscated by shape), or only after they had
// begun; those whose beginning was missed; and connections to servers, whose keys are agreed upon by Diffie-Hellman.
import {
  type Direction,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  YES,
} from '../../wire/dissector.ts';
import { EDONKEY, EMULE, PACKED } from './frames.ts';
import { openedStream, STREAM_BYTES_MIN } from './obfuscation.ts';
import { openHidden } from './opened-reader.ts';

const CALLED: Direction = 1;

export const edonkeyOpened = Object.freeze({
  id: 'edonkey/opened',
  system: 'edonkey',
  transport: 'tcp',
  firstBytes: Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => byte !== EDONKEY && byte !== EMULE && byte !== PACKED,
  ),
  inspect(head: StreamHead) {
    if (head.keysOf === undefined || head.midstream || head.first === CALLED) return NO;
    const users = head.keysOf('edonkey-user', CALLED);
    if (users.length === 0) return NO;
    if (head.length[0]! < STREAM_BYTES_MIN) return head.ended ? NO : MORE;
    for (const user of users) if (openedStream(user, head.bytes[0], 0) !== null) return YES;
    return NO;
  },
  open: openHidden,
}) satisfies StreamDissector;
