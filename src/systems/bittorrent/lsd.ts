// bittorrent/lsd: local service discovery (BEP 14): UDP multicast to 239.192.152.143 and [ff15::efc0:988f], port 6771.
// https://www.bittorrent.org/beps/bep_0014.html
//
// Proof: the datagram begins with "BT-SEARCH * HTTP/1.", 19 bytes that nothing else uses. Each says, to the whole
// network segment, which contents a host shares and on which port it takes connections.
//
// Looks alike: SSDP ("M-SEARCH * HTTP/1.1"). Does not see: hosts of other segments (multicast is not routed).
import { ascii, latin1, matchesAt } from '../../wire/codec/ascii.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type Direction,
  type FlowSink,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { tellOwnPort } from './compact.ts';

const BEGINNING = ascii('BT-SEARCH * HTTP/1.');

/** BEP 14 allows several hashes in one datagram and asks to stay below 1,400 bytes: more lines cannot be there. */
const LINES_MAX = 64;

export const lsd = Object.freeze({
  id: 'bittorrent/lsd',
  system: 'bittorrent',
  transport: 'udp',
  firstBytes: [0x42],
  bytesMin: BEGINNING.length,
  inspect: ({ bytes, start, end }: Datagram): Verdict =>
    matchesAt(bytes, start, end, BEGINNING) ? YES : NO,
  open: (flow: FlowSink): DatagramReader => ({
    push: (direction, bytes, start, end) => {
      if (matchesAt(bytes, start, end, BEGINNING)) readSearch(flow, direction, bytes, start, end);
      return true;
    },
  }),
}) satisfies DatagramDissector;

const readSearch = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  let port = 0;
  const hashes: string[] = [];
  const lines = latin1(bytes, start, end).split(/\r?\n/, LINES_MAX);
  for (const line of lines) {
    const header = /^(port|infohash)\s*:\s*([0-9a-f]{1,40})\s*$/i.exec(line);
    if (!header) continue;
    const value = header[2]!.toLowerCase();
    if (header[1]!.toLowerCase() === 'port') port = Number(value);
    else if (value.length === 40) hashes.push(value);
  }
  if (!(port > 0 && port < 65_536) || hashes.length === 0) {
    flow.anomaly('bittorrent-lsd-malformed');
    return;
  }
  flow.end(by).listens = port;
  for (const hash of hashes) flow.content({ id: `btih:${hash}` });
  tellOwnPort(flow, by, port, 'both', 'was announced to its network segment (BEP 14)');
};
