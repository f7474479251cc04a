// What a scan asks to find servers and users of OpenNap (napster.txt, §3 and §5).
//
//   server   is the nick "scan" free? (7) ─► ◄─ 8 free, 9 taken or 10 not allowed, all without text; or an error (0)
//   user     speaks first: the one character 1; then GETLIST ─► ◄─ its nick, and lines "file" md5 size …
//
// Proof: a message of exactly its length and of the types that answer; of a user its whole first line. Looks alike: services
// that greet with a digit: they do not answer so, and are not named.
// Does not see: users that forbid browsing.
import { ascii, latin1 } from '../../wire/codec/ascii.ts';
import { u16le } from '../../wire/codec/little-endian.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Probe, StreamProbe } from '../probe.ts';

const NICK = ascii('scan');
const ANSWERS = [8, 9, 10];

const server: StreamProbe = {
  id: 'napster/server',
  transport: 'tcp',
  open: () => [
    {
      opening: Uint8Array.of(NICK.length, 0, 7, 0, ...NICK),
      read: (bytes, length) => {
        if (length < 4) return MORE;
        const size = u16le(bytes, 0);
        const type = u16le(bytes, 2);
        const isAnswer = ANSWERS.includes(type) && (size === 0 || size === NICK.length);
        const isError = type === 0 && size >= 4 && size <= 256;
        if (!isAnswer && !isError) return NO;
        if (length < 4 + size) return MORE;
        if (isError && !/^[\x20-\x7e]+$/.test(latin1(bytes, 4, 4 + size))) return NO;
        return { system: 'napster', protocol: 'napster/server', text: 'index server' };
      },
    },
  ],
};

const user: StreamProbe = {
  id: 'napster/transfer',
  transport: 'tcp',
  open: () => {
    let asked = false;
    return [
      {
        opening: null,
        read: (bytes, length) => {
          const text = latin1(bytes, 0, length);
          if (!text.startsWith('1')) return NO;
          if (!asked) {
            asked = true;
            return length === 1 ? { say: ascii('GETLIST') } : NO;
          }
          const list = /^1([^\s"]{1,64})\s"([^"\n]{1,600})" [0-9a-f]{32}(?:-\d+)? \d+ /.exec(text);
          return list
            ? {
                system: 'napster',
                protocol: 'napster/transfer',
                text: `nick ${list[1]}, shows its list of files`,
              }
            : MORE;
        },
      },
    ];
  },
};

export const napsterProbes: readonly Probe[] = [server, user];
