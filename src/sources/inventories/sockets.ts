// Sockets with their programs, as Linux, BSD, macOS and Windows print them:
//
//   ss -tulpn        tcp LISTEN 0 128 0.0.0.0:51413 0.0.0.0:* users:(("transmission-da",pid=77,fd=9))
//   netstat -tulpn   tcp 0 0 0.0.0.0:51413 0.0.0.0:* LISTEN 77/transmission-da
//   lsof -i -n -P    transmiss 77 maria 9u IPv4 12345 0t0 TCP *:51413 (LISTEN)
//   netstat -abno      TCP    0.0.0.0:51413    0.0.0.0:0    LISTENING    77
//                     [qbittorrent.exe]
//
// Sound because: transport, state and two ends in the order of the program, and the program behind them. Looks alike: lines
// without a program, which say nothing of whose a port is, are counted as not kept. What is kept: a program that listens
// where others can reach it; one that listens on the machine alone, or is connected, only runs. ss and netstat cut names at
// 15 characters, lsof at 9 unless asked for more (+c 0): a name cut to 9 names no program. Does not see: whether
// anybody is waited for at a UDP port.
import { OK, type Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { baseName } from './command-line.ts';

const OTHERWISE = 'not a socket with its program';
const NO_PROGRAM = 'not kept: socket without a program';
const SS =
  /^(tcp|udp)\s+(LISTEN|UNCONN|ESTAB|[A-Z][A-Z0-9-]+)\s+\d+\s+\d+\s+(\S+):(\d+|\*)\s+\S+:(?:\d+|\*)(?:\s+(.*))?$/;
const NETSTAT =
  /^(tcp|udp)[46]?\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+:(?:\d+|\*)\s+(?:([A-Z][A-Z0-9_]+)\s+)?(?:(\d+)\/(\S.*)|-)\s*$/;
const LSOF =
  /^(\S+)\s+(\d+)\s+(?:\d+\s+)?(\S+)\s+\d+[a-z]*[A-Z]?\s+IPv[46]\s+\S+\s+\S+\s+(TCP|UDP)\s+(\S+?):(\d+|\*)(->\S+)?(?:\s+\(([A-Z_0-9]+)\))?\s*$/;
const WINDOWS =
  /^\s+(TCP|UDP)\s+(\S+):(\d+)\s+\S+:(?:\d+|\*)\s+(?:([A-Z][A-Z_0-9]+)\s+)?(\d{1,10})\s*$/;
const WINDOWS_PROGRAM = /^\s\[([^[\]]{1,255})\]\s*$/;
const HEADING =
  /^(?:Netid\s+State|Active (?:Internet )?[Cc]onnections|Proto\s+Recv-Q|\s+Proto\s+Local Address|COMMAND\s+PID\s+(?:TID\s+)?(?:TASKCMD\s+)?USER)/;

export const sockets: Source = textSource({
  id: 'sockets',
  title: 'Sockets with their programs (`ss -tulpn`, `netstat -tulpn`, `netstat -abno`, `lsof -i`)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    const windows = new WindowsSockets(context);
    return (text) => {
      if (HEADING.test(text)) return OK;
      const waited = windows.line(text);
      if (waited !== undefined) return waited;
      const found = ssSocket(text) ?? netstatSocket(text) ?? lsofSocket(text);
      return found === null ? OTHERWISE : emitSocket(found, context);
    };
  },
});

interface Socket {
  /** Empty where the program is not named. */
  readonly program: string;
  readonly transport: string;
  readonly address: string;
  readonly port: string;
  readonly waits: boolean;
  readonly user?: string;
}

const emitSocket = (socket: Socket, context: TextContext): Outcome => {
  const { program, transport, address, port, waits, user } = socket;
  if (program === '') return NO_PROGRAM;
  const machine = { at: context.undated(), device: context.machine() };
  const base: Draft = { kind: 'program', ...machine, program: baseName(program), user };
  if (!waits || isLoopback(address)) return context.emit({ ...base, presence: 'running' });
  return context.emit({ ...base, presence: 'listening', sourcePort: port, transport });
};

/** Nobody but the machine itself reaches it (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export const isLoopback = (address: string): boolean =>
  /^(?:\[?::ffff:)?127\.|^\[?::1\]?(?:%\w+)?$|^localhost$/i.test(address.replace(/%[\w.]+$/, ''));

const ssSocket = (text: string): Socket | null => {
  const [, transport, state, address, port, rest = ''] = SS.exec(text) ?? [];
  if (transport === undefined) return null;
  const program = /users:\(\("((?:[^"\\]|\\.){1,64})"/.exec(rest)?.[1] ?? '';
  const waits = state === 'LISTEN' || state === 'UNCONN';
  return { program, transport, address: address!, port: port!, waits };
};

const netstatSocket = (text: string): Socket | null => {
  const [, transport, address, port, state, , program = ''] = NETSTAT.exec(text) ?? [];
  if (transport === undefined) return null;
  const waits = state === 'LISTEN' || (transport === 'udp' && state === undefined);
  return { program: program.trim(), transport, address: address!, port: port!, waits };
};

const lsofSocket = (text: string): Socket | null => {
  const [, program, , user, transport, address, port, to, state] = LSOF.exec(text) ?? [];
  if (program === undefined) return null;
  const waits = state === 'LISTEN' || (transport === 'UDP' && to === undefined && port !== '*');
  const plain = program.replace(/\\x20/g, ' ');
  const ends = { transport: transport!, address: address!, port: port! };
  return { program: plain, ...ends, waits, ...(user === undefined ? {} : { user }) };
};

/** Windows names the program in a line of its own, behind the socket and perhaps a component of it. */
class WindowsSockets {
  readonly #context: TextContext;
  #held: Socket | null = null;

  constructor(context: TextContext) {
    this.#context = context;
  }

  /** undefined: the line is none of Windows. */
  line(text: string): Outcome | undefined {
    const [, transport, address, port, state] = WINDOWS.exec(text) ?? [];
    if (transport !== undefined) {
      const waits = state === 'LISTENING' || transport === 'UDP';
      this.#held = { program: '', transport, address: address!, port: port!, waits };
      return OK;
    }
    const program = WINDOWS_PROGRAM.exec(text)?.[1];
    if (program !== undefined) {
      const held = this.#held;
      this.#held = null;
      return held === null ? OTHERWISE : emitSocket({ ...held, program }, this.#context);
    }
    // `  RpcSs`: the component; `Can not obtain ownership information`: nobody said whose it is.
    if (this.#held !== null && /^ {1,2}[\w.-]{1,64}\s*$/.test(text)) return OK;
    return /^ ?Can not obtain ownership information/.test(text) ? NO_PROGRAM : undefined;
  }
}
