// A client's place in an NMDC hub: logs in, keeps the users, searches, answers searches, arranges connections.
import type { Socket } from 'node:net';
import type { Endpoint } from '../host.ts';
import { ANSWERS_MAX, ANSWERS_RELAYED_MAX, HUB_USERS_MAX, PEERS_MAX } from './bounds.ts';
import { Channel } from './channel.ts';
import { NmdcPeer } from './nmdc-peer.ts';
import {
  answerMessage,
  escaped,
  keyOf,
  myInfo,
  type NmdcUser,
  readAnswer,
  readMyInfo,
  readSearch,
  searchMessage,
  unescaped,
} from './nmdc-text.ts';
import { endpointOf } from './options.ts';
import type { Self, Session, UserSeen } from './self.ts';
import type { Query } from './share.ts';

const LABEL = 'directconnect/nmdc';

export class NmdcSession implements Session {
  open = false;
  readonly #self: Self;
  readonly #users = new Map<string, NmdcUser>();
  #channel: Channel | null = null;
  /** What the hub said last, for the reason when it closes. */
  #lastLine = '';
  /** Client–client connections that are open. */
  readonly #peers = new Set<Socket>();
  #finish: ((fault: Error | null) => void) | null = null;

  constructor(self: Self) {
    this.#self = self;
  }

  /** Resolves when the hub shows this client among its users; rejects with what the hub said. */
  async login(): Promise<void> {
    const socket = await this.#self.host.connect(this.#self.settings.hub, LABEL);
    await new Promise<void>((resolve, reject) => {
      this.#finish = (fault) => {
        this.#finish = null;
        this.open = fault === null;
        if (fault) reject(fault);
        else resolve();
      };
      this.#channel = new Channel(socket, {
        dialect: 'nmdc',
        receive: (message) => this.#receive(message),
        ended: () => {
          this.open = false;
          const reason = this.#lastLine === '' ? '' : `: ${this.#lastLine}`;
          this.#finish?.(new Error(`the hub ended the connection${reason}`));
          this.#users.clear();
        },
      });
    });
  }

  users(): UserSeen[] {
    return [...this.#users.values()].map(({ nick, share, description, active }) => ({
      nick,
      share,
      description,
      active,
      address: '',
    }));
  }

  say(text: string): void {
    this.#send(`<${this.#self.settings.nick}> ${escaped(text)}`);
  }

  search(query: Query): void {
    const { settings, listenPort, host } = this.#self;
    const from = settings.active ? `${host.address}:${listenPort}` : `Hub:${settings.nick}`;
    this.#send(searchMessage(from, query));
  }

  invite(nick: string): void {
    const user = this.#users.get(nick);
    const { settings } = this.#self;
    if (!user) throw new Error(`no user ${nick} is in the hub`);
    if (settings.active) this.#connectToMe(nick);
    else if (user.active) this.#send(`$RevConnectToMe ${settings.nick} ${nick}`);
    else throw new Error(`${nick} and this client are both passive`);
  }

  close(): void {
    this.#channel?.socket.destroy();
    for (const socket of this.#peers) socket.destroy();
  }

  /** Somebody connected to this client. */
  accept(socket: Socket): void {
    this.#meet(socket, false);
  }

  /** A datagram came: an answer to a search, of several perhaps. */
  datagram(bytes: Uint8Array): void {
    for (const message of Buffer.from(bytes).toString('latin1').split('|')) this.#answer(message);
  }

  #send(message: string): void {
    if (!this.#channel || this.#channel.socket.destroyed) throw new Error('the hub is gone');
    this.#channel.send(`${message}|`);
  }

  #receive(message: string): void {
    const [command = '', ...words] = message.split(' ');
    const said = words.join(' ');
    if (message.startsWith('<')) this.#chat(message);
    else if (command === '$Lock') this.#unlock(words[0] ?? '');
    else if (command === '$GetPass') this.#send(`$MyPass ${this.#self.settings.password}`);
    else if (command === '$BadPass') this.#finish?.(new Error('the hub refused the password'));
    else if (command === '$ValidateDenide') this.#finish?.(new Error('the hub refused the name'));
    else if (command === '$Hello' && said === this.#self.settings.nick) this.#enter();
    else if (command === '$MyINFO') this.#user(message);
    else if (command === '$NickList') for (const nick of said.split('$$')) this.#self.met(nick);
    else if (command === '$Quit') this.#users.delete(said);
    else if (command === '$Search') this.#search(message);
    else if (command === '$SR') this.#answer(message);
    else if (command === '$ConnectToMe') this.#connect(words);
    else if (command === '$RevConnectToMe' && this.#self.settings.active)
      this.#connectToMe(words[0] ?? '');
  }

  #chat(line: string): void {
    this.#lastLine = unescaped(line).slice(0, 300);
    this.#self.heard(this.#lastLine);
  }

  #unlock(lock: string): void {
    const { nick } = this.#self.settings;
    if (this.open || lock.length < 3) return;
    this.#send(`$Supports NoGetINFO NoHello TTHSearch |$Key ${keyOf(lock)}|$ValidateNick ${nick}`);
  }

  #enter(): void {
    this.#send(`$Version 1,0091|$GetNickList|${myInfo(this.#own())}`);
  }

  #own(): NmdcUser {
    const { settings, share, program, version } = this.#self;
    const { nick, description, active, slots } = settings;
    // H: hubs entered as guest, registered user, operator.
    const hubs = settings.password === '' ? '1/0/0' : '0/1/0';
    const tag = `<${program} V:${version},M:${active ? 'A' : 'P'},H:${hubs},S:${slots}>`;
    return { nick, description, tag, email: '', share: share.bytes, active };
  }

  #user(message: string): void {
    const user = readMyInfo(message);
    if (!user || (this.#users.size >= HUB_USERS_MAX && !this.#users.has(user.nick))) return;
    this.#users.set(user.nick, user);
    this.#self.met(user.nick);
    if (user.nick === this.#self.settings.nick) this.#finish?.(null);
  }

  #search(message: string): void {
    const asked = readSearch(message);
    const { settings, share, host, listenPort } = this.#self;
    if (!asked || asked.from === `${host.address}:${listenPort}`) return;
    const relayed = asked.from.startsWith('Hub:');
    // Two passive clients cannot connect: an answer would be of no use.
    if (relayed && !settings.active) return;
    const found = share.find(asked.query).slice(0, relayed ? ANSWERS_RELAYED_MAX : ANSWERS_MAX);
    const hub = `${settings.hub.address}:${settings.hub.port}`;
    for (const { name, bytes, tth } of found) {
      const { nick, slots } = settings;
      const sizes = { size: bytes.length, freeSlots: slots, slots };
      const answer = answerMessage({ nick, path: `share\\${name}`, ...sizes, tth, hub });
      if (relayed) this.#send(`${answer}\x05${asked.from.slice(4)}`);
      else this.#sendDatagram(endpointOf(asked.from), `${answer}|`);
    }
  }

  #sendDatagram(to: Endpoint | null, message: string): void {
    if (!to) return;
    try {
      this.#self.datagrams?.send(to, Buffer.from(message, 'latin1'));
    } catch {
      // An address that the range does not speak to.
    }
  }

  #answer(message: string): void {
    const answer = readAnswer(message);
    if (answer) this.#self.hit(answer);
  }

  #connectToMe(nick: string): void {
    const { host, listenPort } = this.#self;
    this.#send(`$ConnectToMe ${nick} ${host.address}:${listenPort}`);
  }

  #connect([nick = '', where = '']: readonly string[]): void {
    const to = endpointOf(where);
    if (!to || nick !== this.#self.settings.nick || this.#peers.size >= PEERS_MAX) return;
    this.#self.host.connect(to, LABEL).then(
      (socket) => this.#meet(socket, true),
      () => {},
    );
  }

  #meet(socket: Socket, connected: boolean): void {
    if (this.#peers.size >= PEERS_MAX) {
      socket.destroy();
      return;
    }
    this.#peers.add(socket);
    socket.once('close', () => this.#peers.delete(socket));
    new NmdcPeer(this.#self, socket, {
      connected,
      knows: (nick) => this.#users.has(nick),
      lost: (nick) => this.#lost(nick),
    });
  }

  /** Both wanted to download, and the other won: ask again. */
  #lost(nick: string): void {
    if (!this.#self.wants.has(nick)) return;
    try {
      this.invite(nick);
    } catch (error) {
      this.#self.wants.fail(nick, (error as Error).message);
    }
  }
}
