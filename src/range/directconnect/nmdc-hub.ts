// An NMDC hub: it introduces users to each other and passes their searches on; it stores no file and no name of one.
//
//   lock sent → key and nick came → password asked (when the nick has one) → $MyINFO came: in
import type { Socket } from 'node:net';
import type { Host } from '../host.ts';
import type { Plain, Program, Role } from '../role.ts';
import { HUB_USERS_MAX, LOGIN_MS } from './bounds.ts';
import { Channel } from './channel.ts';
import { type HubOptions, type HubTotals, hubOptions, hubProgram } from './hub.ts';
import { isNick, keyOf, newLock, readMyInfo } from './nmdc-text.ts';
import { endpointOf } from './options.ts';

const SUPPORTS = '$Supports NoGetINFO NoHello|';
const LOCK_LETTERS = 30;
/** TCP port of hubs since 1999. */
const PORT = 411;

export const nmdcHub: Role = Object.freeze({
  id: 'directconnect/nmdc-hub',
  about: 'Direct Connect hub (NMDC): users, chat and searches, with passwords when it is closed',
  async start(host: Host, given: Plain): Promise<Program> {
    const options = hubOptions(given, PORT);
    const hub = new NmdcHub(host, options);
    const listener = await host.listen(options.port, 'directconnect/nmdc', (socket) =>
      hub.accept(socket),
    );
    return hubProgram(listener, hub);
  },
});

interface Member {
  readonly channel: Channel;
  readonly address: string;
  nick: string;
  /** What it does next is this. */
  stage: 'key' | 'nick' | 'password' | 'info' | 'in';
  /** Its last $MyINFO. */
  info: string;
  share: number;
}

class NmdcHub {
  readonly totals: HubTotals = { messagesIn: 0, messagesOut: 0, bytesOut: 0, refused: 0 };
  readonly #host: Host;
  readonly #options: HubOptions;
  readonly #open = new Set<Member>();
  /** Those that are in, by nick. */
  readonly #members = new Map<string, Member>();

  constructor(host: Host, options: HubOptions) {
    this.#host = host;
    this.#options = options;
  }

  users(): { nick: string; share: number }[] {
    return [...this.#members.values()].map(({ nick, share }) => ({ nick, share }));
  }

  close(): void {
    for (const { channel } of this.#open) channel.socket.destroy();
  }

  accept(socket: Socket): void {
    const lock = newLock(this.#letters());
    const channel = new Channel(socket, {
      dialect: 'nmdc',
      receive: (message) => {
        this.totals.messagesIn += 1;
        this.#receive(member, lock, message);
      },
      ended: () => this.#gone(member),
    });
    const address = socket.remoteAddress ?? '';
    const member: Member = { channel, address, nick: '', stage: 'key', info: '', share: 0 };
    if (this.#open.size >= HUB_USERS_MAX) {
      this.#refuse(member, 'The hub is full.');
      return;
    }
    this.#open.add(member);
    socket.setTimeout(LOGIN_MS, () => {
      if (member.stage !== 'in') socket.destroy();
    });
    this.#tell(member, `$Lock ${lock} Pk=${this.#host.clientName('PtokaX').replaceAll(' ', '')}|`);
  }

  #letters(): string {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    return Array.from({ length: LOCK_LETTERS }, () => this.#host.random.pick(letters)).join('');
  }

  #receive(member: Member, lock: string, message: string): void {
    if (member.stage === 'in') this.#fromMember(member, message);
    else this.#login(member, lock, message);
  }

  #login(member: Member, lock: string, message: string): void {
    const [command = '', ...words] = message.split(' ');
    const said = words.join(' ');
    if (command === '$Supports') this.#tell(member, SUPPORTS);
    else if (command === '$Key' && member.stage === 'key') {
      if (said !== keyOf(lock)) {
        this.#refuse(member, 'The key does not fit the lock.');
        return;
      }
      member.stage = 'nick';
    } else if (command === '$ValidateNick' && member.stage === 'nick') this.#validate(member, said);
    else if (command === '$MyPass' && member.stage === 'password') {
      if (said === this.#options.users.get(member.nick)) {
        this.#welcome(member);
        return;
      }
      this.#tell(member, '$BadPass|');
      this.#refuse(member, 'The password is wrong.');
    } else if (command === '$MyINFO' && member.stage === 'info') this.#enter(member, message);
  }

  #validate(member: Member, nick: string): void {
    if (!isNick(nick) || this.#members.has(nick)) {
      this.#tell(member, `$ValidateDenide ${nick.slice(0, 64)}|`);
      this.#refuse(member, 'That name cannot be had.');
      return;
    }
    member.nick = nick;
    if (this.#options.users.has(nick)) {
      member.stage = 'password';
      this.#tell(member, '$GetPass|');
      return;
    }
    if (this.#options.closed) {
      this.#refuse(member, 'This hub is for registered users only.');
      return;
    }
    this.#welcome(member);
  }

  #welcome(member: Member): void {
    member.stage = 'info';
    this.#tell(member, `$HubName ${this.#options.name}|$Hello ${member.nick}|`);
  }

  #enter(member: Member, message: string): void {
    const info = readMyInfo(message);
    if (!info || info.nick !== member.nick || this.#members.has(info.nick)) {
      this.#refuse(member, 'That is not your $MyINFO.');
      return;
    }
    if (info.share < this.#options.shareBytesMin) {
      this.#refuse(member, `Share at least ${this.#options.shareBytesMin} bytes.`);
      return;
    }
    member.stage = 'in';
    member.channel.socket.setTimeout(0);
    member.share = info.share;
    member.info = `${message}|`;
    // NMDC sends everybody to everybody: this is what makes its logins grow with the square of the users.
    this.#tellAll(member.info);
    this.#members.set(member.nick, member);
    const all = [...this.#members.values()];
    this.#tell(member, `$NickList ${all.map(({ nick }) => `${nick}$$`).join('')}|$OpList |`);
    for (const { info: each } of all) this.#tell(member, each);
    if (this.#options.welcome !== '') this.#tell(member, `<Hub> ${this.#options.welcome}|`);
  }

  #fromMember(member: Member, message: string): void {
    const [command = '', ...words] = message.split(' ');
    const first = words[0] ?? '';
    if (message.startsWith(`<${member.nick}> `)) this.#tellAll(`${message}|`);
    else if (command === '$MyINFO') this.#changed(member, message);
    else if (command === '$Search') this.#search(member, first, message);
    else if (command === '$SR') this.#relayAnswer(member, message);
    else if (command === '$ConnectToMe') {
      if (this.#isOwn(member, words[1] ?? '')) this.#pass(first, message);
    } else if (command === '$RevConnectToMe') {
      if (first === member.nick) this.#pass(words[1] ?? '', message);
    } else if (command === '$To:') this.#pass(first, message);
    else if (command === '$GetNickList')
      this.#tell(
        member,
        `$NickList ${[...this.#members.keys()].map((nick) => `${nick}$$`).join('')}|`,
      );
    else if (command === '$GetINFO') {
      const asked = this.#members.get(first);
      if (asked) this.#tell(member, asked.info);
    }
  }

  #changed(member: Member, message: string): void {
    const info = readMyInfo(message);
    if (info?.nick !== member.nick) return;
    member.share = info.share;
    // Clients repeat it when nothing changed, right after login above all.
    if (member.info === `${message}|`) return;
    member.info = `${message}|`;
    this.#tellAll(member.info);
  }

  #search(member: Member, from: string, message: string): void {
    if (from !== `Hub:${member.nick}` && !this.#isOwn(member, from)) return;
    this.#tellAll(`${message}|`, member);
  }

  /** An answer to `Hub:nick` ends in 0x05 and the nick, which is not passed on. */
  #relayAnswer(member: Member, message: string): void {
    const end = message.lastIndexOf('\x05');
    if (end < 0 || !message.startsWith(`$SR ${member.nick} `)) return;
    this.#pass(message.slice(end + 1), message.slice(0, end));
  }

  /** Who names another's address would turn the hub against him. */
  #isOwn(member: Member, text: string): boolean {
    return endpointOf(text)?.address === member.address;
  }

  #pass(nick: string, message: string): void {
    const member = this.#members.get(nick);
    if (member) this.#tell(member, `${message}|`);
  }

  #tellAll(message: string, except?: Member): void {
    for (const member of this.#members.values()) if (member !== except) this.#tell(member, message);
  }

  #tell(member: Member, message: string): void {
    const before = member.channel.counters.bytesSent;
    member.channel.send(message);
    this.totals.messagesOut += 1;
    this.totals.bytesOut += member.channel.counters.bytesSent - before;
  }

  #refuse(member: Member, reason: string): void {
    this.totals.refused += 1;
    this.#tell(member, `<Hub> ${reason}|`);
    member.channel.close();
  }

  #gone(member: Member): void {
    this.#open.delete(member);
    if (member.stage !== 'in' || !this.#members.delete(member.nick)) return;
    this.#tellAll(`$Quit ${member.nick}|`);
  }
}
