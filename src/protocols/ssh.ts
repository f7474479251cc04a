// ssh: SSH 1 and 2 by the identification line that both ends send first.
// Specification: RFC 4253 §4.2.
// Sound because: `SSH-`, a version digit, a point or digit, and `-` stand at the very start of a connection.
// Looks alike: nothing known. Ports are not looked at: SSH on 443 is SSH.
// Does not see: what is inside (sessions, files, forwarded ports); SSH behind TLS or another disguise. The servers that
// send other lines before the identification line (allowed, unused) are read only from the client's side.
import { latin1 } from '../wire/codec/ascii.ts';
import {
  type Direction,
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type StreamReader,
  type Verdict,
  YES,
} from '../wire/dissector.ts';

/** RFC 4253 §4.2: the line has at most 255 characters, line end included. */
const LINE_MAX = 255;

export const ssh = Object.freeze({
  id: 'ssh',
  system: null,
  transport: 'tcp',
  firstBytes: [0x53],
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const length = head.length[head.first]!;
    if (length > 0 && bytes[0] !== 0x53) return NO;
    if (length > 1 && bytes[1] !== 0x53) return NO;
    if (length > 2 && bytes[2] !== 0x48) return NO;
    if (length > 3 && bytes[3] !== 0x2d) return NO;
    if (length < 6) return MORE;
    return (bytes[4] === 0x31 || bytes[4] === 0x32) && bytes[5] === 0x2e ? YES : NO;
  },
  open: (flow: FlowSink): StreamReader => new SshReader(flow),
} satisfies StreamDissector);

class SshReader implements StreamReader {
  readonly #flow: FlowSink;
  readonly #lines: readonly [Uint8Array, Uint8Array] = [
    new Uint8Array(LINE_MAX),
    new Uint8Array(LINE_MAX),
  ];
  readonly #lengths = new Int32Array(2);

  constructor(flow: FlowSink) {
    this.#flow = flow;
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    const line = this.#lines[direction];
    for (let at = start; at < end; at++) {
      if (bytes[at] === 0x0a) {
        this.#tell(direction, latin1(line, 0, this.#lengths[direction]!));
        return false;
      }
      if (this.#lengths[direction]! >= LINE_MAX) return false;
      line[this.#lengths[direction]!++] = bytes[at]!;
    }
    return true;
  }

  /** `SSH-2.0-OpenSSH_9.2p1 Debian-2`: program and version are one word, parted by the first underscore or dash. */
  #tell(direction: Direction, line: string): void {
    const match = /^SSH-[\d.]+-([^\s_-]+)(?:[_-](\S+))?/.exec(line);
    if (!match) return;
    const end = this.#flow.end(direction);
    end.client = match[1]!;
    if (match[2]) end.version = match[2];
  }
}
