// A Napster network in one process, for experiments: a server and clients that each share a few files.
import { searchWords, sharedFile } from '../content.ts';
import type { Field } from '../experiment.ts';
import type { Host } from '../host.ts';
import type { Plain, Program } from '../role.ts';
import { napsterClient } from './client.ts';
import { napsterServer, SERVER_PORT } from './server.ts';

export interface Peer {
  readonly nick: string;
  readonly host: Host;
  readonly program: Program;
  readonly files: readonly { readonly name: string; readonly size: number }[];
}

export interface Hit {
  readonly nick: string;
  readonly name: string;
  readonly size: number;
}

export const FILES_PER_PEER = 3;

/** Small files: what is measured is the search. */
const FILE_BYTES = 4096;

export const startServer = async (field: Field): Promise<{ host: Host; program: Program }> => {
  const host = field.host('server');
  return { host, program: await napsterServer.start(host, {}) };
};

export interface PeerOptions {
  readonly uplink?: number;
  readonly bytes?: number;
}

/** Peer `number`, logged in and listed at the server. */
export const startPeer = async (
  field: Field,
  server: Host,
  number: number,
  { uplink, bytes = FILE_BYTES }: PeerOptions = {},
): Promise<Peer> => {
  const host = field.host(`peer${number}`, uplink);
  const nick = `peer${number}`;
  const share = Array.from({ length: FILES_PER_PEER }, (_, file) => ({
    seed: `${field.seed} ${number} ${file}`,
    size: bytes,
  }));
  const options = { nick, server: `${server.address}:${SERVER_PORT}`, share } as unknown as Plain;
  const program = await napsterClient.start(host, options);
  const files = (await act(program, 'shared')) as unknown as Peer['files'];
  // The answer to this comes after the server has read the whole list.
  await act(program, 'stats');
  return { nick, host, program, files };
};

/** A word that about a fifth of all generated files have in their names. */
export const wordOf = (field: Field): string =>
  searchWords(sharedFile(`${field.seed} 1 0`, 0).name)[0] ?? '';

export const shares = (peer: Peer, word: string): boolean =>
  peer.files.some(({ name }) => name.toLowerCase().includes(word));

export const search = async (from: Peer, word: string): Promise<Hit[]> =>
  (await act(from.program, 'search', { words: [word] })) as unknown as Hit[];

export const act = async (program: Program, action: string, input: Plain = {}): Promise<Plain> => {
  const known = program.actions[action];
  if (!known) throw new Error(`no action ${action}`);
  return await known(input);
};
