// Runs an experiment in this process: every peer a loopback address of its own, bounded in time and number, memory watched.
import { PeerwardenError } from '../model/errors.ts';
import { LIMITS } from '../model/limits.ts';
import type { Experiment, Field, Measured } from './experiment.ts';
import type { Host } from './host.ts';
import { loopbackAddresses, loopbackHost } from './stage/loopback.ts';

export interface RunOptions {
  readonly peers?: number;
  readonly seed?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (sentence: string) => void;
}

/** An experiment and what it measured, as JSON. */
export interface RunResult {
  readonly schema: 'peerwarden.range/1';
  readonly id: string;
  readonly system: string;
  readonly models: readonly string[];
  readonly question: string;
  readonly peers: number;
  readonly seed: number;
  /** ISO 8601 */
  readonly started: string;
  readonly ms: number;
  /** Largest resident set of this process while it ran. */
  readonly memoryPeakBytes: number;
  readonly measured: Measured;
}

const SAMPLE_MS = 200;

/** @throws PeerwardenError PW_RANGE_BOUND when there are too many peers or the time is over */
export const runExperiment = async (
  experiment: Experiment,
  options: RunOptions = {},
): Promise<RunResult> => {
  const { peers = experiment.peersDefault, seed = 1 } = options;
  const { timeoutMs = LIMITS.rangeRunMs, progress = () => {} } = options;
  if (peers > LIMITS.rangePeersMax)
    throw bound(
      `${peers} peers are more than one process holds.`,
      `At most ${LIMITS.rangePeersMax}.`,
    );
  const late = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([late, ...(options.signal ? [options.signal] : [])]);
  const hosts = new Hosts(seed);
  const memory = new MemoryWatch();
  const began = Date.now();
  try {
    const field: Field = {
      peers,
      seed,
      signal,
      progress,
      host: (name, uplink) => hosts.add(name, uplink),
      end: (host) => hosts.end(host),
    };
    const measured = await endedBy(signal, experiment.run(field));
    const { id, system, models, question } = experiment;
    return {
      schema: 'peerwarden.range/1',
      ...{ id, system, models, question, peers, seed },
      started: new Date(began).toISOString(),
      ms: Date.now() - began,
      memoryPeakBytes: memory.peak(),
      measured,
    };
  } finally {
    memory.stop();
    hosts.close();
  }
};

/** Rejects as soon as the run is ended; what it still waits for ends with its hosts. */
export const endedBy = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  let stop = (): void => {};
  const ended = new Promise<never>((_, reject) => {
    stop = () =>
      reject(
        bound(
          'The run was ended before it was done.',
          'Give it more time (--timeout) or fewer peers.',
        ),
      );
  });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  // What ends later than the run fails for nobody.
  work.catch(() => {});
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

class Hosts {
  readonly #seed: number;
  readonly #addresses = loopbackAddresses();
  readonly #open = new Set<Host>();
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  add(name?: string, uplink?: number): Host {
    this.#count += 1;
    const host = loopbackHost(name ?? `peer${this.#count}`, this.#addresses.next(), {
      seed: this.#seed,
      ...(uplink === undefined ? {} : { uplink }),
    });
    this.#open.add(host);
    return host;
  }

  end(host: Host): void {
    host.close();
    this.#open.delete(host);
  }

  close(): void {
    for (const host of this.#open) host.close();
    this.#open.clear();
  }
}

class MemoryWatch {
  #peak = process.memoryUsage.rss();
  readonly #timer = setInterval(() => {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
  }, SAMPLE_MS);

  peak(): number {
    return Math.max(this.#peak, process.memoryUsage.rss());
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

const bound = (message: string, remedy: string): PeerwardenError =>
  new PeerwardenError('PW_RANGE_BOUND', { message, remedy });
