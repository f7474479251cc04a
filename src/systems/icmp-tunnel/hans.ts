// icmp-tunnel/hans: the messages of hans, IP over ICMP, before and between the packets that it carries.
// Specification: https://github.com/friedrich/hans (worker.h): magic `hanc` from the client and `hans` from the server
// (`hnc2`–`hnc4`, `hns2`–`hns4` in later versions), then one byte of type.
// Sound because: four letters and a type of 1 to 9 at the start of an echo's data are 37 bits, asked of two messages. A
// pattern of `ping -p` repeats itself: a letter would stand where the type does.
// Looks alike: nothing known.
// Does not see: a hans that was built with other letters, unless it carries packets (ip-in-echo.ts).
import {
  type Datagram,
  type DatagramDissector,
  MORE,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { isEcho } from './echo.ts';

const TYPE_MAX = 9;

export const hans = Object.freeze({
  id: 'icmp-tunnel/hans',
  system: 'icmp-tunnel',
  transport: 'icmp',
  firstBytes: [0x68],
  bytesMin: 5,
  inspect: (datagram: Datagram): Verdict => {
    const { bytes, start } = datagram;
    if (!isEcho(datagram) || !isMagic(bytes, start)) return NO;
    const type = bytes[start + 4]!;
    if (type === 0 || type > TYPE_MAX) return NO;
    datagram.memory++;
    return datagram.memory > 1 ? YES : MORE;
  },
} satisfies DatagramDissector);

/** `hanc`, `hans`, `hnc2` to `hnc4`, `hns2` to `hns4`. */
const isMagic = (bytes: Uint8Array, at: number): boolean => {
  const second = bytes[at + 1];
  const third = bytes[at + 2];
  const last = bytes[at + 3]!;
  if (bytes[at] !== 0x68) return false;
  if (second === 0x61) return third === 0x6e && (last === 0x63 || last === 0x73);
  return second === 0x6e && (third === 0x63 || third === 0x73) && last >= 0x32 && last <= 0x34;
};
