// The first turns of a conversation: how much one end sends before the other answers (TCP), or each datagram (UDP). What
// cannot be read still has this shape. Kept in typed columns beside the flow table.

import { looksRandom, RANDOM_BYTES_MIN } from '../wire/randomness.ts';

/** Turns that are measured. */
export const TURNS = 6;

export class Turns {
  /** Payload bytes of the turns, TURNS to a row; negative from server to client. */
  private sizes = new Int32Array(0);
  /** Bits 0–2: turns begun; bits 4, 5: a message of direction 0, 1 was judged, the first that is long enough; bits 6, 7: and looks random. */
  private state = new Uint8Array(0);

  /** Makes room for as many rows as the flow table has. */
  fit(rows: number): void {
    if (this.state.length >= rows) return;
    const sizes = new Int32Array(rows * TURNS);
    sizes.set(this.sizes);
    this.sizes = sizes;
    const state = new Uint8Array(rows);
    state.set(this.state);
    this.state = state;
  }

  reset(row: number): void {
    this.state[row] = 0;
    for (let i = row * TURNS; i < (row + 1) * TURNS; i++) this.sizes[i] = 0;
  }

  /** One payload of a direction. `joined`: payloads of one direction in a row are one turn. */
  add(
    row: number,
    direction: 0 | 1,
    bytes: number,
    joined: boolean,
    data: Uint8Array,
    start: number,
    end: number,
  ): void {
    const state = this.state[row]!;
    const begun = state & 7;
    if (begun > TURNS) return;
    const signed = direction === 0 ? bytes : -bytes;
    const last = row * TURNS + begun - 1;
    if (joined && begun > 0 && this.sizes[last]! > 0 === signed > 0) {
      this.sizes[last]! += signed;
      return;
    }
    if (begun < TURNS) this.sizes[last + 1] = signed;
    let next = (state & 0xf0) | (begun + 1);
    if (begun < TURNS && (state & (0x10 << direction)) === 0 && end - start >= RANDOM_BYTES_MIN) {
      next |= 0x10 << direction;
      if (looksRandom(data, start, end)) next |= 0x40 << direction;
    }
    this.state[row] = next;
  }

  /** The first message of each direction looks random. */
  random(row: number): boolean {
    return (this.state[row]! & 0xc0) === 0xc0;
  }

  /** Bytes of the one turn there was, when the client had it and its first message looks random; 0 otherwise. */
  unanswered(row: number): number {
    const alone = (this.state[row]! & 0x57) === 0x51;
    return alone ? Math.max(0, this.sizes[row * TURNS]!) : 0;
  }

  /** Sizes of the turns, positive from client to server; as many as there were, TURNS at most. */
  of(row: number): number[] {
    const begun = Math.min(TURNS, this.state[row]! & 7);
    return [...this.sizes.subarray(row * TURNS, row * TURNS + begun)];
  }
}
