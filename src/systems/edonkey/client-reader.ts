// Facts of a connection between two eDonkey clients: who they are, what they ask for, offer and tell of others.
// Chat messages and file data are passed over.
import { LIMITS } from '../../model/limits.ts';
import type { Content } from '../../model/observation.ts';
import type { Direction, FlowSink, StreamReader } from '../../wire/dissector.ts';
import { Fields } from './fields.ts';
import { FrameReader } from './frame-reader.ts';
import { EDONKEY, EMULE, PACKED } from './frames.ts';
import { isLowId, readFiles, readPeer, senderAddress } from './messages.ts';
import { unpack } from './packed.ts';
import { describeProgram } from './programs.ts';
import { readSources } from './sources.ts';
import { numberOf, readTags } from './tags.ts';

export const openClient = (flow: FlowSink): StreamReader => {
  const state: State = { flow, sourceVersion: [3, 3], contents: new Map() };
  const readers = ([0, 1] as const).map(
    (direction) =>
      new FrameReader(bodyWanted, (protocol, opcode, body, end) =>
        readFrame(state, direction, protocol, opcode, body, end),
      ),
  );
  return {
    push(direction, bytes, start, end) {
      if (readers[direction]!.push(bytes, start, end)) return true;
      flow.anomaly('edonkey-frame');
      return false;
    },
    gap: (direction, lost) => readers[direction]!.gap(lost),
  };
};

interface State {
  readonly flow: FlowSink;
  /** Version of source exchange that each end said it reads. */
  readonly sourceVersion: [number, number];
  /** Contents told by hash, so that every part of a file is not told again. */
  readonly contents: Map<string, Content>;
}

/** Parts carry file data behind the hash; chat and signatures are nobody's business. */
const bodyWanted = (protocol: number, opcode: number): number => {
  if (protocol === PACKED) return WHOLE;
  if (protocol === EDONKEY) return opcode === 0x46 ? 16 : opcode === 0x4e ? 0 : WHOLE;
  return EMULE_WANTED[opcode] ?? 0;
};

const WHOLE = LIMITS.messageBytesMax;

const EMULE_WANTED: Readonly<Record<number, number>> = {
  1: WHOLE,
  2: WHOLE,
  64: 16,
  130: WHOLE,
  132: WHOLE,
  146: 24,
  147: 1024,
  157: 16,
  158: 16,
  161: 16,
  162: 16,
  163: 16,
  164: 24,
};

const readFrame = (
  state: State,
  direction: Direction,
  protocol: number,
  opcode: number,
  body: Uint8Array,
  end: number,
): void => {
  if (protocol !== PACKED) {
    const fields = new Fields(body, 0, end);
    if (protocol === EMULE) readEmule(state, direction, opcode, fields);
    else readEdonkey(state, direction, opcode, fields);
    return;
  }
  const unpacked = unpack(body, 0, end);
  if (unpacked === null) state.flow.anomaly('edonkey-packed');
  // Packed frames do not say whose opcode they carry; the two sets overlap in 01, which is never packed.
  else if (opcode < 0x60 && opcode !== 0x40)
    readEdonkey(state, direction, opcode, new Fields(unpacked, 0, unpacked.length));
  else readEmule(state, direction, opcode, new Fields(unpacked, 0, unpacked.length));
};

const readEdonkey = (state: State, direction: Direction, opcode: number, fields: Fields): void => {
  const { flow } = state;
  if (opcode === 0x01) fields.skip(1);
  if (opcode === 0x01 || opcode === 0x4c) readHello(state, direction, fields);
  else if (opcode === 0x59) {
    const hash = fields.hex(16);
    tellContent(state, hash, fields.text(fields.u16()));
  } else if (opcode === 0x4b) {
    const files = readFiles(fields, fields.u32(), (file) => flow.offer(file, direction));
    flow.end(direction).shareFiles = files.count;
    if (files.whole) flow.end(direction).shareBytes = files.bytes;
  } else if (opcode === 0x60) {
    fields.skip(fields.u16());
    readFiles(fields, fields.u32(), (file) => flow.offer(file, direction));
  } else if (opcode >= 0x46 && opcode <= 0x58 && fields.left >= 16)
    tellContent(state, fields.hex(16));
};

const readEmule = (state: State, direction: Direction, opcode: number, fields: Fields): void => {
  if (opcode === 0x01 || opcode === 0x02) {
    fields.skip(2);
    describeProgram(state.flow.end(direction), readTags(fields, fields.u32()), '');
  } else if (opcode === 0x82 || opcode === 0x84) {
    const version = opcode === 0x84 ? fields.u8() : state.sourceVersion[direction === 0 ? 1 : 0];
    tellContent(state, fields.hex(16));
    readSources(fields, version, state.flow, direction);
  } else if (opcode === 0xa4) {
    const hash = fields.hex(16);
    tellContent(state, hash, undefined, fields.u64());
  } else if (opcode === 0x93) {
    const hash = fields.hex(16);
    const named = fields.u8() === 0x59;
    tellContent(state, hash, named ? fields.text(fields.u16()) : undefined);
  } else if (fields.left >= 16) tellContent(state, fields.hex(16));
};

const readHello = (state: State, direction: Direction, fields: Fields): void => {
  const { flow } = state;
  const { at } = fields;
  const { hash, id, port, tags } = readPeer(fields);
  if (hash === '') {
    flow.anomaly('edonkey-hello');
    return;
  }
  flow.key?.('edonkey-user', fields.bytes, at, direction);
  const end = flow.end(direction);
  const address = senderAddress(flow, direction);
  end.identity = hash;
  if (isLowId(id)) end.role = 'firewalled';
  if (port > 0) {
    end.listens = port;
    flow.endpoint(address, port, 'tcp', 'edonkey', direction, 'port named in an eDonkey Hello');
  }
  describeProgram(end, tags, hash);
  const udpPorts = numberOf(tags, UDP_PORTS) ?? 0;
  const udp = udpPorts & 0xffff;
  const kad = udpPorts >>> 16;
  if (kad > 0) flow.endpoint(address, kad, 'udp', 'kad', direction, 'Kad port named in a Hello');
  if (udp > 0 && udp !== kad)
    flow.endpoint(address, udp, 'udp', 'edonkey', direction, 'UDP port named in a Hello');
  const options = numberOf(tags, MISC_OPTIONS);
  if (options !== undefined) state.sourceVersion[direction] = (options >>> 12) & 0x0f;
  tellServer(flow, direction, fields);
};

const tellServer = (flow: FlowSink, direction: Direction, fields: Fields): void => {
  const server = fields.address();
  const port = fields.u16();
  if (fields.ok && port > 0)
    flow.endpointV4(server, port, 'tcp', 'edonkey', direction, 'server named in a Hello');
};

/** Tells a content when it is new, and again when its name or size becomes known. */
const tellContent = (state: State, hash: string, name?: string, size?: number): void => {
  const known = state.contents.get(hash);
  if (hash === '' || (known && !(name && !known.name) && !(size && !known.size))) return;
  if (!known && state.contents.size >= LIMITS.contentsMax) return;
  const content = {
    ...(known ?? { id: `ed2k:${hash}` }),
    ...(name ? { name } : {}),
    ...(size ? { size } : {}),
  };
  state.contents.set(hash, content);
  state.flow.content(content);
};

const UDP_PORTS = 0xf9;
const MISC_OPTIONS = 0xfa;
