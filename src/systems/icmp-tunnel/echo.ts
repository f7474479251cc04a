// What may carry a tunnel: the data of an echo message. Errors (types 3, 5, 11, 12) quote packets of others whole.
import type { Datagram } from '../../wire/dissector.ts';

const ECHO_REPLY = 0;
const ECHO_REQUEST = 8;

export const isEcho = ({ icmpType }: Datagram): boolean =>
  icmpType === ECHO_REQUEST || icmpType === ECHO_REPLY;
