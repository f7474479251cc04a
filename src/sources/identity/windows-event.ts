// What the events of Windows say about people, addresses and connections, in whatever shape they were exported
// (Microsoft Learn, "Advanced security audit policy"; Sysinternals Sysmon, "Events").
//
//   Security 4624 4625 4634 4647 4648 4768 4769 4771 4776 4778 4779 4801 4825 5140 5145   sign-ins
//            5152 5156 5157 (connections)  5154 5158 (ports)  6272 6273 (network policy server)
//   Sysmon   3 (connections)  22 (DNS)
//   DomainService 2946 (who fetched the password of a managed service account)
//   TerminalServices 21 23 24 25 1149, SMBServer 551, AD FS 1200–1206                sign-ins

import { canonicalAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Draft } from '../text/draft.ts';
import { said } from '../text/draft.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { nobody, OF_THE_SYSTEM } from './accounts.ts';

export interface WindowsEvent {
  readonly id: number;
  /** `Microsoft-Windows-Security-Auditing`; empty where the export leaves it out. */
  readonly provider: string;
  readonly channel: string;
  readonly computer: string;
  /** Epoch ms, NaN when it cannot be read, null when the export leaves it out. */
  readonly at: number | null;
  readonly message: string;
  /** The value of `TargetUserName` and the like; empty when there is none. */
  data(name: string): string;
}

/** Address by name of machine, of those that told it (Sysmon's DNS events name only the machine). */
export type Machines = Map<string, string>;

export const observeEvent = (
  event: WindowsEvent,
  { emit, undated }: Pick<TextContext, 'emit' | 'undated'>,
  machines: Machines,
  line?: number,
): Outcome => {
  const read = MEANINGS[`${family(event)} ${event.id}`];
  if (!read) return NOT_KEPT;
  const found = read(event, machines);
  if (typeof found === 'string') return found;
  const at = event.at ?? undated();
  let outcome: Outcome = NOT_KEPT;
  let kept = false;
  for (const draft of found) {
    const one = emit({ sensor: event.computer, ...draft, at }, line);
    kept ||= one === null;
    outcome = one;
  }
  return kept ? null : outcome;
};

export const NOT_KEPT = 'not kept: event of Windows that names no person and no connection';
const NO_PERSON = 'not kept: sign-in that names nobody';
const PASSING = 'not kept: end of a sign-in over the network';
const NOT_INTERACTIVE = 'not kept: sign-in of a service or a task';
const NO_ADDRESS = 'not kept: DNS query of a machine whose address is not known';

/** Draft of which the time is the event's. */
type Said = Omit<Draft, 'at'>;
type Meaning = (event: WindowsEvent, machines: Machines) => readonly Said[] | string;

const family = ({ provider, channel }: WindowsEvent): string => {
  if (/Sysmon/i.test(provider)) return 'sysmon';
  if (/TerminalServices/.test(provider)) return 'terminal';
  if (/SMBServer/.test(provider)) return 'smb';
  if (/ActiveDirectory_DomainService/.test(provider)) return 'directory';
  if (/AD ?FS/.test(provider)) return 'adfs';
  if (/Security-Auditing/.test(provider)) return 'security';
  return channel === 'Security' && provider === '' ? 'security' : 'other';
};

const person = (
  event: 'signed-in' | 'signed-out' | 'failed',
  user: string,
  places: readonly Partial<Said>[],
): readonly Said[] | string => {
  // Some events write the domain in front, most keep it in a field of its own.
  const name = said(user.replace(/^[^\\]{1,255}\\(?=.)/s, ''));
  if (name === undefined) return NO_PERSON;
  return (
    nobody(name) ??
    places.map((place) => ({ kind: 'sign-in', event, user: name, service: 'windows', ...place }))
  );
};

/** The place that an event names; nothing for the machine itself. */
const from = (event: WindowsEvent, address = 'IpAddress', port = 'IpPort'): Partial<Said> => {
  const source = far(event.data(address));
  return source === undefined ? {} : { source, sourcePort: event.data(port) };
};

const far = (text: string): string | undefined => {
  const address = canonicalAddress(text.trim().replace(/^::ffff:(?=\d+\.)/i, ''));
  return address === null || /^(?:127\.|::1$|0\.0\.0\.0$|::$)/.test(address) ? undefined : address;
};

/** 2 console, 7 unlocked, 11 with remembered credentials, 13 the same unlocked: the person sits there. */
const SITS = /^(?:2|7|11|13)$/;
/** 10 over Remote Desktop, 12 the same with remembered credentials: works there, sits elsewhere. */
const REMOTE = /^(?:10|12)$/;
const ELSEWHERE = /^(?:3|8)$/;
const SYSTEM_SIDS = /^S-1-5-(?:18|19|20|7|90-.*|96-.*)$/;

const signedIn: Meaning = (event) => {
  if (SYSTEM_SIDS.test(event.data('TargetUserSid'))) return OF_THE_SYSTEM;
  const user = event.data('TargetUserName');
  const type = event.data('LogonType').trim();
  const session = event.data('TargetLogonId');
  const here = { device: event.computer, session };
  const source = from(event);
  if (SITS.test(type)) return person('signed-in', user, [{ ...source, ...here }]);
  if (REMOTE.test(type)) return person('signed-in', user, source.source ? [here, source] : [here]);
  if (ELSEWHERE.test(type))
    return person('signed-in', user, [
      { ...source, device: nameOf(event.data('WorkstationName')) },
    ]);
  return NOT_INTERACTIVE;
};

const failed: Meaning = (event) =>
  person('failed', event.data('TargetUserName'), [
    { ...from(event), device: nameOf(event.data('WorkstationName')) },
  ]);

const signedOut: Meaning = (event) => {
  if (SYSTEM_SIDS.test(event.data('TargetUserSid'))) return OF_THE_SYSTEM;
  const type = event.data('LogonType').trim();
  if (type !== '' && !SITS.test(type) && !REMOTE.test(type)) return PASSING;
  return person('signed-out', event.data('TargetUserName'), [
    { device: event.computer, session: event.data('TargetLogonId') },
  ]);
};

/** Somebody at this machine, or at the address named, used the credentials of another account. */
const explicit: Meaning = (event) => {
  const source = from(event);
  return source.source === undefined
    ? person('signed-in', event.data('SubjectUserName'), [{ device: event.computer }])
    : person('signed-in', event.data('TargetUserName'), [source]);
};

/** A ticket of Kerberos: asked for from the address of the person's machine. */
const ticket: Meaning = (event) => {
  const user = event.data('TargetUserName');
  const realm = event.data('TargetDomainName').toLowerCase();
  const at = user.lastIndexOf('@');
  const bare = at > 0 && user.slice(at + 1).toLowerCase() === realm ? user.slice(0, at) : user;
  const machine = MACHINE.exec(bare)?.[1];
  const { source } = from(event);
  // The machine asks for itself: it has the address. Accounts of services (gMSA) look the same, and ask where they run.
  if (machine !== undefined && source !== undefined && succeeded(event))
    return [{ kind: 'assignment', event: 'seen', source, device: machine }];
  return person(succeeded(event) ? 'signed-in' : 'failed', bare, [from(event)]);
};

/** `PC-12$` */
const MACHINE = /^([A-Za-z\d][\w-]{0,14})\$$/;

const refusedTicket: Meaning = (event) =>
  person('failed', event.data('TargetUserName'), [from(event)]);

const ntlm: Meaning = (event) =>
  person(succeeded(event) ? 'signed-in' : 'failed', event.data('TargetUserName'), [
    { device: nameOf(event.data('Workstation')) },
  ]);

const succeeded = (event: WindowsEvent): boolean =>
  /^(?:0x0+|0|)$/i.test(event.data('Status').trim());

const session =
  (what: 'signed-in' | 'signed-out'): Meaning =>
  (event) =>
    person(what, event.data('AccountName'), [
      { device: event.computer, session: event.data('LogonID') },
      ...(far(event.data('ClientAddress')) === undefined
        ? []
        : [{ source: far(event.data('ClientAddress')), device: nameOf(event.data('ClientName')) }]),
    ]);

const unlocked: Meaning = (event) =>
  person('signed-in', event.data('TargetUserName'), [{ device: event.computer }]);

const noRemoteDesktop: Meaning = (event) =>
  person('failed', event.data('AccountName') || event.data('User Name'), [
    from(event, 'ClientAddress', ''),
  ]);

const share: Meaning = (event) => {
  const source = from(event);
  if (source.source === undefined) return NOT_KEPT;
  return person('signed-in', event.data('SubjectUserName'), [{ ...source, service: 'file share' }]);
};

/** `DOMAIN\user` of the terminal services; the console is `LOCAL`. */
const terminal =
  (what: 'signed-in' | 'signed-out', user: string, address: string): Meaning =>
  (event) => {
    const source = far(event.data(address));
    const here = what === 'signed-in' && user === 'Param1' ? [] : [{ device: event.computer }];
    return person(what, event.data(user), [...here, ...(source ? [{ source }] : [])]);
  };

/** `Client Address: 198.51.100.7:41760`, in the message only. */
const smbFailed: Meaning = (event) => {
  const [, source, sourcePort] =
    /^\[?([\da-f.:]{2,45}?)\]?(?::(\d{1,5}))?$/i.exec(event.data('Client Address')) ?? [];
  if (said(event.data('User Name')) !== undefined)
    return person('failed', event.data('User Name'), [
      { source, sourcePort, service: 'file share' },
    ]);
  return [{ kind: 'alert', text: event.message.split(/[\r\n]/, 1)[0], source, sourcePort }];
};

/** `Caller IP: 10.20.1.5:56914`; the account is that of the event itself. */
const managedPassword: Meaning = (event) => {
  const [, source, sourcePort] =
    /\bCaller IP:\s{1,8}\[?([\da-f.:]{2,45}?)\]?(?::(\d{1,5}))?\s/i.exec(`${event.message} `) ?? [];
  const user = said(event.data('AccountName')) ?? userOf(event);
  return [{ kind: 'alert', text: event.message.split(/[\r\n]/, 1)[0], source, sourcePort, user }];
};

const federation =
  (what: 'signed-in' | 'failed'): Meaning =>
  ({ message }) => {
    const inside = (name: string): string =>
      new RegExp(`<${name}>([^<]{1,512})</${name}>`).exec(message)?.[1]?.trim() ?? '';
    const forwarded = inside('ForwardedIpAddress').replace(/,.*$/s, '');
    const source = said(forwarded) ?? inside('IpAddress').replace(/,.*$/s, '');
    const signIn = person(what, inside('UserId'), [{ source, service: 'adfs' }]);
    const url = said(inside('Server'));
    if (typeof signIn === 'string' || url === undefined) return signIn;
    // The same event tells of the request that it came with.
    const { user } = signIn[0] ?? {};
    const agent = said(inside('UserAgentString'));
    return [...signIn, { kind: 'request', source, user, url, agent }];
  };

/** Access to the network through a switch, an access point or a VPN; the station is an address or a hardware address. */
const network =
  (what: 'signed-in' | 'failed'): Meaning =>
  (event) => {
    const station = event.data('CallingStationID');
    return person(what, event.data('SubjectUserName'), [
      {
        ...(far(station) === undefined ? { mac: station } : { source: station }),
        device: nameOf(event.data('SubjectMachineName')),
        destination: said(event.data('NASIPv4Address')) ?? event.data('ClientIPAddress'),
        session: event.data('AccountSessionIdentifier'),
        service: 'radius',
      },
    ]);
  };

/** The source is this machine, whoever began: inbound ones are turned round, so that the client comes first. */
const filtered =
  (action: 'allowed' | 'denied'): Meaning =>
  (event) => {
    const inbound = /14592|inbound|eingehend|entrant/i.test(event.data('Direction'));
    const [source, sourcePort, destination, destinationPort] = [
      event.data('SourceAddress'),
      event.data('SourcePort'),
      event.data('DestAddress'),
      event.data('DestPort'),
    ];
    const ends = inbound
      ? {
          source: destination,
          sourcePort: destinationPort,
          destination: source,
          destinationPort: sourcePort,
        }
      : { source, sourcePort, destination, destinationPort };
    return [
      {
        kind: 'verdict',
        action,
        transport: event.data('Protocol'),
        ...ends,
        application: event.data('Application'),
        ...(inbound ? {} : { device: event.computer }),
      },
    ];
  };

/** TCP ports from here on belong to whoever asks for any: a client, unless it is said to listen. */
const EPHEMERAL_FROM = 49_152;

const bound: Meaning = (event) => {
  const program = said(event.data('Application'));
  const port = Number(event.data('SourcePort'));
  const client = event.id === 5158 && event.data('Protocol') === '6' && port >= EPHEMERAL_FROM;
  return [
    {
      kind: 'program',
      source: event.data('SourceAddress'),
      ...(client ? {} : { sourcePort: port }),
      transport: event.data('Protocol'),
      program,
      // 5154 and 5158: the program listens, or took a port to be a client with.
      presence: client ? 'running' : 'listening',
      device: event.computer,
    },
  ];
};

const connection: Meaning = (event, machines) => {
  const source = event.data('SourceIp');
  const began = !/^false$/i.test(event.data('Initiated'));
  const known = far(source);
  if (began && known !== undefined && machines.size < LIMITS.hostsMax)
    machines.set(event.computer, known);
  const user = userOf(event);
  return [
    {
      kind: 'connection',
      transport: event.data('Protocol'),
      source,
      sourcePort: event.data('SourcePort'),
      destination: event.data('DestinationIp'),
      destinationPort: event.data('DestinationPort'),
      application: event.data('Image'),
      ...(began ? { device: event.computer, ...(user === undefined ? {} : { user }) } : {}),
    },
  ];
};

const query: Meaning = (event, machines) => {
  const source = machines.get(event.computer);
  if (source === undefined) return NO_ADDRESS;
  const user = userOf(event);
  return [
    {
      kind: 'lookup',
      source,
      query: event.data('QueryName'),
      answer: event.data('QueryResults').replace(/;$/, ''),
      device: event.computer,
      ...(user === undefined ? {} : { user }),
    },
  ];
};

/** Sysmon's `DOMAIN\user`: whose process it is, be it the system's. */
const userOf = (event: WindowsEvent): string | undefined =>
  said(event.data('User').replace(/^[^\\]*\\/, ''));

/** `\\PC-12` → `PC-12`. */
const nameOf = (text: string): string => text.replace(/^\\+/, '');

const MEANINGS: Readonly<Record<string, Meaning>> = {
  'security 4624': signedIn,
  'security 4625': failed,
  'security 4634': signedOut,
  'security 4647': signedOut,
  'security 4648': explicit,
  'security 4768': ticket,
  'security 4769': ticket,
  'security 4770': ticket,
  'security 4771': refusedTicket,
  'security 4772': refusedTicket,
  'security 4776': ntlm,
  'security 4778': session('signed-in'),
  'security 4779': session('signed-out'),
  'security 4801': unlocked,
  'security 4825': noRemoteDesktop,
  'security 5140': share,
  'security 5145': share,
  'security 5152': filtered('denied'),
  'security 5154': bound,
  'security 5156': filtered('allowed'),
  'security 5157': filtered('denied'),
  'security 5158': bound,
  'security 6272': network('signed-in'),
  'security 6273': network('failed'),
  'security 6278': network('signed-in'),
  'sysmon 3': connection,
  'sysmon 22': query,
  'terminal 21': terminal('signed-in', 'User', 'Address'),
  'terminal 23': terminal('signed-out', 'User', 'Address'),
  'terminal 24': terminal('signed-out', 'User', 'Address'),
  'terminal 25': terminal('signed-in', 'User', 'Address'),
  'terminal 1149': terminal('signed-in', 'Param1', 'Param3'),
  'smb 551': smbFailed,
  'directory 2946': managedPassword,
  'adfs 1200': federation('signed-in'),
  'adfs 1202': federation('signed-in'),
  'adfs 1201': federation('failed'),
  'adfs 1203': federation('failed'),
};
