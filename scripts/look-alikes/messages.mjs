// Messages of ordinary protocols that several stories use, from their specifications.
import { createHash } from 'node:crypto';
import { bytes, hex, noise, u8, u16, u32, zeros } from './frames.mjs';

const TYPES = { A: 1, NS: 2, CNAME: 5, PTR: 12, TXT: 16, AAAA: 28, SRV: 33 };

const name = (text) =>
  bytes(
    ...text
      .split('.')
      .filter(Boolean)
      .map((label) => bytes(u8(label.length), label)),
    u8(0),
  );

/** RFC 1035 §4.1. `flags` of an ordinary query ask for recursion. */
export const query = (id, host, type = 'A', { flags = 0x0100, edns = false } = {}) =>
  bytes(
    u16(id),
    u16(flags),
    u16(1),
    u16(0),
    u16(0),
    u16(edns ? 1 : 0),
    name(host),
    u16(TYPES[type]),
    u16(1),
    edns ? hex('00 0029 04d0 00000000 0000') : '',
  );

/** `data` is an address for A, text for TXT, a name otherwise; null says that there is no such name. */
export const answer = (id, host, type, data) => {
  const record =
    data === null
      ? bytes()
      : type === 'A'
        ? u8(...data.split('.').map(Number))
        : type === 'TXT'
          ? bytes(u8(data.length), data)
          : name(data);
  return bytes(
    u16(id),
    u16(data === null ? 0x8183 : 0x8180),
    u16(1),
    u16(data === null ? 0 : 1),
    u16(0),
    u16(0),
    name(host),
    u16(TYPES[type]),
    u16(1),
    data === null
      ? ''
      : bytes(hex('c00c'), u16(TYPES[type]), u16(1), u32(60), u16(record.length), record),
  );
};

/** RFC 8489 §5: cookie and transaction, attributes padded to four bytes. */
export const stun = (type, seed, attributes = []) => {
  const body = bytes(
    ...attributes.map(([kind, value]) => {
      const data = bytes(value);
      return bytes(u16(kind), u16(data.length), data, zeros((4 - (data.length % 4)) % 4));
    }),
  );
  return bytes(u16(type), u16(body.length), hex('2112a442'), noise(12, seed), body);
};

/** XOR-MAPPED-ADDRESS and its like for IPv4 (RFC 8489 §14.2). */
export const xorAddress = (host, port) =>
  bytes(
    u8(0, 1),
    u16(port ^ 0x2112),
    u8(...host.split('.').map((part, i) => Number(part) ^ [0x21, 0x12, 0xa4, 0x42][i])),
  );

/** RFC 3550 §5.1. */
export const rtp = (payloadType, sequence, time, source, payload, marker = 0) =>
  bytes(
    u8(0x80, (marker << 7) | payloadType),
    u16(sequence & 0xffff),
    u32(time),
    u32(source),
    payload,
  );

export const http = (first, headers, body = '') =>
  bytes(`${[first, ...headers].join('\r\n')}\r\n\r\n`, body);

/** RFC 6455 §5.2; frames of a client are masked. */
export const frame = (opcode, payload, mask = null) => {
  const data = bytes(payload);
  const length = data.length < 126 ? u8(data.length) : bytes(u8(126), u16(data.length));
  if (mask !== null) length[0] |= 0x80;
  const masked = mask === null ? data : data.map((byte, i) => byte ^ mask[i % 4]);
  return bytes(u8(0x80 | opcode), length, mask ?? '', masked);
};

export const websocketAccept = (key) =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

/** A TLS 1.2 record (RFC 5246 §6.2.1). */
export const record = (type, payload) => bytes(u8(type, 3, 3), u16(payload.length), payload);

const extension = (type, payload) => bytes(u16(type), u16(payload.length), payload);
const list16 = (...items) => {
  const data = bytes(...items);
  return bytes(u16(data.length), data);
};

/** A hello as OpenSSL 3 sends it, without a name when `sni` is null. */
export const clientHello = (sni, seed = 1, alpn = ['http/1.1']) => {
  const extensions = bytes(
    sni === null ? '' : extension(0, list16(bytes(u8(0), u16(sni.length), sni))),
    extension(11, hex('03 000102')),
    extension(10, hex('000a 001d 0017 001e 0019 0018')),
    alpn.length === 0
      ? ''
      : extension(16, list16(...alpn.map((one) => bytes(u8(one.length), one)))),
    extension(23, ''),
    extension(13, hex('000c 0403 0503 0603 0807 0804 0401')),
    extension(43, hex('04 0304 0303')),
    extension(45, hex('01 01')),
    extension(51, bytes(hex('0024 001d 0020'), noise(32, seed + 7))),
  );
  const body = bytes(
    hex('0303'),
    noise(32, seed),
    u8(32),
    noise(32, seed + 1),
    hex('000e 1302 1303 1301 c02c c030 c02b c02f 0100'),
    u16(extensions.length),
    extensions,
  );
  return bytes(hex('16 0301'), u16(body.length + 4), u8(1, 0), u16(body.length), body);
};

/** TLS 1.3: everything after the hello is a cipher's output. */
export const serverHello = (seed = 1) => {
  const extensions = bytes(
    extension(43, hex('0304')),
    extension(51, bytes(hex('001d 0020'), noise(32, seed + 9))),
  );
  const body = bytes(
    hex('0303'),
    noise(32, seed + 2),
    u8(32),
    noise(32, seed + 1),
    hex('1302 00'),
    u16(extensions.length),
    extensions,
  );
  return bytes(
    record(22, bytes(u8(2, 0), u16(body.length), body)),
    record(20, hex('01')),
    record(23, noise(1380, seed + 3)),
  );
};

/** Turns of a whole session: hello, answer, finished, then records of these lengths (negative: the server's). */
export const tlsTurns = (sni, seed, lengths, alpn) => [
  [0, clientHello(sni, seed, alpn)],
  [1, serverHello(seed)],
  [0, bytes(record(20, hex('01')), record(23, noise(53, seed + 4)))],
  ...lengths.map((length, i) => [
    length < 0 ? 1 : 0,
    record(23, noise(Math.abs(length), seed + 20 + i)),
  ]),
];
