// bittorrent/encrypted: the shape of Message Stream Encryption (MSE/PE) over TCP. Nothing in it can be read.
//
// Specification: https://wiki.vuze.com/w/Message_Stream_Encryption. Both ends begin with a 96-byte Diffie-Hellman value
// and 0 to 512 bytes of padding; the initiator goes on with two hashes (40 bytes) and at least 16 encrypted ones, the
// other end with at least 14.
// Sound only together: one flow of this shape may be anything that is encrypted. It counts for a host that has it with
// two or more peers, and with sizes that differ from flow to flow, because the padding is random (identify/shapes.ts).
// Looks alike: obfs4 (pads to 8 KiB), Shadowsocks and VMess (one server, long answers), I2P's NTCP2 (first messages of
// at most 287 bytes), eMule to its server, eMule to a client when both happen to pad as much (told by what follows),
// private backup agents (first messages far longer).
// Does not see: µTP (bittorrent/utp proves itself), flows whose beginning was missed.
import type { ShapeSignature } from '../../wire/dissector.ts';

const KEY_BYTES = 96;
const PAD_BYTES_MAX = 512;

/** NTCP2 never sends a longer first message (i2p spec/ntcp2: padding limits). */
const NTCP2_BYTES_MAX = 287;

/** Nor a shorter third one: 64 bytes around a RouterInfo, whose identity alone has 391 (i2p spec/common-structures). */
const NTCP2_THIRD_BYTES_MIN = 455;

/** eMule to its server: 97 to 112 bytes (amule, EncryptedStreamSocket.cpp). */
const EMULE_BYTES_MAX = 112;

/** What eMule's obfuscated clients answer in their third turn: a key of 83 bytes and up to two signatures of 55. */
const EMULE_IDENTIFICATIONS = [83, 138, 193];

export const mseShape = Object.freeze({
  id: 'bittorrent/encrypted',
  system: 'bittorrent',
  transport: 'tcp',
  padded: true,
  fits(turns) {
    const [first = 0, second = 0, third = 0, fourth = 0, , sixth = 0] = turns;
    if (!isKeyTurn(first) || !isKeyTurn(-second) || third < 56 || -fourth < 14) return false;
    return !EMULE_IDENTIFICATIONS.includes(-sixth);
  },
  isAlone(turns) {
    const [first = 0, second = 0, third = 0] = turns;
    const longer = Math.max(first, -second);
    return first > EMULE_BYTES_MAX && (longer > NTCP2_BYTES_MAX || third < NTCP2_THIRD_BYTES_MIN);
  },
} satisfies ShapeSignature);

const isKeyTurn = (bytes: number): boolean =>
  bytes >= KEY_BYTES && bytes <= KEY_BYTES + PAD_BYTES_MAX;
