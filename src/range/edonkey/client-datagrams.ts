// A client's datagrams: to servers that it is not logged in to, and to clients in whose queues it waits.
import { hex } from '../../wire/codec/hex.ts';
import type { DatagramPort, Endpoint } from '../host.ts';
import { idOfAddress, Reader, Writer } from './bytes.ts';
import { clientKey, hideDatagram, isPlainDatagram, shownDatagram } from './datagram-obfuscation.ts';
import { type ListedFile, readFile, readSources, type Source } from './listing.ts';
import { hides, type Node } from './node.ts';
import { EDONKEY, EMULE, PEER_UDP, SERVER_UDP } from './opcodes.ts';
import { mapOf } from './part-map.ts';
import type { Peer } from './peer.ts';
import { allWords, writeQuery } from './search.ts';

const SERVER_OFFSET = 4;
/** Milliseconds that answers of servers are waited for; those without an answer say nothing. */
const ANSWER_MS = 1000;

export interface ClientDatagrams {
  /** Asks each server; what came within a second. */
  search(servers: readonly Endpoint[], words: readonly string[]): Promise<ListedFile[]>;
  sources(servers: readonly Endpoint[], hash: Uint8Array): Promise<Asked>;
  /** Asks for our place in the queue of one whom we wait for. */
  reask(peer: Peer, hash: Uint8Array): void;
  readonly counts: { reasks: number; reaskAnswers: number };
  close(): void;
}

export interface Asked {
  readonly sources: Source[];
  /** Servers that answered, as `address:port` of their UDP. */
  readonly answered: string[];
}

export const openDatagrams = async (node: Node): Promise<ClientDatagrams> => {
  const { host } = node;
  const waiting = new Set<(opcode: number, from: Reader, server: Endpoint) => void>();
  const counts = { reasks: 0, reaskAnswers: 0 };
  const toServers: DatagramPort = await host.datagrams(0, 'edonkey/udp', (bytes, from) => {
    if (bytes[0] !== EDONKEY || bytes.length < 2) return;
    for (const take of waiting) take(bytes[1]!, new Reader(bytes, 2), from);
  });
  const toClients = await host.datagrams(node.options.udpPort, 'edonkey/udp', (bytes, from) => {
    const shown = isPlainDatagram(bytes)
      ? bytes
      : shownDatagram(bytes, clientKey(node.userHash, idOfAddress(from.address)), 'client');
    if (shown?.[0] !== EMULE) return;
    if (shown[1] === PEER_UDP.rank) counts.reaskAnswers += 1;
    const answer = answerTo(node, shown, from);
    if (answer) toClients.send(from, answer);
  });
  const ask = async (
    servers: readonly Endpoint[],
    question: Uint8Array,
    take: (opcode: number, from: Reader, server: Endpoint) => void,
  ): Promise<void> => {
    waiting.add(take);
    for (const { address, port } of servers)
      try {
        toServers.send({ address, port: port + SERVER_OFFSET }, question);
      } catch {
        // A server's list may name what the range does not speak to, and ports that leave no room for the offset.
      }
    await host.wait(ANSWER_MS);
    waiting.delete(take);
  };
  return {
    counts,
    async search(servers, words) {
      const found: ListedFile[] = [];
      const query = writeQuery(new Writer().u8(EDONKEY).u8(SERVER_UDP.search), allWords(words));
      await ask(servers, query.done(), (opcode, from) => {
        if (opcode !== SERVER_UDP.found || found.length >= 1000) return;
        const file = readFile(from);
        if (from.ok) found.push(file);
      });
      return found;
    },
    async sources(servers, hash) {
      const asked: Asked = { sources: [], answered: [] };
      const question = new Writer().u8(EDONKEY).u8(SERVER_UDP.getSources).bytes(hash).done();
      await ask(servers, question, (opcode, from, server) => {
        if (opcode !== SERVER_UDP.foundSources || asked.sources.length >= 1000) return;
        const found = readSources(from, false);
        if (found?.hash !== hex(hash)) return;
        asked.sources.push(...found.sources);
        asked.answered.push(`${server.address}:${server.port}`);
      });
      return asked;
    },
    reask(peer, hash) {
      if (peer.udpPort === 0) return;
      counts.reasks += 1;
      const file = node.files.get(hex(hash));
      const out = new Writer().u8(EMULE).u8(PEER_UDP.reask).bytes(hash);
      // Version 4 of eMule's UDP: our map of parts, and how many complete sources we know.
      out.bytes(file ? mapOf(file) : new Writer().u16(0).done()).u16(0);
      const { obfuscation, hash: theirs } = peer.them;
      const hidden = hides(node.bits, obfuscation, true)
        ? hideDatagram(
            out.done(),
            clientKey(theirs, idOfAddress(host.address)),
            'client',
            host.random,
          )
        : out.done();
      toClients.send({ address: peer.address, port: peer.udpPort }, hidden);
    },
    close() {
      toServers.close();
      toClients.close();
    },
  };
};

/** To one who asks for its place: its rank behind our map of parts, or that we do not have the file. */
const answerTo = (node: Node, shown: Uint8Array, from: Endpoint): Uint8Array | null => {
  if (shown[1] !== PEER_UDP.reask || shown.length < 18) return null;
  const file = node.files.get(hex(shown, 2, 18));
  const out = new Writer().u8(EMULE);
  if (!file) return out.u8(PEER_UDP.notFound).done();
  const rank = node.uploads.rankOf(from.address, from.port);
  if (rank === null) return out.u8(PEER_UDP.queueFull).done();
  return out.u8(PEER_UDP.rank).bytes(mapOf(file)).u16(rank).done();
};
