// A host of the range among strangers: who may not speak with it is turned away, and nothing ends by it.
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Conduct } from '../../src/range/conduct.ts';
import { Host } from '../../src/range/host.ts';

const FRIEND = '127.254.1.2';
const STRANGER = '127.254.1.3';
const OURS = '127.254.1.1';

/** Of the machine's own addresses only these two, as the real one takes loopback and what was named. */
const conduct: Conduct = {
  check(address) {
    if (address !== OURS && address !== FRIEND) throw new Error(`not ${address}`);
  },
};

let host: Host;
afterEach(() => host.close());

describe('a host', () => {
  it('closes a connection of a stranger, and goes on serving', async () => {
    host = new Host({ name: 'x', address: OURS, conduct, seed: 1 });
    const met: (string | undefined)[] = [];
    const { port } = await host.listen(0, 'x', (socket) => {
      met.push(socket.remoteAddress);
      socket.end('hello');
    });
    expect(await heard(STRANGER, port)).toBe('');
    expect(await heard(FRIEND, port)).toBe('hello');
    expect(met).toEqual([FRIEND]);
    expect(host.counters.connections).toBe(1);
  });

  it('does not hear datagrams of a stranger', async () => {
    host = new Host({ name: 'x', address: OURS, conduct, seed: 1 });
    let said: (from: string) => void = () => {};
    const first = new Promise<string>((resolve) => {
      said = resolve;
    });
    const { port } = await host.datagrams(0, 'x', (_, from) => said(from.address));
    for (const address of [STRANGER, FRIEND]) await tell(address, port);
    expect(await first).toBe(FRIEND);
    expect(host.counters.datagrams).toBe(1);
  });
});

const heard = (from: string, port: number): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const socket: Socket = connect({ host: OURS, port, localAddress: from });
    socket.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    socket.on('error', () => {}).once('close', () => resolve(text));
  });

/** Loopback delivers in the order of sending. */
const tell = (from: string, port: number): Promise<void> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind({ address: from }, () => {
      socket.send('x', port, OURS, () => socket.close(() => resolve()));
    });
  });
