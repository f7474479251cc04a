// What a scan asks to find BitTorrent listeners.
//
//   peer        handshake with a content that the site knows (BEP 3): only a host that has it answers, with its peer id
//   mse         the same by MSE
//   encrypted   without a known content, MSE: 95 bytes of a public value, which must stay unanswered, then the
//               last one, which must be answered by 96 to 608 random bytes, of other length the second time
//   utp         SYN, answered by STATE with our connection id and sequence number (BEP 29), then a RESET
//   dht         ping (BEP 5), answered with our transaction and a node id
//   tracker     connect (BEP 15), answered with our transaction
//
// Sound because: every answer but the second holds what only the question gave it, or a content. Waiting for exactly the
// 96th byte, and random bytes of changing number then, is the conduct of MSE and of no other protocol that is known here:
// NTCP2 and obfs4 need a valid first message, eMule's servers answer with at most 112 bytes. It is a shape all the same.
// Looks alike: µTP's answer to other senders' DNS queries does not reach us. Does not see: clients that are told to
// accept no incoming connection; the peer wire of clients that want encryption and answer nobody without a content.

import { ascii, latin1, matchesAt } from '../../wire/codec/ascii.ts';
import { findKey, findKeys, stringLength, stringStart } from '../../wire/codec/bencode.ts';
import { u16, u32 } from '../../wire/codec/big-endian.ts';
import { hex } from '../../wire/codec/hex.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import { looksRandom } from '../../wire/randomness.ts';
import type {
  Asking,
  DatagramProbe,
  Dialogue,
  Listening,
  Probe,
  Reading,
  StreamProbe,
} from '../probe.ts';
import {
  isVerified,
  KEY_BYTES,
  mayBeVerified,
  publicKey,
  request,
  SECRET_BYTES,
  sharedSecret,
} from './mse.ts';
import { clientOfDht, clientOfPeerId, PEER_ID_BYTES } from './peer-id.ts';
import { PROTOCOL_NAME } from './peer-messages.ts';
import { STATE, UTP_HEADER_BYTES, utpPayload, utpType } from './utp-header.ts';
import { bittorrentWeb } from './web-probe.ts';

const HANDSHAKE_BYTES = 68;
const INFO_HASH_AT = 28;
const PEER_ID_AT = 48;
/** `-PW0001-` and random bytes: a scan says that it is one. */
const OWN_PEER_ID = ascii('-PW0001-');

const handshake: StreamProbe = {
  id: 'bittorrent/peer',
  transport: 'tcp',
  open: (asking) => asking.contents.map((content) => plainDialogue(content, asking)),
};

const plainDialogue = (content: Uint8Array, { random }: Asking): Dialogue => {
  const opening = new Uint8Array(HANDSHAKE_BYTES);
  opening.set(PROTOCOL_NAME);
  opening.set(content, INFO_HASH_AT);
  opening.set(OWN_PEER_ID, PEER_ID_AT);
  opening.set(random(PEER_ID_BYTES - OWN_PEER_ID.length), PEER_ID_AT + OWN_PEER_ID.length);
  return {
    opening,
    read: (bytes, length) => {
      const known = Math.min(length, PROTOCOL_NAME.length);
      for (let i = 0; i < known; i++) if (bytes[i] !== PROTOCOL_NAME[i]) return NO;
      if (length < HANDSHAKE_BYTES) return MORE;
      return {
        system: 'bittorrent',
        protocol: 'bittorrent/peer',
        identity: hex(bytes, PEER_ID_AT, HANDSHAKE_BYTES),
        text: `has btih:${hex(content)}`,
        ...programOf(clientOfPeerId(latin1(bytes, PEER_ID_AT, HANDSHAKE_BYTES))),
      };
    },
  };
};

const encrypted: StreamProbe = {
  id: 'bittorrent/mse',
  transport: 'tcp',
  open: (asking) => asking.contents.map((content) => contentDialogue(content, asking)),
};

const contentDialogue = (content: Uint8Array, { random }: Asking): Dialogue => {
  const secret = random(SECRET_BYTES);
  let shared: Uint8Array | null = null;
  return {
    opening: publicKey(secret),
    read: (bytes, length) => {
      if (length < KEY_BYTES) return MORE;
      if (shared === null) {
        if (!looksRandom(bytes, 0, KEY_BYTES)) return NO;
        shared = sharedSecret(bytes, secret);
        return { say: request(shared, content) };
      }
      if (isVerified(bytes, length, shared, content))
        return {
          system: 'bittorrent',
          protocol: 'bittorrent/mse',
          text: `has btih:${hex(content)}`,
        };
      return mayBeVerified(length) ? MORE : NO;
    },
  };
};

/** Longest answer to a public value: another one, and padding. */
const ANSWER_BYTES_MAX = KEY_BYTES + 512;

/** Until two answers differ in length, as padding does: a busy program, or the same length twice, costs another try. */
const EXCHANGES_MAX = 4;

const keyExchange: StreamProbe = {
  id: 'bittorrent/encrypted',
  transport: 'tcp',
  open: ({ random }) => {
    const lengths: number[] = [];
    return Array.from({ length: EXCHANGES_MAX }, (_, i) => exchangeDialogue(random, lengths, i));
  },
};

const exchangeDialogue = (
  random: Asking['random'],
  lengths: number[],
  before: number,
): Dialogue => {
  const own = publicKey(random(SECRET_BYTES));
  let whole = false;
  // Whoever answered neither of the first two is asked no more.
  const asks = () => before < 2 || lengths.length > 0;
  return {
    get opening() {
      return asks() ? own.subarray(0, KEY_BYTES - 1) : null;
    },
    read: (_bytes, length) => (whole && length <= ANSWER_BYTES_MAX ? MORE : NO),
    // Nothing was said to 95 bytes: the last one follows, and then silence ends the answer.
    pause: () => {
      if (whole || !asks()) return null;
      whole = true;
      return own.subarray(KEY_BYTES - 1);
    },
    ended: (bytes, length) => {
      if (!whole || length < KEY_BYTES || length > ANSWER_BYTES_MAX) return null;
      if (!looksRandom(bytes, 0, length)) return null;
      lengths.push(length);
      return lengths.some((one) => one !== length) ? EXCHANGES_KEYS : null;
    },
  };
};

const EXCHANGES_KEYS: Listening = {
  system: 'bittorrent',
  protocol: 'bittorrent/encrypted',
  text: 'answers a key exchange of Message Stream Encryption',
  shape: true,
};

const dhtPing: DatagramProbe = {
  id: 'bittorrent/dht',
  transport: 'udp',
  besideTcp: [0],
  open: ({ random }) => {
    const id = latin1(random(20), 0, 20);
    const transaction = random(4);
    const opening = ascii(`d1:ad2:id20:${id}e1:q4:ping1:t4:${latin1(transaction, 0, 4)}1:y1:qe`);
    return [{ opening, read: (bytes, length) => readPong(bytes, length, transaction) }];
  },
};

const KEYS = ['t', 'y', 'r', 'v'].map(ascii);
const ID = ascii('id');

const readPong = (bytes: Uint8Array, length: number, transaction: Uint8Array): Reading => {
  const found = new Int32Array(KEYS.length);
  if (findKeys(bytes, 0, length, KEYS, found) !== length) return NO;
  const [t = -1, y = -1, r = -1, v = -1] = found;
  if (t < 0 || r < 0 || latin1(bytes, y, y + 3) !== '1:r') return NO;
  if (stringLength(bytes, t, length) !== 4) return NO;
  if (!matchesAt(bytes, stringStart(bytes, t, length), length, transaction)) return NO;
  const id = findKey(bytes, r, length, ID);
  if (id < 0 || stringLength(bytes, id, length) !== 20) return NO;
  const start = stringStart(bytes, id, length);
  const version =
    v < 0
      ? null
      : clientOfDht(bytes, stringStart(bytes, v, length), stringLength(bytes, v, length));
  return {
    system: 'bittorrent',
    protocol: 'bittorrent/dht',
    identity: hex(bytes, start, start + 20),
    ...programOf(version),
  };
};

/** Type SYN, version 1, our random id and sequence number, a window of 64 KiB. */
const utpSyn: DatagramProbe = {
  id: 'bittorrent/utp',
  transport: 'udp',
  besideTcp: [0],
  open: ({ random }) => {
    const opening = new Uint8Array(UTP_HEADER_BYTES);
    opening.set(random(UTP_HEADER_BYTES));
    opening.set([0x41, 0]);
    opening.set([0, 0, 0, 0, 0, 1, 0, 0], 8);
    opening.set([0, 0], 18);
    const id = u16(opening, 2);
    const sequence = u16(opening, 16);
    const read = (bytes: Uint8Array, length: number): Reading =>
      utpPayload(bytes, 0, length) >= 0 &&
      utpType(bytes, 0) === STATE &&
      u16(bytes, 2) === id &&
      u16(bytes, 18) === sequence
        ? { system: 'bittorrent', protocol: 'bittorrent/utp' }
        : NO;
    // Type RESET, with the id that we would send data under: one more.
    const farewell = opening.slice();
    farewell[0] = 0x31;
    farewell[2] = ((id + 1) >> 8) & 255;
    farewell[3] = (id + 1) & 255;
    return [{ opening, read, farewell }];
  },
};

const trackerConnect: DatagramProbe = {
  id: 'bittorrent/tracker-udp',
  transport: 'udp',
  ports: [6969, 1337, 80, 2710],
  open: ({ random }) => {
    const opening = new Uint8Array(16);
    opening.set([0, 0, 0x04, 0x17, 0x27, 0x10, 0x19, 0x80]);
    opening.set(random(4), 12);
    const transaction = u32(opening, 12);
    const read = (bytes: Uint8Array, length: number): Reading =>
      length >= 16 && u32(bytes, 0) === 0 && u32(bytes, 4) === transaction
        ? { system: 'bittorrent', protocol: 'bittorrent/tracker-udp', text: 'tracker' }
        : NO;
    return [{ opening, read }];
  },
};

const programOf = (
  client: { readonly name: string; readonly version: string | null } | null,
): Pick<Listening, 'program' | 'version'> =>
  client === null
    ? {}
    : {
        program: client.name,
        ...(client.version === null ? {} : { version: client.version }),
      };

export const bittorrentProbes: readonly Probe[] = [
  handshake,
  encrypted,
  keyExchange,
  utpSyn,
  dhtPing,
  trackerConnect,
  ...bittorrentWeb,
];
