// covers: T1
// Answering a stranger: who is asked in the words of a system takes part only if he answers in them.
import { describe, expect, it } from 'vitest';
import { accused, connection, identify, noise, type Said } from '../harness/identify.ts';

const HOST = '10.0.0.66';
const STRANGER = '198.51.100.7';
const HANDSHAKE = `\x13BitTorrent protocol\0\0\0\0\0\x10\0\x05${'h'.repeat(20)}-TR3000-abcdefghijkl`;

/** A stranger calls a listener of the host. */
const called = (said: readonly Said[], at = 0) =>
  connection(at, `${STRANGER} ${40_000 + at}`, `${HOST} 9999`, said);

const isBystander = (said: readonly Said[]): boolean => {
  const [flow] = identify(called(said)).flows;
  expect(flow).toMatchObject({ system: 'bittorrent', by: 'payload' });
  return flow!.bystander === 'destination';
};

describe('a listener that a stranger greets with a BitTorrent handshake', () => {
  it.each([
    ['a NUL byte', ['\0']],
    ['NUL bytes, one by one', ['\0', '\0', '\0']],
    ['one letter', ['?']],
    ['a line', ['what?\r\n']],
    ['the other protocol that begins with 19', ['\x13/multistream/1.0.0\n']],
  ])('takes no part with %s', (_, answers) => {
    const said: Said[] = [[0, HANDSHAKE], ...answers.map((text): Said => [1, text])];
    expect(isBystander(said)).toBe(true);
    expect(accused(called(said))).toEqual([]);
  });

  it.each([
    ['a handshake', [HANDSHAKE]],
    ['a handshake byte by byte', [...HANDSHAKE]],
    ['a handshake behind a stray byte', ['\0', HANDSHAKE]],
    ['the beginning of one', ['\x13BitT']],
  ])('takes part with %s', (_, answers) => {
    expect(isBystander([[0, HANDSHAKE], ...answers.map((text): Said => [1, text])])).toBe(false);
  });

  it('is not learned as an endpoint while nothing is known of its answer', () => {
    const later = called(
      [
        [0, noise(700, 3)],
        [1, noise(1280, 4)],
      ],
      1000,
    );
    const { flows } = identify([
      ...called([
        [0, HANDSHAKE],
        [1, '\0'],
      ]),
      ...later,
    ]);
    expect(flows.map(({ system }) => system)).toEqual(['bittorrent', null]);
  });
});
