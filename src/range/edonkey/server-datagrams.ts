// A server's UDP port (TCP + 4): how many are on it, searches and sources for those who are logged in elsewhere, its
// description, and other servers. Port + 12 takes obfuscated datagrams, and pings that are no more than a number.
import { createHash } from 'node:crypto';
import type { DatagramPort, Endpoint } from '../host.ts';
import { addressOfId, idOfAddress, Reader, Writer } from './bytes.ts';
import { hideDatagram, serverKey, shownDatagram } from './datagram-obfuscation.ts';
import { sourcesPayload, writeFile } from './listing.ts';
import { EDONKEY, SERVER_UDP, TAG } from './opcodes.ts';
import { readQuery } from './search.ts';
import { readServers, type ServerSelf, serversPayload } from './server-session.ts';
import { writeTags } from './tags.ts';

const USUAL_OFFSET = 4;
const HIDDEN_OFFSET = 12;
/** Several hashes in one question, short tags, Unicode, obfuscation of UDP and TCP. */
const FLAGS = 0x1 | 0x8 | 0x10 | 0x200 | 0x400;
const MEMBERS_MAX = 10_000;
const FILES_MAX = 50_000;
/** Results of one search, a datagram each, and hashes of one question. */
const RESULTS_MAX = 25;
const HASHES_MAX = 20;
/** A description asked for with a number that cannot be a text's length is answered in the newer form. */
const NO_LENGTH = 0xf0ff;
/** Servers that one server remembers. */
const SERVERS_MAX = 250;
const VERSION_TAG = 0x91;
const VERSION = '17.15';

export interface ServerDatagrams {
  /** Says hello to a server, and learns of those that it knows. */
  announceTo(server: Endpoint): void;
  close(): void;
}

/** `learn` returns true for a server that was not known yet. */
export const serveDatagrams = async (
  self: ServerSelf,
  learn: (server: Endpoint) => boolean,
): Promise<ServerDatagrams> => {
  const { host, port: tcp } = self;
  const secret = host.random.bytes(16);
  /** The number that a client hides its datagrams under: another for each address. */
  const keyOf = (address: string): number =>
    createHash('md5').update(secret).update(address).digest().readUInt32LE(0) || 1;
  const announceTo = (server: Endpoint): void => {
    const payload = new Writer().u32(idOfAddress(host.address)).u16(tcp).done();
    usual.send(
      { address: server.address, port: server.port + USUAL_OFFSET },
      datagram(SERVER_UDP.getServers, payload),
    );
  };
  const meet = (server: Endpoint): void => {
    if (self.servers().length >= SERVERS_MAX) return;
    try {
      if (learn(server)) announceTo(server);
    } catch {
      // Somebody tells of a server that the range may not speak to.
    }
  };
  const usual: DatagramPort = await host.datagrams(
    tcp + USUAL_OFFSET,
    'edonkey/udp',
    (bytes, from) => {
      for (const answer of answers(self, bytes, from, { keyOf, meet })) usual.send(from, answer);
    },
  );
  const hidden: DatagramPort = await host.datagrams(
    tcp + HIDDEN_OFFSET,
    'edonkey/udp',
    (bytes, from) => {
      const key = keyOf(from.address);
      const shown = shownDatagram(bytes, serverKey(key, true), 'server');
      const base = shown || bytes.length < 4 ? key : new Reader(bytes).u32();
      const asked = shown ?? datagram(SERVER_UDP.status, bytes.slice(0, 4));
      for (const answer of answers(self, asked, from, { keyOf, meet }))
        hidden.send(from, hideDatagram(answer, serverKey(base, false), 'server', host.random));
    },
  );
  return {
    announceTo,
    close: () => {
      usual.close();
      hidden.close();
    },
  };
};

const datagram = (opcode: number, payload: Uint8Array): Uint8Array =>
  new Writer().u8(EDONKEY).u8(opcode).bytes(payload).done();

interface Ways {
  keyOf(address: string): number;
  meet(server: Endpoint): void;
}

const answers = (self: ServerSelf, bytes: Uint8Array, from: Endpoint, ways: Ways): Uint8Array[] => {
  if (bytes[0] !== EDONKEY || bytes.length < 2) return [];
  const read = new Reader(bytes, 2);
  switch (bytes[1]) {
    case SERVER_UDP.status:
      return [
        datagram(SERVER_UDP.statusAnswer, status(self, read.u32(), ways.keyOf(from.address))),
      ];
    case SERVER_UDP.search: {
      const query = readQuery(read);
      return (query ? self.index.search(query, RESULTS_MAX) : []).map((file) => {
        const out = new Writer();
        writeFile(out, file);
        return datagram(SERVER_UDP.found, out.done());
      });
    }
    case SERVER_UDP.getSources:
      return sources(self, read, from);
    case SERVER_UDP.description:
      return [datagram(SERVER_UDP.descriptionAnswer, description(self, read))];
    case SERVER_UDP.getServers: {
      const server = { address: addressOfId(read.u32()), port: read.u16() };
      // Only of itself may a server tell that it is there.
      if (read.ok && server.address === from.address) ways.meet(server);
      return [datagram(SERVER_UDP.servers, serversPayload(self))];
    }
    case SERVER_UDP.servers:
      for (const server of readServers(read)) ways.meet(server);
      return [];
    default:
      return [];
  }
};

const status = ({ index, port }: ServerSelf, challenge: number, key: number): Uint8Array =>
  new Writer()
    .u32(challenge)
    .u32(index.members.size)
    .u32(index.files)
    .u32(MEMBERS_MAX)
    .u32(FILES_MAX)
    .u32(FILES_MAX)
    .u32(FLAGS)
    .u32(index.lowIds)
    .u16(port + HIDDEN_OFFSET)
    .u16(port)
    .u32(key)
    .done();

/** Asked by one who is not logged in here: low ids are of no use to it, since only their server can call them. */
const sources = ({ index }: ServerSelf, read: Reader, from: Endpoint): Uint8Array[] => {
  const found: Uint8Array[] = [];
  const asking = { id: 0, port: 0 };
  for (let i = 0; i < HASHES_MAX && read.left >= 16; i++) {
    const hash = read.bytes(16).slice();
    const known = index.sources(hash, asking).filter(({ id }) => id !== idOfAddress(from.address));
    if (known.length > 0)
      found.push(datagram(SERVER_UDP.foundSources, sourcesPayload(hash, known, false)));
  }
  return found;
};

const description = ({ name, description: about }: ServerSelf, read: Reader): Uint8Array => {
  const challenge = read.left >= 4 ? read.u32() : 0;
  if ((challenge & 0xffff) !== NO_LENGTH) return new Writer().text(name).text(about).done();
  const out = new Writer().u32(challenge);
  writeTags(out, [
    [TAG.name, name],
    [TAG.description, about],
    [VERSION_TAG, VERSION],
  ]);
  return out.done();
};
