// opaque-tunnel/inner-handshakes: web use through a tunnel that is encrypted from the first byte of both directions, such
// as Shadowsocks and VMess over TCP. The tunnel hides bytes but hardly sizes: the TLS handshakes inside keep theirs.
//
//   client ─► hello of one program: about the same length each time, but for the name it asks for
//   server ─► hello, certificate …: long
//   client ─► Finished, or its key and Finished: short, and the same each time; a tunnel adds at most 63 random bytes
//   server ─► the rest
//
// Published basis: the test for fully encrypted traffic is that of Wu et al., "How the Great Firewall of China Detects and
// Blocks Fully Encrypted Traffic" (USENIX Security 2023), here wire/randomness.ts; handshakes inside obfuscated proxies:
// Xue et al., "Fingerprinting Obfuscated Proxy Traffic with Encapsulated TLS Handshakes" (USENIX Security 2024).
//
// Sound only together, and then only likely. All of: one client, one server outside and one port; five connections or
// more, and a third of all, with the sizes of one program's handshake (sizes evenly spread between 60 and 600 bytes fall so
// once in a thousand groups of 13); and what no program with a handshake of its own does: other connections open in
// another way (plain requests inside), or both the names asked for and the certificates differ.
//
// Looks alike: a private program without key exchange that has connections of two kinds. Not confused: encrypted
// business programs that begin every connection alike, BitTorrent and eMule (many peers), Telegram (a header of 64 bytes
// and answers of a hundred), FTP data (one direction).
// Does not see: tunnels with few connections, with one connection for all (mux), P2P inside without any TLS, obfs4 (its
// padding hides the sizes), UDP.
import { isPrivate, parseAddress } from '../../model/address.ts';
import type { FlowObservation } from '../../model/observation.ts';
import type { FlowGroup, GroupSignature } from '../../wire/dissector.ts';

export const innerHandshakes = Object.freeze({
  id: 'opaque-tunnel/inner-handshakes',
  system: 'opaque-tunnel',
  because:
    'encrypted from the first byte both ways, and several connections of this host to the same server have the sizes of TLS handshakes inside',
  key(flow: FlowObservation): string | null {
    if (flow.turns === undefined || flow.transport !== 'tcp' || flow.protocol !== 'unknown')
      return null;
    if (flow.connection !== 'established' || flow.turns.length < 2) return null;
    const server = parseAddress(flow.destination);
    if (server === null || isPrivate(server)) return null;
    return `${flow.source} ${flow.destination} ${flow.destinationPort}`;
  },
  open: (): FlowGroup => new Openings(),
}) satisfies GroupSignature;

/** From a hello of TLS 1.2 without extensions worth mentioning to one with post-quantum key shares, inside a tunnel's frame. */
const HELLO_MIN = 240;
const HELLO_MAX = 2600;
/** Hello, a small certificate and its signature; long chains reach ten thousand. */
const ANSWER_MIN = 600;
const ANSWER_MAX = 16_384;
/** Finished of TLS 1.3 is 58 bytes in its record, keys and Finished of TLS 1.2 up to 330 (RSA); frames add 18 to 100. */
const SECOND_MIN = 75;
const SECOND_MAX = 450;

/** Names differ by some tens of bytes; random padding of VMess is at most 63, and the second message has one frame. */
const HELLOS_APART_MAX = 96;
const SECONDS_APART_MAX = 72;
/** Certificates of different sites. */
const ANSWERS_APART_MIN = 64;

const ALIKE_MIN = 5;
const SHARE_MIN = 1 / 3;
const OTHERS_MIN = 2;
const KEPT_MAX = 64;

/** A guess on the careful side: right in each group of the lab, but the rival that remains cannot be measured there. */
const PROBABILITY = 0.75;

interface Opening {
  readonly hello: number;
  readonly answer: number;
  readonly second: number;
}

class Openings implements FlowGroup {
  private readonly openings: Opening[] = [];
  private judged = 0;
  private verdict = 0;

  add({ turns = [] }: FlowObservation): void {
    const [hello = 0, answer = 0, second = 0] = turns;
    if (hello <= 0 || this.openings.length >= KEPT_MAX) return;
    this.openings.push({ hello, answer: -answer, second: turns.length > 3 ? second : 0 });
  }

  probability(): number {
    if (this.judged !== this.openings.length) {
      this.judged = this.openings.length;
      this.verdict = isWebUse(this.openings) ? PROBABILITY : 0;
    }
    return this.verdict;
  }
}

const isWebUse = (openings: readonly Opening[]): boolean => {
  const handshakes = openings.filter(mayBeHandshake);
  return handshakes.some((lowest) => {
    const alike = handshakes.filter(
      ({ hello, second }) =>
        isWithin(hello, lowest.hello, HELLOS_APART_MAX) &&
        Math.abs(second - lowest.second) <= SECONDS_APART_MAX / 2,
    );
    if (alike.length < ALIKE_MIN || alike.length < openings.length * SHARE_MIN) return false;
    return openOtherwise(openings, lowest.hello) || areDifferentSites(alike);
  });
};

const isWithin = (size: number, lowest: number, apart: number): boolean =>
  size >= lowest && size <= lowest + apart;

const mayBeHandshake = ({ hello, answer, second }: Opening): boolean =>
  hello >= HELLO_MIN &&
  hello <= HELLO_MAX &&
  answer >= ANSWER_MIN &&
  answer <= ANSWER_MAX &&
  second >= SECOND_MIN &&
  second <= SECOND_MAX &&
  second < hello;

/** Plain requests inside: openings that are no hello of that program, with answers of different lengths. */
const openOtherwise = (openings: readonly Opening[], hello: number): boolean => {
  const others = openings.filter(
    (one) => one.hello < hello - HELLOS_APART_MAX || one.hello > hello + 2 * HELLOS_APART_MAX,
  );
  return (
    others.length >= OTHERS_MIN &&
    spread(
      others.map(({ answer }) => answer),
      ANSWERS_APART_MIN,
    ) >= OTHERS_MIN
  );
};

const SITES_MIN = 3;

const areDifferentSites = (alike: readonly Opening[]): boolean =>
  spread(
    alike.map(({ hello }) => hello),
    1,
  ) >= SITES_MIN &&
  spread(
    alike.map(({ answer }) => answer),
    ANSWERS_APART_MIN,
  ) >= SITES_MIN;

/** How many of the numbers are so far from each other. */
const spread = (numbers: readonly number[], apart: number): number => {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const number of [...numbers].sort((a, b) => a - b)) {
    if (number - last < apart) continue;
    count++;
    last = number;
  }
  return count;
};
