// An OpenNap server: login, the index of what its users share, searches, and who may connect to whom for which file.
// No file passes through it. Specification: "napster messages" by drscholl, section 3.
import type { Socket } from 'node:net';
import type { Host } from '../host.ts';
import type { Program, Role } from '../role.ts';
import { encode, fields, type Message, MessageReader, number, TYPE } from './message.ts';
import { ANSWERS, type Answer, type ServerState } from './server-answers.ts';
import { statsText, type User, UserIndex } from './user-index.ts';

/** Port by custom; the metaserver's is 8875. */
export const SERVER_PORT = 8888;
/** Milliseconds a connection may stay without a login. */
const LOGIN_MS = 20_000;
/** Bytes waiting for a client that does not read; then it is dropped. */
const UNREAD_BYTES_MAX = 4 << 20;
const NICK = /^[a-z0-9_[\]{}\-@^!$]{1,32}$/i;

export const napsterServer: Role = {
  id: 'napster/server',
  about: 'OpenNap server, its user and share index',
  async start(host, options) {
    const { port = SERVER_PORT, motd = ['Generated files only.'] } = options as {
      port?: number;
      motd?: readonly string[];
    };
    const state: ServerState = {
      index: new UserIndex(),
      motd: motd.slice(0, 16),
      counts: { messagesIn: 0, messagesOut: 0, searches: 0, dropped: 0 },
    };
    const sessions = new Set<Socket>();
    const listener = await host.listen(port, 'napster/server', (socket) => {
      sessions.add(socket);
      socket.once('close', () => sessions.delete(socket));
      serve(socket, host, state);
    });
    return {
      actions: {
        counts: async () => ({
          ...state.counts,
          users: state.index.users,
          files: state.index.shares,
          port: listener.port,
        }),
      },
      async stop() {
        listener.close();
        for (const socket of sessions) socket.destroy();
      },
    } satisfies Program;
  },
};

const serve = (socket: Socket, host: Host, state: ServerState): void => {
  const reader = new MessageReader();
  let user: User | null = null;
  const send = (type: number, text = ''): void => {
    if (socket.destroyed || !socket.writable) return;
    if (socket.writableLength > UNREAD_BYTES_MAX) {
      state.counts.dropped += 1;
      socket.destroy();
      return;
    }
    state.counts.messagesOut += 1;
    socket.write(encode(type, text));
  };
  socket.setTimeout(LOGIN_MS, () => socket.destroy());
  socket.once('close', () => {
    if (user) state.index.remove(user);
  });
  const answer = (message: Message): void => {
    state.counts.messagesIn += 1;
    if (user) {
      const known: Answer | undefined = ANSWERS.get(message.type);
      if (known) known(message, user, state);
      else send(TYPE.NOTICE, `unknown command ${message.type}`);
      return;
    }
    user = admit(message, socket, host, state, send);
    if (user) socket.setTimeout(0);
  };
  socket.on('data', (bytes: Buffer) => {
    const messages = reader.feed(bytes);
    if (messages === null) {
      state.counts.dropped += 1;
      socket.destroy();
      return;
    }
    for (const message of messages) if (!socket.destroyed) answer(message);
  });
};

/** What may come before a login: a nick check, the login itself. The user when it is one now. */
const admit = (
  { type, text }: Message,
  socket: Socket,
  host: Host,
  { index, motd }: ServerState,
  send: User['send'],
): User | null => {
  if (type === TYPE.NICK_CHECK) {
    if (!NICK.test(text)) send(TYPE.NICK_INVALID);
    else send(index.find(text) ? TYPE.NICK_TAKEN : TYPE.NICK_FREE);
    return null;
  }
  const refuse = (reason: string): null => {
    send(TYPE.ERROR, reason);
    socket.end();
    return null;
  };
  if (type !== TYPE.LOGIN && type !== TYPE.NEW_USER) return refuse('log in first');
  const [nick = '', , port, client = '', speed, email] = fields(text);
  const dataPort = number(port, 0xffff);
  if (!NICK.test(nick) || dataPort === null) return refuse('parameters are unparsable');
  const other = index.find(nick);
  if (other) {
    other.send(TYPE.LOGIN_ATTEMPT);
    return refuse(`${nick} is logged in already`);
  }
  const user: User = {
    nick,
    address: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    dataPort,
    client: client.slice(0, 64),
    linkSpeed: number(speed, 10) ?? 0,
    since: Date.now(),
    shares: new Map(),
    asked: new Set(),
    downloads: 0,
    uploads: 0,
    send,
  };
  if (!index.add(user)) return refuse('the server is full');
  send(TYPE.LOGIN_ACK, type === TYPE.NEW_USER && email ? email : 'anon@napster.com');
  for (const line of [...motd, `This is ${host.clientName('opennap 0.44')}.`])
    send(TYPE.MOTD, line);
  send(TYPE.STATS, statsText(index));
  return user;
};
