// An ADC hub (https://adc.sourceforge.io/ADC.html §4): what the NMDC hub is, with session ids, hashed passwords and
// identities that nobody can take from another (CID = Tiger of a secret PID).
//
//   PROTOCOL (HSUP) → IDENTIFY (BINF) → VERIFY (HPAS, when the nick has a password) → NORMAL
import type { Socket } from 'node:net';
import { base32, base32Bytes } from '../../wire/codec/base32.ts';
import { tiger } from '../../wire/codec/tiger.ts';
import type { Host } from '../host.ts';
import type { Plain, Program, Role } from '../role.ts';
import { type AdcMessage, adc, field, readAdc } from './adc-text.ts';
import { HUB_USERS_MAX, LOGIN_MS } from './bounds.ts';
import { Channel } from './channel.ts';
import { type HubOptions, type HubTotals, hubOptions, hubProgram } from './hub.ts';
import { isNick } from './nmdc-text.ts';

/** No port is registered for ADC; this is the one that uhub's documentation takes. */
const PORT = 1511;
const CHALLENGE_BYTES = 24;

export const adcHub: Role = Object.freeze({
  id: 'directconnect/adc-hub',
  about:
    'Direct Connect hub (ADC): users, chat and searches, with hashed passwords when it is closed',
  async start(host: Host, given: Plain): Promise<Program> {
    const options = hubOptions(given, PORT);
    const hub = new AdcHub(host, options);
    const listener = await host.listen(options.port, 'directconnect/adc', (socket) =>
      hub.accept(socket),
    );
    return hubProgram(listener, hub);
  },
});

interface Member {
  readonly channel: Channel;
  readonly address: string;
  readonly sid: string;
  stage: 'protocol' | 'identify' | 'verify' | 'normal';
  challenge: Uint8Array;
  /** Its INF so far, by the two letters of a field. */
  readonly info: Map<string, string>;
}

class AdcHub {
  readonly totals: HubTotals = { messagesIn: 0, messagesOut: 0, bytesOut: 0, refused: 0 };
  readonly #host: Host;
  readonly #options: HubOptions;
  readonly #open = new Set<Member>();
  /** Those that are in, by session id. */
  readonly #members = new Map<string, Member>();
  #sessions = 0;

  constructor(host: Host, options: HubOptions) {
    this.#host = host;
    this.#options = options;
  }

  users(): { nick: string; share: number }[] {
    return [...this.#members.values()].map(({ info }) => ({
      nick: info.get('NI') ?? '',
      share: Number(info.get('SS') ?? 0),
    }));
  }

  close(): void {
    for (const { channel } of this.#open) channel.socket.destroy();
  }

  accept(socket: Socket): void {
    if (this.#open.size >= HUB_USERS_MAX) {
      socket.destroy();
      return;
    }
    const channel = new Channel(socket, {
      dialect: 'adc',
      receive: (line) => {
        this.totals.messagesIn += 1;
        // An empty line keeps the connection alive (§3.1).
        const message = readAdc(line);
        if (message) this.#receive(member, message, line);
      },
      ended: () => this.#gone(member),
    });
    this.#sessions += 1;
    const member: Member = {
      channel,
      address: socket.remoteAddress ?? '',
      sid: sessionId(this.#sessions),
      stage: 'protocol',
      challenge: new Uint8Array(),
      info: new Map(),
    };
    this.#open.add(member);
    socket.setTimeout(LOGIN_MS, () => {
      if (member.stage !== 'normal') socket.destroy();
    });
  }

  #receive(member: Member, message: AdcMessage, line: string): void {
    const { type, name, parameters } = message;
    if ('BDEF'.includes(type) && message.from !== member.sid) {
      this.#refuse(member, '40', 'That is not your session id.');
      return;
    }
    if (member.stage === 'normal') {
      this.#fromMember(member, message, line);
      return;
    }
    if (member.stage === 'protocol' && type + name === 'HSUP') this.#greet(member, parameters);
    else if (member.stage === 'identify' && type + name === 'BINF')
      this.#identify(member, parameters);
    else if (member.stage === 'verify' && type + name === 'HPAS')
      this.#verify(member, parameters[0]);
    else if (name !== 'SUP') this.#refuse(member, '44', 'Not now.', `FC${type}${name}`);
  }

  #greet(member: Member, parameters: readonly string[]): void {
    const base = parameters.some((each) => each === 'ADBASE' || each === 'ADBAS0');
    if (!base || !parameters.includes('ADTIGR')) {
      this.#refuse(member, '47', 'BASE and TIGR are needed.');
      return;
    }
    member.stage = 'identify';
    this.#tell(member, 'ISUP ADBASE ADTIGR');
    this.#tell(member, `ISID ${member.sid}`);
    const { name } = this.#options;
    const version = this.#host.clientName('uhub/0.4.1');
    this.#tell(member, adc('IINF', 'CT32', `NI${name}`, `VE${version}`));
  }

  #identify(member: Member, parameters: readonly string[]): void {
    this.#learn(member, parameters);
    const { info } = member;
    const nick = info.get('NI') ?? '';
    const secret = base32Bytes(field(parameters, 'PD') ?? '');
    if (secret?.length !== 24 || base32(tiger(secret)) !== info.get('ID')) {
      this.#refuse(member, '27', 'The PID does not make the CID.');
      return;
    }
    if (!isNick(nick)) {
      this.#refuse(member, '21', 'That name cannot be had.');
      return;
    }
    for (const { info: other } of this.#members.values()) {
      if (other.get('NI') === nick) {
        this.#refuse(member, '22', 'That name is taken.');
        return;
      }
      if (other.get('ID') === info.get('ID')) {
        this.#refuse(member, '24', 'That client id is taken.');
        return;
      }
    }
    if (Number(info.get('SS') ?? 0) < this.#options.shareBytesMin) {
      this.#refuse(member, '20', `Share at least ${this.#options.shareBytesMin} bytes.`);
      return;
    }
    if (this.#options.users.has(nick)) this.#challenge(member);
    else if (this.#options.closed)
      this.#refuse(member, '26', 'This hub is for registered users only.');
    else this.#enter(member);
  }

  #challenge(member: Member): void {
    member.stage = 'verify';
    member.challenge = this.#host.random.bytes(CHALLENGE_BYTES);
    this.#tell(member, `IGPA ${base32(member.challenge)}`);
  }

  #verify(member: Member, answer: string | undefined): void {
    const password = this.#options.users.get(member.info.get('NI') ?? '') ?? '';
    if (answer !== passwordAnswer(password, member.challenge)) {
      this.#refuse(member, '23', 'The password is wrong.');
      return;
    }
    this.#enter(member);
  }

  /** §4.2.4: all the others first, then itself, which tells it that the login is done. */
  #enter(member: Member): void {
    if (this.#nickTaken(member)) {
      this.#refuse(member, '22', 'That name is taken.');
      return;
    }
    member.stage = 'normal';
    member.channel.socket.setTimeout(0);
    for (const other of this.#members.values()) this.#tell(member, infoOf(other));
    this.#members.set(member.sid, member);
    this.#tellAll(infoOf(member));
    if (this.#options.welcome !== '') this.#tell(member, adc('IMSG', this.#options.welcome));
  }

  #nickTaken(member: Member): boolean {
    return [...this.#members.values()].some(({ info }) => info.get('NI') === member.info.get('NI'));
  }

  #fromMember(member: Member, message: AdcMessage, line: string): void {
    const { type, name, parameters } = message;
    if (type === 'B' && name === 'INF') {
      // Neither identity nor name changes while somebody is in.
      const changed = parameters.filter((each) => !/^(ID|PD|NI)/.test(each));
      this.#learn(member, changed);
      const told = changed.map((each) => (/^I[46]/.test(each) ? `I4${member.address}` : each));
      if (told.length > 0) this.#tellAll(adc('BINF', member.sid, ...told));
    } else if (type === 'B' && (name === 'MSG' || name === 'SCH')) this.#tellAll(line);
    else if (type === 'F') this.#tellThose(message, line);
    else if (type === 'D' || type === 'E') {
      const other = this.#members.get(message.to);
      if (other) this.#tell(other, line);
      if (type === 'E') this.#tell(member, line);
    }
  }

  /** `+TCP4-NAT0`: who has the one and not the other. */
  #tellThose({ features }: AdcMessage, line: string): void {
    const asked = features.match(/[+-][A-Z][A-Z0-9]{3}/g) ?? [];
    for (const member of this.#members.values()) {
      const has = (member.info.get('SU') ?? '').split(',');
      if (asked.every((each) => has.includes(each.slice(1)) === each.startsWith('+')))
        this.#tell(member, line);
    }
  }

  /** The address is the one that the connection comes from, whatever the user says: else he could name another's. */
  #learn({ info, address }: Member, parameters: readonly string[]): void {
    for (const each of parameters) {
      const key = each.slice(0, 2);
      if (key === 'PD' || info.size >= FIELDS_MAX) continue;
      info.set(key, key === 'I4' || key === 'I6' ? address : each.slice(2));
    }
  }

  #tellAll(line: string): void {
    for (const member of this.#members.values()) this.#tell(member, line);
  }

  #tell(member: Member, line: string): void {
    const before = member.channel.counters.bytesSent;
    member.channel.send(`${line}\n`);
    this.totals.messagesOut += 1;
    this.totals.bytesOut += member.channel.counters.bytesSent - before;
  }

  /** Severity 2: fatal (§6.3.1 STA). */
  #refuse(member: Member, code: string, reason: string, ...fields: string[]): void {
    this.totals.refused += 1;
    this.#tell(member, adc('ISTA', `2${code}`, reason, ...fields));
    member.channel.close();
  }

  #gone(member: Member): void {
    this.#open.delete(member);
    if (this.#members.delete(member.sid)) this.#tellAll(`IQUI ${member.sid}`);
  }
}

const FIELDS_MAX = 40;

const infoOf = ({ sid, info }: Member): string =>
  adc(
    'BINF',
    sid,
    ...[...info].filter(([, value]) => value !== '').map(([key, value]) => key + value),
  );

/** §6.3.5 PAS: hash of the password and then the challenge. */
export const passwordAnswer = (password: string, challenge: Uint8Array): string =>
  base32(tiger(new Uint8Array(Buffer.concat([Buffer.from(password), challenge]))));

/** Four characters of Base32; AAAA is the hub's own. */
const sessionId = (count: number): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return [15, 10, 5, 0].map((shift) => alphabet[(count >> shift) & 31]).join('');
};
