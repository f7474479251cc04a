// gnutella/ssdp: the search for a router that maps ports (UPnP), made by a Gnutella program that names itself.
//
// Specification: UPnP Device Architecture 1.1 §1.3.2; gtk-gnutella sends USER-AGENT with every search (src/upnp).
// Sound: SSDP is text, and the program says who it is. It shows that the program runs and wants to be reached.
// Looks alike: every other UPnP control point; without the name the search belongs to no system.
// Does not see: searches without USER-AGENT; NAT-PMP (RFC 6886), whose requests name nobody.
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import {
  type Datagram,
  type DatagramDissector,
  type Direction,
  type FlowSink,
  NO,
  YES,
} from '../../wire/dissector.ts';
import { isGnutellaOnly, noteAgent } from './client.ts';
import { cleanText } from './text.ts';

const SEARCH = ascii('M-SEARCH * HTTP/1.');

export const gnutellaSsdp = Object.freeze({
  id: 'gnutella/ssdp',
  system: 'gnutella',
  transport: 'udp',
  firstBytes: [0x4d],
  bytesMin: SEARCH.length,
  inspect: ({ bytes, start, end }: Datagram) =>
    matchesAt(bytes, start, end, SEARCH) && isGnutellaOnly(agentOf(bytes, start, end)) ? YES : NO,
  open: (flow: FlowSink) => ({
    push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
      const agent = agentOf(bytes, start, end);
      if (agent !== undefined) noteAgent(flow.end(direction), agent);
      return false;
    },
  }),
}) satisfies DatagramDissector;

/** Searches are rare (a few an hour and host), so text may be made of them before the verdict. */
const agentOf = (bytes: Uint8Array, start: number, end: number): string | undefined =>
  /user-agent: *(.{1,100}?)(?: [A-Z][\w.-]*:|$)/i.exec(cleanText(bytes, start, end))?.[1];
