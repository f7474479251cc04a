// Shows the two streams of an obfuscated connection (obfuscation.ts) and has them read like plain ones.
import { LIMITS } from '../../model/limits.ts';
import type { Rc4 } from '../../wire/codec/rc4.ts';
import type { FlowSink, StreamReader } from '../../wire/dissector.ts';
import { openClient } from './client-reader.ts';
import { answerStream, isStreamMagic, openedStream, STREAM_BYTES_MIN } from './obfuscation.ts';

/** Of the asking end behind the magic word: methods, preferred, padding length. */
const ASKED_BYTES = 3;
/** Of the answering end: magic word, method, padding length. */
const ANSWER_BYTES = 6;

export const openHidden = (flow: FlowSink): StreamReader => {
  flow.name('edonkey/obfuscated', 'edonkey');
  const plain = openClient(flow);
  const sides: [Side | null, Side | null] = [null, null];
  return {
    push(direction, bytes, start, end) {
      let from = start;
      if (sides[0] === null) {
        // The head that was inspected comes first, and the keys are those that opened it.
        const user = flow
          .keysOf?.('edonkey-user', 1)
          .find((one) => openedStream(one, bytes, start) !== null);
        if (direction !== 0 || user === undefined) return false;
        sides[0] = new Side(openedStream(user, bytes, start)!, ASKED_BYTES, false);
        sides[1] = new Side(answerStream(user, bytes, start), ANSWER_BYTES, true);
        from += STREAM_BYTES_MIN;
      }
      const side = sides[direction]!;
      const shown = side.show(bytes, from, end);
      if (!side.broken) return shown.length === 0 || plain.push(direction, shown, 0, shown.length);
      flow.anomaly('edonkey-obfuscation');
      return false;
    },
    gap(direction, lost) {
      const side = sides[direction];
      return (side?.pass(lost) ?? false) && (plain.gap?.(direction, lost) ?? false);
    },
  };
};

/** One direction: what is left of its handshake, then the stream. */
class Side {
  broken = false;
  private readonly cipher: Rc4;
  private readonly answers: boolean;
  private readonly head: Uint8Array;
  private headBytes = 0;
  private paddingBytes = 0;

  constructor(cipher: Rc4, headBytes: number, answers: boolean) {
    this.cipher = cipher;
    this.head = new Uint8Array(headBytes);
    this.answers = answers;
  }

  /** What the bytes hide, without the handshake. */
  show(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const shown = this.cipher.apply(bytes.slice(start, end));
    let at = 0;
    while (at < shown.length && this.headBytes < this.head.length)
      this.head[this.headBytes++] = shown[at++]!;
    if (at > 0 && this.headBytes === this.head.length) {
      this.broken = this.answers && !isStreamMagic(this.head);
      this.paddingBytes = this.head[this.head.length - 1]!;
    }
    const padding = Math.min(this.paddingBytes, shown.length - at);
    this.paddingBytes -= padding;
    return shown.subarray(at + padding);
  }

  /** Bytes were lost: the key stream goes on without them, unless they were of the handshake or too many. */
  pass(lost: number): boolean {
    const inHandshake = this.headBytes < this.head.length || this.paddingBytes > 0;
    if (inHandshake || lost > LIMITS.messageBytesMax) return false;
    this.cipher.skip(lost);
    return true;
  }
}
