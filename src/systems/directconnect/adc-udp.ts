// directconnect/adc-udp: ADC messages from client to client over UDP, mostly search results.
//
//   URES <client id> TO<token> SL<slots> SI<bytes> FN<path> TR<root>
//
// Specification: adc.sourceforge.io/ADC.html §4 (type U), §5.3.6. Checked against captures of ncdc and EiskaltDC++.
// Sound because "U", a known command, and a client id of 39 base32 characters of which the last can be one of four
// must stand at the beginning: 45 fixed characters.
// Looks alike: nothing known.
// Not seen: results encrypted with a key from the search (SUDP extension): they are without structure; they go to a
// port that plain results, or the hub, have told.
import { textOf } from '../../wire/codec/ascii.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type FlowSink,
  NO,
  YES,
} from '../../wire/dissector.ts';
import { adcLine } from './adc-line.ts';
import { readResult, readSearch } from './adc-search.ts';
import { tellSearcher } from './nmdc-udp.ts';
import { ascii, hasText, hexOfBase32, isBase32Hash } from './text.ts';

export const adcUdp = Object.freeze({
  id: 'directconnect/adc-udp',
  system: 'directconnect',
  transport: 'udp',
  firstBytes: [0x55],
  bytesMin: 45,
  inspect({ bytes, start, end }: Datagram) {
    if (bytes[start + 4] !== 0x20 || !isBase32Hash(bytes, start + 5, end)) return NO;
    const closing = bytes[start + 44];
    if (closing !== 0x20 && closing !== 0x0a) return NO;
    for (const command of COMMANDS) if (hasText(bytes, start, end, command)) return YES;
    return NO;
  },
  open: (flow: FlowSink): DatagramReader => ({
    push(direction, bytes, start, end) {
      const closed = bytes[end - 1] === 0x0a ? end - 1 : end;
      const line = adcLine(textOf(bytes, start, closed));
      if (line?.type !== 'U') return true;
      const identity = hexOfBase32(line.from);
      if (identity !== '') flow.end(direction).identity = identity;
      if (line.command === 'SCH') readSearch(flow, line);
      if (line.command !== 'RES') return true;
      readResult(flow, direction, line, false);
      tellSearcher(flow, direction);
      return true;
    },
  }),
}) satisfies DatagramDissector;

/** Results, searches, partial sharing, uploaded-block notices, status. */
const COMMANDS = ['URES', 'USCH', 'UPSR', 'UUBD', 'UUBN', 'USTA', 'UINF'].map(ascii);
