// SOCKS 4, 4a and 5: the server's end (what the local program offers) and the client's end (what talks to it).
// SOCKS 4: Y.-D. Lee's memo; 4a: its extension; SOCKS 5: RFC 1928, without authentication, CONNECT only.
import type { Socket } from 'node:net';
import { formatted, parsed } from './address.ts';
import type { Inflow } from './inflow.ts';

export interface Wanted {
  readonly version: 4 | 5;
  /** An address, or a name (4a and 5) that the receiver resolves. */
  readonly place: string;
  readonly port: number;
}

/** A program that speaks SOCKS says what it wants at once. */
const HANDSHAKE_MS = 10_000;
const NAME_BYTES_MAX = 255;

/** Reads what a client wants; rejects when it is no SOCKS, or asks for something else than CONNECT. */
export const readWanted = async (socket: Socket, inflow: Inflow): Promise<Wanted> => {
  const [version] = await inflow.exactly(1, HANDSHAKE_MS);
  if (version === 4) return await readFour(inflow);
  if (version === 5) return await readFive(socket, inflow);
  throw new Error('no SOCKS');
};

/** The server's answer: 90 (granted) or 91 in SOCKS 4, 0 or 5 (refused) in SOCKS 5 (RFC 1928 §6). */
export const answerWanted = (socket: Socket, version: 4 | 5, granted: boolean): void => {
  if (version === 4) socket.write(Uint8Array.of(0, granted ? 90 : 91, 0, 0, 0, 0, 0, 0));
  else socket.write(Uint8Array.of(5, granted ? 0 : 5, 0, 1, 0, 0, 0, 0, 0, 0));
};

/** The client's end; resolves when the server grants. `version` 4 takes IPv4 addresses only. */
export const askSocks = async (
  socket: Socket,
  inflow: Inflow,
  version: '4' | '4a' | '5',
  { place, port }: Pick<Wanted, 'place' | 'port'>,
): Promise<void> => {
  const high = port >> 8;
  if (version === '5') {
    socket.write(Uint8Array.of(5, 1, 0));
    const greeting = await inflow.exactly(2, ANSWER_MS);
    if (greeting[0] !== 5 || greeting[1] !== 0) throw new Error('SOCKS wants authentication');
    socket.write(Uint8Array.of(5, 1, 0, ...fivePlace(place), high, port & 255));
    const [, code, , kind] = await inflow.exactly(4, ANSWER_MS);
    await inflow.exactly((kind === 4 ? 16 : 4) + 2, ANSWER_MS);
    if (code !== 0) throw new Error(`SOCKS refuses with ${code}`);
    return;
  }
  const address = version === '4' ? parsed(place) : Uint8Array.of(0, 0, 0, 1);
  if (address?.length !== 4) throw new Error('SOCKS 4 takes IPv4 addresses only');
  const name = version === '4' ? [] : [...Buffer.from(place, 'latin1'), 0];
  socket.write(Uint8Array.of(4, 1, high, port & 255, ...address, 0, ...name));
  const [, code] = await inflow.exactly(8, ANSWER_MS);
  if (code !== 90) throw new Error(`SOCKS refuses with ${code}`);
};

/** The receiver outside may need as long as a connection takes. */
const ANSWER_MS = 15_000;

const readFour = async (inflow: Inflow): Promise<Wanted> => {
  const [command, high, low, ...address] = await inflow.exactly(7, HANDSHAKE_MS);
  if (command !== 1) throw new Error('only CONNECT is known');
  await inflow.before(0, NAME_BYTES_MAX, HANDSHAKE_MS);
  const port = (high! << 8) | low!;
  // 4a: 0.0.0.x with x ≠ 0 says that a name follows.
  const named = address[0] === 0 && address[1] === 0 && address[2] === 0 && address[3] !== 0;
  const place = named
    ? Buffer.from(await inflow.before(0, NAME_BYTES_MAX, HANDSHAKE_MS)).toString('latin1')
    : formatted(Uint8Array.from(address));
  return { version: 4, place, port };
};

const readFive = async (socket: Socket, inflow: Inflow): Promise<Wanted> => {
  const [count] = await inflow.exactly(1, HANDSHAKE_MS);
  const methods = await inflow.exactly(count!, HANDSHAKE_MS);
  const open = methods.includes(0);
  socket.write(Uint8Array.of(5, open ? 0 : 255));
  if (!open) throw new Error('no method without authentication');
  const [version, command, , kind] = await inflow.exactly(4, HANDSHAKE_MS);
  if (version !== 5 || command !== 1) throw new Error('only CONNECT is known');
  const place = await readPlace(inflow, kind!);
  const [high, low] = await inflow.exactly(2, HANDSHAKE_MS);
  return { version: 5, place, port: (high! << 8) | low! };
};

/** Address types of RFC 1928 §5. */
const readPlace = async (inflow: Inflow, kind: number): Promise<string> => {
  if (kind === 1) return formatted(await inflow.exactly(4, HANDSHAKE_MS));
  if (kind === 4) return formatted(await inflow.exactly(16, HANDSHAKE_MS));
  if (kind !== 3) throw new Error('an unknown kind of address');
  const [length] = await inflow.exactly(1, HANDSHAKE_MS);
  return Buffer.from(await inflow.exactly(length!, HANDSHAKE_MS)).toString('latin1');
};

const fivePlace = (place: string): number[] => {
  const address = parsed(place);
  if (address) return [address.length === 4 ? 1 : 4, ...address];
  const name = Buffer.from(place, 'latin1');
  if (name.length > NAME_BYTES_MAX) throw new Error('too long a name');
  return [3, name.length, ...name];
};
