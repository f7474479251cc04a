// Facts of eDonkey over UDP: what is sought and found, sources and servers told. Kad messages that share the port are
// read by the reader of Kad.
import { LIMITS } from '../../model/limits.ts';
import type { DatagramReader, Direction, FlowSink } from '../../wire/dissector.ts';
import { openKad } from '../kad/reader.ts';
import { Fields } from './fields.ts';
import { EDONKEY, EMULE } from './frames.ts';
import { fileOf, readPeer } from './messages.ts';
import { wordsOf } from './search-tree.ts';
import { readServers } from './server-reader.ts';
import { readFoundSources } from './sources.ts';
import { readTags } from './tags.ts';

export const openUdp = (flow: FlowSink): DatagramReader => {
  const kad = openKad(flow);
  return {
    push(direction, bytes, start, end) {
      if (end - start < 2) return true;
      const fields = new Fields(bytes, start + 2, end);
      const opcode = bytes[start + 1]!;
      if (bytes[start] === EMULE) readClient(flow, opcode, fields);
      else if (bytes[start] === EDONKEY) readServer(flow, direction, opcode, fields);
      else kad.push(direction, bytes, start, end);
      return true;
    },
  };
};

const readClient = (flow: FlowSink, opcode: number, fields: Fields): void => {
  if (opcode === 0x90 && fields.left >= 16) flow.content({ id: `ed2k:${fields.hex(16)}` });
};

const readServer = (flow: FlowSink, direction: Direction, opcode: number, fields: Fields): void => {
  // Odd opcodes and the server list are answers.
  const server = opcode % 2 === 1 ? direction : direction === 0 ? 1 : 0;
  flow.end(server).role = 'server';
  if (opcode === 0x90) readTags(fields, fields.u32());
  if (opcode === 0x90 || opcode === 0x92 || opcode === 0x98) {
    const words = wordsOf(fields);
    if (words !== '') flow.search(words);
  } else if (opcode === 0x9a || opcode === 0x94) readAsked(flow, opcode, fields);
  else if (opcode === 0x9b) {
    fields.skip(16);
    readFoundSources(fields, flow, direction, false);
  } else if (opcode === 0xa1) readServers(fields, flow, direction);
  else if (opcode === 0x97) {
    fields.skip(4);
    flow.carrier('users', fields.u32());
    flow.carrier('files', fields.u32());
  } else if (opcode === 0x99) readResults(flow, fields);
};

const readAsked = (flow: FlowSink, opcode: number, fields: Fields): void => {
  for (let i = 0; i < LIMITS.contentsMax && fields.left >= 16; i++) {
    const id = `ed2k:${fields.hex(16)}`;
    const size = opcode === 0x94 ? fields.u32() : 0;
    flow.content({ id, ...(size > 0 ? { size } : {}) });
  }
};

const readResults = (flow: FlowSink, fields: Fields): void => {
  for (let i = 0; i < LIMITS.contentsMax && fields.left >= 26; i++) {
    const { hash, tags } = readPeer(fields);
    if (!fields.ok) return;
    flow.content(fileOf(hash, tags));
    fields.skip(2);
  }
};
