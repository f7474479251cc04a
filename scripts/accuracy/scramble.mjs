// The same traffic at other addresses and ports: a capture is rewritten by a fixed bijection, so that whatever was learned
// from the lab's numbers alone no longer helps. Lengths, times and order stay.
//
// Moved: IPv4 and IPv6 addresses (inside stays private, one network stays one network), ports from 1024 up, the same in
// ARP and in packets quoted by ICMP, and addresses with their port that payload tells in binary (trackers, nodes, hubs:
// else they would tell of nobody). Not moved: multicast, link-local, ports below 1024, and what payload tells as text or
// encrypted, names among them. Checksums of TCP and UDP are left wrong: the reader does not judge them.

/** Bijection of the ports from 1024 up; the factor has no divisor in common with 64512 = 2^10 · 3² · 7. */
export const movedPort = (port) =>
  port < 1024 ? port : 1024 + (((port - 1024) * 27211 + 40961) % 64512);

/** The lab's networks, and where each is moved to: 10.20/16 to another private one, the documentation networks around. */
const NETWORKS = new Map([
  ['10.20', '172.23'],
  ['172.23', '10.20'],
  ['198.51', '192.0'],
  ['192.0', '203.0'],
  ['203.0', '198.51'],
]);
const THIRD = { 198.51: 2, '192.0': 113, '203.0': 100 };

const movedBytes4 = (bytes) => {
  const [a, b, c, d] = bytes;
  const network = NETWORKS.get(`${a}.${b}`);
  if (!network) return bytes;
  // Routers and broadcast keep the numbers that say what they are.
  const last = d <= 1 || d === 255 ? d : 2 + (((d - 2) * 37 + 11) % 253);
  const third = network.startsWith('10.') || network.startsWith('172.') ? c : THIRD[`${a}.${b}`];
  return [...network.split('.').map(Number), third, last];
};

/** 2001:db8:20::/48 and 2001:db8:e::/48 are the lab's; only these are moved. */
const NETWORKS6 = new Map([
  [0x20, 0x731],
  [0x731, 0x20],
  [0x0e, 0x5a2],
  [0x5a2, 0x0e],
]);
const LAB6 = [0x20, 0x01, 0x0d, 0xb8];

const movedBytes16 = (bytes) => {
  const network = NETWORKS6.get(bytes[4] * 256 + bytes[5]);
  if (!LAB6.every((byte, i) => bytes[i] === byte) || network === undefined) return bytes;
  return [...LAB6, network >> 8, network & 255, ...bytes.slice(6)];
};

/** An address as text (canonical), moved. */
export const movedAddress = (text) => {
  if (!text.includes(':')) return movedBytes4(text.split('.').map(Number)).join('.');
  const match = /^2001:db8:([0-9a-f]+):(.*)$/.exec(text);
  const network = match && NETWORKS6.get(Number.parseInt(match[1], 16));
  return network ? `2001:db8:${network.toString(16)}:${match[2]}` : text;
};

const HEADER = 24;
const RECORD = 16;
const ETHERNET = 14;

/** Rewrites a capture (classic, little-endian, Ethernet: what the lab writes) in a copy. */
export const scrambled = (file) => {
  const bytes = Uint8Array.from(file);
  const view = new DataView(bytes.buffer);
  if (view.getUint32(0, true) !== 0xa1b2c3d4 || view.getUint32(20, true) !== 1)
    throw new Error('only little-endian Ethernet captures are scrambled');
  for (let at = HEADER; at + RECORD <= bytes.length; ) {
    const length = view.getUint32(at + 8, true);
    const end = Math.min(at + RECORD + length, bytes.length);
    frame(bytes, view, at + RECORD, end);
    at += RECORD + length;
  }
  return bytes;
};

const frame = (bytes, view, start, end) => {
  if (end - start < ETHERNET + 20) return;
  const type = view.getUint16(start + 12);
  const at = start + ETHERNET;
  if (type === 0x0806 && end - at >= 28) {
    move(bytes, at + 14, 4);
    move(bytes, at + 24, 4);
  } else if (type === 0x0800 || type === 0x86dd) packet(bytes, view, at, end);
};

/** An IP packet, also one that an ICMP message quotes. */
const packet = (bytes, view, at, end) => {
  const version = bytes[at] >> 4;
  if (version === 6 && end - at >= 40) {
    move(bytes, at + 8, 16);
    move(bytes, at + 24, 16);
    transport(bytes, view, bytes[at + 6], at + 40, end);
  } else if (version === 4 && end - at >= 20) {
    const head = (bytes[at] & 15) * 4;
    move(bytes, at + 12, 4);
    move(bytes, at + 16, 4);
    sumHeader(view, at, head);
    const later = (view.getUint16(at + 6) & 0x1fff) !== 0;
    if (!later) transport(bytes, view, bytes[at + 9], at + head, end);
  }
};

const transport = (bytes, view, protocol, at, end) => {
  if ((protocol === 6 || protocol === 17) && end - at >= 4) {
    view.setUint16(at, movedPort(view.getUint16(at)));
    view.setUint16(at + 2, movedPort(view.getUint16(at + 2)));
    const head = protocol === 17 ? 8 : (bytes[at + 12] >> 4) * 4;
    told(bytes, view, at + head, end);
  } else if ((protocol === 1 && ERRORS.includes(bytes[at])) || (protocol === 58 && bytes[at] < 128))
    packet(bytes, view, at + 8, end);
};

/** ICMP messages that quote a packet: unreachable, quench, redirect, time, parameter (RFC 792). */
const ERRORS = [3, 4, 5, 11, 12];

/** Addresses with a port in payload: network order (BEP 23), the port little-endian (eDonkey, Gnutella), both so (Kad). */
const told = (bytes, view, start, end) => {
  for (let at = start; at + 6 <= end; at++) {
    const forward = isLab(bytes[at], bytes[at + 1], bytes[at + 2]);
    if (!forward && !isLab(bytes[at + 3], bytes[at + 2], bytes[at + 1])) continue;
    const quad = [...bytes.subarray(at, at + 4)];
    bytes.set(forward ? movedBytes4(quad) : movedBytes4(quad.reverse()).reverse(), at);
    movePortTold(view, at + 4, !forward);
    at += 5;
  }
};

const isLab = (a, b, c) =>
  (a === 10 && b === 20 && c < 4) ||
  (a === 198 && b === 51 && c === 100) ||
  (a === 203 && b === 0 && c === 113);

/** Which order a port has cannot be known; the order that gives a usual listening port of the lab wins, else the network's. */
const movePortTold = (view, at, backward) => {
  const little =
    backward || (ports.has(view.getUint16(at, true)) && !ports.has(view.getUint16(at)));
  view.setUint16(at, movedPort(view.getUint16(at, little)), little);
};
const ports = new Set();

/** Ports that the labelled flows of a case use, which tells the order of a port in payload. */
export const usePorts = (list) => {
  ports.clear();
  for (const port of list) ports.add(port);
};

const move = (bytes, at, length) => {
  const old = bytes.subarray(at, at + length);
  bytes.set(length === 4 ? movedBytes4([...old]) : movedBytes16([...old]), at);
};

/** The header's own checksum (RFC 1071): readers may refuse a header without it. */
const sumHeader = (view, at, head) => {
  if (at + head > view.byteLength) return;
  view.setUint16(at + 10, 0);
  let sum = 0;
  for (let i = 0; i < head; i += 2) sum += view.getUint16(at + i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  view.setUint16(at + 10, ~sum & 0xffff);
};
