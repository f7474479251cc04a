// Shows the hidden datagrams of a flow (edonkey/obfuscation.ts) and has them read like plain ones. eMule talks Kad and
// eDonkey from one port, hidden and plain in turn, so this stands before the readers of all three.
import { LIMITS } from '../../model/limits.ts';
import type { DatagramReader, Direction, FlowSink } from '../../wire/dissector.ts';
import { type Shown, shownClient, shownKad } from '../edonkey/obfuscation.ts';
import { openUdp } from '../edonkey/udp-reader.ts';
import { HIDDEN_BYTES_MIN, isPlainDatagram, octetsOf } from './hidden.ts';
import { openKad } from './reader.ts';

/** A flow that was recognised by a plain message: `plain` reads those, hidden ones are opened where a key is known. */
export const withHidden =
  (plain: (flow: FlowSink) => DatagramReader) =>
  (flow: FlowSink): DatagramReader =>
    new HiddenReader(flow, plain(flow), false);

/** A flow that was recognised by opening it. */
export const openHiddenDatagrams = (flow: FlowSink): DatagramReader => {
  flow.name('kad/obfuscated', 'kad');
  return new HiddenReader(flow, openKad(flow), true);
};

class HiddenReader implements DatagramReader {
  private readonly flow: FlowSink;
  private readonly plain: DatagramReader;
  private readonly shown: DatagramReader;
  /** Verify keys of the two ends: what each wants answers to itself to be hidden under. */
  private readonly verify: [Uint8Array | null, Uint8Array | null] = [null, null];
  private unnamed: boolean;
  private wrong = 0;

  constructor(flow: FlowSink, plain: DatagramReader, unnamed: boolean) {
    this.flow = flow;
    this.plain = plain;
    this.shown = openUdp(flow);
    this.unnamed = unnamed;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start >= HIDDEN_BYTES_MIN && !isPlainDatagram(bytes[start]!)) {
      const message = this.open(direction, bytes, start, end);
      if (message !== null) return this.shown.push(direction, message, 0, message.length);
    }
    return this.plain.push(direction, bytes, start, end);
  }

  close(): void {
    this.plain.close?.();
    this.shown.close?.();
  }

  private open(
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | null {
    const { flow } = this;
    const receiver: Direction = direction === 0 ? 1 : 0;
    const verify = this.verify[receiver];
    const answer = verify === null ? null : shownKad(verify, bytes, start, end);
    if (answer !== null) return this.kad(direction, answer);
    if (this.wrong >= LIMITS.keyTriesMax) return null;
    for (const id of flow.keysOf?.('kad-id', receiver) ?? []) {
      const kad = shownKad(id, bytes, start, end);
      if (kad !== null) return this.kad(direction, kad);
      this.wrong++;
    }
    const users = flow.keysOf?.('edonkey-user', receiver) ?? [];
    const sender =
      users.length === 0
        ? null
        : octetsOf(direction === 0 ? flow.clientAddress : flow.serverAddress);
    for (const user of sender === null ? [] : users) {
      const client = shownClient(user, sender!, bytes, start, end);
      if (client !== null) return this.client(client);
      this.wrong++;
    }
    return null;
  }

  private kad(direction: Direction, shown: Shown): Uint8Array {
    const receiver: Direction = direction === 0 ? 1 : 0;
    if (isKey(shown.senderKey)) this.verify[direction] = shown.senderKey;
    if (isKey(shown.receiverKey)) this.verify[receiver] = shown.receiverKey;
    this.unnamed = false;
    return shown.message;
  }

  private client(shown: Shown): Uint8Array {
    if (this.unnamed) this.flow.name('edonkey/obfuscated', 'edonkey');
    this.unnamed = false;
    return shown.message;
  }
}

/** Zeros stand for "none". */
const isKey = (key: Uint8Array | null): key is Uint8Array =>
  key?.some((byte) => byte !== 0) === true;
