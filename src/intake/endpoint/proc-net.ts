// Sockets that wait for others, by their inode, of the network namespace that a process is in: /proc/<pid>/net/tcp, tcp6,
// udp, udp6 (proc(5); Documentation/networking/proc_net_tcp.rst of Linux):
//
//   sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt   uid  timeout inode
//    0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 …
//
// Addresses are words in the machine's byte order (little-endian here), state 0A is LISTEN; a datagram socket that is
// connected to nobody has state 07.
import { type Machine, readPlaceText } from './place.ts';

export interface BoundSocket {
  readonly transport: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

export const boundSockets = async (
  machine: Machine,
  pid: string,
): Promise<ReadonlyMap<string, BoundSocket>> => {
  const found = new Map<string, BoundSocket>();
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6'] as const) {
    const text = await readPlaceText(machine, `/proc/${pid}/net/${table}`, TABLE_BYTES_MAX);
    for (const [inode, socket] of parseProcNet(text, table.startsWith('tcp') ? 'tcp' : 'udp'))
      found.set(inode, socket);
  }
  return found;
};

export const parseProcNet = (text: string, transport: 'tcp' | 'udp'): [string, BoundSocket][] =>
  text.split('\n').flatMap((line): [string, BoundSocket][] => {
    const [, address, port, state, inode] = ROW.exec(line) ?? [];
    if (address === undefined || inode === '0') return [];
    if (state !== (transport === 'tcp' ? LISTEN : UNCONNECTED)) return [];
    return [[inode!, { transport, address: addressOf(address), port: Number.parseInt(port!, 16) }]];
  });

const ROW =
  /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) \S+ \S+ \S+ +\d+ +\d+ (\d+)/;
const LISTEN = '0A';
const UNCONNECTED = '07';
const TABLE_BYTES_MAX = 16 << 20;

/** Enough to tell the machine itself from others. */
const addressOf = (hex: string): string => {
  if (hex.length === 8) return v4(hex);
  if (/^0{24}01000000$/.test(hex)) return '::1';
  // IPv4 in IPv6: ::ffff:127.0.0.1.
  return hex.startsWith('0000000000000000FFFF0000') ? v4(hex.slice(24)) : '::';
};

const v4 = (hex: string): string =>
  [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
