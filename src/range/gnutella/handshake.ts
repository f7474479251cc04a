// The handshakes of 0.4 (one line, one answer) and 0.6 (three heads like HTTP's), and what both sides agree on.
// Specification v0.4 §"Connecting"; RFC-Gnutella 0.6 §2.1; ultrapeers: Singla and Rohrs 2002.
import { type Conversation, readHead } from './conversation.ts';
import type { Peer } from './pong.ts';

/** `servent`: all are equal (0.4, and 0.6 without ultrapeers). */
export type Kind = 'servent' | 'ultrapeer' | 'leaf';

/** What one servent says of itself. */
export interface Introduction {
  readonly version: '0.4' | '0.6';
  readonly kind: Kind;
  readonly agent: string;
  readonly listen: Peer;
  /** Whether one more neighbour of this kind is welcome. */
  room(kind: Kind): boolean;
  /** Hosts to recommend, ultrapeers first. */
  tries(): readonly Peer[];
}

/** What is known of a neighbour after the handshake. */
export interface Terms {
  readonly version: '0.4' | '0.6';
  readonly kind: Kind;
  readonly agent: string;
  /** Where it listens, when it said so. */
  readonly listen: Peer | null;
  readonly tries: readonly Peer[];
}

export class Refused extends Error {
  readonly tries: readonly Peer[];
  constructor(answer: string, tries: readonly Peer[]) {
    super(`refused: ${answer.slice(0, 80)}`);
    this.tries = tries;
  }
}

const TRIES_MAX = 10;
const OLD: Terms = { version: '0.4', kind: 'servent', agent: '', listen: null, tries: [] };

/** The side that connected. Rejects with `Refused` when the other says no. */
export const offer = async (conversation: Conversation, self: Introduction): Promise<Terms> => {
  if (self.version === '0.4') {
    conversation.write('GNUTELLA CONNECT/0.4\n\n');
    const answer = await conversation.head();
    if (answer !== 'GNUTELLA OK') throw new Refused(answer, []);
    return OLD;
  }
  conversation.write(headText('GNUTELLA CONNECT/0.6', self, conversation));
  const { first, headers } = readHead(await conversation.head());
  const tries = triesIn(headers);
  if (!/^GNUTELLA\/0\.6 200\b/.test(first)) throw new Refused(first, tries);
  conversation.write('GNUTELLA/0.6 200 OK\r\n\r\n');
  return termsFrom(headers, tries);
};

/** The side that was connected to; `opening` is the first head. Rejects when nothing comes of it. */
export const answer = async (
  conversation: Conversation,
  self: Introduction,
  opening: string,
): Promise<Terms> => {
  const { first, headers } = readHead(opening);
  if (first === 'GNUTELLA CONNECT/0.4') {
    if (!self.room('servent')) throw new Refused('no room', []);
    conversation.write('GNUTELLA OK\n\n');
    return OLD;
  }
  if (!/^GNUTELLA CONNECT\/0\.[6-9]/.test(first) || self.version === '0.4')
    throw new Refused(first, []);
  const terms = termsFrom(headers, triesIn(headers));
  const refusal = refusalOf(self, terms.kind);
  conversation.write(headText(`GNUTELLA/0.6 ${refusal ?? '200 OK'}`, self, conversation));
  if (refusal) throw new Refused(refusal, []);
  const third = readHead(await conversation.head());
  if (!/^GNUTELLA\/0\.6 200\b/.test(third.first)) throw new Refused(third.first, []);
  return terms;
};

const refusalOf = (self: Introduction, kind: Kind): string | null => {
  if (self.kind === 'leaf' && kind === 'leaf') return '503 I am a shielded leaf node';
  return self.room(kind) ? null : '503 Full';
};

const headText = (first: string, self: Introduction, conversation: Conversation): string => {
  const { address, port } = self.listen;
  const tries = self.tries().slice(0, TRIES_MAX).map(hostText);
  const lines = [
    first,
    `User-Agent: ${self.agent}`,
    ...(self.kind === 'servent'
      ? []
      : [`X-Ultrapeer: ${self.kind === 'ultrapeer' ? 'True' : 'False'}`]),
    'X-Query-Routing: 0.1',
    'Pong-Caching: 0.1',
    'GGEP: 0.5',
    'Bye-Packet: 0.1',
    `Listen-IP: ${address}:${port}`,
    `Remote-IP: ${conversation.socket.remoteAddress ?? ''}`,
    ...(tries.length > 0 ? [`X-Try: ${tries.join(',')}`] : []),
    ...(tries.length > 0 && self.kind !== 'servent'
      ? [`X-Try-Ultrapeers: ${tries.join(',')}`]
      : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
};

const termsFrom = (headers: ReadonlyMap<string, string>, tries: readonly Peer[]): Terms => {
  const ultrapeer = headers.get('x-ultrapeer')?.toLowerCase();
  return {
    version: '0.6',
    kind: ultrapeer === 'true' ? 'ultrapeer' : ultrapeer === 'false' ? 'leaf' : 'servent',
    agent: (headers.get('user-agent') ?? '').slice(0, 120),
    listen: asHost(headers.get('listen-ip') ?? headers.get('node')?.split(',')[0] ?? ''),
    tries,
  };
};

const triesIn = (headers: ReadonlyMap<string, string>): Peer[] =>
  [headers.get('x-try-ultrapeers') ?? '', headers.get('x-try') ?? '']
    .flatMap((list) => list.split(',', TRIES_MAX))
    .map(asHost)
    .filter((host) => host !== null);

export const hostText = ({ address, port }: Peer): string => `${address}:${port}`;

/** `198.51.100.7:6346`; what follows the port (a time, in old X-Try) is left out. Null for anything else. */
export const asHost = (text: string): Peer | null => {
  const match = /^\s*(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})(?:\s|$)/.exec(text);
  if (!match || match[1]!.split('.').some((part) => Number(part) > 255)) return null;
  const port = Number(match[2]);
  return port > 0 && port < 65_536 ? { address: match[1]!, port } : null;
};
