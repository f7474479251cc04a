// dns-tunnel/lookups: tunnels in DNS look-ups that one flow holds: iodine, dnscat2 and dns2tcp keep one socket.
// names.ts has the specifications and why their names are sound. Which flows are read to the end is decided by the first
// question: a type that few look up, or a first label that may hold data.
//
// Looks alike: hashes in names of content networks, cloud look-ups of antivirus programs (TXT and A, many long labels
// below one domain), SPF, DKIM and block lists: read on, but never named, because none counts or keeps a session.
// Does not see: look-ups over TLS or HTTPS; tunnels of other programs in TXT, CNAME or A.
import {
  firstQuestion,
  HEADER,
  isAnswer,
  isDnsMessage,
  typeText,
} from '../../protocols/dns-message.ts';
import { lowerCase } from '../../wire/codec/ascii.ts';
import type { DatagramReader, Direction, FlowSink, LookupSignature } from '../../wire/dissector.ts';
import { isIodineRaw } from './iodine-raw.ts';
import { TunnelNames } from './names.ts';

const A = 1;
const CNAME = 5;
const NULL = 10;
const MX = 15;
const TXT = 16;
const KEY = 25;
const AAAA = 28;
const SRV = 33;
const PRIVATE = 65_399;

/** Labels of ordinary TXT, MX and SRV look-ups are shorter, or begin with an underscore. */
const LABEL_MIN = 5;
/** In A look-ups: nine bytes in hexadecimal, as dnscat2 sends at least, or a label that is nearly full. */
const HEX_MIN = 18;
const LONG_MIN = 48;
const DNSCAT = 6;
const IODINE_VERSION = 11;

export const tunnelLookups = Object.freeze({
  id: 'dns-tunnel/lookups',
  system: 'dns-tunnel',
  concerns: (
    bytes: Uint8Array,
    _start: number,
    end: number,
    name: number,
    type: number,
  ): boolean => {
    const length = bytes[name]!;
    if (type === NULL || type === PRIVATE || type === KEY) return true;
    if (length < LABEL_MIN || name + 1 + length > end) return false;
    if (type === TXT || type === CNAME || type === MX || type === SRV)
      return bytes[name + 1] !== 0x5f;
    return (type === A || type === AAAA) && mayHoldData(bytes, name + 1, length);
  },
  open: (flow: FlowSink): DatagramReader => new TunnelReader(flow),
} satisfies LookupSignature);

const mayHoldData = (bytes: Uint8Array, at: number, length: number): boolean => {
  if (length >= LONG_MIN) return true;
  const first = lowerCase(bytes[at]!);
  if (length === DNSCAT && first === 0x64) return isWord(bytes, at, 'dnscat');
  if (length === IODINE_VERSION && first === 0x76) return isWord(bytes, at, 'vaaaak');
  return length >= HEX_MIN && isHex(bytes, at, length);
};

const isWord = (bytes: Uint8Array, at: number, word: string): boolean => {
  for (let i = 0; i < word.length; i++)
    if (lowerCase(bytes[at + i]!) !== word.charCodeAt(i)) return false;
  return true;
};

const isHex = (bytes: Uint8Array, at: number, length: number): boolean => {
  for (let i = at; i < at + length; i++) {
    const byte = lowerCase(bytes[i]!);
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return true;
};

/** Datagrams without DNS that prove raw mode. */
const RAW_MIN = 2;

class TunnelReader implements DatagramReader {
  readonly #flow: FlowSink;
  readonly #names = new TunnelNames();
  #lookups = 0;
  #raw = 0;

  constructor(flow: FlowSink) {
    this.#flow = flow;
  }

  push(_direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    if (isDnsMessage(bytes, start, end)) return this.#message(bytes, start, end);
    if (!isIodineRaw(bytes, start, end)) return true;
    if (++this.#raw < RAW_MIN) return true;
    this.#flow.name('dns-tunnel/iodine-raw', 'dns-tunnel');
    this.#tell('iodine');
    return false;
  }

  /** For groups.ts: this flow was looked at, and how much it holds. */
  close(): void {
    this.#flow.carrier('lookups', this.#lookups);
  }

  #message(bytes: Uint8Array, start: number, end: number): boolean {
    if (isAnswer(bytes, start)) return true;
    const question = firstQuestion(bytes, start, end);
    if (question === null || start + HEADER >= end) return true;
    this.#lookups++;
    this.#names.see(question.name, typeText(question.type));
    const program = this.#names.program;
    // One look-up of its own proves nothing yet: the rest of its flow or of its group says the same or does not.
    if (program === null || this.#lookups < 2) return true;
    this.#flow.name('dns-tunnel/lookups', 'dns-tunnel');
    this.#flow.takesPart?.(1, false);
    this.#tell(program);
    return false;
  }

  #tell(program: string): void {
    this.#flow.carrier('tunnel', program);
    if (program !== 'NULL records') this.#flow.end(0).client = program;
    this.close();
  }
}
