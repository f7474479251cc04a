// Gnutella messages made from the specification, for the tests of streams and datagrams.
import { bytesOf, join, textBytes } from './flow.ts';

export const GUID = bytesOf('b7ac3102 4bf0b3f3 ff747eb8 99ed9903');

export const message = (type: number, hops: number, payload: Uint8Array, ttl = 1): Uint8Array =>
  join(
    GUID,
    Uint8Array.of(type, ttl, hops),
    Uint8Array.of(payload.length & 255, payload.length >> 8, 0, 0),
    payload,
  );

/** Search for two words with a hash behind them (HUGE). */
export const query = (hops: number): Uint8Array =>
  message(
    0x80,
    hops,
    join(bytesOf('00c0'), textBytes('annual report\0urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB\0')),
  );

/** Two results of one servent at 198.51.100.7:6347, LimeWire, with a push proxy. */
export const queryHit = (hops: number): Uint8Array =>
  message(
    0x81,
    hops,
    join(
      bytesOf(`02 cb18 c6336407 00000000   # 2 results, port 6347, 198.51.100.7, speed
        01000000 40420f00`), // index 1, 1,000,000 bytes
      textBytes('first file.mp3\0urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB\0'),
      bytesOf('02000000 ffffffff'), // index 2, size in GGEP
      textBytes('second.iso\0'),
      bytesOf('c3 82 4c46 45 0000000002 00'.replace('0000000002', '0101010102')), // LF, 5 bytes
      textBytes('LIME'),
      bytesOf(`04 1c19 2000                # open data: flags
        c3 84 50555348 46 cb007105 ca18  # GGEP "PUSH": 203.0.113.5:6346
        00112233 44556677 8899aabb ccddeeff`),
    ),
  );
