// Who a conversation belongs to: the program that opened its socket says so, nobody looks at its content.
import type { SocketRecord } from '../host.ts';
import type { Flow, FlowEnd } from './flows.ts';

export const UNLABELLED = 'unlabelled';
const DNS_PORT = 53;

/** Gives each flow its label. */
export type Labelling = (flow: Flow) => string;

/**
 * TCP by both ends of the socket, as either host recorded it; UDP by the bound port. What nobody opened is of the
 * machinery (`benign/dns`, `benign/icmp`) or unlabelled.
 */
export const labellingBy = (sockets: Iterable<SocketRecord>): Labelling => {
  const streams = new Map<string, string>();
  const datagrams = new Map<string, string>();
  for (const { transport, local, remote, label } of sockets) {
    if (transport === 'udp') first(datagrams, end(local), label);
    else if (remote) first(streams, pair(local, remote), label);
  }
  return ({ protocol, a, b }) => {
    if (protocol === 'tcp') return streams.get(pair(a, b)) ?? byPort(a, b);
    if (protocol === 'udp') return datagrams.get(end(a)) ?? datagrams.get(end(b)) ?? byPort(a, b);
    return protocol.startsWith('icmp') || protocol === 'ip2' ? 'benign/icmp' : UNLABELLED;
  };
};

/** A port that was used again keeps the label of its first use: a recording is shorter than TIME-WAIT. */
const first = (labels: Map<string, string>, key: string, label: string): void => {
  if (!labels.has(key)) labels.set(key, label);
};

const byPort = (a: FlowEnd, b: FlowEnd): string =>
  a.port === DNS_PORT || b.port === DNS_PORT ? 'benign/dns' : UNLABELLED;

const end = ({ address, port }: FlowEnd): string => `${address} ${port}`;

const pair = (one: FlowEnd, other: FlowEnd): string => {
  const [a, b] = [end(one), end(other)];
  return a < b ? `${a} ${b}` : `${b} ${a}`;
};
