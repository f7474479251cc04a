// What a scan asks to find SOCKS proxies, and those that serve anybody.
//
//   5   05 01 00 ─► ◄─ 05 00 (no sign-in) │ 05 FF (a sign-in is asked for)                            RFC 1928
//       05 01 00 01 address port ─► ◄─ 05 00 …, then what our own listener says
//   4   04 01 port address 00 ─► ◄─ 00 5A … (granted) │ 00 5B…5D (refused)
//
// Proof of an open proxy: the word that our own listener says to whoever connects comes back through it. Without our
// listener, and when the proxy may not connect there, its answer of two bytes proves little: then it is named only when
// it answers the request in the form of RFC 1928 §6 too.
// Looks alike: services that echo what they get. Does not see: proxies that serve certain addresses only, not ours.

import { parseAddress } from '../../model/address.ts';
import { latin1 } from '../../wire/codec/ascii.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type {
  Asking,
  Callback,
  Dialogue,
  Listening,
  Probe,
  Reading,
  StreamProbe,
} from '../probe.ts';

const socks5: StreamProbe = {
  id: 'socks',
  transport: 'tcp',
  ports: [1080, 1081, 9050, 9150, 4447],
  open: (asking) => [dialogue5(asking)],
};

const NO_SIGN_IN = 0;
const NONE = 0xff;

const dialogue5 = ({ callback }: Asking): Dialogue => {
  let asked = false;
  return {
    opening: Uint8Array.of(5, 1, NO_SIGN_IN),
    read: (bytes, length): Reading => {
      if (length > 0 && bytes[0] !== 5) return NO;
      if (length < 2) return MORE;
      if (!asked) {
        // More than the choice would be another protocol.
        if (length > 2) return NO;
        if (bytes[1] === NONE) return plain('5', 'asks for a sign-in');
        if (bytes[1] !== NO_SIGN_IN) return NO;
        if (callback === null) return plain('5', 'asks for no sign-in');
        asked = true;
        return { say: request5(callback) };
      }
      if (length < 4) return MORE;
      // Version, answer, a zero, kind of address.
      if (bytes[2] !== 5 || bytes[3]! > 8 || (length > 4 && bytes[4] !== 0)) return NO;
      if (bytes[3] !== 0) return plain('5', 'asks for no sign-in, and refused to connect to us');
      return heard(bytes, length, callback!, '5');
    },
    ended: (_bytes, length) => (asked && length >= 4 ? plain('5', 'asks for no sign-in') : null),
  };
};

const request5 = ({ address, port }: Callback): Uint8Array => {
  const octets = octetsOf(address);
  return Uint8Array.of(5, 1, 0, octets.length === 4 ? 1 : 4, ...octets, port >> 8, port & 255);
};

const socks4: StreamProbe = {
  id: 'socks',
  transport: 'tcp',
  ports: [1080, 1081, 9050, 9150, 4447],
  open: ({ callback }) => {
    const octets = callback === null ? [] : octetsOf(callback.address);
    // Version 4 knows no IPv6, and without a place to connect to nothing is asked.
    if (callback === null || octets.length !== 4) return [];
    const { port } = callback;
    return [
      {
        opening: Uint8Array.of(4, 1, port >> 8, port & 255, ...octets, 0),
        read: (bytes, length) => {
          if (length > 0 && bytes[0] !== 0) return NO;
          if (length < 8) return MORE;
          if (bytes[1] === 0x5a) return heard(bytes, length, callback, '4');
          return bytes[1]! >= 0x5b && bytes[1]! <= 0x5d && length === 8
            ? plain('4', 'refused to connect to us')
            : NO;
        },
      },
    ];
  },
};

/** The word of our own listener stands behind the proxy's answer. */
const heard = (bytes: Uint8Array, length: number, { word }: Callback, version: string): Reading =>
  latin1(bytes, 0, length).includes(word)
    ? {
        system: 'socks',
        protocol: 'socks/open',
        text: `SOCKS ${version}, serves anybody: it connected to our own listener`,
      }
    : MORE;

const plain = (version: string, what: string): Listening => ({
  system: 'socks',
  protocol: 'socks',
  text: `SOCKS ${version}, ${what}`,
});

/** Four octets of an IPv4 address, else sixteen. */
const octetsOf = (address: string): number[] => {
  const words = parseAddress(address);
  if (!words) return [];
  const all = words.flatMap((word) => [
    word >>> 24,
    (word >>> 16) & 255,
    (word >>> 8) & 255,
    word & 255,
  ]);
  return address.includes(':') ? all : all.slice(12);
};

export const socksProbes: readonly Probe[] = [socks5, socks4];
