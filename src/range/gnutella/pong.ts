// Pong payloads: who is there and how much it shares. Specification v0.4 "Pong (0x01)"; RFC-Gnutella 0.6 §2.2.3.
import { readGgep, writeGgep } from './ggep.ts';
import { asText, ipv4At, littleAt, Octets } from './octets.ts';

export interface Peer {
  readonly address: string;
  readonly port: number;
}

export interface Pong extends Peer {
  readonly files: number;
  readonly kilobytes: number;
  /** Further hosts, packed in the GGEP extension IPP that answers a ping with SCP. */
  readonly hosts: readonly Peer[];
}

const PONG_BYTES = 14;
/** Hosts that one pong carries: "about 10" in the SCP proposal. */
export const PONG_HOSTS_MAX = 10;

export const writePong = ({ address, port, files, kilobytes, hosts }: Pong): Uint8Array => {
  const octets = new Octets().little(port, 2).ipv4(address).little(files, 4).little(kilobytes, 4);
  if (hosts.length > 0) octets.raw(writeGgep([{ id: 'IPP', data: packed(hosts) }]));
  return octets.done();
};

/** Null when it is too short. */
export const readPong = (payload: Uint8Array): Pong | null =>
  payload.length < PONG_BYTES
    ? null
    : {
        port: littleAt(payload, 0, 2),
        address: ipv4At(payload, 2),
        files: littleAt(payload, 6, 4),
        kilobytes: littleAt(payload, 10, 4),
        hosts: readGgep(payload, PONG_BYTES)
          .filter(({ id }) => id === 'IPP')
          .flatMap(({ data }) => unpacked(data)),
      };

/** A ping's payload that asks for hosts with room: `ultrapeers` or for leaves' sake any. */
export const scpPing = (ultrapeers: boolean): Uint8Array =>
  writeGgep([{ id: 'SCP', data: Uint8Array.of(ultrapeers ? 1 : 0) }]);

export const asksForHosts = (payload: Uint8Array): boolean =>
  readGgep(payload, 0).some(({ id }) => id === 'SCP');

const packed = (hosts: readonly Peer[]): Uint8Array => {
  const octets = new Octets();
  for (const { address, port } of hosts.slice(0, PONG_HOSTS_MAX))
    octets.ipv4(address).little(port, 2);
  return octets.done();
};

const unpacked = (data: Uint8Array): Peer[] => {
  const hosts: Peer[] = [];
  for (let at = 0; at + 6 <= data.length && hosts.length < 4 * PONG_HOSTS_MAX; at += 6)
    hosts.push({ address: ipv4At(data, at), port: littleAt(data, at + 4, 2) });
  return hosts;
};

/** `Bye` payload (RFC-Gnutella 0.6 §2.2.8): a code like HTTP's and a sentence. */
export const writeBye = (code: number, reason: string): Uint8Array =>
  new Octets().little(code, 2).text(`${reason}\r\n\r\n`).little(0, 1).done();

export const readBye = (payload: Uint8Array): { code: number; reason: string } | null =>
  payload.length < 2
    ? null
    : {
        code: littleAt(payload, 0, 2),
        reason: asText(payload, 2, Math.min(payload.length, 258)).replace(/[\0\r\n]+$/, ''),
      };
