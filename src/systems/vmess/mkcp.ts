// vmess/mkcp: mKCP, the UDP transport of V2Ray and Xray, under any of its disguises (SRTP, µTP, a WeChat call, DTLS,
// WireGuard or none). Specification: the programs' own, transport/internet/kcp (segment.go, crypt.go) and headers/.
//
//   disguise, 0, 4 or 13 bytes │ then, each byte xored with the one four before it:
//   FNV-1a 32 of the rest │ length u16 │ conversation u16, command u8 (0–3), option u8, …
//
// Proof: one datagram: the hash of 32 bits, the length of 16 and the command fit together by chance once in 2^53. This
// frame is a checksum without key, and the default. What is inside is VMess, VLESS, Trojan or Shadowsocks.
//
// Looks alike: nothing; real calls of WeChat have the same first bytes as the disguise and fail the hash. Does not see:
// mKCP with a seed (AES-128-GCM instead of the hash).
import { u32 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type FlowSink,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

/** Hash, length, conversation, command, option. */
const HEAD_BYTES = 10;

export const mkcp = Object.freeze({
  id: 'vmess/mkcp',
  system: 'vmess',
  transport: 'udp',
  bytesMin: HEAD_BYTES,
  inspect: ({ bytes, start, end }: Datagram): Verdict =>
    disguiseOf(bytes, start, end) < 0 ? NO : YES,
  open: (flow: FlowSink): DatagramReader => ({
    push(_direction, bytes, start, end) {
      const disguise = disguiseOf(bytes, start, end);
      if (disguise > 0) flow.carrier('disguise', DISGUISES.get(bytes[start]!) ?? 'other');
      return false;
    },
  }),
}) satisfies DatagramDissector;

/** By the first byte: only the WeChat, DTLS and WireGuard disguises have a fixed one. */
const DISGUISES: ReadonlyMap<number, string> = new Map([
  [0xa1, 'wechat-video'],
  [0x17, 'dtls'],
  [0x04, 'wireguard'],
]);

/** Bytes before the frame; -1 when there is no frame. */
const disguiseOf = (bytes: Uint8Array, start: number, end: number): number => {
  if (isFrame(bytes, start, end)) return 0;
  if (isFrame(bytes, start + 4, end)) return 4;
  return isFrame(bytes, start + 13, end) ? 13 : -1;
};

const COMMAND_MAX = 3;

const isFrame = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (end - at < HEAD_BYTES) return false;
  const length = ((bytes[at + 4]! ^ bytes[at]!) << 8) | (bytes[at + 5]! ^ bytes[at + 1]!);
  if (length !== end - at - 6) return false;
  if ((bytes[at + 8]! ^ bytes[at + 4]!) > COMMAND_MAX) return false;
  return hashOf(bytes, at + 4, end) === u32(bytes, at);
};

/** FNV-1a of what the bytes were before each was xored with the one four before it. */
const hashOf = (bytes: Uint8Array, start: number, end: number): number => {
  let hash = 0x811c_9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]! ^ bytes[i - 4]!, 0x0100_0193);
  return hash >>> 0;
};
