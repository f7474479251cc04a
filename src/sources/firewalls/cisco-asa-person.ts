// Messages of an ASA that name a person, or give an address to somebody: VPN, sign-ins to the device, cut-through proxy,
// identity firewall, its DHCP server, neighbours.
import type { Draft } from '../text/draft.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { account } from './account.ts';
import { endOf } from './cisco-ends.ts';
import type { CiscoMessage } from './cisco-head.ts';

/** Undefined when the message names nobody. */
export const personMessage = (
  { at, sensor, text }: CiscoMessage,
  { emit }: TextContext,
): Outcome | undefined => {
  for (const { pattern, read } of SENTENCES) {
    const found = pattern.exec(text);
    if (!found) continue;
    const draft = read(found.slice(1), text);
    const user = account(draft.user ?? undefined);
    const outcome = emit({ at, sensor, ...draft, user });
    // The session's address is a lease: of both families, where it has both.
    for (const source of assignedIn(draft.kind === 'sign-in' ? text : ''))
      emit({ kind: 'assignment', at, sensor, event: 'seen', source, user });
    return outcome;
  }
  return undefined;
};

type Said = Omit<Draft, 'at' | 'sensor' | 'user'> & { user?: string | undefined };

interface Sentence {
  readonly pattern: RegExp;
  read(groups: readonly (string | undefined)[], text: string): Said;
}

const IP = String.raw`([\da-fA-F]{0,4}[.:][\da-fA-F.:]{1,42})`;

const signIn = (event: 'signed-in' | 'signed-out' | 'failed', rest: Partial<Said>): Said => ({
  kind: 'sign-in',
  event,
  ...rest,
});

const eventOf = (text: string): 'signed-in' | 'signed-out' | 'failed' | undefined => {
  if (/\b(?:rejected|denied|failed|failure|fail|aborted|locked|incorrect)\b/i.test(text))
    return 'failed';
  if (/session (?:terminated|disconnected|ended)|disconnected|logged out|SA DOWN/i.test(text))
    return 'signed-out';
  return /session started|assigned|authentication: successful|permitted|succe(?:ss|eded)|SA UP|COMPLETED|has been created|\bACCEPT\b/i.test(
    text,
  )
    ? 'signed-in'
    : undefined;
};

/** A sign-in where the message says so, else that the person was seen at the address. */
const vpn = (user: string | undefined, source: string | undefined, rest: string): Said => {
  const event = eventOf(rest);
  if (!event) return { kind: 'assignment', event: 'seen', source, user };
  return signIn(event, { user, source, assigned: assignedIn(rest)[0], service: 'vpn' });
};

/** `IPv4 Address <10.20.9.4> IPv6 address <::> assigned to session`, `Assigned private IP address 10.20.9.4 to remote user`. */
const assignedIn = (text: string): readonly string[] =>
  (ASSIGNED.exec(text)?.slice(1) ?? []).filter(
    (found) => found !== undefined && found !== '' && found !== '::',
  );

const ASSIGNED =
  /(?:(?:IPv4 )?Address <([\d.]{0,15})>(?: IPv6 address <([\da-fA-F:]{0,45})>)? assigned)|Assigned private IP address ([\da-fA-F.:]{3,45})/i;

const SENTENCES: readonly Sentence[] = [
  {
    // AnyConnect and clientless VPN: 113039, 716001 to 716059, 722022 to 722055.
    pattern: new RegExp(
      `^(?:TunnelGroup <[^>]{0,128}> )?Group(?:Policy)? <[^>]{0,128}> User <([^>]{1,128})> IP <${IP}> (.*)$`,
    ),
    read: ([user, source, rest]) => vpn(user, source, rest!),
  },
  {
    // IKEv1 and the end of any VPN session: 113019, 713119, 713228.
    pattern: new RegExp(`^Group = [^,]{0,128}, Username = ([^,]{1,128}), IP = ${IP}, (.*)$`),
    read: ([user, source, rest]) => vpn(user, source, rest!),
  },
  {
    // IKEv2: 750002 to 751028. The remote end came to the local one.
    pattern: new RegExp(
      String.raw`^Local:${IP}:(\d{1,5}) Remote:${IP}:(\d{1,5}) Username:(\S{1,128}) (.*)$`,
    ),
    read: ([destination, destinationPort, source, sourcePort, user, rest]) => {
      const ends = { source, sourcePort, destination, destinationPort };
      const event = user === 'Unknown' ? undefined : eventOf(rest!);
      return event
        ? signIn(event, { ...ends, user, service: 'vpn' })
        : {
            kind: 'connection',
            ...ends,
            transport: 'udp',
            user: user === 'Unknown' ? undefined : user,
          };
    },
  },
  {
    // 722051 as older releases have it.
    pattern: new RegExp(
      String.raw`\bsession for client user ([^,]{1,128}), IP ${IP} has been (created|deleted|terminated)`,
    ),
    read: ([user, source, verb]) =>
      signIn(verb === 'created' ? 'signed-in' : 'signed-out', { user, source, service: 'vpn' }),
  },
  {
    // 605004, 605005.
    pattern: /^Login (denied|permitted) from (\S{2,80}) to (\S{2,100}) for user "([^"]{1,128})"/,
    read: ([verb, from, to, user]) => {
      const source = endOf(from!);
      const destination = endOf(to!);
      return signIn(verb === 'permitted' ? 'signed-in' : 'failed', {
        user,
        source: source?.address,
        sourcePort: source?.port,
        destination: destination?.address,
        destinationPort: destination?.port,
        service: /\/([a-z]{2,10})$/.exec(to!)?.[1],
      });
    },
  },
  {
    // 109005 to 109008: cut-through proxy.
    pattern:
      /^(?:Authentication|Authorization) (\w{4,10}) for user '([^']{1,128})' from (\S{2,80}) to (\S{2,80})/,
    read: ([verb, user, from, to]) => {
      const source = endOf(from!);
      const destination = endOf(to!);
      return signIn(/succeeded|permitted/.test(verb!) ? 'signed-in' : 'failed', {
        user,
        source: source?.address,
        sourcePort: source?.port,
        destination: destination?.address,
        destinationPort: destination?.port,
        service: 'portal',
      });
    },
  },
  {
    // 109201 to 109213.
    pattern: new RegExp(
      String.raw`^UAUTH: Session=\w{1,20}, User=([^,]{1,128}), Assigned IP=${IP}, (.*)$`,
    ),
    read: ([user, source, rest]) => ({
      kind: 'assignment',
      event: /remov/i.test(rest!) ? 'released' : 'granted',
      source,
      user,
    }),
  },
  {
    // 113004 to 113017: AAA; the server is where the device asked.
    pattern:
      /^AAA (?:user|transaction|challenge)\b.{0,200}?\b[Uu]ser = ([^:]{1,128}?)(?:\s*: user IP = (\S{2,45}))?\s*$/,
    read: ([user, source], text) =>
      signIn(eventOf(text) ?? 'signed-in', {
        user,
        source,
        destination: new RegExp(String.raw`\bserver = ${IP}`).exec(text)?.[1],
        service: 'aaa',
      }),
  },
  {
    // 611101 to 611103.
    pattern: new RegExp(
      String.raw`^User (authentication succeeded|authentication failed|logged out): (?:IP address: ${IP}, ?)?Uname: (\S{1,128})`,
    ),
    read: ([verb, source, user]) =>
      signIn(eventOf(verb!) ?? 'signed-in', { user, source, service: 'admin' }),
  },
  {
    // 315011.
    pattern: new RegExp(
      String.raw`^SSH session from ${IP} on interface \S{1,64} for user "([^"]{1,128})" (\w+)`,
    ),
    read: ([source, user, verb]) =>
      signIn(/^disconnected/.test(verb!) ? 'signed-out' : 'failed', {
        user,
        source,
        service: 'ssh',
      }),
  },
  {
    // 111010: what an administrator did, and from where.
    pattern: new RegExp(`^User '([^']{1,128})', running '[^']{0,64}' from IP ${IP},`),
    read: ([user, source]) => ({ kind: 'assignment', event: 'seen', source, user }),
  },
  {
    // 734001: dynamic access policy.
    pattern: new RegExp(`^DAP: User ([^,]{1,128}), Addr ${IP},`),
    read: ([user, source]) => ({ kind: 'assignment', event: 'seen', source, user }),
  },
  {
    // 746012, 746013: identity firewall.
    pattern: new RegExp(
      String.raw`^user-identity: (Add|Delete) IP-User mapping ${IP} - (\S{1,255})`,
    ),
    read: ([verb, source, user]) => ({
      kind: 'assignment',
      event: verb === 'Add' ? 'granted' : 'released',
      source,
      user,
    }),
  },
  {
    // 603108, 603104: PPTP and L2TP.
    pattern: new RegExp(
      String.raw`remote[-_]peer(?:[-_]ip)?(?: =| is) ${IP},.{0,120}client[-_]dynamic[-_]ip(?: =| is) ${IP},.{0,40}username(?: =| is) ([^,\s]{1,128})`,
    ),
    read: ([source, assigned, user]) =>
      signIn('signed-in', { user, source, assigned, service: 'vpn' }),
  },
  {
    // 604103, 604104: the DHCP server.
    pattern: new RegExp(
      String.raw`^DHCP daemon interface \S{1,64}: address (granted|released) ([\da-fA-F.:]{12,20}) \(${IP}\)`,
    ),
    read: ([verb, mac, source]) => ({
      kind: 'assignment',
      event: verb === 'granted' ? 'granted' : 'released',
      source,
      mac: mac?.replace(/^01(?=(?:[\da-fA-F.]{13,}))/, ''),
    }),
  },
  {
    // 737006 to 737026: addresses of VPN clients.
    pattern: new RegExp(
      String.raw`^IPAA: .{0,80}?(?:(Freeing) \w{2,8} pool address|Client assigned) ${IP}`,
    ),
    read: ([freed, source]) => ({
      kind: 'assignment',
      event: freed ? 'released' : 'granted',
      source,
    }),
  },
  {
    // 405001, 405003.
    pattern: new RegExp(
      String.raw`^(?:Received ARP .{1,30} from|IP address collision detected between host) ${IP}(?:/| at )([\da-fA-F.]{14})`,
    ),
    read: ([source, mac]) => ({ kind: 'assignment', event: 'seen', source, mac }),
  },
];
