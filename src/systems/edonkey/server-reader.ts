// Facts of a connection between an eDonkey client and an index server: who logs in, what is offered, sought and found.
import { LIMITS } from '../../model/limits.ts';
import type { Direction, FlowSink, StreamReader } from '../../wire/dissector.ts';
import { Fields } from './fields.ts';
import { FrameReader } from './frame-reader.ts';
import { PACKED } from './frames.ts';
import { isLowId, readFiles, readPeer, senderAddress } from './messages.ts';
import { unpack } from './packed.ts';
import { describeProgram } from './programs.ts';
import { wordsOf } from './search-tree.ts';
import { readFoundSources } from './sources.ts';
import { readTags, stringOf } from './tags.ts';

export const openServer = (flow: FlowSink): StreamReader => {
  const readers = ([0, 1] as const).map(
    (direction) =>
      new FrameReader(
        () => LIMITS.messageBytesMax,
        (protocol, opcode, body, end) => readFrame(flow, direction, protocol, opcode, body, end),
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

const readFrame = (
  flow: FlowSink,
  direction: Direction,
  protocol: number,
  opcode: number,
  body: Uint8Array,
  end: number,
): void => {
  const unpacked = protocol === PACKED ? unpack(body, 0, end) : body;
  if (unpacked === null) {
    flow.anomaly('edonkey-packed');
    return;
  }
  const fields = new Fields(unpacked, 0, protocol === PACKED ? unpacked.length : end);
  if (opcode < 0x30) readRequest(flow, direction, opcode, fields);
  else readAnswer(flow, direction, opcode, fields);
};

/** From the client to the server. */
const readRequest = (
  flow: FlowSink,
  direction: Direction,
  opcode: number,
  fields: Fields,
): void => {
  const end = flow.end(direction);
  flow.end(other(direction)).role = 'server';
  if (opcode === 0x01) {
    const { at } = fields;
    const { hash, port, tags } = readPeer(fields);
    if (hash === '') {
      flow.anomaly('edonkey-login');
      return;
    }
    flow.key?.('edonkey-user', fields.bytes, at, direction);
    end.identity = hash;
    end.role ??= 'client';
    describeProgram(end, tags, hash);
    if (port === 0) return;
    end.listens = port;
    const address = senderAddress(flow, direction);
    flow.endpoint(address, port, 'tcp', 'edonkey', direction, 'port named to an eDonkey server');
  } else if (opcode === 0x15) {
    const files = readFiles(fields, fields.u32(), (file) => flow.offer(file, direction));
    // Clients offer what is new since the last list, so the counts add up.
    end.shareFiles = (end.shareFiles ?? 0) + files.count;
    end.shareBytes = (end.shareBytes ?? 0) + files.bytes;
  } else if (opcode === 0x16) {
    const words = wordsOf(fields);
    if (words !== '') flow.search(words);
  } else if (opcode === 0x19 || opcode === 0x23) {
    const hash = fields.hex(16);
    const size = fields.left === 4 ? fields.u32() : undefined;
    if (hash !== '') flow.content({ id: `ed2k:${hash}`, ...(size ? { size } : {}) });
  }
};

/** From the server to the client. */
const readAnswer = (flow: FlowSink, direction: Direction, opcode: number, fields: Fields): void => {
  flow.end(direction).role = 'server';
  if (opcode === 0x40) {
    if (isLowId(fields.u32())) flow.end(other(direction)).role = 'firewalled';
  } else if (opcode === 0x33) readFiles(fields, fields.u32(), (file) => flow.content(file));
  else if (opcode === 0x42 || opcode === 0x44) {
    fields.skip(16);
    readFoundSources(fields, flow, direction, opcode === 0x44);
  } else if (opcode === 0x32) readServers(fields, flow, direction);
  else if (opcode === 0x34) {
    flow.carrier('users', fields.u32());
    flow.carrier('files', fields.u32());
  } else if (opcode === 0x35) {
    const address = fields.address();
    const port = fields.u16();
    if (fields.ok)
      flow.endpointV4(address, port, 'tcp', 'edonkey', direction, 'a call back asked for');
  } else if (opcode === 0x38) flow.carrier('message', fields.text(fields.u16()));
  else if (opcode === 0x41) {
    fields.skip(22);
    const name = stringOf(readTags(fields, fields.u32()), SERVER_NAME);
    if (name) flow.carrier('server', name);
  }
};

/** `<count 1>` then address 4, port 2. */
export const readServers = (fields: Fields, flow: FlowSink, direction: Direction): void => {
  const count = fields.u8();
  for (let i = 0; i < count; i++) {
    const address = fields.address();
    const port = fields.u16();
    if (!fields.ok) return;
    flow.endpointV4(address, port, 'tcp', 'edonkey', direction, "a server's server list");
  }
};

const other = (direction: Direction): Direction => (direction === 0 ? 1 : 0);

const SERVER_NAME = 0x01;
