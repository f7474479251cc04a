// bittorrent/encrypted: the shape of Message Stream Encryption (MSE/PE) over TCP. Nothing in it can be read.
//
// Specification: https://wiki.vuze.com/w/Message_Stream_Encryption. Both ends begin with a 96-byte Diffie-Hellman value
// and 0 to 512 bytes of padding; the initiator goes on with two hashes (40 bytes) and at least 16 encrypted ones, the
// other end with at least 14.
// Sound only together: one flow of this shape may be anything that is encrypted. It counts for a host that has it with
// two or more peers (identify/shapes.ts), or that is known to speak BitTorrent anyway.
// Looks alike: obfs4 (pads to 8 KiB), Shadowsocks and VMess (one server, long answers), I2P's NTCP2 (first messages of
// at most 287 bytes), private backup agents (first messages far longer).
// Does not see: µTP (bittorrent/utp proves itself), flows whose beginning was missed.

const KEY_BYTES = 96;
const PAD_BYTES_MAX = 512;

/** NTCP2 never sends a longer first message (i2p spec/ntcp2: padding limits). */
const NTCP2_BYTES_MAX = 287;

/** True when the sizes of the first four turns fit; the randomness of the first two is asked elsewhere. */
export const hasMseShape = (turns: readonly number[]): boolean => {
  const [first = 0, second = 0, third = 0, fourth = 0] = turns;
  return isKeyTurn(first) && isKeyTurn(second) && third >= 56 && fourth >= 14;
};

const isKeyTurn = (bytes: number): boolean => bytes >= KEY_BYTES && bytes <= KEY_BYTES + PAD_BYTES_MAX;

/** True when a key turn is longer than the nearest look-alike's can be. */
export const isBeyondNtcp2 = (turns: readonly number[]): boolean =>
  Math.max(turns[0] ?? 0, turns[1] ?? 0) > NTCP2_BYTES_MAX;
