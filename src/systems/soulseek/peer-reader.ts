// What two Soulseek clients tell each other behind PeerInit: names, files that are asked for and offered.
// Codes: SLSKPROTOCOL.md of Nicotine+, "Peer Messages". File connections hold the file itself, distributed ones the
// searches of strangers: of both only the beginning is read.
import type { Direction, FlowSink, StreamReader } from '../../wire/dissector.ts';
import { Fields } from './fields.ts';
import { Messages } from './messages.ts';

const PEER_INIT = 1;
const FILE_SEARCH_REQUEST = 8;
const TRANSFER_REQUEST = 40;
const QUEUE_UPLOAD = 43;
/** TransferRequest: the sender asks for a file, or offers to send it. */
const UPLOAD = 1;

export class PeerReader implements StreamReader {
  private readonly flow: FlowSink;
  private readonly ends: readonly [Messages, Messages];
  private begun = false;
  private hasMessages = true;

  constructor(flow: FlowSink) {
    this.flow = flow;
    this.ends = [this.end(0), this.end(1)];
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    return this.hasMessages && this.ends[direction].push(bytes, start, end);
  }

  gap(direction: Direction, lost: number): boolean {
    return this.hasMessages && this.ends[direction].gap(lost);
  }

  private end(direction: Direction): Messages {
    return new Messages((body, length) => {
      const fields = new Fields(body, 0, length);
      if (this.begun) this.message(fields);
      else this.begin(direction, fields);
      return this.hasMessages;
    });
  }

  /** Who connects says who he is and what for. */
  private begin(direction: Direction, fields: Fields): void {
    this.begun = true;
    if (fields.u8() !== PEER_INIT) return;
    const nick = fields.text();
    const type = fields.text();
    if (!fields.ok) return;
    this.flow.end(direction).nick = nick;
    this.flow.carrier('connection', TYPES.get(type) ?? type);
    this.hasMessages = type === 'P';
  }

  private message(fields: Fields): void {
    const { flow } = this;
    switch (fields.u32()) {
      case TRANSFER_REQUEST: {
        const upload = fields.u32() === UPLOAD;
        fields.u32();
        const name = fields.text();
        const size = upload ? fields.u64() : 0;
        if (!fields.ok) break;
        flow.content(upload ? { id: '', name, size } : { id: '', name });
        break;
      }
      case QUEUE_UPLOAD: {
        const name = fields.text();
        if (fields.ok) flow.content({ id: '', name });
        break;
      }
      case FILE_SEARCH_REQUEST:
        fields.u32();
        flow.search(fields.text());
        break;
    }
    if (!fields.ok) flow.anomaly('soulseek-message');
  }
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['P', 'messages'],
  ['F', 'file'],
  ['D', 'distributed search'],
]);
