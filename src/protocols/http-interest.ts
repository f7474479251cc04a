// Which signatures have to be asked about a message: those whose traces stand in its bytes. All others would say no.
import { ascii, lowerCase } from '../wire/codec/ascii.ts';
import type { HttpSignature } from '../wire/dissector.ts';
import { type HttpHead, SERVER, USER_AGENT } from './http-head.ts';

/** Signatures told apart by a bit each; when there are more, all are asked about every message. */
const BITS = 31;

export class HttpInterest {
  readonly #always: number;
  readonly #targets = new Words();
  readonly #headers = new Words();
  readonly #programs = new Words();

  constructor(signatures: readonly HttpSignature[]) {
    let always = signatures.length > BITS ? -1 : 0;
    signatures.slice(0, BITS).forEach(({ traces }, index) => {
      const bit = 1 << index;
      if (!traces) always |= bit;
      for (const word of traces?.targets ?? []) this.#targets.add(word, bit);
      for (const word of traces?.headers ?? []) this.#headers.add(word, bit);
      for (const word of traces?.programs ?? []) this.#programs.add(word, bit);
    });
    this.#always = always;
  }

  /** Signatures to ask, for `isAsked`; 0: none. */
  of(head: HttpHead): number {
    if (head.isOdd) return -1;
    const { bytes } = head;
    let found = this.#always;
    if (!head.isAnswer) {
      for (let at = head.targetStart; at < head.targetEnd; at++)
        found |= this.#targets.at(bytes, at, head.targetEnd);
    }
    for (let i = 0; i < head.count; i++)
      found |= this.#headers.at(bytes, head.names[2 * i]!, head.names[2 * i + 1]!);
    const program = head.isAnswer ? SERVER : USER_AGENT;
    const start = head.valueStart(program);
    return start < 0 ? found : found | this.#programs.at(bytes, start, head.valueEnd(program));
  }
}

export const isAsked = (interest: number, index: number): boolean =>
  index >= BITS || (interest & (1 << index)) !== 0;

/** Words by their first byte, in letters of any case. */
class Words {
  readonly #byFirst: ({ rest: Uint8Array; bit: number }[] | undefined)[] = new Array(256).fill(
    undefined,
  );

  add(text: string, bit: number): void {
    const word = ascii(text.toLowerCase());
    const first = word[0]!;
    const upper = first >= 0x61 && first <= 0x7a ? first - 32 : first;
    for (const byte of new Set([first, upper]))
      this.#byFirst[byte] = [...(this.#byFirst[byte] ?? []), { rest: word.subarray(1), bit }];
  }

  /** Bits of the words that stand at `at`. */
  at(bytes: Uint8Array, at: number, end: number): number {
    if (at >= end) return 0;
    const words = this.#byFirst[bytes[at]!];
    if (words === undefined) return 0;
    let found = 0;
    for (let i = 0; i < words.length; i++) {
      const { rest, bit } = words[i]!;
      const { length } = rest;
      if (at + 1 + length > end) continue;
      let k = 0;
      while (k < length && lowerCase(bytes[at + 1 + k]!) === rest[k]) k++;
      if (k === length) found |= bit;
    }
    return found;
  }
}
