// One client's connection to a server: login, then what it offers, seeks and asks to be called.
import type { Socket } from 'node:net';
import type { Host } from '../host.ts';
import { addressOfId, idOfAddress, Reader, Writer } from './bytes.ts';
import { type Introduction, readLogin } from './hello.ts';
import { Link } from './link.ts';
import { filesPayload, LISTED_MAX, readFile, sourcesPayload } from './listing.ts';
import type { Message } from './messages.ts';
import { fromServersClient } from './obfuscation.ts';
import { EDONKEY, LOW_ID_MAX, SERVER, SERVER_FLAGS, TAG } from './opcodes.ts';
import { answersAt } from './port-test.ts';
import { readQuery } from './search.ts';
import type { Member, ServerIndex } from './server-index.ts';
import { writeTags } from './tags.ts';

/** What sessions share. */
export interface ServerSelf {
  readonly host: Host;
  readonly port: number;
  readonly name: string;
  readonly description: string;
  readonly who: Introduction;
  readonly index: ServerIndex;
  /** Other servers, as id and port. */
  readonly servers: () => readonly (readonly [id: number, port: number])[];
  /** The next low id. */
  readonly lowId: () => number;
}

const FLAGS =
  SERVER_FLAGS.packed | SERVER_FLAGS.shortTags | SERVER_FLAGS.unicode | SERVER_FLAGS.obfuscation;
/** The count in lists of servers is one byte. */
const SERVERS_TOLD_MAX = 255;

export const serveClient = (self: ServerSelf, socket: Socket): Link => {
  const { host, index } = self;
  const link = new Link({
    host,
    socket,
    packedAs: EDONKEY,
    accept: (send) => fromServersClient(host.random, send),
  });
  let member: Member | null = null;
  let asked = false;
  link.onEnd = () => {
    if (member) index.leave(member);
  };
  link.onMessage = (message) => {
    if (member) return serve(self, member, message);
    if (message.opcode !== SERVER.login || asked) return link.end();
    asked = true;
    const who = readLogin(new Reader(message.payload));
    if (who === null) return link.end();
    void login(self, link, who).then((made) => {
      member = made;
    });
  };
  return link;
};

const login = async (self: ServerSelf, link: Link, who: Introduction): Promise<Member | null> => {
  const { host, index } = self;
  const address = (link.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  tell(link, `server version 17.15 (${self.name})\r\n${self.description}`);
  const reached = await answersAt(host, {
    at: { address, port: who.port },
    them: who,
    us: self.who,
  });
  if (link.ended) return null;
  const own = idOfAddress(address);
  const id = reached && own > LOW_ID_MAX ? own : self.lowId();
  const member: Member = { id, address, who, link };
  index.members.add(member);
  if (id <= LOW_ID_MAX)
    tell(
      link,
      'WARNING : You have a lowid. Please review your network config and/or your settings.',
    );
  // Id, flags, the port to tell others, their address as we see it, the port for obfuscation.
  const change = new Writer().u32(id).u32(FLAGS).u32(self.port).u32(own).u32(self.port);
  link.send(EDONKEY, SERVER.idChange, change.done());
  link.send(EDONKEY, SERVER.status, statusPayload(self));
  link.send(EDONKEY, SERVER.ident, identPayload(self));
  return member;
};

const serve = (self: ServerSelf, member: Member, { opcode, payload }: Message) => {
  const { index } = self;
  const { link } = member;
  const from = new Reader(payload);
  switch (opcode) {
    case SERVER.offer:
      return index.offer(member, offered(from));
    case SERVER.search: {
      const query = readQuery(from);
      // A byte behind the results: whether there are more of them.
      const found = filesPayload(query ? index.search(query) : []);
      return link.send(EDONKEY, SERVER.found, new Writer().bytes(found).u8(0).done());
    }
    case SERVER.getSources:
    case SERVER.getSourcesObfuscated:
      return answerSources(index, member, from, opcode === SERVER.getSourcesObfuscated);
    case SERVER.getServers:
      link.send(EDONKEY, SERVER.servers, serversPayload(self));
      return link.send(EDONKEY, SERVER.ident, identPayload(self));
    case SERVER.callback:
      return callBack(index, member, from.u32());
  }
};

const answerSources = (
  index: ServerIndex,
  { id, who, link }: Member,
  from: Reader,
  obfuscated: boolean,
) => {
  const hash = from.bytes(16).slice();
  if (!from.ok) return link.end();
  const sources = index.sources(hash, { id, port: who.port });
  // No sources, no answer.
  if (sources.length === 0) return;
  const opcode = obfuscated ? SERVER.foundSourcesObfuscated : SERVER.foundSources;
  link.send(EDONKEY, opcode, sourcesPayload(hash, sources, obfuscated));
};

/** Asks one with a low id to connect to one who seeks it; whoever supports obfuscation is named with its hash. */
const callBack = (index: ServerIndex, { id, who, link }: Member, wanted: number) => {
  const called = wanted <= LOW_ID_MAX ? index.withId(wanted) : undefined;
  if (!called || id <= LOW_ID_MAX) return link.send(EDONKEY, SERVER.callbackFailed);
  const out = new Writer().u32(id).u16(who.port);
  if (who.obfuscation > 0) out.u8(who.obfuscation).bytes(who.hash);
  called.link.send(EDONKEY, SERVER.callbackRequested, out.done());
};

const offered = (from: Reader) => {
  const count = Math.min(from.u32(), LISTED_MAX);
  const files = [];
  for (let i = 0; i < count; i++) {
    const file = readFile(from);
    if (!from.ok) break;
    files.push(file);
  }
  return files;
};

const tell = (link: Link, text: string): void =>
  link.send(EDONKEY, SERVER.message, new Writer().text(text).done());

const statusPayload = ({ index }: ServerSelf): Uint8Array =>
  new Writer().u32(index.members.size).u32(index.files).done();

const identPayload = ({ host, port, who, name, description }: ServerSelf): Uint8Array => {
  const out = new Writer().bytes(who.hash).u32(idOfAddress(host.address)).u16(port);
  writeTags(out, [
    [TAG.name, name],
    [TAG.description, description],
  ]);
  return out.done();
};

export const serversPayload = ({ servers }: Pick<ServerSelf, 'servers'>): Uint8Array => {
  const told = servers().slice(0, SERVERS_TOLD_MAX);
  const out = new Writer().u8(told.length);
  for (const [id, port] of told) out.u32(id).u16(port);
  return out.done();
};

/** The endpoints of such a list; those before the fault when it is torn. */
export const readServers = (from: Reader): { address: string; port: number }[] => {
  const servers = [];
  for (let left = from.u8(); left > 0; left--) {
    const server = { address: addressOfId(from.u32()), port: from.u16() };
    if (!from.ok) break;
    servers.push(server);
  }
  return servers;
};
