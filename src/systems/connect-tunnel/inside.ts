// connect-tunnel: what a proxy was asked to connect to is no web site: SSH inside CONNECT (corkscrew, proxytunnel,
// `ProxyCommand`), on whatever port, and streams inside CONNECT that nobody can read.
// Specification: RFC 9110 §9.3.6 (CONNECT), RFC 4253 §4.2 (SSH).
// Sound because: the proxy granted the CONNECT and both ends' SSH identification was read behind it. The unreadable kind
// is a lead only: messengers speak formats of their own to port 443, and some ask the proxy for it.
// Looks alike: administrators who reach their servers through the proxy: the same thing, and permitted by policy where it is.
// Does not see: what is inside TLS inside CONNECT (VPNs that imitate a browser). OpenVPN, SOCKS and BitTorrent inside
// are named by their own systems, with http-connect as what they travel in.
import type { FlowObservation } from '../../model/observation.ts';
import type { GroupSignature } from '../../wire/dissector.ts';

const isInside = (flow: FlowObservation): boolean => flow.via.at(-1) === 'http-connect';

/** Each flow is a group of its own: what is inside says all. */
const flowKey = (flow: FlowObservation): string =>
  `${flow.source} ${flow.sourcePort} ${flow.destination} ${flow.at}`;

const certain = (probability: number) => () => ({ add: () => {}, probability: () => probability });

export const sshInConnect = Object.freeze({
  id: 'connect-tunnel/ssh',
  system: 'connect-tunnel',
  because: 'SSH was read inside a CONNECT that the proxy granted',
  asksAnybody: true,
  isRead: true,
  key: (flow) => (flow.protocol === 'ssh' && isInside(flow) ? flowKey(flow) : null),
  open: certain(0.97),
} satisfies GroupSignature);

/** Payload each way, beside the heads, from which on something was really carried. */
const CARRIED_MIN = 2048;

export const unreadableInConnect = Object.freeze({
  id: 'connect-tunnel/unreadable',
  system: 'connect-tunnel',
  because: 'what was inside a CONNECT was neither TLS nor anything else that could be read',
  asksAnybody: true,
  key: (flow) =>
    flow.protocol === 'http' &&
    isInside(flow) &&
    flow.payloadOut >= CARRIED_MIN &&
    flow.payloadIn >= CARRIED_MIN
      ? flowKey(flow)
      : null,
  open: certain(0.3),
} satisfies GroupSignature);
