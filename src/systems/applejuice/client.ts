// applejuice/client: connections of the appleJuice network. nDPI (protocols/applejuice.c) and l7-filter know the first line
// only: "ajprot" CR LF. Its own description is not public.
//
// Proof: eight fixed bytes at the first position, which are a name and no word: 64 bits.
// Looks alike: nothing known. Does not see: what follows; beginnings that were missed. No traffic was at hand: checked on
// made bytes only.
import { ascii } from '../../wire/codec/ascii.ts';
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const BEGINNING = ascii('ajprot\r\n');

export const client = Object.freeze({
  id: 'applejuice/client',
  system: 'applejuice',
  transport: 'tcp',
  firstBytes: [BEGINNING[0]!],
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const known = Math.min(head.length[head.first], BEGINNING.length);
    for (let i = 0; i < known; i++) if (bytes[i] !== BEGINNING[i]) return NO;
    return known === BEGINNING.length ? YES : MORE;
  },
}) satisfies StreamDissector;
