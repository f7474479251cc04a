// OpenVPN packets built after its specification, for what the laboratory has no capture of.
import { random } from '../conversation.ts';
import { join } from '../streams.ts';

export const CLIENT = random(8, 3);
export const SERVER = random(8, 4);
const ZERO = new Uint8Array(4);

export const word = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

const acks = (remote: Uint8Array | null, ...ids: number[]): Uint8Array =>
  remote ? join(Uint8Array.of(ids.length), ...ids.map(word), remote) : Uint8Array.of(0);

/** `38 <session> [HMAC, replay id, time] 00 00000000` and the server's answer. */
export const plainReset = (hmac = 0, time = 1_700_000_000): Uint8Array =>
  join(Uint8Array.of(0x38), CLIENT, guard(hmac, time), acks(null), ZERO);
export const plainAnswer = (hmac = 0, time = 1_700_000_090, echoed = CLIENT): Uint8Array =>
  join(Uint8Array.of(0x40), SERVER, guard(hmac, time), acks(echoed, 0), ZERO);
export const control = (hmac = 0): Uint8Array =>
  join(
    Uint8Array.of(0x20),
    CLIENT,
    guard(hmac, 1_700_000_000),
    acks(SERVER, 0),
    word(1),
    random(200),
  );
export const acknowledgement = (hmac = 0, from = 0): Uint8Array =>
  join(
    Uint8Array.of(0x28),
    from === 0 ? CLIENT : SERVER,
    guard(hmac, 1_700_000_000),
    acks(from === 0 ? SERVER : CLIENT, 0),
  );

const guard = (hmac: number, time: number): Uint8Array =>
  hmac === 0 ? new Uint8Array() : join(random(hmac, 9), word(1), word(time));

/** tls-crypt: session, replay id, time, tag, and the encrypted rest. */
export const cryptReset = (replay = 1, time = 1_700_000_000): Uint8Array =>
  join(Uint8Array.of(0x38), CLIENT, word(replay), word(time), random(32 + 5, 5));
export const cryptAnswer = (time = 1_700_000_300): Uint8Array =>
  join(Uint8Array.of(0x40), SERVER, word(1), word(time), random(32 + 17, 6));

/** tls-crypt-v2: the wrapped key and its length follow. */
export const cryptResetV3 = (): Uint8Array =>
  join(
    Uint8Array.of(0x50),
    CLIENT,
    word(0x0f000001),
    word(1_700_000_000),
    random(32 + 5, 5),
    random(297, 7),
    Uint8Array.of(299 >> 8, 299 & 255),
  );

export const framed = (packet: Uint8Array): Uint8Array =>
  join(Uint8Array.of(packet.length >> 8, packet.length & 255), packet);

/** "scramble xormask": each byte of a packet, not its length, with a byte of the mask. */
export const masked = (packet: Uint8Array, mask: Uint8Array): Uint8Array =>
  packet.map((byte, i) => byte ^ mask[i % mask.length]!);
