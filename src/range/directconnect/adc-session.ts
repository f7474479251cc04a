// A client's place in an ADC hub: what nmdc-session.ts is for NMDC.
import type { Socket } from 'node:net';
import { base32, base32Bytes } from '../../wire/codec/base32.ts';
import { passwordAnswer } from './adc-hub.ts';
import { AdcPeer, type Appointment } from './adc-peer.ts';
import {
  type AdcMessage,
  adc,
  answerFields,
  field,
  readAdc,
  readAnswerFields,
  readSearchFields,
  searchFields,
} from './adc-text.ts';
import { ANSWERS_MAX, ANSWERS_RELAYED_MAX, HUB_USERS_MAX, PEERS_MAX } from './bounds.ts';
import { Channel } from './channel.ts';
import type { Self, Session, UserSeen } from './self.ts';
import type { Query } from './share.ts';

const LABEL = 'directconnect/adc';
const PROTOCOL = 'ADC/1.0';

/** Fields of a user's INF by their two letters. */
type Fields = Map<string, string>;

export class AdcSession implements Session {
  open = false;
  readonly #self: Self;
  /** By session id. */
  readonly #users = new Map<string, Fields>();
  /** Connections that were arranged and did not come yet, by token. */
  readonly #expected = new Map<string, Appointment>();
  #channel: Channel | null = null;
  #sid = '';
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
        dialect: 'adc',
        receive: (line) => {
          const message = readAdc(line);
          if (message) this.#receive(message);
        },
        ended: () => {
          this.open = false;
          this.#finish?.(new Error('the hub ended the connection'));
          this.#users.clear();
        },
      });
      this.#send('HSUP ADBASE ADTIGR');
    });
  }

  users(): UserSeen[] {
    return [...this.#users.values()].map((fields) => ({
      nick: fields.get('NI') ?? '',
      share: Number(fields.get('SS') ?? 0) || 0,
      description: fields.get('DE') ?? '',
      active: isActive(fields),
      address: fields.get('I4') ?? fields.get('I6') ?? '',
    }));
  }

  say(text: string): void {
    this.#send(adc('BMSG', this.#sid, text));
  }

  /** A passive client asks only those whom it can reach. */
  search(query: Query): void {
    const fields = searchFields(query, this.#token());
    const head = this.#self.settings.active ? ['BSCH', this.#sid] : ['FSCH', this.#sid, '+TCP4'];
    this.#send(adc(...head, ...fields));
  }

  invite(nick: string): void {
    const entry = [...this.#users].find(([, fields]) => fields.get('NI') === nick);
    if (!entry) throw new Error(`no user ${nick} is in the hub`);
    const [sid, fields] = entry;
    const token = this.#token();
    const { active } = this.#self.settings;
    if (!active && !isActive(fields)) throw new Error(`${nick} and this client are both passive`);
    this.#expect(token, { nick, cid: fields.get('ID') ?? '', download: true });
    if (active) this.#connectToMe(sid, token);
    else this.#send(adc('DRCM', this.#sid, sid, PROTOCOL, token));
  }

  close(): void {
    this.#channel?.socket.destroy();
    for (const socket of this.#peers) socket.destroy();
  }

  /** Somebody connected to this client. */
  accept(socket: Socket): void {
    this.#meet(socket);
  }

  /** `URES cid …`, one a datagram. */
  datagram(bytes: Uint8Array): void {
    const message = readAdc(Buffer.from(bytes).toString('utf8').trimEnd());
    if (message?.type !== 'U' || message.name !== 'RES') return;
    const user = [...this.#users.values()].find((fields) => fields.get('ID') === message.from);
    if (user) this.#answer(user, message);
  }

  #send(line: string): void {
    if (!this.#channel || this.#channel.socket.destroyed) throw new Error('the hub is gone');
    this.#channel.send(`${line}\n`);
  }

  #receive(message: AdcMessage): void {
    const { type, name, parameters } = message;
    if (type === 'I') this.#fromHub(name, parameters);
    else if (name === 'INF') this.#user(message);
    else if (name === 'MSG') this.#chat(message.from, parameters[0] ?? '');
    else if (name === 'SCH' && message.from !== this.#sid) this.#search(message);
    else if (name === 'RES') {
      const user = this.#users.get(message.from);
      if (user) this.#answer(user, message);
    } else if (name === 'CTM') this.#connect(message);
    else if (name === 'RCM') this.#reverse(message);
    else if (name === 'STA') this.#failed(message);
  }

  #fromHub(name: string, parameters: readonly string[]): void {
    if (name === 'SID') this.#sid = parameters[0] ?? '';
    else if (name === 'INF' && !this.open) this.#introduce();
    else if (name === 'GPA') {
      const challenge = base32Bytes(parameters[0] ?? '') ?? new Uint8Array();
      this.#send(`HPAS ${passwordAnswer(this.#self.settings.password, challenge)}`);
    } else if (name === 'QUI') this.#users.delete(parameters[0] ?? '');
    else if (name === 'MSG') this.#self.heard(parameters[0] ?? '');
    else if (name === 'STA' && parameters[0]?.startsWith('2'))
      this.#finish?.(new Error(`the hub refused: ${parameters[1] ?? parameters[0]}`));
  }

  #introduce(): void {
    const { settings, share, pid, cid, program, version, listenPort } = this.#self;
    const reachable = settings.active ? [`U4${listenPort}`, 'SUTCP4,UDP4'] : [];
    this.#send(
      adc(
        'BINF',
        this.#sid,
        `ID${cid}`,
        `PD${pid}`,
        `NI${settings.nick}`,
        ...(settings.description === '' ? [] : [`DE${settings.description}`]),
        'I40.0.0.0',
        ...reachable,
        `SL${settings.slots}`,
        `SS${share.bytes}`,
        `SF${share.entries.length}`,
        program === '++' ? `VE${program} ${version}` : `VE${program}/${version}`,
        settings.password === '' ? 'HN1' : 'HN0',
        settings.password === '' ? 'HR0' : 'HR1',
        'HO0',
      ),
    );
  }

  #user({ from, parameters }: AdcMessage): void {
    const fields = this.#users.get(from) ?? new Map<string, string>();
    if (this.#users.size >= HUB_USERS_MAX && !this.#users.has(from)) return;
    for (const each of parameters.slice(0, FIELDS_MAX)) fields.set(each.slice(0, 2), each.slice(2));
    this.#users.set(from, fields);
    this.#self.met(fields.get('NI') ?? '');
    if (from === this.#sid) this.#finish?.(null);
  }

  #chat(from: string, text: string): void {
    const nick = this.#users.get(from)?.get('NI') ?? '';
    this.#self.heard(`<${nick}> ${text}`.slice(0, 300));
  }

  #search({ from, parameters }: AdcMessage): void {
    const { settings, share, cid, datagrams } = this.#self;
    const asker = this.#users.get(from);
    if (!asker || (!settings.active && !isActive(asker))) return;
    const to = { address: asker.get('I4') ?? '', port: Number(asker.get('U4') ?? 0) };
    const direct = isActive(asker) && to.port > 0 && to.port < 65_536;
    const token = field(parameters, 'TO') ?? '';
    const found = share.find(readSearchFields(parameters));
    for (const { name, bytes, tth } of found.slice(0, direct ? ANSWERS_MAX : ANSWERS_RELAYED_MAX)) {
      const sizes = { size: bytes.length, freeSlots: settings.slots };
      const answer = answerFields({ path: `/share/${name}`, ...sizes, tth, token });
      if (!direct) this.#send(adc('DRES', this.#sid, from, ...answer));
      else {
        try {
          datagrams?.send(to, Buffer.from(`${adc('URES', cid, ...answer)}\n`));
        } catch {
          // An address that the range does not speak to.
        }
      }
    }
  }

  #answer(user: Fields, { parameters }: AdcMessage): void {
    const answer = readAnswerFields(parameters);
    if (answer) this.#self.hit({ ...answer, nick: user.get('NI') ?? '' });
  }

  /** Somebody waits at a port for this client. */
  #connect({ from, parameters }: AdcMessage): void {
    const [protocol, portText, token = ''] = parameters;
    const user = this.#users.get(from);
    const port = Number(portText);
    if (!user || this.#peers.size >= PEERS_MAX) return;
    if (protocol !== PROTOCOL) {
      this.#unsupported(from, protocol ?? '', token);
      return;
    }
    if (!(port > 0 && port < 65_536)) return;
    const meeting = { token, with: this.#expected.get(token) ?? appointment(user, false) };
    this.#expected.delete(token);
    this.#self.host.connect({ address: user.get('I4') ?? '', port }, LABEL).then(
      (socket) => this.#meet(socket, meeting),
      () => {},
    );
  }

  /** Somebody who cannot be reached wants this client to wait for him. */
  #reverse({ from, parameters }: AdcMessage): void {
    const [protocol, token = ''] = parameters;
    const user = this.#users.get(from);
    if (!user || !this.#self.settings.active) return;
    if (protocol !== PROTOCOL) {
      this.#unsupported(from, protocol ?? '', token);
      return;
    }
    this.#expect(token, appointment(user, false));
    this.#connectToMe(from, token);
  }

  #connectToMe(sid: string, token: string): void {
    const port = String(this.#self.listenPort);
    this.#send(adc('DCTM', this.#sid, sid, PROTOCOL, port, token));
  }

  #unsupported(sid: string, protocol: string, token: string): void {
    const reason = 'Protocol unsupported';
    this.#send(adc('DSTA', this.#sid, sid, '141', reason, `TO${token}`, `PR${protocol}`));
  }

  /** The other side could not do what a token was for. */
  #failed({ parameters }: AdcMessage): void {
    const appointed = this.#expected.get(field(parameters.slice(2), 'TO') ?? '');
    if (appointed?.download && parameters[0]?.startsWith('0') === false)
      this.#self.wants.fail(appointed.nick, `${appointed.nick} refused: ${parameters[1] ?? ''}`);
  }

  #expect(token: string, appointed: Appointment): void {
    // Those that never came go first.
    const [oldest] = this.#expected.keys();
    if (this.#expected.size >= PEERS_MAX && oldest !== undefined) this.#expected.delete(oldest);
    this.#expected.set(token, appointed);
  }

  #token(): string {
    return base32(this.#self.host.random.bytes(5));
  }

  #meet(socket: Socket, meeting?: { token: string; with: Appointment }): void {
    if (this.#peers.size >= PEERS_MAX) {
      socket.destroy();
      return;
    }
    this.#peers.add(socket);
    socket.once('close', () => this.#peers.delete(socket));
    new AdcPeer(this.#self, socket, {
      ...(meeting ? { meeting } : {}),
      expected: (token) => {
        const appointed = this.#expected.get(token);
        this.#expected.delete(token);
        return appointed;
      },
    });
  }
}

const FIELDS_MAX = 40;

const isActive = (fields: Fields): boolean => (fields.get('SU') ?? '').split(',').includes('TCP4');

const appointment = (user: Fields, download: boolean): Appointment => ({
  nick: user.get('NI') ?? '',
  cid: user.get('ID') ?? '',
  download,
});
