// What a program of the range may touch: the sockets of one address, seeded chance, time, and a bounded line.
// Everything opened here is counted, labelled for the truth of recordings, and closed with the host.
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { setMaxListeners } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PeerwardenError } from '../model/errors.ts';
import { LIMITS } from '../model/limits.ts';
import type { Conduct } from './conduct.ts';
import { type Line, unlimitedLine } from './line.ts';
import { RANGE_NAME } from './mark.ts';
import { Random } from './random.ts';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** One socket of a node, with the label that its flow has in the truth (`napster/server`). */
export interface SocketRecord {
  readonly transport: 'tcp' | 'udp';
  readonly local: Endpoint;
  /** Null for a bound datagram socket: all its flows carry the label. */
  readonly remote: Endpoint | null;
  readonly label: string;
}

export interface HostCounters {
  connections: number;
  /** Attempts that did not become a connection. */
  failed: number;
  bytesSent: number;
  bytesReceived: number;
  datagrams: number;
}

export interface HostOptions {
  /** `corp1` */
  readonly name: string;
  /** The only address it binds to. */
  readonly address: string;
  readonly conduct: Conduct;
  readonly seed: number | string;
  /** False leaves the honest client name out, so that no detector can lean on it. */
  readonly marked?: boolean;
  readonly line?: Line;
}

export interface Listener {
  readonly port: number;
  close(): void;
}

export interface DatagramPort {
  readonly port: number;
  send(to: Endpoint, bytes: Uint8Array): void;
  close(): void;
}

export class Host {
  readonly name: string;
  readonly address: string;
  readonly random: Random;
  readonly marked: boolean;
  /** Its uplink; transfers pass their chunks through it. */
  readonly line: Line;
  readonly counters: HostCounters = {
    connections: 0,
    failed: 0,
    bytesSent: 0,
    bytesReceived: 0,
    datagrams: 0,
  };
  /** Every socket it opened, oldest first, bounded; beyond the cap they are unlabelled in a recording. */
  readonly sockets: SocketRecord[] = [];
  /** Ends when the host is closed: waiting work stops with it. */
  readonly signal: AbortSignal;
  readonly #conduct: Conduct;
  readonly #ended = new AbortController();
  readonly #open = new Set<{ destroy(): void }>();

  constructor({ name, address, conduct, seed, marked = true, line }: HostOptions) {
    conduct.check(address);
    this.name = name;
    this.address = address;
    this.marked = marked;
    this.random = new Random(`${seed} ${name}`);
    this.line = line ?? unlimitedLine();
    this.signal = this.#ended.signal;
    // Every wait listens to it: many at once are usual, not a leak.
    setMaxListeners(0, this.signal);
    this.#conduct = conduct;
  }

  /** The client's name for handshakes: ours, or without the mark the one that a program of its time would send. */
  clientName(unmarked: string): string {
    return this.marked ? RANGE_NAME : unmarked;
  }

  /** Listens on one TCP port (0: any free one). The receiver must attach its own `data` handler at once. */
  async listen(port: number, label: string, accept: (socket: Socket) => void): Promise<Listener> {
    this.#checkRoom();
    const server: Server = createServer({ noDelay: true }, (socket) => {
      // Reset before it was accepted (then it has no address), or from where the range does not speak.
      const welcome = this.#speaksTo(canonical(socket.remoteAddress));
      if (!welcome || this.#open.size >= LIMITS.rangeSocketsMax) {
        socket.destroy();
        return;
      }
      this.#adopt(socket, label);
      accept(socket);
    });
    const holder = { destroy: () => void server.close() };
    this.#open.add(holder);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: this.address, port, exclusive: true }, resolve);
    }).catch((error: unknown) => {
      this.#open.delete(holder);
      throw portFault(error);
    });
    // What fails later (no descriptor left for one more connection) costs that connection.
    server.removeAllListeners('error').on('error', () => {});
    const bound = server.address();
    return {
      port: typeof bound === 'object' && bound ? bound.port : port,
      close: () => {
        this.#open.delete(holder);
        server.close();
      },
    };
  }

  /** Opens a TCP connection from this host's address; rejects when it is refused, times out or the host is closed. */
  async connect(to: Endpoint, label: string): Promise<Socket> {
    this.#conduct.check(to.address);
    this.#checkRoom();
    const socket = connect({
      host: to.address,
      port: to.port,
      localAddress: this.address,
      noDelay: true,
    });
    this.#open.add(socket);
    try {
      await new Promise<void>((resolve, reject) => {
        const tooLate = setTimeout(
          () => socket.destroy(new Error(`no answer from ${to.address}:${to.port}`)),
          LIMITS.rangeConnectMs,
        );
        socket.once('connect', () => {
          clearTimeout(tooLate);
          resolve();
        });
        socket.once('error', reject);
        socket.once('close', () => {
          clearTimeout(tooLate);
          reject(new Error(`connection to ${to.address}:${to.port} ended`));
        });
      });
    } catch (error) {
      this.#open.delete(socket);
      this.counters.failed += 1;
      throw error;
    }
    this.#adopt(socket, label);
    return socket;
  }

  /** Binds one UDP port (0: any free one). */
  async datagrams(
    port: number,
    label: string,
    receive: (bytes: Uint8Array, from: Endpoint) => void,
  ): Promise<DatagramPort> {
    this.#checkRoom();
    const socket: DatagramSocket = createSocket(this.address.includes(':') ? 'udp6' : 'udp4');
    const holder = { destroy: () => socket.close() };
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: this.address, port, exclusive: true }, resolve);
    }).catch((error: unknown) => {
      throw portFault(error);
    });
    socket.removeAllListeners('error').on('error', () => {});
    this.#open.add(holder);
    const local = { address: this.address, port: socket.address().port };
    this.#record({ transport: 'udp', local, remote: null, label });
    socket.on('message', (bytes, from) => {
      if (from.port === 0 || !this.#speaksTo(canonical(from.address))) return;
      this.counters.datagrams += 1;
      this.counters.bytesReceived += bytes.length;
      receive(bytes, { address: canonical(from.address), port: from.port });
    });
    return {
      port: local.port,
      send: (to, bytes) => {
        if (this.signal.aborted || !this.#open.has(holder)) return;
        this.#conduct.check(to.address);
        this.counters.datagrams += 1;
        this.counters.bytesSent += bytes.length;
        socket.send(bytes, to.port, to.address);
      },
      close: () => {
        if (this.#open.delete(holder)) socket.close();
      },
    };
  }

  /** Resolves after the time, or at once when the host is closed. */
  async wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.signal }).catch(() => {});
  }

  /** Ends everything that this host opened. */
  close(): void {
    this.#ended.abort();
    for (const open of this.#open) open.destroy();
    this.#open.clear();
  }

  #adopt(socket: Socket, label: string): void {
    socket.removeAllListeners('error').on('error', () => {});
    this.#open.add(socket);
    this.counters.connections += 1;
    this.#record({
      transport: 'tcp',
      local: { address: this.address, port: socket.localPort ?? 0 },
      remote: { address: canonical(socket.remoteAddress), port: socket.remotePort ?? 0 },
      label,
    });
    socket.once('close', () => {
      this.#open.delete(socket);
      this.counters.bytesSent += socket.bytesWritten;
      this.counters.bytesReceived += socket.bytesRead;
    });
  }

  /** For what comes in: a stranger must not end the program by an error in a socket's event. */
  #speaksTo(address: string): boolean {
    try {
      this.#conduct.check(address);
      return true;
    } catch {
      return false;
    }
  }

  #record(socket: SocketRecord): void {
    if (this.sockets.length < LIMITS.rangeSocketRecordsMax) this.sockets.push(socket);
  }

  #checkRoom(): void {
    if (this.signal.aborted) throw new Error(`${this.name} is closed`);
    if (this.#open.size >= LIMITS.rangeSocketsMax)
      throw new PeerwardenError('PW_RANGE_BOUND', {
        message: `${this.name} has ${LIMITS.rangeSocketsMax} sockets open.`,
        remedy: 'Run the scenario with fewer peers.',
      });
  }
}

/** Ports below 1024 take root on most machines; that is nothing the program did wrong. */
const portFault = (error: unknown): unknown => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'EACCES') return error;
  return new PeerwardenError('PW_RANGE_NEEDS', {
    message: `A port cannot be opened here (${message}).`,
    remedy: 'Ports below 1024 take root, or the sysctl net.ipv4.ip_unprivileged_port_start.',
    cause: error,
  });
};

const canonical = (address: string | undefined): string => (address ?? '').replace(/^::ffff:/, '');
