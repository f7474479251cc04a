import { describe, expect, it } from 'vitest';
import { resilioUdp } from '../../../src/systems/resilio/udp.ts';
import { NO, YES } from '../../../src/wire/dissector.ts';
import { hear, staysInside } from '../conversation.ts';
import { ascii } from '../streams.ts';

// Synthetic.
const PING = ascii('BSYN\u0000d1:m4:ping4:porti4862ee');

describe('resilio/discovery', () => {
  it('recognises a message, and another', () => {
    expect(hear(resilioUdp, [[0, PING]])).toBe(YES);
    expect(hear(resilioUdp, [[1, ascii('BSYN\u0000d1:m10:get_folderse')]])).toBe(YES);
  });

  it.each(['BSYNC settings d1:m4:pinge', 'BSYN\u0000x1:m4:ping4e', 'BSYN\u0000d1:m4:pin'])(
    'refuses %s',
    (text) => {
      expect(hear(resilioUdp, [[0, ascii(text)]])).toBe(NO);
    },
  );

  it('reads nothing outside the datagram', () => staysInside(resilioUdp, [PING]));
});
