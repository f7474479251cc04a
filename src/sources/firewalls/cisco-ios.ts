// Cisco IOS and IOS XE routers and switches ("Cisco IOS System Message Guide"):
//
//   000123: *Nov 22 2026 05:52:09.123 UTC: %SEC-6-IPACCESSLOGP: list 102 denied tcp 10.20.1.13(51022) -> 198.51.100.14(6881), 1 packet
//   number   stamp (`*`: clock not set)    facility-severity-mnemonic: text
//
// Sound because: facility, one digit and mnemonic in capitals behind `%`; what is kept has one of the sentences below.
// Looks alike: ASA (a number in place of the mnemonic); NX-OS, IOS XR and Arista, whose sentences differ.
// Times: abbreviations of zones mean different things in different countries; but for UTC and GMT the zone of the file is
// taken. Does not see: bytes of denied packets; anything of packets that no access list with `log` met.
import { type Draft, said } from '../text/draft.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { textSource } from '../text/text-source.ts';
import { endOf, endsOf } from './cisco-ends.ts';
import { ciscoHead } from './cisco-head.ts';

const NOT_IOS = 'not a message of Cisco IOS';
const NOT_KEPT = 'not kept: message of the device itself';

export const ciscoIos = textSource({
  id: 'cisco-ios',
  title: 'Cisco IOS and IOS XE',
  looks: /%[A-Z][A-Z\d_]{1,31}(?:-[A-Z\d_]{2,31})?-\d-[A-Z][A-Z\d_]{1,47}: /,
  otherwise: NOT_IOS,
  open: (context) => (text) => {
    let found = HEAD.exec(text);
    // What stands in JSON of others is escaped and theirs to read.
    if (!found || text.startsWith('{')) return NOT_IOS;
    // IOS XE's data plane: `%IOSXE-6-PLATFORM: F0: cpp_cp: … %FW-6-DROP_PKT: …`.
    const inner = found[1] === 'IOSXE' ? HEAD.exec(text.slice(found.index + 1)) : null;
    const head = ciscoHead(text.slice(0, found.index), context);
    const rest = inner ? text.slice(found.index + 1) : text;
    found = inner ?? found;
    const message = rest.slice(found.index + found[0].length);
    return read(`${found[1]}-${found[2]}`, message, head, context);
  },
});

const HEAD = /%([A-Z][A-Z\d_]{1,31})(?:-[A-Z\d_]{2,31})?-\d-([A-Z][A-Z\d_]{1,47}): /;

const read = (
  name: string,
  text: string,
  head: ReturnType<typeof ciscoHead>,
  { emit }: TextContext,
): Outcome => {
  for (const { names, pattern, draft } of MESSAGES) {
    if (!names.test(name)) continue;
    const found = pattern.exec(text);
    const said = found && draft(found.slice(1), text);
    if (said) return emit({ ...head, ...said }) === null ? null : NOT_KEPT;
  }
  return NOT_KEPT;
};

type Said = Omit<Draft, 'at' | 'sensor'>;

interface Message {
  /** Of `FACILITY-MNEMONIC`. */
  readonly names: RegExp;
  readonly pattern: RegExp;
  /** Null when what was found says nothing. */
  draft(groups: readonly (string | undefined)[], text: string): Said | null;
}

const decision = (word: string | undefined): 'allowed' | 'denied' =>
  /permit|pass/.test(word ?? '') ? 'allowed' : 'denied';

const ends = (from: string | undefined, to: string | undefined) => {
  const source = endOf(portInBrackets(from));
  const destination = endOf(portInBrackets(to));
  return {
    source: source?.address,
    sourcePort: source?.port,
    destination: destination?.address,
    destinationPort: destination?.port,
  };
};

/** `10.20.1.13:51022` → `10.20.1.13(51022)`; in IPv6 the last colon is the port's as well. */
const portInBrackets = (end: string | undefined): string =>
  (end ?? '').replace(/^\[?(.{2,60}?)\]?:(\d{1,5})$/, '$1($2)');

const signIn = (
  event: 'signed-in' | 'signed-out' | 'failed',
  user: string | undefined,
  source: string | undefined,
  rest: Partial<Said> = {},
): Said => ({ kind: 'sign-in', event, user, source, ...rest });

const MESSAGES: readonly Message[] = [
  {
    // `list 102 denied tcp 10.20.1.13(51022) (Gi0/1 0200.0000.2013) -> 198.51.100.14(6881), 1 packet`
    names: /^(?:SEC|IPV6|FMANFP|ACL|SEC_ACL|IPV6_ACL)-(?:IP|IPV6)?ACCESSLOG\w{1,3}$/,
    pattern:
      /\blist (\S{1,128}) (permitted|denied) (\w{1,12}) (\S{2,60}?)(?: ?\(([^)\d][^)]{0,60})\))? -> (\S{2,60}?),? .{0,40}?(?:(\d{1,9}) packets?)?/,
    draft: ([rule, word, transport, , between], text) => {
      const [source, destination] = endsOf(text.replace(/ \([^)\d][^)]{0,60}\)(?= ->)/, ''));
      return {
        kind: 'verdict',
        action: decision(word),
        rule,
        transport,
        source: source?.address,
        sourcePort: source?.port,
        destination: destination?.address,
        destinationPort: destination?.port,
        packets: /(\d{1,9}) packets?/.exec(text)?.[1],
        mac: /[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}/i.exec(between ?? '')?.[0],
      };
    },
  },
  {
    // A standard list knows the source only.
    names: /ACCESSLOGS$/,
    pattern: /\blist (\S{1,128}) (permitted|denied) ([\da-fA-F.:]{3,45}) /,
    draft: ([rule, word, source]) => ({
      kind: 'alert',
      text: `access list ${rule} ${word}`,
      action: decision(word),
      source,
    }),
  },
  {
    // `Stop http session: initiator (10.20.1.13:51022) sent 22 bytes -- responder (198.51.100.14:80) sent 208 bytes`
    names: /^FW-SESS_AUDIT_TRAIL/,
    pattern:
      /([\w-]{1,32}) session:? initiator \(([^)\s]{2,60})\)(?: sent (\d{1,16}) bytes)? -- responder \(([^)\s]{2,60})\)(?: sent (\d{1,16}) bytes)?/,
    draft: ([protocol, from, sent, to, received]) => {
      const transport = /^(?:tcp|udp|icmp)$/i.test(protocol!);
      return {
        kind: 'connection',
        transport: transport ? protocol : 'other',
        application: transport ? undefined : protocol,
        ...ends(from, to),
        bytesOut: sent,
        bytesIn: received,
      };
    },
  },
  {
    // `Dropping tcp session 10.20.1.13:51022 198.51.100.14:80 on zone-pair …`, `… pkt from Gi0 A:1 => B:2(target:class)-(…)`
    names: /^FW-(?:DROP_PKT|DROP_TCP_PKT|DROP_UDP_PKT|LOG_SUMMARY|PASS_PKT)$/,
    pattern:
      /(Dropping|[Pp]assing|dropped|passed)(?: (\w{2,12}) (?:session|pkt))?(?: from)?(?: [A-Za-z][\w/.-]{1,40})? ([\da-fA-F][^\s(]{5,55}) (?:=> ?)?([\da-fA-F][^\s(]{5,55})/,
    draft: ([verb, transport, from, to], text) => ({
      kind: 'verdict',
      action: decision(verb!.toLowerCase()),
      transport,
      ...ends(from, to),
      rule:
        /\bclass ([\w-]{1,64})/.exec(text)?.[1] ??
        /\(target:class\)-\(([^)]{1,128})\)/.exec(text)?.[1],
    }),
  },
  {
    // `tcp 10.20.1.13:51022 203.0.113.9:61022 198.51.100.14:6881 198.51.100.14:6881`: inside local and global, outside local and global.
    names: /^IPNAT-(?:NAT_)?CREATED$/,
    pattern: /^(?:Created )?(\w{2,8}) (\S{4,60}) (\S{4,60}) (\S{4,60}) (\S{4,60})/,
    draft: ([transport, from, outside, , to]) => {
      const behind = ends(outside, to);
      return {
        kind: 'connection',
        transport,
        ...ends(from, to),
        translated: { source: behind.source, sourcePort: behind.sourcePort },
      };
    },
  },
  {
    // `Sig:3051 Subsig:1 Sev:4 TCP Connection Window Size DoS [10.20.1.13:51654 -> 198.51.100.14:4444]`
    names: /^IPS-SIGNATURE$/,
    pattern: /Sev:\S{1,12} (.{1,200}?) \[(\S{2,60}) -> (\S{2,60})\]/,
    draft: ([text, from, to]) => ({ kind: 'alert', text, ...ends(from, to) }),
  },
  {
    // `Login Success [user: anna] [Source: 10.20.1.2] [localport: 22]`
    names: /^SEC_LOGIN-/,
    pattern: /\[user: ?([^\]]{1,128})\] \[Source: ([^\]]{2,45})\](?: \[localport: (\d{1,5})\])?/,
    draft: ([user, source, destinationPort], text) =>
      said(user)
        ? signIn(/^Login Success/i.test(text) ? 'signed-in' : 'failed', user, source, {
            destinationPort,
          })
        : null,
  },
  {
    // Somebody tried, and gave no name.
    names: /^SEC_LOGIN-/,
    pattern: /\[Source: ([^\]]{2,45})\](?: \[localport: (\d{1,5})\])?/,
    draft: ([source, destinationPort]) => ({
      kind: 'alert',
      text: 'login failed',
      action: 'failed',
      source,
      destinationPort,
    }),
  },
  {
    names: /^SSH-SSH2?_(?:USERAUTH|SESSION)$/,
    pattern:
      /^User '([^']{1,128})' authentication for SSH2? Session from (\S{2,45}) .{0,200}? (Succeeded|Failed)/,
    draft: ([user, source, word]) =>
      signIn(word === 'Succeeded' ? 'signed-in' : 'failed', user, source, { service: 'ssh' }),
  },
  {
    names: /^SSH-SSH2?_CLOSE$/,
    pattern: /Session from (\S{2,45}) .{0,40}?for user '([^']{0,128})'/,
    draft: ([source, user]) =>
      user
        ? signIn('signed-out', user, source, { service: 'ssh' })
        : { kind: 'alert', text: 'SSH session closed without a user', source },
  },
  {
    names: /^DMI-AUTH_(?:PASSED|FAILED)$/,
    pattern: /User '([^']{1,128})' (?:authenticated|authentication failed).{0,40}? from (\S{2,60})/,
    draft: ([user, from], text) => {
      const { source, sourcePort } = ends(from, '');
      return signIn(/fail/i.test(text) ? 'failed' : 'signed-in', user, source, {
        sourcePort,
        service: 'netconf',
      });
    },
  },
  {
    names: /^WEBSERVER-LOGIN_/,
    pattern: /Login (\w{4,12}) from host (\S{2,45}) by user '([^']{1,128})'/,
    draft: ([word, source, user]) =>
      signIn(/^succe/i.test(word!) ? 'signed-in' : 'failed', user, source, { service: 'https' }),
  },
  {
    names: /^SYS-LOGOUT$/,
    pattern: /^User (\S{1,128}) has exited tty session \d{1,4}\(([^)]{2,45})\)/,
    draft: ([user, source]) => signIn('signed-out', user, source),
  },
  {
    names: /^SYS-PRIV_AUTH_(?:FAIL|PASS)$/,
    pattern: /(failed|passed|succeeded) by (\S{1,128}) on \S{1,20} \(([^)]{2,45})\)/,
    draft: ([word, user, source]) =>
      signIn(word === 'failed' ? 'failed' : 'signed-in', user, source),
  },
  {
    names: /^CRYPTO-EZVPN_CONNECTION_/,
    pattern:
      /User=(\S{0,128}) .{0,128}?Client_public_addr=(\S{2,45}) +Server_public_addr=(\S{2,45})(?: +Assigned_client_addr=(\S{2,45}))?/,
    draft: ([user, source, destination, assigned], text) =>
      signIn(/DOWN/i.test(text) ? 'signed-out' : 'signed-in', user, source, {
        destination,
        assigned,
        service: 'vpn',
      }),
  },
  {
    // Who did something at the device, and from where.
    names: /^(?:SYS|AAA|NDBMAN|PARSER|HA_EM|DMI)-/,
    pattern:
      /\bby (\S{1,128}) on \S{1,20} \(([\da-fA-F.:]{3,45})\)|\bas (\S{1,128}) on \S{1,20} \(([\da-fA-F.:]{3,45})\)/,
    draft: ([user, source, other, place]) => ({
      kind: 'assignment',
      event: 'seen',
      source: source ?? place,
      user: user ?? other,
    }),
  },
  {
    names: /^(?:NDBMAN|DMI)-/,
    pattern: /(?:RPC '([^']{1,256})' )?invoked from (\S{2,60}) via \w{2,12} user (\S{1,128})/,
    draft: ([url, from, user]) => {
      const { source, sourcePort } = ends(from, '');
      return { kind: 'request', source, sourcePort, user, url };
    },
  },
  {
    // Neighbours: IP-4-DUPADDR, ARP-3-STCKYARPOVR, SISF (device tracking), EPM.
    names: /^(?:IP-DUPADDR|ARP-STCKYARPOVR|SISF-\w{1,40}|EPM-IPEVENT)$/,
    pattern:
      /(?:address |entry: |\bA=|^IP )([\da-fA-F.:]{3,45})\b.{0,80}?(?:sourced by |hw: |\bM=|MAC )([\da-fA-F]{4}\.[\da-fA-F]{4}\.[\da-fA-F]{4})/,
    draft: ([source, mac], text) => ({
      kind: 'assignment',
      event: /deleted/i.test(text) ? 'released' : 'seen',
      source,
      mac,
    }),
  },
  {
    // `Interface Gi0/1 assigned DHCP address 10.20.1.5, mask 255.255.255.0, hostname gate-1`
    names: /^DHCP-ADDRESS_ASSIGN$/,
    pattern: /assigned DHCP address ([\d.]{7,15}), mask [\d.]{7,15}(?:, hostname (\S{1,64}))?/,
    draft: ([source, device]) => ({ kind: 'assignment', event: 'granted', source, device }),
  },
  {
    // `1 Invalid ARPs (Req) on Gi1/0/1, vlan 10.([0200.0000.2013/10.20.1.13/0000.0000.0000/10.20.1.1/05:52:09 UTC …])`
    names: /^SW_DAI-/,
    pattern: /^\d{1,6} ([^[(]{1,40})\(.{1,60}\(\[([\da-fA-F.]{14})\/([\d.]{7,15})\//,
    draft: ([text, mac, source]) => ({ kind: 'alert', text, mac, source, action: 'denied' }),
  },
  {
    // `Logging to host 10.20.0.9 port 514 failed`: from here on the device's log has a gap there.
    names: /^SYS-LOGGINGHOST_/,
    pattern: /^Logging to host ([\da-fA-F.:]{3,45}) port (\d{1,5})/,
    draft: ([destination, destinationPort], text) => ({
      kind: 'alert',
      text,
      destination,
      destinationPort,
    }),
  },
  {
    names: /^SNMP-AUTHFAIL$/,
    pattern: /^(.{1,60}?) from host ([\da-fA-F.:]{3,45})/,
    draft: ([text, source]) => ({ kind: 'alert', text, source, action: 'failed' }),
  },
  {
    // `rec'd IPSEC packet has invalid spi for destaddr=…, prot=50, spi=…, srcaddr=…`
    names: /^CRYPTO-RECVD_PKT_/,
    pattern:
      /^(.{1,80}?)(?: for|\.).{0,60}?dest_?addr ?= ?\/?([\da-fA-F.:]{3,45}),.{0,60}?src_?addr ?= ?([\da-fA-F.:]{3,45})/,
    draft: ([text, destination, source]) => ({ kind: 'alert', text, source, destination }),
  },
  {
    // `No MD5 digest from 10.20.1.2(179) to 10.20.1.1(1234)`
    names: /^TCP-BADAUTH$/,
    pattern: /^(.{1,60}?) from (\S{3,60}) to (\S{3,60})/,
    draft: ([text, from, to]) => ({ kind: 'alert', text, transport: 'tcp', ...ends(from, to) }),
  },
];
