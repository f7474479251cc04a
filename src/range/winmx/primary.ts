// A WinMX primary: the node that keeps the lists of its secondaries, searches them, and tells two of them to connect.
// Public and so here: `1`, key blocks, packet types and layouts. SHAPE ONLY: the cipher, and links between primaries.
import type { DatagramPort, Endpoint, Host } from '../host.ts';
import { Incoming, SESSION_SILENCE_MS } from '../incoming.ts';
import type { Role } from '../role.ts';
import { KEY_ID } from './key-block.ts';
import { Data, DataReader, PACKET, type Packet } from './packet.ts';
import { type Session, welcome } from './session.ts';
import { encodeStatus, parseStatus, UDP_PORT } from './status-datagram.ts';

export const PRIMARY_PORT = 6699;
/** Secondaries a primary has room for. */
const SECONDARIES_MAX = 256;
const FILES_PER_SECONDARY_MAX = 1024;
const RESULTS_MAX = 100;

interface Secondary {
  readonly session: Session;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Size and hash by path. */
  readonly files: Map<string, { readonly size: number; readonly hash: Uint8Array }>;
}

interface State {
  readonly host: Host;
  readonly secondaries: Map<string, Secondary>;
  readonly counts: { packets: number; searches: number; statuses: number };
}

export const winmxPrimary: Role = {
  id: 'winmx/primary',
  about: 'WinMX primary, the supernode of its secondaries',
  async start(host, options) {
    const { port = PRIMARY_PORT, others = [] } = options as {
      port?: number;
      others?: readonly string[];
    };
    const state: State = {
      host,
      secondaries: new Map(),
      counts: { packets: 0, searches: 0, statuses: 0 },
    };
    const listener = await host.listen(port, 'winmx/primary', (socket) => {
      socket.write('1');
      serve(
        state,
        welcome(
          socket,
          new Incoming(socket, SESSION_SILENCE_MS),
          host.random,
          KEY_ID.SECONDARY_SERVER,
          KEY_ID.SECONDARY_CLIENT,
        ),
      ) //
        .catch(() => socket.destroy());
    });
    const udp = await statusPort(state);
    for (const address of others) udp.send({ address, port: UDP_PORT }, status(state, 1));
    return {
      actions: {
        counts: async () => ({ ...state.counts, secondaries: state.secondaries.size }),
      },
      async stop() {
        listener.close();
        udp.close();
        for (const { session } of state.secondaries.values()) session.socket.destroy();
      },
    };
  },
};

/** Answers each status that asks (an odd request) with its own (the next even number), so that two cannot echo for ever. */
const statusPort = async (state: State): Promise<DatagramPort> => {
  const port = await state.host.datagrams(UDP_PORT, 'winmx/udp', (bytes, from: Endpoint) => {
    const heard = parseStatus(bytes);
    if (!heard) return;
    state.counts.statuses += 1;
    if (heard.request % 2 === 1) port.send(from, status(state, heard.request + 1));
  });
  return port;
};

const status = ({ secondaries, host }: State, request: number): Uint8Array =>
  encodeStatus({ request, users: secondaries.size, limit: SECONDARIES_MAX }, host.random);

const serve = async (state: State, opening: Promise<Session>): Promise<void> => {
  const session = await opening;
  const first = await session.receive();
  const secondary = admit(state, session, first);
  if (!secondary) throw new Error('no login');
  try {
    for (;;) {
      const packet = await session.receive();
      state.counts.packets += 1;
      ANSWERS.get(packet.type)?.(new DataReader(packet.data), secondary, state);
    }
  } finally {
    state.secondaries.delete(secondary.name);
  }
};

/** 0x03E9: name, line type, TCP port. */
const admit = (state: State, session: Session, { type, data }: Packet): Secondary | null => {
  const reader = new DataReader(data);
  const asked = reader.text().slice(0, 32);
  reader.u16();
  const port = reader.u16();
  if (type !== PACKET.LOGIN || !reader.whole || state.secondaries.size >= SECONDARIES_MAX)
    return null;
  // Names end in a number that the primary gives, so that no two are the same.
  const id = state.host.random.between(1, 0xffff);
  const name = `${asked}_${id}`;
  const address = (session.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  if (state.secondaries.has(name)) return null;
  const secondary: Secondary = { session, name, address, port, files: new Map() };
  state.secondaries.set(name, secondary);
  session.send(PACKET.CLIENT_ID, new Data().u16(id).end());
  return secondary;
};

type Answer = (data: DataReader, from: Secondary, state: State) => void;

const share: Answer = (data, from) => {
  const path = data.text();
  const hash = data.bytes(20);
  const size = data.u32();
  if (data.whole && from.files.size < FILES_PER_SECONDARY_MAX) from.files.set(path, { size, hash });
};

const search: Answer = (data, from, { secondaries, host, counts }) => {
  counts.searches += 1;
  const id = data.u32();
  data.u32();
  const words = data.text().toLowerCase().split(/\s+/).filter(Boolean).slice(0, 16);
  if (!data.whole || words.length === 0) return;
  let left = RESULTS_MAX;
  for (const other of secondaries.values()) {
    if (other === from) continue;
    for (const [path, { size, hash }] of other.files) {
      const folded = path.toLowerCase();
      if (left === 0 || !words.every((word) => folded.includes(word))) continue;
      left -= 1;
      from.session.send(PACKET.RESULT, resultData(id, host.address, path, hash, size, other));
    }
  }
};

/** 0x177A without metadata. */
const resultData = (
  id: number,
  primary: string,
  path: string,
  hash: Uint8Array,
  size: number,
  { name, address }: Secondary,
): Uint8Array =>
  new Data()
    .u32(id)
    .bytes(octets(primary))
    .u16(UDP_PORT)
    .bytes(new Uint8Array(5))
    .text(path)
    .bytes(hash)
    .u32(size)
    .u8(0)
    .u8(8)
    .bytes(octets(address))
    .text(name)
    .text('9006 6 of 6 available')
    .end();

/** 0x1F41: the holder is asked (0x1FB8); its 0x1F68 starts the download (0x1FC2). */
const downloadRequest: Answer = (data, from, { secondaries }) => {
  data.bytes(6 + 12 + 1);
  const holder = secondaries.get(data.text());
  const path = data.text();
  if (!data.whole || !holder?.files.has(path))
    from.session.send(PACKET.FAILED, new Data().text(path).end());
  else
    holder.session.send(
      PACKET.UPLOAD_REQUEST,
      new Data().bytes(placeText(from)).u8(0).text(from.name).text(path).end(),
    );
};

const uploadConfirm: Answer = (data, from, { secondaries }) => {
  data.bytes(6 + 12 + 1);
  const asker = secondaries.get(data.text());
  const path = data.text();
  if (!data.whole || !asker || !from.files.has(path)) return;
  const start = new Data().text(asker.name).bytes(placeText(from)).u8(0).text(from.name);
  start.text(path).bytes(octets(from.address)).u16(from.port);
  asker.session.send(PACKET.DOWNLOAD_START, start.end());
};

const ANSWERS: ReadonlyMap<number, Answer> = new Map([
  [PACKET.SHARE, share],
  [PACKET.SEARCH, search],
  [PACKET.DOWNLOAD_REQUEST, downloadRequest],
  [PACKET.UPLOAD_CONFIRM, uploadConfirm],
]);

/** `WinMX ` and address with port as 12 hexadecimal digits, as the pages lay users out. */
export const placeText = ({ address, port }: Endpoint): Uint8Array =>
  Buffer.from(
    `WinMX ${Buffer.from(octets(address)).toString('hex')}${port.toString(16).padStart(4, '0')}`,
    'latin1',
  );

export const octets = (address: string): Uint8Array =>
  Uint8Array.from({ length: 4 }, (_, at) => Number(address.split('.')[at]) & 0xff);
