// Packets described in a few words, as Ethernet frames of a pcap file. Everything is a function of what is described, so
// that writing a fixture again gives the same bytes.

/** Inside and outside hosts of the stories, as everywhere in the project: documentation and private addresses only. */
export const DESK = '10.20.1.11';
export const OTHER_DESK = '10.20.1.12';
export const SERVER = '10.20.0.10';
export const FAR = '198.51.100.20';
export const FARTHER = '203.0.113.30';

const START_MS = Date.parse('2026-11-22T08:00:00Z');
const SEGMENT_BYTES = 1400;
const FIN = 1;
const SYN = 2;
const RST = 4;
const PSH = 8;
const ACK = 16;

export const hex = (text) => Buffer.from(text.replaceAll(/[^0-9a-f]/gi, ''), 'hex');
export const bytes = (...parts) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  );
export const u8 = (...values) => Buffer.from(values);
export const u16 = (value) => u8((value >> 8) & 255, value & 255);
export const u32 = (value) => bytes(u16(Math.floor(value / 65536) & 65535), u16(value & 65535));
export const u32le = (value) => Buffer.from(u32(value)).reverse();
export const zeros = (count) => Buffer.alloc(count);

/** Bytes that look like a cipher's output, the same for the same seed (xorshift32). */
export const noise = (count, seed = 1) => {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1;
  return Buffer.from(
    Array.from({ length: count }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 11) & 255;
    }),
  );
};

/** One story: packets in the order of their description, `gap` ms apart. */
export class Story {
  records = [];
  at = START_MS;
  #ipId = 1;

  wait(ms) {
    this.at += ms;
    return this;
  }

  /** Ends are `address:port`. */
  udp(from, to, payload, gap = 20) {
    const [source, sourcePort] = end(from);
    const [target, targetPort] = end(to);
    const body = bytes(payload);
    const header = bytes(u16(sourcePort), u16(targetPort), u16(8 + body.length), u16(0));
    return this.#ip(source, target, 17, bytes(header, body), 6, gap);
  }

  /** `said`: [0, bytes] is the client's, [1, bytes] the server's; a number alone is a pause in ms. */
  tcp(client, server, said, { gap = 15, close = true } = {}) {
    const next = [1000, 5000];
    const send = (who, flags, payload = '') => {
      const [from, to] = who === 0 ? [client, server] : [server, client];
      this.#tcp(from, to, flags, next[who], flags === SYN ? 0 : next[1 - who], bytes(payload), gap);
      next[who] += payload.length + (flags & (SYN | FIN) ? 1 : 0);
    };
    send(0, SYN);
    send(1, SYN | ACK);
    send(0, ACK);
    for (const turn of said) {
      if (typeof turn === 'number') {
        this.wait(turn);
        continue;
      }
      const body = bytes(turn[1]);
      for (let i = 0; i < body.length; i += SEGMENT_BYTES)
        send(turn[0], PSH | ACK, body.subarray(i, i + SEGMENT_BYTES));
      send(1 - turn[0], ACK);
    }
    if (close) {
      send(0, FIN | ACK);
      send(1, FIN | ACK);
      send(0, ACK);
    }
    return this;
  }

  /** A connection that nobody takes: `refused` is answered with a reset. */
  knock(client, server, refused = false, gap = 5) {
    this.#tcp(client, server, SYN, 1000, 0, bytes(), gap);
    if (refused) this.#tcp(server, client, RST | ACK, 0, 1001, bytes(), gap);
    return this;
  }

  echo(from, to, payload, { id = 1, sequence = 1, gap = 12, answered = true } = {}) {
    const body = bytes(payload);
    const message = (type) => {
      const head = bytes(u8(type, 0), u16(0), u16(id), u16(sequence), body);
      head.writeUInt16BE(checksum(head), 2);
      return head;
    };
    this.#ip(from, to, 1, message(8), -1, gap);
    if (answered) this.#ip(to, from, 1, message(0), -1, gap);
    return this;
  }

  pcap() {
    const head = Buffer.alloc(24);
    head.writeUInt32LE(0xa1b2c3d4, 0);
    head.writeUInt16LE(2, 4);
    head.writeUInt16LE(4, 6);
    head.writeUInt32LE(262_144, 16);
    head.writeUInt32LE(1, 20);
    return bytes(head, ...this.records);
  }

  #tcp(from, to, flags, sequence, acknowledgment, body, gap) {
    const [source, sourcePort] = end(from);
    const [target, targetPort] = end(to);
    const header = bytes(
      u16(sourcePort),
      u16(targetPort),
      u32(sequence),
      u32(acknowledgment),
      u8(0x50, flags),
      u16(64_240),
      u16(0),
      u16(0),
    );
    this.#ip(source, target, 6, bytes(header, body), 16, gap);
  }

  #ip(source, target, protocol, segment, checksumAt, gap) {
    if (checksumAt >= 0) {
      const pseudo = bytes(address(source), address(target), u8(0, protocol), u16(segment.length));
      segment.writeUInt16BE(checksum(bytes(pseudo, segment)) || 0xffff, checksumAt);
    }
    const header = bytes(
      u8(0x45, 0),
      u16(20 + segment.length),
      u16(this.#ipId++ & 0xffff),
      u16(0x4000),
      u8(source.startsWith('10.') ? 64 : 54, protocol),
      u16(0),
      address(source),
      address(target),
    );
    header.writeUInt16BE(checksum(header), 10);
    const frame = bytes(link(target), link(source), u16(0x0800), header, segment);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(this.at / 1000), 0);
    record.writeUInt32LE((this.at % 1000) * 1000, 4);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    this.records.push(record, frame);
    this.at += gap;
    return this;
  }
}

const end = (text) => {
  const [host, port] = text.split(':');
  return [host, Number(port)];
};

const address = (text) => u8(...text.split('.').map(Number));

/** Hosts inside have an adapter of their own; everything outside stands behind the router's. */
const link = (host) => {
  const parts = host.split('.').map(Number);
  if (parts[0] >= 224) return u8(1, 0, 0x5e, parts[1] & 127, parts[2], parts[3]);
  if (parts[3] === 255) return hex('ff ff ff ff ff ff');
  return parts[0] === 10 ? u8(2, 0, 10, 20, parts[2], parts[3]) : u8(2, 0, 10, 20, 0, 1);
};

const checksum = (data) => {
  let sum = 0;
  for (let i = 0; i < data.length; i += 2) sum += (data[i] << 8) | (data[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
};
