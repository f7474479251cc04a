// Lets a running clamd scan files: they are streamed to its socket (clamd(8): zINSTREAM), so that it needs no right to
// read them. It is asked about, never configured; nothing of ours unpacks anything.
import { createConnection, type Socket } from 'node:net';
import { PeerwardenError } from '../../model/errors.ts';
import { readAt, withFile } from './open-file.ts';
import type { RawPath } from './raw-path.ts';
import type { SignedFile } from './walk-words.ts';

/** What it says of a file: the name of what it found, `nothing found`, or why it did not scan. */
export type FileScanner = (path: RawPath, file: SignedFile) => Promise<string>;

const CHUNK_BYTES = 256 << 10;
const ANSWER_BYTES_MAX = 4096;
const WAIT_MS = 10 * 60_000;

/** `address`: the path of a socket, or host:port. Throws PW_USAGE when nobody answers there. */
export const clamdScanner = async (address: string): Promise<FileScanner> => {
  const answer = await askedOnce(address, (socket) => void socket.write('zPING\0')).catch(
    (cause) => {
      throw unreachable(address, cause);
    },
  );
  if (answer !== 'PONG')
    throw unreachable(address, new Error(`it answered ${answer.slice(0, 60)}`));
  return async (path, file) => {
    try {
      return verdictOf(await askedOnce(address, (socket) => stream(socket, path, file)));
    } catch (cause) {
      return `not scanned: ${cause instanceof Error ? cause.message : 'it failed'}`;
    }
  };
};

/** `stream: Eicar FOUND`, `stream: OK`, `INSTREAM size limit exceeded. ERROR`. */
const verdictOf = (answer: string): string => {
  const found = /^stream: (.+) FOUND$/.exec(answer);
  if (found !== null) return found[1]!;
  return answer === 'stream: OK' ? 'nothing found' : `not scanned: ${answer.slice(0, 120)}`;
};

/** Chunks of a length and as many bytes; a length of zero ends them. */
const stream = async (socket: Socket, path: RawPath, file: SignedFile): Promise<void> => {
  socket.write('zINSTREAM\0');
  const chunk = Buffer.allocUnsafe(4 + CHUNK_BYTES);
  for (let offset = 0; ; ) {
    const listed = { dev: file.dev, ino: file.ino };
    const read = withFile(path, listed, false, (open) => readAt(open, chunk.subarray(4), offset));
    if (typeof read !== 'number') throw new Error(`the file could not be read (${read})`);
    if (read === 0 || socket.destroyed) break;
    chunk.writeUInt32BE(read, 0);
    await written(socket, Buffer.from(chunk.subarray(0, 4 + read)));
    offset += read;
  }
  socket.write(Buffer.alloc(4));
};

const written = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve) => {
    socket.write(bytes, () => resolve());
  });

/** One question a connection: its answer without the zero that ends it. */
const askedOnce = (
  address: string,
  ask: (socket: Socket) => void | Promise<void>,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connection(address);
    let answer = '';
    socket.setTimeout(WAIT_MS, () => socket.destroy(new Error('it did not answer in time')));
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      if (answer.length > ANSWER_BYTES_MAX) socket.destroy(new Error('it answers without end'));
      if (answer.endsWith('\0')) socket.end();
    });
    socket.once('error', (cause) => (answer === '' ? reject(cause) : undefined));
    socket.once('close', () => resolve(answer.replace(/\0+$/, '').trim()));
    socket.once(
      'connect',
      () => void Promise.resolve(ask(socket)).catch((cause) => socket.destroy(cause)),
    );
  });

const connection = (address: string): Socket => {
  const port = /^(?:(.*):)?(\d{1,5})$/.exec(address);
  return port === null
    ? createConnection({ path: address })
    : createConnection({ host: port[1] || '127.0.0.1', port: Number(port[2]) });
};

const unreachable = (address: string, cause: unknown): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    message: `No clamd answers at ${address}: ${cause instanceof Error ? cause.message : 'it failed'}.`,
    remedy: 'Name its LocalSocket (clamd.conf), such as /run/clamav/clamd.ctl, or host:port.',
    cause,
  });
