// teamviewer/tcp: TeamViewer's own format over TCP, to its routers and between two computers, on any port.
// No specification is published; checked against one capture, which is not part of the project.
//
// Proof: a command whose length leads exactly to the head of another one of the same end (32 bits), or commands in both
// directions. Looks alike: TLS records begin 17 03. Does not see: TeamViewer inside TLS or HTTP (tls.ts knows names).
import {
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { commandEnd } from './command.ts';

export const teamviewerTcp = Object.freeze({
  id: 'teamviewer/tcp',
  system: 'teamviewer',
  transport: 'tcp',
  firstBytes: [0x17, 0x11],
  inspect: (head: StreamHead): Verdict => {
    const bytes = head.bytes[head.first];
    const sent = head.length[head.first]!;
    const next = commandEnd(bytes, 0, sent);
    if (next < 0) return NO;
    if (next === 0) return MORE;
    const other = head.first === 0 ? 1 : 0;
    const answered = head.length[other]!;
    const answer = answered < 2 ? 0 : commandEnd(head.bytes[other], 0, answered);
    if (answer !== 0) return answer > 0 ? YES : NO;
    if (sent < next + 2) return MORE;
    return commandEnd(bytes, next, sent) < 0 ? NO : YES;
  },
}) satisfies StreamDissector;
