// What a scan asks to find Soulseek clients: who they are, as any peer may (nicotine-plus doc/SLSKPROTOCOL.md).
//
//   PeerInit (1: name, "P", 0), UserInfoRequest (15) ─► ◄─ UserInfoReply (16: description, picture, uploads, queue, slots)
//   web   slskd's page
//
// Proof: a whole message of code 16 whose fields fit its length. Written from the specification: no client was at hand.
// Does not see: clients that answer users they know only.
import { ascii } from '../../wire/codec/ascii.ts';
import { u32le } from '../../wire/codec/little-endian.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Probe, StreamProbe, WebProbe } from '../probe.ts';

const NAME = ascii('peerwarden-scan');
const INFO_REPLY = 16;
const MESSAGE_BYTES_MAX = 1 << 20;

const peer: StreamProbe = {
  id: 'soulseek/peer',
  transport: 'tcp',
  open: () => [
    {
      opening: Uint8Array.of(
        ...[1 + 4 + NAME.length + 5 + 4, 0, 0, 0, 1],
        ...[NAME.length, 0, 0, 0, ...NAME],
        ...[1, 0, 0, 0, 0x50, 0, 0, 0, 0],
        ...[4, 0, 0, 0, 15, 0, 0, 0],
      ),
      read: (bytes, length) => {
        if (length < 12) return MORE;
        const size = u32le(bytes, 0);
        if (size > MESSAGE_BYTES_MAX || u32le(bytes, 4) !== INFO_REPLY) return NO;
        // Code, description, no picture (1) or one (5 and more), uploads, queue, slots free (9).
        const description = u32le(bytes, 8);
        if (description + 4 + 4 + 1 + 9 > size) return NO;
        if (length < 12 + description + 1) return MORE;
        return bytes[12 + description]! > 1
          ? NO
          : { system: 'soulseek', protocol: 'soulseek/peer' };
      },
    },
  ],
};

const web: WebProbe = {
  id: 'soulseek/web',
  transport: 'web',
  ports: [5030, 5031],
  read: ({ body }) =>
    /<title>slskd<\/title>/i.test(body)
      ? { system: 'soulseek', protocol: 'soulseek/web', program: 'slskd', text: 'web interface' }
      : null,
};

export const soulseekProbes: readonly Probe[] = [peer, web];
