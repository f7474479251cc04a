// i2p/ntcp2: routers of I2P that greet each other over TCP and are not answered, or answered alike.
// https://geti2p.net/spec/ntcp2
//
//   1 ──►  64 bytes and padding, 287 at most     2 ◄──  the same bounds     3 ──►  64 bytes around a RouterInfo: 455 and more
//
// Every byte is random to who does not know the router's published key. What is left is size: of many connections that one
// host opened, all first messages have 64 to 287 bytes, hardly two the same, some below the 96 that a key exchange of
// BitTorrent or eMule needs, and they went to several peers. A router tries new peers all the time, and many hang up.
//
// Sound because programs with random first messages have others: obfs4 up to 8,192, MSE 96 to 607, Shadowsocks what the
// user's program says first; agents that send sealed reports send them to one server and are answered. Not sound for one
// flow, which is never named alone. Looks alike: nothing known that fits all five. Does not see: a router with fewer
// connections in the capture, flows that others open to it, NTCP2 with established sessions only, SSU2.
import type { FlowObservation } from '../../model/observation.ts';
import type { FlowGroup, GroupSignature } from '../../wire/dissector.ts';

export const ntcp2 = Object.freeze({
  id: 'i2p/ntcp2',
  system: 'i2p',
  because:
    'this host opened many connections to several peers that all began with one random message of the sizes of I2P routers',
  key: (flow: FlowObservation): string | null => (openingBytes(flow) === 0 ? null : flow.source),
  open: (): FlowGroup => new Openings(),
}) satisfies GroupSignature;

const MESSAGE_BYTES_MIN = 64;
const MESSAGE_BYTES_MAX = 287;
const THIRD_BYTES_MIN = 455;

const openingBytes = (flow: FlowObservation): number => {
  if (flow.transport !== 'tcp' || flow.protocol !== 'unknown') return 0;
  if (flow.connection !== 'established') return 0;
  const [first = 0, second = 0, third = 0] = flow.turns ?? [flow.unansweredBytes ?? 0];
  const fits =
    isMessage(first) &&
    (second === 0 || isMessage(-second)) &&
    (third === 0 || third >= THIRD_BYTES_MIN);
  return fits ? first : 0;
};

const isMessage = (bytes: number): boolean =>
  bytes >= MESSAGE_BYTES_MIN && bytes <= MESSAGE_BYTES_MAX;

const FLOWS_MIN = 8;
const PEERS_MIN = 3;
const KEPT_MAX = 64;
/** Shortest first message of a Diffie-Hellman exchange of 768 bits: MSE, eMule's servers. */
const KEY_BYTES = 96;
/** Padding is random: sizes of 224 kinds. Of 8 two agree in every ninth group; half of them never. */
const DIFFERENT_SHARE_MIN = 0.7;
const SPREAD_MIN = 100;
/** A guess, on the careful side: all 23 flows so named in the one capture there is were right, and the bounds were chosen on it. */
const PROBABILITY = 0.8;

class Openings implements FlowGroup {
  private readonly peers = new Set<string>();
  private readonly sizes = new Set<number>();
  private flows = 0;
  private shortest = MESSAGE_BYTES_MAX;
  private longest = 0;

  add(flow: FlowObservation): void {
    if (this.flows >= KEPT_MAX) return;
    const bytes = openingBytes(flow);
    this.flows++;
    this.peers.add(flow.destination);
    this.sizes.add(bytes);
    this.shortest = Math.min(this.shortest, bytes);
    this.longest = Math.max(this.longest, bytes);
  }

  probability(): number {
    const varied =
      this.sizes.size >= DIFFERENT_SHARE_MIN * this.flows &&
      this.shortest < KEY_BYTES &&
      this.longest - this.shortest >= SPREAD_MIN;
    return varied && this.flows >= FLOWS_MIN && this.peers.size >= PEERS_MIN ? PROBABILITY : 0;
  }
}
