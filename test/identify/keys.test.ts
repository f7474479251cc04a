import { describe, expect, it } from 'vitest';
import { Keys } from '../../src/identify/keys.ts';
import { LIMITS } from '../../src/model/limits.ts';

const key = (first: number) => Uint8Array.of(first, ...new Array<number>(15).fill(7));

describe('numbers that open hidden flows', () => {
  it('are found by kind and address, the last told first, each once', () => {
    const keys = new Keys();
    for (const first of [1, 2, 3, 1, 1]) keys.learn('kad-id', key(first), 0, 0xc0000201);
    expect(keys.of('kad-id', 0xc0000201).map(([first]) => first)).toEqual([1, 3, 2]);
    expect(keys.of('edonkey-user', 0xc0000201)).toEqual([]);
    expect(keys.of('kad-id', 0xc0000202)).toEqual([]);
  });

  it('are kept apart from the message that told them, and never read past its end', () => {
    const keys = new Keys();
    const message = key(5);
    keys.learn('kad-id', message, 0, 1);
    message[0] = 9;
    expect(keys.of('kad-id', 1)[0]![0]).toBe(5);
    keys.learn('kad-id', message, 1, 2);
    expect(keys.of('kad-id', 2)).toEqual([]);
  });

  it('are bounded for an address, and by the addresses', () => {
    const keys = new Keys();
    for (let first = 0; first < 2 * LIMITS.keysPerHolderMax; first++)
      keys.learn('kad-id', key(first), 0, 1);
    expect(keys.of('kad-id', 1)).toHaveLength(LIMITS.keysPerHolderMax);
    for (let word = 2; word < LIMITS.keyHoldersMax + 2; word++)
      keys.learn('kad-id', key(1), 0, word);
    expect(keys.of('kad-id', 1)).toEqual([]);
    expect(keys.of('kad-id', 3)).toHaveLength(1);
  });
});
