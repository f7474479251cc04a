// Frames of the lab's captures: reading and writing pcap, the flow a frame belongs to, checksums after rewriting.

const ETHERNET_BYTES = 14;

/** Records of a little-endian µs pcap file: `{ at, wireBytes, frame }`, `at` in µs as a bigint. */
export function* readPcap(file) {
  if (file.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error('not a little-endian pcap file with µs');
  for (let at = 24; at + 16 <= file.length; ) {
    const captured = file.readUInt32LE(at + 8);
    yield {
      at: BigInt(file.readUInt32LE(at)) * 1_000_000n + BigInt(file.readUInt32LE(at + 4)),
      wireBytes: file.readUInt32LE(at + 12),
      frame: Buffer.from(file.subarray(at + 16, at + 16 + captured)),
    };
    at += 16 + captured;
  }
}

export const writePcap = (records) => {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(262_144, 16);
  head.writeUInt32LE(1, 20);
  return Buffer.concat([
    head,
    ...records.flatMap(({ at, wireBytes, frame }) => {
      const record = Buffer.alloc(16);
      record.writeUInt32LE(Number(at / 1_000_000n), 0);
      record.writeUInt32LE(Number(at % 1_000_000n), 4);
      record.writeUInt32LE(frame.length, 8);
      record.writeUInt32LE(wireBytes, 12);
      return [record, frame];
    }),
  ]);
};

/** ICMPv6, and the hop-by-hop options that its multicast listener reports begin with: they only tell of the lab's start. */
const LAB_START = [58, 0];

/** `{ key, source, destination, ports }` of an IP frame; null of others and of LAB_START. */
export const flowOf = (frame) => {
  const ip = layout(frame);
  if (!ip || (!ip.v4 && LAB_START.includes(ip.protocol))) return null;
  const text = (start, end) => [...frame.subarray(start, end)].join('.');
  const source = text(ip.source, ip.destination);
  const destination = text(ip.destination, ip.destination + (ip.destination - ip.source));
  const ports = [frame.readUInt16BE(ip.payload), frame.readUInt16BE(ip.payload + 2)];
  const ends = [`${source}:${ports[0]}`, `${destination}:${ports[1]}`].sort();
  return { key: `${ip.protocol} ${ends.join(' ')}`, source, destination, ports };
};

const layout = (frame) => {
  const type = frame.readUInt16BE(12);
  const ip = ETHERNET_BYTES;
  if (type === 0x0800) {
    const payload = ip + (frame[ip] & 15) * 4;
    const fragment = (frame.readUInt16BE(ip + 6) & 0x3fff) !== 0;
    const end = ip + frame.readUInt16BE(ip + 2);
    return {
      v4: true,
      protocol: frame[ip + 9],
      source: ip + 12,
      destination: ip + 16,
      payload,
      fragment,
      end,
    };
  }
  if (type !== 0x86dd) return null;
  const end = ip + 40 + frame.readUInt16BE(ip + 4);
  return {
    v4: false,
    protocol: frame[ip + 6],
    source: ip + 8,
    destination: ip + 24,
    payload: ip + 40,
    fragment: false,
    end,
  };
};

const CHECKSUM_AT = { 1: 2, 2: 2, 6: 16, 17: 6 };
const WITH_PSEUDO_HEADER = [6, 17];

/** Makes IPv4, TCP, UDP, ICMP and IGMP checksums right again. Fragments keep theirs: their datagram is not at hand. */
export const repairChecksums = (frame) => {
  const ip = layout(frame);
  if (!ip) return;
  if (ip.v4) {
    frame.writeUInt16BE(0, ETHERNET_BYTES + 10);
    frame.writeUInt16BE(onesComplement(frame, ETHERNET_BYTES, ip.payload, 0), ETHERNET_BYTES + 10);
  }
  const offset = CHECKSUM_AT[ip.protocol];
  if (offset === undefined || ip.fragment || ip.end > frame.length) return;
  const at = ip.payload + offset;
  if (ip.protocol === 17 && frame.readUInt16BE(at) === 0) return;
  frame.writeUInt16BE(0, at);
  const pseudo = WITH_PSEUDO_HEADER.includes(ip.protocol) ? pseudoHeader(frame, ip) : 0;
  const sum = onesComplement(frame, ip.payload, ip.end, pseudo);
  frame.writeUInt16BE(ip.protocol === 17 && sum === 0 ? 0xffff : sum, at);
};

const pseudoHeader = (frame, ip) => {
  const width = ip.destination - ip.source;
  return wordSum(frame, ip.source, ip.source + 2 * width) + ip.protocol + (ip.end - ip.payload);
};

const wordSum = (frame, start, end) => {
  let sum = 0;
  for (let at = start; at + 1 < end; at += 2) sum += frame.readUInt16BE(at);
  return (end - start) % 2 === 1 ? sum + (frame[end - 1] << 8) : sum;
};

const onesComplement = (frame, start, end, initial) => {
  let sum = initial + wordSum(frame, start, end);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
};
