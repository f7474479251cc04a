// The walkers of a walk, from their parent's side: they are started, given work as they become free, and ended. A walker
// that dies costs the folders that it held, which are listed as not read.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Unread } from './open-file.ts';
import type { FolderPart, FolderTask, WalkSettings } from './walk-words.ts';
import type {
  DigestResult,
  DigestTask,
  PieceResult,
  PieceTask,
  WalkerAnswer,
  WalkerTask,
} from './walker-words.ts';

const WALKER = fileURLToPath(new URL('walker.js', import.meta.url));

/** The command before Node's own, when walkers run in a place of their own (quiet-mounts.ts). */
export type Launcher = readonly string[];

/** Given a number when it is asked. */
export type Asked<Task> = Omit<Task, 'number'>;

interface Job {
  readonly task: WalkerTask;
  /** Called with the answer, or with null when the walker died. */
  readonly settle: (answer: WalkerAnswer | null) => void;
}

interface Walker {
  readonly process: ChildProcess;
  /** What it works on, and what waits in its pipe, so that it never waits for us. */
  readonly jobs: Map<number, Job>;
}

/** Given to a walker before it has answered: one to work on, one to go on with. */
const JOBS_AHEAD = 2;

export class Walkers {
  readonly #walkers: Walker[] = [];
  readonly #waiting: Job[] = [];
  #part: (part: FolderPart) => void = () => {};
  #number = 0;

  constructor(settings: WalkSettings, count: number, launcher: Launcher) {
    for (let i = 0; i < count; i++) this.#walkers.push(this.#started(settings, launcher));
  }

  get count(): number {
    return this.#walkers.length;
  }

  #started(settings: WalkSettings, launcher: Launcher): Walker {
    const [command, ...words] = [...launcher, process.execPath, WALKER];
    const child = spawn(command!, words, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const walker: Walker = { process: child, jobs: new Map() };
    child.on('message', (answer: WalkerAnswer) => this.#answered(walker, answer));
    // One that cannot be started says so before it ends.
    child.on('error', () => this.#died(walker));
    child.on('exit', () => this.#died(walker));
    child.send({ kind: 'begin', settings } satisfies WalkerTask);
    return walker;
  }

  /** Parts of folders come here. */
  set onPart(receive: (part: FolderPart) => void) {
    this.#part = receive;
  }

  /** True when a walker would take folders now. */
  get free(): boolean {
    return this.#walkers.some(({ jobs }) => jobs.size < JOBS_AHEAD);
  }

  /** Resolves to false when the walker died over them. */
  folders(folders: readonly FolderTask[]): Promise<boolean> {
    return new Promise((resolve) => {
      const task: WalkerTask = { kind: 'folders', number: ++this.#number, folders };
      this.#give({ task, settle: (answer) => resolve(answer !== null) });
    });
  }

  /** Null when the walker died over it. */
  digest(question: Asked<DigestTask>): Promise<DigestResult | null> {
    return this.#asked({ ...question, number: ++this.#number }, (answer) =>
      answer?.kind === 'digest' ? answer.result : null,
    );
  }

  /** The same. */
  pieces(question: Asked<PieceTask>): Promise<PieceResult | Unread | null> {
    return this.#asked({ ...question, number: ++this.#number }, (answer) =>
      answer?.kind === 'pieces' ? answer.result : null,
    );
  }

  #asked<Result>(
    task: WalkerTask,
    resultOf: (answer: WalkerAnswer | null) => Result,
  ): Promise<Result> {
    return new Promise((resolve) => {
      this.#give({ task, settle: (answer) => resolve(resultOf(answer)) });
    });
  }

  close(): void {
    for (const { process: child } of this.#walkers.splice(0)) {
      child.removeAllListeners();
      child.disconnect();
    }
  }

  #give(job: Job): void {
    const free = this.#walkers.reduce<Walker | null>(
      (best, one) => (best === null || one.jobs.size < best.jobs.size ? one : best),
      null,
    );
    if (free === null) job.settle(null);
    else if (free.jobs.size >= JOBS_AHEAD) this.#waiting.push(job);
    else {
      free.jobs.set(numberOf(job.task), job);
      free.process.send(job.task);
    }
  }

  #answered(walker: Walker, answer: WalkerAnswer): void {
    if (answer.kind === 'parts') {
      for (const part of answer.parts) this.#part(part);
      return;
    }
    const job = walker.jobs.get(answer.number);
    walker.jobs.delete(answer.number);
    job?.settle(answer);
    const next = this.#waiting.shift();
    if (next !== undefined) this.#give(next);
  }

  #died(walker: Walker): void {
    const at = this.#walkers.indexOf(walker);
    if (at < 0) return;
    this.#walkers.splice(at, 1);
    for (const job of walker.jobs.values()) job.settle(null);
    if (this.#walkers.length === 0) for (const job of this.#waiting.splice(0)) job.settle(null);
  }
}

const numberOf = (task: WalkerTask): number => ('number' in task ? task.number : 0);
