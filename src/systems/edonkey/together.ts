// edonkey/together and kad/together: obfuscated connections and datagrams of one host that cannot be opened, by their sizes.
// Obfuscation pads its own handshake only, so that behind it stand the sizes of eMule's messages:
//
//   client   5 + 7 + pad ► ◄ 6 + pad      Hello ► ◄ answer, 11      11, 83 ► ◄ 83, 55      pad ≤ 255; Hello and answer 70–250
//   server   1 + 96 + pad ► ◄ 96 + 7 + pad      login ►                                    pad ≤ 15, agreed by Diffie-Hellman
//   Kad      18 ► ◄ 39 + 25·n (bootstrap), or 51 ► ◄ 35 + 25·n (kad/obfuscated.ts)
//
// 11, 83 and 55 are secure identification: its question, a public key of 384 bits and a signature, the same in every
// connection. A program's Hello has one size towards all, while what comes before it is padded by chance.
// Facts: aMule src/EncryptedStreamSocket.cpp, BaseClient.cpp (SendSecIdentStatePacket, SendPublicKeyPacket); captures of
// aMule 2.3.3 and recordings of the range.
// Sound only as one of these, all within ten minutes: identification beside Kad; identification beside a server, or with
// two peers and one size of Hello; a server and two peers with one size of Hello. Padding that BitTorrent's encryption
// cannot have (under 96 bytes) must occur, except beside Kad. By chance a stream of small random messages shows
// identification once in about 100, a server once in 1,000; a flow of datagrams shows Kad's bootstrap once in 1,000.
// Looks alike: Message Stream Encryption with short padding (96 bytes and more both ways); old Skype, whose third message
// is always shorter. Among 502 captures of the corpus none but eMule's were so named.
// Does not see: a host with one connection and nothing else; connections into the host; programs without identification
// that use neither Kad nor a server.
import { LIMITS } from '../../model/limits.ts';
import type { FlowObservation } from '../../model/observation.ts';
import type { FlowGroup, GroupSignature } from '../../wire/dissector.ts';
import { kadShape } from '../kad/obfuscated.ts';

const because =
  'its sizes are those of obfuscated eMule messages, together with other flows of the same host';

export const edonkeyTogether = Object.freeze({
  id: 'edonkey/together',
  system: 'edonkey',
  because,
  key: (flow: FlowObservation): string | null => keyOf(flow),
  names: (flow: FlowObservation): boolean => flow.transport === 'tcp',
  open: (): FlowGroup => new Together(PROBABILITY.tcp),
} satisfies GroupSignature);

export const kadTogether = Object.freeze({
  id: 'kad/together',
  system: 'kad',
  because,
  key: (flow: FlowObservation): string | null => keyOf(flow),
  names: (flow: FlowObservation): boolean => flow.transport === 'udp',
  open: (): FlowGroup => new Together(PROBABILITY.udp),
} satisfies GroupSignature);

/**
 * Nine of nine flows so named on the lab and the range were right: the lower 95 % bound of their share (Jeffreys) is 0.81.
 * Connections say more than BitTorrent's shape (0.85), which their padding takes by chance, so they are named as surely.
 */
const PROBABILITY = { tcp: 0.85, udp: 0.81 } as const;

const keyOf = (flow: FlowObservation): string | null =>
  flow.protocol === 'unknown' && (isClient(flow) || isServer(flow) || isKad(flow))
    ? flow.source
    : null;

const isBetween = (size: number, from: number, to: number): boolean => size >= from && size <= to;

const isClient = ({ transport, turns, connection }: FlowObservation): boolean => {
  if (transport !== 'tcp' || turns === undefined || connection === 'midstream') return false;
  const [asked = 0, answered = 0, hello = 0, back = 0] = turns;
  return (
    isBetween(asked, 12, 267) &&
    isBetween(-answered, 6, 261) &&
    isBetween(hello, 70, 250) &&
    isBetween(-back, 70, 400)
  );
};

/** The question and a key alone, or more before the key; the answer is a key and up to two signatures. */
const isIdentified = (turns: readonly number[]): boolean => {
  const [there = 0, back = 0] = turns.slice(4, 6);
  const asked = there === STATE || isBetween(there, STATE + KEY, 300);
  return asked && IDENTIFICATIONS.includes(-back);
};

const STATE = 11;
const KEY = 83;
const SIGNATURE = 55;
const IDENTIFICATIONS = [KEY, KEY + SIGNATURE, KEY + 2 * SIGNATURE];

/** No turn of Message Stream Encryption's key exchange is shorter. */
const EXCHANGE_BYTES = 96;

const isServer = ({ transport, turns, connection }: FlowObservation): boolean => {
  if (transport !== 'tcp' || turns === undefined || connection === 'midstream') return false;
  const [asked = 0, answered = 0, login = 0] = turns;
  return isBetween(asked, 97, 112) && isBetween(-answered, 103, 118) && isBetween(login, 70, 300);
};

const isKad = (flow: FlowObservation): boolean =>
  flow.transport === 'udp' &&
  (isBootstrap(flow) || (flow.turns !== undefined && kadShape.fits(flow.turns)));

/** Too short to look random or not: only the sizes tell. */
const isBootstrap = (flow: FlowObservation): boolean => {
  const { packetsOut, payloadOut, packetsIn, payloadIn } = flow;
  const contacts = (payloadIn - 39) / 25;
  return (
    packetsIn === 1 &&
    isBetween(packetsOut, 1, 3) &&
    payloadOut === 18 * packetsOut &&
    Number.isInteger(contacts) &&
    isBetween(contacts, 0, 20)
  );
};

class Together implements FlowGroup {
  private identified = 0;
  private server = 0;
  private kad = 0;
  /** Peers by size of the Hello that went to them. */
  private readonly hellos = new Map<number, Set<string>>();
  private identifiedPeers = 0;
  /** Some padding was shorter than BitTorrent's exchange can be. */
  private short = false;
  private last = 0;
  /** What was found before the last pause: flows of then may still be waiting for their name. */
  private before = false;
  private readonly found: number;

  constructor(found: number) {
    this.found = found;
  }

  add(flow: FlowObservation): void {
    if (Math.abs(flow.at - this.last) > LIMITS.heldMs) this.forget();
    this.last = Math.max(this.last, flow.until);
    if (flow.transport === 'udp') this.kad++;
    else if (isServer(flow)) this.server++;
    else this.addClient(flow);
  }

  probability(): number {
    return this.before || this.isFound() ? this.found : 0;
  }

  private isFound(): boolean {
    if (this.identified > 0 && this.kad > 0) return true;
    if (!this.short) return false;
    if (this.identified > 0 && this.server > 0) return true;
    const peers = Math.max(0, ...[...this.hellos.values()].map((one) => one.size));
    return peers >= 2 && (this.identifiedPeers >= 2 || (this.server > 0 && this.hellos.size === 1));
  }

  private addClient({ turns, destination }: FlowObservation): void {
    const [asked = 0, answered = 0, hello = 0] = turns!;
    this.short ||= asked < EXCHANGE_BYTES || -answered < EXCHANGE_BYTES;
    const peers = this.hellos.get(hello) ?? new Set<string>();
    const isNew = !peers.has(destination);
    if (isNew && peers.size < PEERS_KEPT && this.hellos.size < PEERS_KEPT)
      this.hellos.set(hello, peers.add(destination));
    if (!isIdentified(turns!)) return;
    this.identified++;
    if (isNew) this.identifiedPeers++;
  }

  private forget(): void {
    this.before = this.isFound();
    this.identified = this.server = this.kad = this.identifiedPeers = 0;
    this.hellos.clear();
    this.short = false;
  }
}

const PEERS_KEPT = 16;
