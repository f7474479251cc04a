// Facts of an announce: content, program, and the transfer counters a browser reports about itself.
import { hex } from '../../wire/codec/hex.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { isBinary, type Message } from './message.ts';

export const stateAnnounce = (flow: FlowSink, direction: Direction, message: Message): void => {
  const hash = message.info_hash;
  if (isBinary(hash, 20)) flow.content({ id: `btih:${hexOf(hash)}` });
  // Only an announce of one's own carries counters; the tracker passes on the peer id of somebody else.
  const own = typeof message.uploaded === 'number' || Array.isArray(message.offers);
  if (!own) return;
  const stated = flow.end(direction);
  if (isBinary(message.peer_id, 20)) {
    stated.identity = hexOf(message.peer_id);
    const client = /^-WW(\d\d)(\d\d)-/.exec(message.peer_id);
    stated.client ??= client ? 'WebTorrent' : 'unknown WebTorrent program';
    if (client) stated.version = `${Number(client[1])}.${Number(client[2])}`;
  }
  for (const what of ['uploaded', 'downloaded', 'left'] as const) {
    const bytes = message[what];
    if (typeof bytes === 'number') flow.reported(what, bytes);
  }
  // A magnet link has no size yet: `left` is null then.
  stated.role = message.left === 0 ? 'seeder' : 'leecher';
  flow.end(direction === 0 ? 1 : 0).role = 'tracker';
};

const hexOf = (binary: string): string =>
  hex(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
