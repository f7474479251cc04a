// What the bodies of the tunnel's requests and answers carry. The tunnels of 2003 published no format; this one is ours.
//
//   0        1                4
//   +--------+----------------+---------- … --+
//   | kind   | length, 24 bit | content       |   kinds: FRAME
//   +--------+----------------+---------- … --+

export const FRAME = {
  /** `address port` to connect to: the first frame upwards. */
  OPEN: 1,
  /** The receiver is connected to it. */
  OPENED: 2,
  /** Why it is not. */
  FAILED: 3,
  DATA: 4,
  /** The sender's end of the connection has ended. */
  END: 5,
  /** Zeros that nobody reads. */
  PADDING: 6,
} as const;

export const FRAME_HEAD_BYTES = 4;
/** Longer content is bad: ours never exceeds a read of a socket. */
export const FRAME_BYTES_MAX = 1 << 18;

export interface Frame {
  readonly kind: number;
  readonly content: Uint8Array;
}

export const frameOf = (kind: number, content: Uint8Array | string = ''): Uint8Array => {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const frame = new Uint8Array(FRAME_HEAD_BYTES + bytes.length);
  frame[0] = kind;
  frame[1] = bytes.length >>> 16;
  frame[2] = bytes.length >>> 8;
  frame[3] = bytes.length;
  frame.set(bytes, FRAME_HEAD_BYTES);
  return frame;
};

/** Cuts a stream into frames, however it arrives. */
export class FrameReader {
  #held: Uint8Array = new Uint8Array();

  /** The frames that are whole now; null when these bytes are no frames. */
  push(bytes: Uint8Array): Frame[] | null {
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const frames: Frame[] = [];
    let at = 0;
    while (at + FRAME_HEAD_BYTES <= all.length) {
      const kind = all[at]!;
      const length = (all[at + 1]! << 16) | (all[at + 2]! << 8) | all[at + 3]!;
      if (kind < FRAME.OPEN || kind > FRAME.PADDING || length > FRAME_BYTES_MAX) return null;
      const end = at + FRAME_HEAD_BYTES + length;
      if (end > all.length) break;
      frames.push({ kind, content: all.subarray(at + FRAME_HEAD_BYTES, end) });
      at = end;
    }
    this.#held = all.slice(at);
    return frames;
  }
}
