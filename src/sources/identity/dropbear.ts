// Log lines of Dropbear, the SSH server of small routers (src/svr-auth*.c, src/svr-session.c), through syslog:
//
//   Nov 22 05:52:09 router dropbear[812]: Password auth succeeded for 'alice' from 10.20.1.5:51826
//   Nov 22 05:52:09 router authpriv.warn dropbear[812]: Bad password attempt for 'root' from 198.51.100.7:15806
//   Nov 22 06:52:09 router dropbear[812]: Exit (alice) from <10.20.1.5:51826>: Disconnect received
//
// Sound because: fixed sentences with a name in quotes, an address and a port. Looks alike: OpenSSH, whose sentences differ.
// Does not see: the machine's own address. A child that came and went without a name is an alert.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a line of Dropbear';
const ROUTINE = 'not kept: line of Dropbear that names nobody who signs in or out';

export const dropbear: Source = textSource({
  id: 'dropbear',
  title: 'Dropbear SSH server',
  looks: /\bdropbear\[\d{1,10}\]: /,
  otherwise: OTHERWISE,
  open: ({ stamps, emit, undated }) => {
    return (text): Outcome => {
      const { at, host, program, message } = syslogHead(text, stamps);
      const words = program === 'dropbear' ? message : OPENWRT.exec(message)?.[1];
      if (words === undefined) return OTHERWISE;
      const found = read(words.trim());
      if (found === null) return ROUTINE;
      const sensor = FACILITY.test(host) ? '' : host;
      return emit({ at: Number.isNaN(at) ? undated() : at, sensor, ...found });
    };
  },
});

const read = (message: string): Omit<Draft, 'at'> | null => {
  for (const [pattern, event] of SENTENCES) {
    const found = pattern.exec(message);
    if (!found) continue;
    const [, user, v6, v4, sourcePort] = found;
    const source = v6 ?? v4;
    const session = event === 'failed' ? undefined : `${source}:${sourcePort}`;
    return { kind: 'sign-in', event, user, source, sourcePort, session, service: 'ssh' };
  }
  const [, v6, v4, sourcePort] = NAMELESS.exec(message) ?? [];
  const source = v6 ?? v4;
  return source === undefined
    ? null
    : { kind: 'alert', text: message, transport: 'tcp', source, sourcePort, application: 'ssh' };
};

/** OpenWrt writes facility and severity in front of the program. */
const OPENWRT = /^[a-z\d]{2,10}\.[a-z]{2,8} dropbear\[\d{1,10}\]: +(.*)$/s;
const FACILITY = /^[a-z\d]{2,10}\.(?:emerg|alert|crit|err|warn|notice|info|debug)$/;
const FROM = String.raw`from <?(?:\[?([\da-fA-F]{0,4}:[\da-fA-F:.]{1,40}?)\]?|((?:\d{1,3}\.){3}\d{1,3})):(\d{1,5})>?`;
const SENTENCES = [
  [
    new RegExp(
      `^(?:Password|Pubkey|PAM password) auth succeeded for '(.{1,256})' (?:with .{1,120} )?${FROM}$`,
      's',
    ),
    'signed-in',
  ],
  [
    new RegExp(
      `^(?:Bad (?:PAM )?password attempt|Pubkey auth attempt with unknown algo|Pubkey auth bad signature) for '(.{1,256})' (?:with .{1,120} )?${FROM}$`,
      's',
    ),
    'failed',
  ],
  [new RegExp(String.raw`^[Ee]xit \((.{1,256})\) ${FROM}: `, 's'), 'signed-out'],
] as const;
/** Nobody of whom the machine knows. */
const NAMELESS = new RegExp(
  `^(?:Login attempt for nonexistent user|Login attempt with wrong user .{1,256}|Exit before auth) ${FROM}(?::|$)`,
  's',
);
