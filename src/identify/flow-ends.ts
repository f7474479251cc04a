// Who the two ends of an open flow are. Texts are made when somebody asks, and kept: hosts are few, flows are many.

import { addressText, V4_MARK } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import type { Direction } from '../wire/dissector.ts';
import type { FlowTable } from '../wire/flow-table.ts';

export class FlowEnds {
  private readonly table: FlowTable;
  private readonly v4Texts = new Map<number, string>();

  constructor(table: FlowTable) {
    this.table = table;
  }

  addressOf(row: number, end: Direction): string {
    const { keys } = this.table;
    const at = this.table.clientAt(row) + 4 * end;
    if (keys[at] !== 0 || keys[at + 1] !== 0 || keys[at + 2] !== V4_MARK)
      return addressText(keys, at);
    const word = keys[at + 3]!;
    let text = this.v4Texts.get(word);
    if (text === undefined) {
      if (this.v4Texts.size >= LIMITS.hostsMax) this.v4Texts.clear();
      text = addressText(keys, at);
      this.v4Texts.set(word, text);
    }
    return text;
  }

  portOf(row: number, end: Direction): number {
    return end === 0 ? this.table.clientPort(row) : this.table.serverPort(row);
  }

  /** Link-layer address as an integer, 0 where unknown. */
  linkOf(row: number, end: Direction): number {
    const at = 4 * row + 2 * end;
    return this.table.mac[at]! * HALF + this.table.mac[at + 1]!;
  }
}

/** Link-layer addresses come in halves of 24 bits. */
const HALF = 0x1000000;
