// What runs on a Linux machine and waits for others, out of /proc (proc(5)): the program by what it was started as, its
// person, and its sockets, joined by their inode. Each process is asked for the sockets of its own network namespace, so
// that containers are seen as well. Without rights only one's own processes tell their sockets.
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '../../model/limits.ts';
import { baseName, isScript, programOfArguments } from '../../sources/inventories/command-line.ts';
import { isLoopback } from '../../sources/inventories/sockets.ts';
import type { Draft } from '../../sources/text/draft.ts';
import { type Machine, namesIn, readPlaceText } from './place.ts';
import { type BoundSocket, boundSockets } from './proc-net.ts';

export type ProgramDraft = Omit<Draft, 'kind' | 'at' | 'device'>;

/** `nameOf`: the account of a number. */
export const runningPrograms = async (
  machine: Machine,
  nameOf: (uid: number) => string,
): Promise<ProgramDraft[]> => {
  const found: ProgramDraft[] = [];
  const namespaces = new Map<string, ReadonlyMap<string, BoundSocket>>();
  let hidden = 0;
  for (const pid of await namesIn(machine, '/proc', LIMITS.inventoryRowsMax)) {
    if (machine.signal.aborted) break;
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue;
    const running = await processOf(machine, pid, nameOf);
    if (!running) continue;
    const sockets = await socketsOf(machine, pid, namespaces);
    if (sockets === null) hidden++;
    const waits = [...(sockets ?? [])].filter(({ address }) => !isLoopback(address));
    if (waits.length === 0) found.push({ ...running, presence: 'running' });
    for (const { port, transport } of distinct(waits))
      found.push({ ...running, presence: 'listening', sourcePort: port, transport });
  }
  if (hidden > 0)
    machine.denied(
      `/proc: the sockets of ${hidden} ${hidden === 1 ? 'process' : 'processes'} of others`,
    );
  return found;
};

/** Null for threads of the kernel and for processes that ended meanwhile. */
const processOf = async (
  machine: Machine,
  pid: string,
  nameOf: (uid: number) => string,
): Promise<Pick<ProgramDraft, 'program' | 'path' | 'user'> | null> => {
  const words = (await readPlaceText(machine, `/proc/${pid}/cmdline`, COMMAND_BYTES_MAX))
    .split('\0')
    .filter((word, i) => i === 0 || word !== '');
  const exe = (await linkOf(machine, `/proc/${pid}/exe`)) || null;
  if ((words[0] ?? '') === '' && exe === null) return null;
  const status = await readPlaceText(machine, `/proc/${pid}/status`, COMMAND_BYTES_MAX);
  const uid = /^Uid:\s+(\d+)/m.exec(status)?.[1];
  const path = exe?.replace(/ \(deleted\)$/, '');
  // The kernel's own word for the program outweighs what it calls itself, except that an interpreter says nothing.
  const said = programOfArguments(words);
  const interprets = isScript(words);
  return {
    program: interprets || path === undefined ? said : baseName(path),
    path: interprets ? undefined : (path ?? (words[0]?.startsWith('/') ? words[0] : undefined)),
    user: uid === undefined ? undefined : nameOf(Number(uid)),
  };
};

/** Null when they may not be seen. */
const socketsOf = async (
  machine: Machine,
  pid: string,
  namespaces: Map<string, ReadonlyMap<string, BoundSocket>>,
): Promise<BoundSocket[] | null> => {
  const namespace = await linkOf(machine, `/proc/${pid}/ns/net`);
  if (namespace === DENIED) return null;
  // It ended meanwhile.
  if (namespace === null) return [];
  let bound = namespaces.get(namespace);
  if (!bound) {
    bound = await boundSockets(machine, pid);
    namespaces.set(namespace, bound);
  }
  const found: BoundSocket[] = [];
  for (const fd of await namesIn(machine, `/proc/${pid}/fd`, LIMITS.inventoryRowsMax)) {
    const inode = /^socket:\[(\d+)\]$/.exec(
      (await linkOf(machine, `/proc/${pid}/fd/${fd}`)) ?? '',
    )?.[1];
    const socket = inode === undefined ? undefined : bound.get(inode);
    if (socket) found.push(socket);
  }
  return found;
};

const distinct = (sockets: readonly BoundSocket[]): BoundSocket[] => [
  ...new Map(sockets.map((one) => [`${one.port}/${one.transport}`, one])).values(),
];

const linkOf = async ({ root }: Machine, path: string): Promise<string | null> => {
  try {
    return await readlink(join(root, path));
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EACCES' ? DENIED : null;
  }
};

/** Not a place that a link can lead to. */
const DENIED = '';

/** Arguments that matter stand at the front. */
const COMMAND_BYTES_MAX = 16 << 10;
