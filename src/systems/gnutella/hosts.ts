// Hosts that servents tell each other of: text lists in headers and packed lists in GGEP.
import { canonicalAddress, ipv4Text } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import type { SystemId } from '../../model/systems.ts';
import { u32 } from '../../wire/codec/big-endian.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { u16be, u16le } from './numbers.ts';

export interface Told {
  readonly flow: FlowSink;
  readonly direction: Direction;
  readonly system: SystemId;
  /** How it came to be known, for people. */
  readonly how: string;
}

/** Servents listen on one port with TCP and UDP; port 0 means that none is open. */
export const tell = (
  told: Told,
  address: string | null,
  port: number,
  transport: 'tcp' | 'udp' | 'both' = 'both',
): void => {
  if (address === null || port === 0 || port > 65_535) return;
  told.flow.endpoint(address, port, transport, told.system, told.direction, told.how);
};

/** The same for the four bytes of an IPv4 address at `at`, without making text of it. */
export const tellV4 = (
  told: Told,
  bytes: Uint8Array,
  at: number,
  port: number,
  transport: 'tcp' | 'udp' | 'both' = 'both',
): void => {
  if (port === 0) return;
  told.flow.endpointV4(u32(bytes, at), port, transport, told.system, told.direction, told.how);
};

/** Port of Gnutella where a list leaves it out (HUGE, X-Alt). */
const DEFAULT_PORT = 6346;

export interface HostPort {
  readonly address: string;
  readonly port: number;
}

/** `192.0.2.7:6346`, `[2001:db8::7]:6346`, also with a time behind it (X-Try-Hubs); null when it is none. */
export const parseHostPort = (text: string): HostPort | null => {
  const match =
    /^\s*(?:\[([0-9a-f:.]{2,45})\]|(\d{1,3}(?:\.\d{1,3}){3}))(?::(\d{1,5}))?(?![\w.:])/i.exec(text);
  const address = match && canonicalAddress(match[1] ?? match[2]!);
  if (!match || !address) return null;
  return { address, port: match[3] === undefined ? DEFAULT_PORT : Number(match[3]) };
};

/** Hosts of a header value, in order; parts that are none (GUIDs, flags) are passed over. */
export const parseHosts = (value: string): HostPort[] =>
  value
    .split(/[,;]/, LIMITS.gnutellaHostsMax)
    .map(parseHostPort)
    .filter((host) => host !== null);

export const tellHosts = (told: Told, value: string): void => {
  for (const host of parseHosts(value)) tell(told, host.address, host.port);
};

/** GGEP lists such as "IPP" and "ALT": 4 bytes of address, 2 of port, little-endian. */
export const tellPacked = (
  told: Told,
  bytes: Uint8Array,
  start: number,
  end: number,
  transport: 'udp' | 'both' = 'both',
): void => {
  const last = Math.min(end, start + 6 * LIMITS.gnutellaHostsMax);
  for (let at = start; at + 6 <= last; at += 6)
    tellV4(told, bytes, at, u16le(bytes, at + 4), transport);
};

/** The same for IPv6: 16 bytes of address, 2 of port. */
export const tellPacked6 = (told: Told, bytes: Uint8Array, start: number, end: number): void => {
  const last = Math.min(end, start + 18 * LIMITS.gnutellaHostsMax);
  for (let at = start; at + 18 <= last; at += 18)
    tell(told, ipv6At(bytes, at), u16le(bytes, at + 16));
};

export const ipv4At = (bytes: Uint8Array, at: number): string => ipv4Text(u32(bytes, at));

export const ipv6At = (bytes: Uint8Array, at: number): string | null => {
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(u16be(bytes, at + i).toString(16));
  return canonicalAddress(groups.join(':'));
};
