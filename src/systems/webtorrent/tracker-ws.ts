// webtorrent/tracker-ws: announces of WebTorrent to a WebSocket tracker, JSON in text messages. There is no BEP; the
// form is that of the `bittorrent-tracker` package and of aquatic: https://docs.rs/aquatic_ws_protocol
//
//   client   {"action":"announce","info_hash":20,"peer_id":20,"offers":[{"offer":{"type":"offer","sdp":…},"offer_id":…}]}
//   tracker  {"action":"announce","info_hash":20,"interval":…,"complete":…} or an offer or answer of another peer
//
// Proof: `action` is announce and `info_hash` a text of exactly 20 characters, each one byte (U+0000 to U+00FF), beside
// a `peer_id` of 20 or all three numbers of a tracker's answer. Offers and answers hold SDP: its candidates say where
// the browser takes data channels, its ufrag comes back in clear in STUN (FlowSink.token).
//
// Looks alike: other JSON signalling (no 20-byte hash); indexers whose action is "scrape", which proves nothing here. Video portals that spread load among viewers (p2p-media-loader,
// PeerTube) use these trackers too: it is the same protocol, and is named so.
// Does not see: scrapes without an announce; wss, as nearly all public trackers use it (names only); what flows in the data channels (DTLS).
import { canonicalAddress, isUnicast, parseAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Direction, FlowSink, WebSocketSignature } from '../../wire/dissector.ts';
import { stateAnnounce } from './announce.ts';
import { isBinary, type Message, parseMessage } from './message.ts';

export const trackerWs = Object.freeze({
  id: 'webtorrent/tracker-ws',
  system: 'webtorrent',
  message: (text: string, direction: Direction, flow: FlowSink): boolean => {
    const message = parseMessage(text);
    if (!message || !proves(message)) return false;
    stateAnnounce(flow, direction, message);
    for (const sdp of descriptions(message)) tellCandidates(flow, direction, sdp);
    return true;
  },
}) satisfies WebSocketSignature;

const proves = (message: Message): boolean => {
  if (message.action !== 'announce' || !isBinary(message.info_hash, 20)) return false;
  return isBinary(message.peer_id, 20) || isAnswer(message);
};

/** What the tracker says to an announce: when to come again, and how many have all or parts of the content. */
const isAnswer = ({ interval, complete, incomplete }: Message): boolean =>
  typeof interval === 'number' && typeof complete === 'number' && typeof incomplete === 'number';

/** SDP texts of a message: the client's batch of offers, or the one that the tracker passes on. */
const descriptions = (message: Message): string[] => {
  const offers: unknown[] = Array.isArray(message.offers) ? message.offers : [];
  return [
    ...offers.slice(0, OFFERS_MAX).map((one) => (one as Offer | null)?.offer),
    message.offer,
    message.answer,
  ]
    .map((description) => description?.sdp)
    .filter((sdp) => typeof sdp === 'string');
};

interface Offer {
  readonly offer?: { readonly sdp?: unknown } | null;
}

/** Clients send 5 to 10 offers at a time. */
const OFFERS_MAX = 64;

/** Names ending in .local are mDNS cover names (RFC 8828): no address stands there, and none is told. */
const tellCandidates = (flow: FlowSink, direction: Direction, sdp: string): void => {
  let told = 0;
  for (const line of sdp.split(/\r?\n/, LIMITS.toldPerMessageMax)) {
    const ufrag = /^a=ice-ufrag:([A-Za-z0-9+/]{4,256})$/.exec(line);
    if (ufrag) flow.token?.('ice-ufrag', ufrag[1]!, 'webtorrent');
    const candidate =
      /^a=candidate:\S{1,32} 1 udp \d{1,10} ([0-9A-Fa-f.:]{2,45}) (\d{1,5}) typ (?:host|srflx)\b/i.exec(
        line,
      );
    if (!candidate || ++told > LIMITS.toldPerMessageMax) continue;
    const address = canonicalAddress(candidate[1]!);
    const port = Number(candidate[2]);
    const words = address === null ? null : parseAddress(address);
    if (address === null || words === null || !isUnicast(words)) continue;
    if (port > 0 && port < 65_536)
      flow.endpoint(
        address,
        port,
        'udp',
        'webtorrent',
        direction,
        'was offered for WebRTC at a tracker',
      );
  }
};
