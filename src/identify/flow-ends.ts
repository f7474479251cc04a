// Who the two ends of an open flow are, and by what their hidden flows can be opened. Texts are made when somebody asks, and kept: hosts are few, flows are many.

import { addressText, V4_MARK } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import type { Direction, KeyKind } from '../wire/dissector.ts';
import type { FlowTable } from '../wire/flow-table.ts';
import { Keys } from './keys.ts';

export class FlowEnds {
  readonly keys = new Keys();
  private readonly table: FlowTable;
  private readonly v4Texts = new Map<number, string>();

  constructor(table: FlowTable) {
    this.table = table;
  }

  addressOf(row: number, end: Direction): string {
    const { cells } = this.table;
    const at = this.table.clientAt(row) + 4 * end;
    if (!isV4(cells, at)) return addressText(cells, at);
    const word = cells[at + 3]!;
    let text = this.v4Texts.get(word);
    if (text === undefined) {
      if (this.v4Texts.size >= LIMITS.hostsMax) this.v4Texts.clear();
      text = addressText(cells, at);
      this.v4Texts.set(word, text);
    }
    return text;
  }

  /** Numbers of an end that open what is sent to it, the last told first; none for IPv6, which eDonkey does not speak. */
  keysOf(row: number, kind: KeyKind, end: Direction): readonly Uint8Array[] {
    const { cells } = this.table;
    const at = this.table.clientAt(row) + 4 * end;
    return isV4(cells, at) ? this.keys.of(kind, cells[at + 3]! >>> 0) : NONE;
  }

  learnKey(row: number, kind: KeyKind, bytes: Uint8Array, at: number, end: Direction): void {
    const { cells } = this.table;
    const client = this.table.clientAt(row) + 4 * end;
    if (isV4(cells, client)) this.keys.learn(kind, bytes, at, cells[client + 3]! >>> 0);
  }

  portOf(row: number, end: Direction): number {
    return end === 0 ? this.table.clientPort(row) : this.table.serverPort(row);
  }

  /** Link-layer address as an integer, 0 where unknown. */
  linkOf(row: number, end: Direction): number {
    return this.table.link(row, end);
  }
}

const isV4 = (cells: Int32Array, at: number): boolean =>
  cells[at] === 0 && cells[at + 1] === 0 && cells[at + 2] === V4_MARK;

const NONE: readonly Uint8Array[] = Object.freeze([]);
