import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smb } from '../../src/protocols/smb.ts';
import { MORE, NO, YES } from '../../src/wire/dissector.ts';
import {
  bytesOf,
  cut,
  join,
  type Message,
  runStream,
  textBytes,
} from '../systems/gnutella/flow.ts';

const frame = (payload: Uint8Array): Uint8Array =>
  join(Uint8Array.of(0, 0, payload.length >> 8, payload.length & 255), payload);

/** SMB 2 header: command 0, flags, then the body. */
const negotiate = (flags: number, body: string): Uint8Array =>
  frame(
    join(
      bytesOf('fe534d42 4000 0000 00000000 0000 0100'),
      Uint8Array.of(flags, 0, 0, 0),
      new Uint8Array(44),
      bytesOf(body),
    ),
  );
const REQUEST_1 = frame(join(bytesOf('ff534d42 72 00000000 18 53c8'), new Uint8Array(60)));
const flow: Message[] = [
  [0, negotiate(0, `2400 0500 ${'00'.repeat(40)}`)],
  [1, negotiate(1, `4100 0100 1103 ${'00'.repeat(60)}`)],
];
const session = join(
  bytesOf('81000044 20'),
  new Uint8Array(32).fill(0x43),
  bytesOf('00 20'),
  new Uint8Array(32).fill(0x41),
  bytesOf('00'),
);

describe('smb', () => {
  it('reads the dialect of an answer, however it is cut', () => {
    const read = runStream(smb, flow);
    expect(read.verdict).toBe(YES);
    expect(read.carrier['dialect']).toBe('SMB 3.1.1');
    expect(runStream(smb, cut(flow, 1))).toEqual(read);
  });

  it('takes SMB 1, a second negotiation and a session request', () => {
    const again: Message[] = [
      [0, REQUEST_1],
      [1, negotiate(1, `4100 0100 ff02 ${'00'.repeat(60)}`)],
      [1, negotiate(1, `4100 0100 1002 ${'00'.repeat(60)}`)],
    ];
    expect(runStream(smb, again).carrier['dialect']).toBe('SMB 2.1');
    const answer = frame(join(bytesOf('ff534d42 72 00000000 98'), new Uint8Array(60)));
    expect(
      runStream(smb, [
        [0, REQUEST_1],
        [1, answer],
      ]).carrier['dialect'],
    ).toBe('SMB 1');
    expect(runStream(smb, [[0, session]]).verdict).toBe(YES);
    expect(runStream(smb, [[0, session.slice(0, 30)]]).verdict).toBe(MORE);
  });

  it('leaves alone what looks alike', () => {
    const ask = (bytes: Uint8Array) => runStream(smb, [[0, bytes]]).verdict;
    expect(ask(bytesOf('00000010 13426974 546f7272'))).toBe(NO);
    expect(ask(bytesOf('00000010 ff534d43'))).toBe(NO);
    expect(ask(bytesOf('00000010 ff53'))).toBe(MORE);
    expect(ask(join(bytesOf('81000044 20'), textBytes('x'.repeat(80))))).toBe(NO);
  });

  it('never throws and never looks past the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const messages: Message[] = [flow[0]!, [1, bytes], [1, flow[1]![1]]];
        expect(runStream(smb, messages, 0)).toEqual(runStream(smb, messages, 0xff));
        const bare: Message[] = [[0, join(Uint8Array.of(0, 0, 0), bytes)]];
        expect(runStream(smb, bare, 0)).toEqual(runStream(smb, bare, 0xff));
      }),
      { numRuns: 300 },
    );
  });
});
