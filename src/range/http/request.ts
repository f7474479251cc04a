// HTTP requests from a host of the range, directly or through the office's proxy, one connection each as in 2003.
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Endpoint, Host } from '../host.ts';
import type { Held } from './held.ts';

export interface WebProxy {
  readonly endpoint: Endpoint;
  /** Told when the proxy asks (407), and with every request from then on. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
  /** The proxy has asked. */
  challenged: boolean;
}

/** How a program reaches one server. */
export interface Way {
  readonly host: Host;
  readonly held: Held;
  readonly label: string;
  readonly to: Endpoint;
  readonly proxy: WebProxy | null;
  /** The server's name, for the Host header and the proxy; its address when left out. */
  readonly name?: string;
}

export interface Question {
  readonly method: 'GET' | 'POST';
  /** `/index.html?x=1` */
  readonly path: string;
  /** Headers after Host, in their order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: Uint8Array;
}

/** Asks, a second time with credentials when the proxy wants them. The answer's body must be read or destroyed. */
export const ask = async (way: Way, question: Question): Promise<IncomingMessage> => {
  const told = way.proxy?.challenged ?? false;
  const answer = await askOnce(way, question);
  if (told || !wantsCredentials(way.proxy, answer)) return answer;
  answer.destroy();
  return await askOnce(way, question);
};

/** A tunnel through the proxy (RFC 9110 §9.3.6), or a connection to the server when there is no proxy. */
export const connectThrough = async (way: Way): Promise<Socket> => {
  if (way.proxy === null) return way.held.add(await way.host.connect(way.to, way.label));
  const told = way.proxy.challenged;
  const first = await connectOnce(way, way.proxy);
  if (first.status === 200) return first.socket;
  first.socket.destroy();
  if (told || !wantsCredentials(way.proxy, first.answer))
    throw new Error(`the proxy refuses CONNECT: ${first.status}`);
  const second = await connectOnce(way, way.proxy);
  if (second.status === 200) return second.socket;
  second.socket.destroy();
  throw new Error(`the proxy refuses CONNECT: ${second.status}`);
};

/** The whole body; rejects when it is longer than `most` or torn. */
export const bodyOf = async (message: IncomingMessage, most: number): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) {
      message.destroy();
      throw new Error(`a body of more than ${most} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
};

/** Tells the credentials from now on; true when the proxy asked for them and there are some. */
const wantsCredentials = (proxy: WebProxy | null, answer: IncomingMessage): boolean => {
  if (answer.statusCode !== 407 || !proxy?.credentials) return false;
  proxy.challenged = true;
  return true;
};

const askOnce = async (way: Way, question: Question): Promise<IncomingMessage> => {
  const { proxy, to } = way;
  const server = `${way.name ?? bracketed(to.address)}${to.port === 80 ? '' : `:${to.port}`}`;
  const body = question.body ?? new Uint8Array();
  const socket = way.held.add(await way.host.connect(proxy?.endpoint ?? to, way.label));
  const headers = [
    ['Host', server],
    ...question.headers,
    ...(question.method === 'POST' ? [['Content-Length', String(body.length)]] : []),
    ...(proxy ? authorization(proxy) : []),
    ['Connection', 'close'],
  ].flat();
  return await new Promise((resolve, reject) => {
    const asking = request({
      method: question.method,
      path: proxy ? `http://${server}${question.path}` : question.path,
      headers,
      createConnection: () => socket,
    });
    asking.once('response', resolve);
    asking.once('error', reject);
    asking.on('error', () => {});
    asking.setTimeout(ANSWER_MS, () => socket.destroy());
    asking.end(body);
  });
};

interface Connected {
  readonly status: number;
  readonly answer: IncomingMessage;
  readonly socket: Socket;
}

const connectOnce = async ({ host, held, label, to }: Way, proxy: WebProxy): Promise<Connected> => {
  const socket = held.add(await host.connect(proxy.endpoint, label));
  const authority = `${bracketed(to.address)}:${to.port}`;
  return await new Promise((resolve, reject) => {
    const asking = request({
      method: 'CONNECT',
      path: authority,
      headers: [['Host', authority], ...authorization(proxy)].flat(),
      createConnection: () => socket,
    });
    asking.once('connect', (answer, _socket, head) => {
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      resolve({ status: answer.statusCode ?? 0, answer, socket });
    });
    asking.once('error', reject);
    asking.on('error', () => {});
    asking.setTimeout(ANSWER_MS, () => socket.destroy());
    asking.end();
  });
};

const authorization = ({ challenged, credentials }: WebProxy): string[][] =>
  challenged && credentials
    ? [
        [
          'Proxy-Authorization',
          `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`,
        ],
      ]
    : [];

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** A connection without a byte for so long is given up. */
const ANSWER_MS = 40_000;
