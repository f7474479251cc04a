// What a client and the Soulseek server tell each other: who logs in with what program, where clients listen, what is
// looked for, how much is shared. Codes: SLSKPROTOCOL.md of Nicotine+, "Server Messages".
import type { Direction, FlowSink, StreamReader } from '../../wire/dissector.ts';
import { Fields } from './fields.ts';
import { Messages } from './messages.ts';

const LOGIN = 1;
const SET_WAIT_PORT = 2;
const GET_PEER_ADDRESS = 3;
const CONNECT_TO_PEER = 18;
const FILE_SEARCH = 26;
const SHARED_FOLDERS_FILES = 35;
const USER_SEARCH = 42;
const WISHLIST_SEARCH = 103;
const ROOM_SEARCH = 120;

export class ServerReader implements StreamReader {
  private readonly flow: FlowSink;
  private readonly ends: readonly [Messages, Messages];

  constructor(flow: FlowSink) {
    this.flow = flow;
    this.ends = [
      new Messages((body, length) => this.fromClient(new Fields(body, 0, length))),
      new Messages((body, length) => this.fromServer(new Fields(body, 0, length))),
    ];
    flow.end(1).role = 'server';
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    return this.ends[direction].push(bytes, start, end);
  }

  gap(direction: Direction, lost: number): boolean {
    return this.ends[direction].gap(lost);
  }

  private fromClient(fields: Fields): boolean {
    const { flow } = this;
    switch (fields.u32()) {
      case LOGIN:
        readLogin(fields, flow);
        break;
      case SET_WAIT_PORT:
        readWaitPort(fields, flow);
        break;
      case FILE_SEARCH:
      case WISHLIST_SEARCH:
        fields.u32();
        flow.search(fields.text());
        break;
      case USER_SEARCH:
      case ROOM_SEARCH:
        fields.text();
        fields.u32();
        flow.search(fields.text());
        break;
      case SHARED_FOLDERS_FILES: {
        fields.u32();
        const files = fields.u32();
        if (fields.ok) flow.end(0).shareFiles = files;
        break;
      }
    }
    if (!fields.ok) flow.anomaly('soulseek-message');
    return true;
  }

  /** Addresses of others. */
  private fromServer(fields: Fields): boolean {
    const code = fields.u32();
    if (code !== GET_PEER_ADDRESS && code !== CONNECT_TO_PEER) return true;
    fields.text();
    if (code === CONNECT_TO_PEER) fields.text();
    const address = fields.u32();
    const port = fields.u32();
    if (!fields.ok) this.flow.anomaly('soulseek-message');
    else if (address !== 0 && port > 0 && port < 65_536)
      this.flow.endpointV4(address, port, 'tcp', 'soulseek', 1, 'was told by the Soulseek server');
    return true;
  }
}

const readLogin = (fields: Fields, flow: FlowSink): void => {
  const nick = fields.text();
  fields.text();
  const version = fields.u32();
  if (!fields.ok) return;
  const end = flow.end(0);
  end.nick = nick;
  end.version = String(version);
  const client = PROGRAMS.get(version);
  if (client !== undefined) end.client = client;
};

const readWaitPort = (fields: Fields, flow: FlowSink): void => {
  const port = fields.u32();
  if (!fields.ok || port < 1 || port > 65_535) return;
  flow.end(0).listens = port;
  flow.endpoint(
    flow.clientAddress,
    port,
    'tcp',
    'soulseek',
    0,
    'was announced to the Soulseek server',
  );
};

/** Major versions that programs give themselves (SLSKPROTOCOL.md, "Login"). */
const PROGRAMS: ReadonlyMap<number, string> = new Map([
  [157, 'SoulseekQt or NS'],
  [160, 'Nicotine+'],
  [170, 'Soulseek.NET (slskd)'],
]);
