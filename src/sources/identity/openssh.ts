// Log lines of OpenSSH's server (sshd, since 9.8 sshd-session and sshd-auth; auth.c, packet.c, session.c) and of the PAM
// modules it calls, through syslog or bare:
//
//   Nov 22 05:52:09 gate sshd[812]: Accepted publickey for alice from 10.20.1.5 port 51826 ssh2: ED25519 SHA256:…
//   … Failed password for invalid user guest from 198.51.100.7 port 15806 ssh2
//   … Disconnected from user alice 10.20.1.5 port 51826
//
// Sound because: fixed sentences with an address and a port, or the program's name with a sentence of it. Looks alike:
// Dropbear and other servers, whose sentences differ. A name may hold anything, also ` from 192.0.2.1 port 22`: the last
// such words count. Does not see: the machine's own address, unless `LogLevel VERBOSE` writes it. An address without a name
// becomes an alert; the orderly end of a session whose beginning was told is its person's sign-out.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { type Outcome, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a line of sshd';
const ROUTINE = 'not kept: line of sshd that names nobody who signs in or out';
const OWN_ACCOUNTS = 'not kept: accounts of the machine itself';

export const openssh: Source = textSource({
  id: 'openssh',
  title: 'OpenSSH server (sshd)',
  looks:
    /sshd|ssh2|\bport \d|\brhost=|not allowed because |\[preauth\]|^\s*(?:Connection closed by|Received disconnect from) [\da-fA-F.:]{7}|^\s*(?:Accepted|Invalid user|Illegal user|PAM \d)|\b(?:su|sudo|login|CRON|crond?|gdm|systemd-logind|passwd|useradd|usermod|groupadd)(?:\(pam_unix\))?(?:\[\d+\])?:/,
  otherwise: OTHERWISE,
  open: ({ stamps, emit, undated }) => {
    const sessions = new Sessions();
    return (text): Outcome => {
      const head = syslogHead(text, stamps);
      const old = OLD_PAM.exec(head.message);
      // What looks like a program's name in a bare message is sshd's own `fatal: `.
      const bare = Number.isNaN(head.at) && !SSHD.test(head.program);
      const program = bare ? '' : head.program || (old?.[1] ?? '');
      if (MACHINE.test(program)) return OWN_ACCOUNTS;
      const of = SSHD.test(program);
      if (program !== '' && !of) return OTHERWISE;
      const spoken = bare ? text : head.message.slice(old?.[0].length ?? 0);
      const message = spoken
        .trim()
        .replace(LEVEL, '')
        .replace(/^message repeated \d{1,6} times: \[ (.*)\]$/s, '$1');
      const found = sessions.see(read(message), message);
      if (found === null) return of ? ROUTINE : OTHERWISE;
      if (found === ROUTINE) return ROUTINE;
      const at = Number.isNaN(head.at) ? undated() : head.at;
      const outcome = emit({ at, sensor: head.host, ...found });
      return outcome === OK || !of ? outcome : ROUTINE;
    };
  },
});

type Said = Omit<Draft, 'at'>;

/** Who signed in from which address and port, so that an end which names only these has a name. */
class Sessions {
  readonly #users = new Map<string, string>();

  see(found: Said | typeof ROUTINE | null, message: string): Said | typeof ROUTINE | null {
    if (found === ROUTINE || found === null) return this.#ended(message) ?? found;
    if (found.session === undefined) return found;
    const session = String(found.session);
    if (found.event === 'signed-out') this.#users.delete(session);
    else if (this.#users.size < LIMITS.connectionsMax) this.#users.set(session, String(found.user));
    return found;
  }

  /** `Connection closed by 10.20.1.5 port 51826`. */
  #ended(message: string): Said | null {
    const [, source, sourcePort] = ENDED.exec(message) ?? [];
    const session = `${source}:${sourcePort}`;
    const user = this.#users.get(session);
    if (user === undefined) {
      const [, from, port] = ENDED_BARE.exec(message) ?? [];
      return from === undefined ? null : anomaly(message, from, port);
    }
    this.#users.delete(session);
    const ends = { user, source, sourcePort, session };
    return { kind: 'sign-in', event: 'signed-out', service: 'ssh', ...ends };
  }
}
type Read = (found: RegExpExecArray, message: string) => Said;

const read = (message: string): Said | typeof ROUTINE | null => {
  for (const [pattern, make] of SENTENCES) {
    const found = pattern.exec(message);
    if (found) return make(found, message);
  }
  return ROUTINES.test(message) ? ROUTINE : null;
};

const signIn =
  (event: 'signed-in' | 'signed-out' | 'failed'): Read =>
  ([, user, source, sourcePort]) => ({
    kind: 'sign-in',
    event,
    user,
    source,
    sourcePort,
    service: 'ssh',
    ...(source === undefined || sourcePort === undefined || event === 'failed'
      ? {}
      : { session: `${source}:${sourcePort}` }),
  });

const alert: Read = ([, source, sourcePort], message) => anomaly(message, source, sourcePort);

const anomaly = (text: string, source?: string, sourcePort?: string): Said => ({
  kind: 'alert',
  text,
  transport: 'tcp',
  source,
  sourcePort,
  application: 'ssh',
});

/** `authentication failure; logname= uid=0 … rhost=198.51.100.7  user=root`: without a name it is an alert. */
const pam =
  (event: 'signed-in' | 'failed'): Read =>
  (_found, message) => {
    const source = / rhost=(\S{1,255})/.exec(message)?.[1];
    const user = / user=(.{1,256})$/.exec(message)?.[1];
    return user === undefined
      ? anomaly(message, source)
      : { kind: 'sign-in', event, user, source, service: 'ssh' };
  };

const connection: Read = ([, source, sourcePort, destination, destinationPort]) => ({
  kind: 'connection',
  transport: 'tcp',
  source,
  sourcePort,
  destination,
  destinationPort,
  application: 'ssh',
});

const USER = '(.{0,256})';
const NAMED = `(?:invalid user |illegal user )?${USER}`;
const FROM = String.raw`([\da-fA-F.:%\w]{2,64}) port (\d{1,5})`;
/** Old versions name no port. */
const AT = String.raw`\[?([\da-fA-F.]{7,15}|[\da-fA-F]{0,4}:[\da-fA-F.:]{1,40})\]?(?: port (\d{1,5}))?`;
const END = String.raw`(?: \[preauth\])?$`;

const SENTENCES: readonly (readonly [RegExp, Read])[] = [
  [
    new RegExp(
      `^Accepted [\\w/-]{1,40} for ${USER} from ${FROM}(?: ssh\\d?(?:: .{1,200})?)?$`,
      's',
    ),
    signIn('signed-in'),
  ],
  [/^Accepted (?!key |certificate )[\w/-]{1,40} for (\S{1,256})$/, signIn('signed-in')],
  [
    new RegExp(`^Failed [\\w/-]{1,40} for ${NAMED} from ${FROM}(?: ssh\\d?(?:: .{1,200})?)?$`, 's'),
    signIn('failed'),
  ],
  [new RegExp(`^(?:Invalid|Illegal) user ${USER} from ${AT}${END}`, 's'), signIn('failed')],
  [
    new RegExp(
      `^maximum authentication attempts exceeded for ${NAMED} from ${FROM} ssh2?${END}`,
      's',
    ),
    signIn('failed'),
  ],
  [new RegExp(`^User ${USER} from ${AT} not allowed because `, 's'), signIn('failed')],
  [
    new RegExp(
      `^(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting) (?:authenticating|invalid|illegal) user ${USER} ${FROM}(?:: .{1,200})?${END}`,
      's',
    ),
    signIn('failed'),
  ],
  [
    new RegExp(`^(ROOT) LOGIN REFUSED FROM ${AT}${END}`),
    ([, , source, sourcePort]) => ({
      kind: 'sign-in',
      event: 'failed',
      user: 'root',
      source,
      sourcePort,
      service: 'ssh',
    }),
  ],
  [
    new RegExp(`^(?:Disconnected from|Connection (?:closed|reset) by) user ${USER} ${FROM}$`, 's'),
    signIn('signed-out'),
  ],
  [
    new RegExp(`^Starting session: .{1,200} for ${USER} from ${FROM} id \\d{1,5}$`, 's'),
    signIn('signed-in'),
  ],
  [new RegExp(`^Close session: user ${USER} from ${FROM} id \\d{1,5}$`, 's'), signIn('signed-out')],
  [
    new RegExp(
      `^Connection from ${FROM} on ([\\da-fA-F.:]{2,45}) port (\\d{1,5})(?: rdomain ".{0,60}")?$`,
    ),
    connection,
  ],
  [/^(?:pam_\w{1,20}\(sshd:auth\): |PAM \d{1,4} more )?authentication failures?; /, pam('failed')],
  [/^pam_\w{1,20}\(sshd:auth\): authentication success; /, pam('signed-in')],
  [
    /^(?:pam_unix\(sshd:session\): )?session opened for user ([^\s(]{1,256})(?:\(uid=\d{1,10}\))? by /,
    signIn('signed-in'),
  ],
  [
    /^(?:pam_unix\(sshd:session\): )?session closed for user ([^\s(]{1,256})$/,
    signIn('signed-out'),
  ],
  [
    /^pam_faillock\(sshd:auth\): Consecutive login failures for user (\S{1,256}) account temporarily locked$/,
    signIn('failed'),
  ],
  [/^pam_winbind\(sshd:account\): user '([^']{1,256})' granted access$/, signIn('signed-in')],
  [
    new RegExp(`^Timeout, client not responding from user ${USER} ${FROM}$`, 's'),
    signIn('signed-out'),
  ],
  [
    new RegExp(`^PAM: Authentication failure for ${NAMED} from ([\\da-fA-F.:]{2,45})$`, 's'),
    signIn('failed'),
  ],
  // Connections that came to nothing.
  [new RegExp(`^Did not receive identification string from ${AT}$`), alert],
  [new RegExp(`^Bad protocol version identification '.{0,300}' from ${AT}$`, 's'), alert],
  [new RegExp(`^Unable to negotiate with ${AT}: `), alert],
  [new RegExp(`^(?:[\\w.]{1,40}: )?Connection from ${AT}: `), alert],
  [
    new RegExp(
      `^Timeout before authentication for (?:connection from )?${AT}(?: to .{1,80})?(?:, pid = \\d{1,10})?$`,
    ),
    alert,
  ],
  [new RegExp(`^reverse mapping checking getaddrinfo for \\S{1,255} ${AT} failed`), alert],
  [new RegExp(`^Address ${AT} maps to \\S{1,255}, but this does not map back`), alert],
  [
    new RegExp(
      `^Received disconnect from ${AT}: ?\\d{1,5}: (?!disconnected by user|\\s*logged out)`,
    ),
    alert,
  ],
  [
    new RegExp(
      `^(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting) ${AT}(?:: .{1,200})? \\[preauth\\]$`,
    ),
    alert,
  ],
  [
    new RegExp(`^(?:refused connect from \\S{1,255} |drop connection #\\d{1,6} from )\\(?${AT}`),
    alert,
  ],
  [new RegExp(`^scanned from ${AT} with `), alert],
];

/** Without `[preauth]`: the session had begun. */
const ENDED = new RegExp(
  `^(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from) ${FROM}(?::.{0,200}|)$`,
);
/** The same of versions that name no port, or of a session that began before the log. */
const ENDED_BARE = new RegExp(
  `^(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from) ${AT}(?::.{0,200}|)$`,
);
const SSHD = /^sshd(?:-session|-auth)?$/;
/** `sshd(pam_unix)[812]: `, as PAM wrote it before 2006. */
const OLD_PAM = /^([A-Za-z-]{2,30})\(pam_unix\)\[\d{1,10}\]: /;
const MACHINE =
  /^(?:su|sudo|login|CRON|crond?|gdm|gdm-binary|gdm-password\]?|systemd-logind|passwd|useradd|usermod|userdel|groupadd|polkitd|lightdm|sddm)$/;
const LEVEL = /^(?:fatal|error|debug\d|info|main: sshd): /;
/** Sentences of sshd alone, by which a bare line is known. */
const ROUTINES =
  /^(?:Received disconnect from \S{2,64} port \d{1,5}:|Disconnected from \S{2,64} port \d{1,5}$|Connection closed by \S{2,64} port \d{1,5}$|Postponed \S{1,40} for .{1,256} from |Server listening on \S{1,64} port \d{1,5}\.|input_userauth_request: invalid user |Accepted key (?:RSA|ED25519|ECDSA|DSA) |userauth_finish: |Starting session: |subsystem request for sftp)/;
