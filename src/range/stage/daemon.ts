// A program that runs in a namespace until it is told to end, or until this process is gone.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Daemon {
  readonly pid: number;
  /** Asks it to end, waits, and makes it end. */
  stop(): Promise<void>;
}

const END_MS = 3000;
const SAID_CHARS_MAX = 2000;

/** Words that run a program in a namespace; it dies with the thread that started it (prctl(2), PR_SET_PDEATHSIG). */
export const inNamespace = (namespace: string, words: readonly string[]): string[] => [
  'setpriv',
  '--pdeathsig',
  'KILL',
  'ip',
  'netns',
  'exec',
  namespace,
  ...words,
];

/**
 * Starts it and waits until `ready` says so; rejects with its last words when it ends before.
 * `signal` is what it ends itself in good order by.
 */
export const startDaemon = async (
  namespace: string,
  words: readonly string[],
  ready: () => boolean | Promise<boolean>,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<Daemon> => {
  const [program = '', ...rest] = inNamespace(namespace, words);
  const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_CHARS_MAX);
  });
  child.on('error', (error) => {
    said += error.message;
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const gone = (): boolean =>
    child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const stop = (): Promise<void> => end(child, closed, signal);
  if (await until(async () => gone() || (await ready())))
    if (!gone()) return { pid: child.pid!, stop };
  await stop();
  throw new Error(`${words[0]} does not run in ${namespace}: ${said.trim() || 'no answer'}`);
};

const end = async (
  child: ChildProcess,
  closed: Promise<void>,
  signal: NodeJS.Signals,
): Promise<void> => {
  if (child.pid === undefined) return;
  child.kill(signal);
  const waited = new AbortController();
  const late = sleep(END_MS, true, { signal: waited.signal }).catch(() => false);
  if (await Promise.race([closed, late])) {
    child.kill('SIGKILL');
    await closed;
  }
  waited.abort();
};

/** Polls until it is true or the time is over. */
export const until = async (
  ready: () => boolean | Promise<boolean>,
  ms = 10_000,
): Promise<boolean> => {
  for (const deadline = Date.now() + ms; ; await sleep(20)) {
    if (await ready()) return true;
    if (Date.now() > deadline) return false;
  }
};

/** True when the file is there and holds at least so many bytes. */
export const holds = (path: string, bytes: number): boolean =>
  existsSync(path) && statSync(path).size >= bytes;
