// i2p/sam: a program asks an I2P router for connections through it, by the SAM bridge. https://geti2p.net/en/docs/api/samv3
//
//   "HELLO VERSION" and perhaps MIN=3.0 MAX=3.3, line feed      answered by "HELLO REPLY RESULT=…"
//
// Proof: the two words at the first position and a line that ends, with nothing but such options behind them.
// Looks alike: greetings of other protocols: none begins so. Does not see: programs on the router's own computer, the usual
// case, whose words never reach the network; I2CP.
import { ascii, isGraphic } from '../../wire/codec/ascii.ts';
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';

const BEGINNING = ascii('HELLO VERSION');
const LINE_BYTES_MAX = 256;

export const sam = Object.freeze({
  id: 'i2p/sam',
  system: 'i2p',
  transport: 'tcp',
  firstBytes: [BEGINNING[0]!],
  inspect: (head: StreamHead): Verdict => {
    if (head.first !== 0) return NO;
    const bytes = head.bytes[0];
    const seen = head.length[0];
    const known = Math.min(seen, BEGINNING.length);
    for (let i = 0; i < known; i++) if (bytes[i] !== BEGINNING[i]) return NO;
    if (known < BEGINNING.length) return MORE;
    for (let i = BEGINNING.length; i < Math.min(seen, LINE_BYTES_MAX); i++) {
      if (bytes[i] === LINE_FEED) return YES;
      if (bytes[i] !== SPACE && !isGraphic(bytes[i]!)) return NO;
    }
    return seen < LINE_BYTES_MAX ? MORE : NO;
  },
}) satisfies StreamDissector;

const LINE_FEED = 0x0a;
const SPACE = 0x20;
