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
    const { cells } = this.table;
    const at = this.table.clientAt(row) + 4 * end;
    if (cells[at] !== 0 || cells[at + 1] !== 0 || cells[at + 2] !== V4_MARK)
      return addressText(cells, at);
    const word = cells[at + 3]!;
    let text = this.v4Texts.get(word);
    if (text === undefined) {
      if (this.v4Texts.size >= LIMITS.hostsMax) this.v4Texts.clear();
      text = addressText(cells, at);
      this.v4Texts.set(word, text);
    }
    return text;
  }

  portOf(row: number, end: Direction): number {
    return end === 0 ? this.table.clientPort(row) : this.table.serverPort(row);
  }

  /** Link-layer address as an integer, 0 where unknown. */
  linkOf(row: number, end: Direction): number {
    return this.table.link(row, end);
  }
}
