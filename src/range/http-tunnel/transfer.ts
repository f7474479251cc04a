// A SOCKS client that moves a file through the tunnel, and checks it: what a file-sharing program behind it would do.
import { createHash } from 'node:crypto';
import { sharedFile } from '../content.ts';
import type { Endpoint, Host } from '../host.ts';
import type { Held } from '../http/held.ts';
import { endpointIn, fieldsOf, oneOf, textIn, wholeIn } from '../options.ts';
import type { Plain } from '../role.ts';
import { Inflow } from './inflow.ts';
import { written } from './pump.ts';
import { askSocks } from './socks.ts';
import { digestOf, FILE_BYTES_MAX } from './target.ts';

/**
 * `fetch` and `store`: `{ target: { address, port }, bytes, seed, socks: '4' | '4a' | '5' }`; `name` in place of the
 * address for 4a and 5, `idleMs` for silence before the file. Resolves with the SHA-256; rejects when the other end has another.
 */
export const transfer = async (
  host: Host,
  held: Held,
  socks: Endpoint,
  way: 'fetch' | 'store',
  input: Plain,
): Promise<Plain> => {
  const fields = fieldsOf(input);
  const target = endpointIn(fields, 'target');
  if (target === null) throw new Error('target is missing');
  const bytes = wholeIn(fields, 'bytes', { most: FILE_BYTES_MAX, otherwise: 65_536 });
  const seed = wholeIn(fields, 'seed', { most: 0xffff_ffff, otherwise: 1 });
  const version = oneOf(fields, 'socks', ['4', '4a', '5'], '5');
  const place = textIn(fields, 'name', target.address);
  const socket = held.add(await host.connect(socks, 'httptunnel/socks'));
  try {
    const inflow = new Inflow(socket);
    await askSocks(socket, inflow, version, { place, port: target.port });
    await held.wait(wholeIn(fields, 'idleMs', { most: IDLE_MS_MAX, otherwise: 0 }));
    const file = sharedFile(seed, bytes).bytes;
    const expected = createHash('sha256').update(file).digest('hex');
    if (way === 'store') {
      await written(socket, Buffer.from(`STORE ${bytes}\n`));
      await written(socket, file);
      const said = Buffer.from(await inflow.before(0x0a, 64, ANSWER_MS)).toString('latin1');
      if (said !== expected) throw new Error('the file arrived torn');
    } else {
      await written(socket, Buffer.from(`FETCH ${bytes} ${seed}\n`));
      const said = Buffer.from(await inflow.before(0x0a, 64, ANSWER_MS)).toString('latin1');
      if ((await digestOf(inflow, bytes)) !== expected || said !== expected)
        throw new Error('the file arrived torn');
    }
    return { bytes, sha256: expected };
  } finally {
    socket.destroy();
  }
};

/** The target gives up a connection that says nothing for twenty seconds. */
const IDLE_MS_MAX = 15_000;
/** A whole file may have to go up before the answer comes. */
const ANSWER_MS = 60_000;
