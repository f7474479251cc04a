// Bytes that no honest end sends: at the SOCKS server, at the receiver's two doors, at the target.
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { HTTP_TUNNEL } from '../../../src/range/http-tunnel/index.ts';
import { fieldsOf } from '../../../src/range/options.ts';
import { type LoopbackStage, loopbackStage } from '../../../src/range/stage/loopback.ts';

let stage: LoopbackStage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

/** Sends the bytes, ends, and resolves with what came back when the other end has closed. */
const say = (address: string, port: number, bytes: Uint8Array): Promise<Buffer> =>
  new Promise((resolve) => {
    const pieces: Buffer[] = [];
    const socket = connect({ host: address, port }, () => socket.end(bytes));
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.on('error', () => {}).on('close', () => resolve(Buffer.concat(pieces)));
  });

const everything = async () => {
  stage = loopbackStage({ roles: HTTP_TUNNEL.roles });
  const outside = await stage.start('ext2', 'http-tunnel/target', { port: 0 });
  const receiver = await stage.start('ext1', 'http-tunnel/receiver', { port: 0, tlsPort: 0 });
  const ports = fieldsOf(await receiver.do('figures'));
  const address = stage.address('ext1');
  const local = await stage.start('corp1', 'http-tunnel/local', {
    port: 0,
    receiver: { address, port: ports['port'] },
  });
  const socks = fieldsOf(await local.do('figures'))['port'] as number;
  const target = { address: stage.address('ext2'), port: (await outside.do('port')) as number };
  const doors: [string, number][] = [
    [stage.address('corp1'), socks],
    [address, ports['port'] as number],
    [address, ports['tlsPort'] as number],
    [target.address, target.port],
  ];
  return { doors, local, receiver, target };
};

const SOCKS_LIKE = fc
  .tuple(
    fc.constantFrom([4], [4, 1], [5, 1, 0], [5, 0], [5, 1, 0, 5, 1, 0, 3]),
    fc.uint8Array({ maxLength: 60 }),
  )
  .map(([head, rest]) => Uint8Array.from([...head, ...rest]));
const REQUEST_LIKE = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'CONNECT', 'PUT'),
    fc.constantFrom(
      '/tunnel/up',
      '/tunnel/down',
      '/images/banner.gif',
      '/cgi-bin/guestbook.cgi',
      '//',
      '*',
    ),
    fc.constantFrom('?s=0123456789abcdef', '?s=x', '', '?s=0123456789abcdef&w=0'),
    fc.uint8Array({ maxLength: 80 }),
  )
  .map(([method, path, query, body]) =>
    Buffer.concat([
      Buffer.from(
        `${method} ${path}${query} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
      ),
      body,
    ]),
  );
const LINES = fc.constantFrom(
  'FETCH 99999999999 1\n',
  'STORE -1\n',
  'FETCH 10\n',
  'OPEN x y\n',
  `${'a'.repeat(400)}\n`,
);

describe('hostile bytes', () => {
  it('end their connection and nothing else', async () => {
    const { doors, local, receiver, target } = await everything();
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      SOCKS_LIKE,
      REQUEST_LIKE,
      LINES.map((line) => Buffer.from(line)),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        await Promise.all(doors.map(([address, port]) => say(address, port, bytes)));
      }),
      { numRuns: 150, seed: 8 },
    );
    await local.do('fetch', { target, bytes: 10_000 });
    expect(fieldsOf(await receiver.do('figures'))['sessions']).toBe(0);
  });

  it('that are frames of no session, too many, or too long are refused', async () => {
    const { doors } = await everything();
    const [address, port] = doors[1]!;
    const post = async (body: Uint8Array) => {
      const head = `POST /tunnel/up?s=0123456789abcdef&n=0 HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
      return (await say(address, port, Buffer.concat([Buffer.from(head), body]))).toString(
        'latin1',
      );
    };
    expect(await post(Uint8Array.of(4, 0, 0, 1, 65))).toMatch(/^HTTP\/1\.1 404/);
    expect(await post(Uint8Array.of(9, 0, 0, 0))).toMatch(/^HTTP\/1\.1 400/);
    expect(await post(Uint8Array.of(4, 255, 255, 255))).toMatch(/^HTTP\/1\.1 400/);
    expect(await post(Buffer.alloc((1 << 20) + 1))).toBe('');
    // Opening twice, or to nowhere, fails in the answer.
    expect(await post(Buffer.from('\x01\x00\x00\x01 ', 'latin1'))).toContain('\x03');
  });
});
