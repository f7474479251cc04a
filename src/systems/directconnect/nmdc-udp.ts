// directconnect/nmdc-udp: search results that one client sends to another ("$SR").
//
//   $SR <nick> <path> 05 <size> <free>/<all slots> 05 TTH:<root> (<hub address>)|
//
// Facts: NMDC protocol (nmdc.sourceforge.io/NMDC.html). Checked against captures of ncdc and EiskaltDC++.
// Sound because the datagram must begin "$SR ", hold slots as "n/m" between separators 05, and close its last
// parenthesis at the end.
// Looks alike: other text protocols with "$": none uses the byte 05 in this way.
// Not seen: searches over UDP (they go through the hub), results encrypted by newer clients.
import { textOf } from '../../wire/codec/ascii.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type Direction,
  type FlowSink,
  NO,
  YES,
} from '../../wire/dissector.ts';
import { hubOfResult, readNmdcResult } from './nmdc-search.ts';
import { ascii, hasText } from './text.ts';

export const nmdcUdp = Object.freeze({
  id: 'directconnect/nmdc-udp',
  system: 'directconnect',
  transport: 'udp',
  firstBytes: [0x24],
  bytesMin: 20,
  inspect({ bytes, start, end }: Datagram) {
    if (!hasText(bytes, start, end, RESULT)) return NO;
    return hasSlots(bytes, start, end) && isClosed(bytes, start, end) ? YES : NO;
  },
  open: (flow: FlowSink): DatagramReader => ({
    push(direction, bytes, start, end) {
      if (!hasText(bytes, start, end, RESULT)) return true;
      const closed = bytes[end - 1] === 0x7c ? end - 1 : end;
      const text = textOf(bytes, start + RESULT.length, closed);
      readNmdcResult(flow, direction, text, false);
      const nick = text.slice(0, Math.max(0, text.indexOf(' ')));
      if (nick !== '') flow.end(direction).nick = nick;
      const hub = hubOfResult(text);
      if (hub)
        flow.endpoint(hub.address, hub.port, 'tcp', 'directconnect', direction, 'hub of a result');
      tellSearcher(flow, direction);
      return true;
    },
  }),
}) satisfies DatagramDissector;

/** Results go where a client listens; programs take transfers on the port of the same number unless told otherwise. */
export const tellSearcher = (flow: FlowSink, direction: Direction): void => {
  const address = direction === 0 ? flow.serverAddress : flow.clientAddress;
  const port = direction === 0 ? flow.serverPort : flow.clientPort;
  flow.end(direction === 0 ? 1 : 0).listens = port;
  flow.endpoint(address, port, 'both', 'directconnect', direction, 'search results were sent here');
};

/** `05 <digits> <digits>/<digits> 05` somewhere: size and slots. Directories have no size and are not judged by it. */
const hasSlots = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== 0x2f || !isDigit(bytes[at - 1]!)) continue;
    let next = at + 1;
    while (next < end && isDigit(bytes[next]!)) next++;
    if (next > at + 1 && next < end && bytes[next] === 0x05) return true;
  }
  return false;
};

/** Ends ")" or ")|", or with the searcher's nick behind a last 05. */
const isClosed = (bytes: Uint8Array, start: number, end: number): boolean => {
  let at = end - 1;
  if (bytes[at] === 0x7c) at--;
  return at > start && bytes[at] === 0x29;
};

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

const RESULT = ascii('$SR ');
