// What a scan asks to find Gnutella servents: the handshake of a leaf (0.6), and a ping over UDP that travels no further.
//
//   GNUTELLA CONNECT/0.6, headers ─► ◄─ GNUTELLA/0.6 200 OK or a refusal, headers
//   GUID 16, 00, TTL 1, 0, length 0 ─► ◄─ the same GUID, 01 (pong), its length
//
// Proof: the words of the handshake; the GUID. Looks alike: nothing known. The connection is closed before its third part.

import type { EndFacts } from '../../model/observation.ts';
import type { SystemId } from '../../model/systems.ts';
import { ascii, latin1 } from '../../wire/codec/ascii.ts';
import { u32le } from '../../wire/codec/little-endian.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { DatagramProbe, Dialogue, Listening, Probe, StreamProbe } from '../probe.ts';
import { noteAgent } from './client.ts';
import { blockEnd, readBlock } from './handshake.ts';

const HEADER_BYTES = 23;
const ANSWER = 'GNUTELLA';

/** `extra`: header lines of the dialect that is asked for. */
export const handshakeDialogue = (
  system: SystemId,
  extra: string,
  isIt: (accepts: string) => boolean,
): Dialogue => ({
  opening: ascii(
    `GNUTELLA CONNECT/0.6\r\nUser-Agent: peerwarden-scan\r\nX-Ultrapeer: False\r\n${extra}\r\n`,
  ),
  read: (bytes, length) => {
    const text = latin1(bytes, 0, Math.min(length, ANSWER.length));
    if (!ANSWER.startsWith(text)) return NO;
    const end = blockEnd(bytes, 0, length);
    if (end < 0) return MORE;
    const { line, headers } = readBlock(bytes, 0, end);
    if (!/^GNUTELLA(?:\/\d\.\d \d{3}| OK)/.test(line)) return NO;
    const types = `${headers.get('content-type') ?? ''} ${headers.get('accept') ?? ''}`;
    return isIt(types) ? said(system, line, headers.get('user-agent') ?? '') : NO;
  },
});

const said = (system: SystemId, line: string, agent: string): Listening => {
  const end: EndFacts = {};
  noteAgent(end, agent);
  return {
    system,
    protocol: `${system}/handshake`,
    ...(end.client === undefined ? {} : { program: end.client }),
    ...(end.version === undefined ? {} : { version: end.version }),
    text: `answers ${line.slice(0, 64)}`,
  };
};

const connect: StreamProbe = {
  id: 'gnutella',
  transport: 'tcp',
  open: () => [handshakeDialogue('gnutella', '', (types) => !types.includes('x-gnutella2'))],
};

const ping: DatagramProbe = {
  id: 'gnutella/udp',
  transport: 'udp',
  besideTcp: [0],
  open: ({ random }) => {
    const opening = new Uint8Array(HEADER_BYTES);
    opening.set(random(16));
    // Servents of today mark their GUIDs so (byte 8 all ones, byte 15 zero).
    opening[8] = 0xff;
    opening[15] = 0;
    opening[17] = 1;
    return [
      {
        opening,
        read: (bytes, length) => {
          if (length < HEADER_BYTES || bytes[16] !== 1) return NO;
          for (let i = 0; i < 16; i++) if (bytes[i] !== opening[i]) return NO;
          if (u32le(bytes, 19) !== length - HEADER_BYTES || length < HEADER_BYTES + 14) return NO;
          return { system: 'gnutella', protocol: 'gnutella/udp' };
        },
      },
    ];
  },
};

export const gnutellaProbes: readonly Probe[] = [connect, ping];
