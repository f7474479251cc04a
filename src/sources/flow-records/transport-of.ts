// Names of IP protocol numbers.
import type { Transport } from '../../model/observation.ts';

export const transportOf = (protocol: number): Transport => TRANSPORTS[protocol] ?? 'other';

const TRANSPORTS: Readonly<Record<number, Transport>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  58: 'icmp',
  132: 'sctp',
};
