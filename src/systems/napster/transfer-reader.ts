// What the beginning of a transfer tells: who fetches or gives, which file, how large; of a browsed user, all his files.
import { ascii, matchesAt, textOf } from '../../wire/codec/ascii.ts';
import type { Direction, FlowSink, StreamReader } from '../../wire/dissector.ts';
import { contentOf, fieldsOf, numberOf } from './fields.ts';

/** A request with the longest nick and name stays below; of lists so much is read. */
const KEPT_BYTES_MAX = 8192;
/** `1`, and a size of up to ten digits: files of that time are below 4 GB. */
const ANSWER_BYTES_MAX = 11;

export class TransferReader implements StreamReader {
  private readonly flow: FlowSink;
  private readonly kept: readonly [Uint8Array, Uint8Array] = [
    new Uint8Array(KEPT_BYTES_MAX),
    new Uint8Array(KEPT_BYTES_MAX),
  ];
  private readonly length: [number, number] = [0, 0];
  private done = false;

  constructor(flow: FlowSink) {
    this.flow = flow;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.done) return false;
    const kept = this.kept[direction];
    const take = Math.min(end - start, KEPT_BYTES_MAX - this.length[direction]);
    kept.set(bytes.subarray(start, start + take), this.length[direction]);
    this.length[direction] += take;
    if (this.isWhole()) this.finish();
    return !this.done;
  }

  close(): void {
    if (!this.done) this.finish();
  }

  private isWhole(): boolean {
    const { kept, length } = this;
    if (length[0] === 0) return false;
    if (length[0] === KEPT_BYTES_MAX || length[1] === KEPT_BYTES_MAX) return true;
    // A browsed list ends with the connection.
    if (isList(kept[0])) return false;
    // SEND is answered with an offset before the file comes, GET with a size in front of it.
    return length[1] >= ANSWER_BYTES_MAX || (kept[0][0] === LETTER_S && length[1] > 1);
  }

  private finish(): void {
    this.done = true;
    const asked = textOf(this.kept[0], 0, this.length[0]);
    const answered = textOf(this.kept[1], 0, Math.min(this.length[1], KEPT_BYTES_MAX));
    if (asked.startsWith('GETLIST')) this.noteList(1, answered.slice(1));
    else if (asked.startsWith('SENDLIST')) this.noteList(0, asked.slice(9));
    else this.noteFile(asked, answered);
  }

  private noteFile(asked: string, answered: string): void {
    const match = /^(GET|SEND)([^ ]+) "([^"]+)" (\d{1,15})/.exec(asked);
    if (!match) return;
    const { flow } = this;
    const [, word, nick, name, number] = match;
    flow.end(0).nick = nick!;
    const size = word === 'SEND' ? Number(number) : numberOf(/^1(\d{1,10})/.exec(answered)?.[1]);
    const content = contentOf(name!, '', size);
    flow.content(content);
    flow.offer(content, word === 'SEND' ? 0 : 1);
    if (isWinmx(nick!, name!)) flow.name('winmx/transfer', 'winmx');
  }

  private noteList(by: Direction, list: string): void {
    const [nick, ...lines] = list.split('\n');
    if (nick) this.flow.end(by).nick = nick;
    for (const line of lines) {
      const [name, hash, size] = fieldsOf(line);
      if (name && size !== undefined) this.flow.offer(contentOf(name, hash, numberOf(size)), by);
    }
  }
}

const isList = (asked: Uint8Array): boolean =>
  matchesAt(asked, 0, KEPT_BYTES_MAX, GET_LIST) || matchesAt(asked, 0, KEPT_BYTES_MAX, SEND_LIST);

const GET_LIST = ascii('GETLIST');
const SEND_LIST = ascii('SENDLIST');
const LETTER_S = 0x53;

/**
 * `no_spaces_753_83943`: a number is put behind the name when WinMX signs in to its own network. Shorter numbers are
 * also what people call themselves, and need WinMX's own folder beside them.
 */
const isWinmx = (nick: string, name: string): boolean =>
  /_\d{5}$/.test(nick) || (/_\d{1,4}$/.test(nick) && /\\WinMX\\/i.test(name));
