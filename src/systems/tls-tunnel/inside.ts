// tls-tunnel: protocols that open with messages of known lengths, seen through TLS by the sizes of its records: SSH,
// BitTorrent and OpenVPN inside stunnel, socat and their like. Nothing is decrypted.
// Specifications: RFC 4253 §4.2, §6, §7 (SSH), BEP 3 (BitTorrent), OpenVPN's doc/doc_protocol_overview.h.
//
//   SSH         banner, KEXINIT, key: unencrypted packets are multiples of 8 bytes; then NEWKEYS, exactly 16
//   BitTorrent  handshake of 68 bytes; then requests of 17, haves of 9, states of 5, one or several to a record
//   OpenVPN     reset of 16 bytes (more with tls-auth), its answer 12 longer; acknowledgements 8, 12, 16 … longer
//
// Sound because: the client offered no protocol (ALPN), as browsers and mail programs of today do, and several sizes must be
// exact at once: by chance SSH's fit about once in 10^5 such connections, BitTorrent's once in 10^6, OpenVPN's once in 10^4.
//
// Looks alike: administrators who wrap SSH on purpose: the same thing, permitted by policy where it is. Does not see:
// clients that offer ALPN, records that join a banner with what follows (dropbear), tunnels that pad, other protocols.
import type { FlowObservation } from '../../model/observation.ts';
import type { GroupSignature } from '../../wire/dissector.ts';

type Sizes = readonly number[];

/** A flow is a group of its own: its sizes say all. */
const inside = (
  name: string,
  because: string,
  probability: number,
  fits: (out: Sizes, back: Sizes) => boolean,
): GroupSignature =>
  Object.freeze({
    id: `tls-tunnel/${name}`,
    system: 'tls-tunnel',
    because,
    key(flow: FlowObservation): string | null {
      if (flow.protocol !== 'tls') return null;
      const carrier = flow.facts?.carrier;
      const [out, back] = [carrier?.['recordsOut'], carrier?.['recordsIn']];
      if (typeof out !== 'string' || typeof back !== 'string') return null;
      return fits(sizesOf(out), sizesOf(back))
        ? `${flow.source} ${flow.sourcePort} ${flow.destination} ${flow.at}`
        : null;
    },
    open: () => ({ add: () => {}, probability: () => probability }),
  });

const sizesOf = (text: string): Sizes => text.split(',').map(Number);

/** Under TLS 1.3 the client's Finished comes first, behind a certificate and its signature where it has one. */
const OUT_BEGINS = 4;
/** The server's encrypted handshake has four messages, and session tickets follow. */
const BACK_BEGINS = 9;

const NEWKEYS = 16;

/** A banner ends before its 256th byte; the shortest is SSH-2.0-x with its line end. */
const isBanner = (size = 0): boolean => size >= 10 && size <= 255;

/** Lists of algorithms: 400 bytes in small programs, 1,600 in large ones. */
const isKexinit = (size = 0): boolean => size >= 320 && size <= 4096 && size % 8 === 0;

const opensWithSsh = (out: Sizes, back: Sizes): boolean =>
  out.slice(0, OUT_BEGINS).some((size, at) => {
    const key = out[at + 2] ?? 0;
    if (!isBanner(size) || !isKexinit(out[at + 1]) || key < 24 || key % 8 !== 0) return false;
    // Group exchange asks for the group first.
    return out[at + 3] === NEWKEYS || out[at + 4] === NEWKEYS;
  }) && back.slice(0, BACK_BEGINS).some((size, at) => isBanner(size) && isKexinit(back[at + 1]));

export const sshInside = inside(
  'ssh',
  'the sizes of its TLS records are those of an SSH key exchange inside',
  0.9,
  opensWithSsh,
);

const HANDSHAKE = 68;
/** Requests one to five at a time, haves, states, and the pairs of these that clients write at once. */
const MESSAGES = new Set([5, 9, 17, 34, 51, 68, 85, 14, 22, 26, 39, 43]);
const MESSAGES_MIN = 4;
/** Programs that report one reading again and again have one size. */
const DIFFERENT_MIN = 3;
/** Blocks of 16 KiB fill records of 16 KiB, or of 8 KiB where the wrapper reads no more at once. */
const BLOCK_MIN = 8192;

const opensWithBittorrent = (out: Sizes, back: Sizes): boolean => {
  const at = out.slice(0, OUT_BEGINS).indexOf(HANDSHAKE);
  if (at < 0 || !back.slice(0, BACK_BEGINS).some((size) => size >= HANDSHAKE)) return false;
  // Either end may be the one that downloads.
  return asksForBlocks(out.slice(at + 1), back) || asksForBlocks(back.slice(1), out);
};

const asksForBlocks = (asking: Sizes, answering: Sizes): boolean => {
  const messages = asking.filter((size) => MESSAGES.has(size));
  return (
    messages.length >= MESSAGES_MIN &&
    new Set(messages).size >= DIFFERENT_MIN &&
    answering.some((size) => size >= BLOCK_MIN)
  );
};

export const bittorrentInside = inside(
  'bittorrent',
  'the sizes of its TLS records are those of the BitTorrent peer protocol inside',
  0.9,
  opensWithBittorrent,
);

/** Reset of the client over TCP: plain, with tls-auth and SHA-1, SHA-256 (tls-crypt is as long), SHA-512. */
const RESETS = [16, 44, 56, 88];

const opensWithOpenvpn = (out: Sizes, back: Sizes): boolean =>
  out.slice(0, 2).some((reset, at) => {
    if (!RESETS.includes(reset) || !back.slice(0, BACK_BEGINS).includes(reset + 12)) return false;
    const next = out.slice(at + 1, at + 6);
    return next.some((size) => size >= 150) && next.some((size) => isAcknowledgement(size - reset));
  });

/** An acknowledgement has four bytes for each packet, up to four, and the session of the other end. */
const isAcknowledgement = (longer: number): boolean =>
  longer === 8 || longer === 12 || longer === 16 || longer === 20;

export const openvpnInside = inside(
  'openvpn',
  'the sizes of its TLS records are those of an OpenVPN handshake inside',
  0.8,
  opensWithOpenvpn,
);
