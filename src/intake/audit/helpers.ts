// The helpers of a walk, from their parent's side: they are started, given work as they become free, and ended. A helper
// that dies costs the folders that it held, which are listed as not read.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type {
  DigestResult,
  DigestTask,
  HelperAnswer,
  HelperTask,
  PieceResult,
  PieceTask,
} from './helper-words.ts';
import type { Unread } from './open-file.ts';
import type { FolderPart, FolderTask, WalkSettings } from './walk-words.ts';

const HELPER = fileURLToPath(new URL('helper.js', import.meta.url));

/** The command before Node's own, when helpers run in a place of their own (quiet-mounts.ts). */
export type Launcher = readonly string[];

/** Given a number when it is asked. */
export type Asked<Task> = Omit<Task, 'number'>;

interface Job {
  readonly task: HelperTask;
  /** Called with the answer, or with null when the helper died. */
  readonly settle: (answer: HelperAnswer | null) => void;
}

interface Helper {
  readonly process: ChildProcess;
  /** What it works on, and what waits in its pipe, so that it never waits for us. */
  readonly jobs: Map<number, Job>;
}

/** Given to a helper before it has answered: one to work on, one to go on with. */
const JOBS_AHEAD = 2;

export class Helpers {
  readonly #helpers: Helper[] = [];
  readonly #waiting: Job[] = [];
  #part: (part: FolderPart) => void = () => {};
  #number = 0;

  constructor(settings: WalkSettings, count: number, launcher: Launcher) {
    for (let i = 0; i < count; i++) this.#helpers.push(this.#started(settings, launcher));
  }

  get count(): number {
    return this.#helpers.length;
  }

  #started(settings: WalkSettings, launcher: Launcher): Helper {
    const [command, ...words] = [...launcher, process.execPath, HELPER];
    const child = spawn(command!, words, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const helper: Helper = { process: child, jobs: new Map() };
    child.on('message', (answer: HelperAnswer) => this.#answered(helper, answer));
    // One that cannot be started says so before it ends.
    child.on('error', () => this.#died(helper));
    child.on('exit', () => this.#died(helper));
    child.send({ kind: 'begin', settings } satisfies HelperTask);
    return helper;
  }

  /** Parts of folders come here. */
  set onPart(receive: (part: FolderPart) => void) {
    this.#part = receive;
  }

  /** True when a helper would take folders now. */
  get free(): boolean {
    return this.#helpers.some(({ jobs }) => jobs.size < JOBS_AHEAD);
  }

  /** Resolves to false when the helper died over them. */
  folders(folders: readonly FolderTask[]): Promise<boolean> {
    return new Promise((resolve) => {
      const task: HelperTask = { kind: 'folders', number: ++this.#number, folders };
      this.#give({ task, settle: (answer) => resolve(answer !== null) });
    });
  }

  /** Null when the helper died over it. */
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
    task: HelperTask,
    resultOf: (answer: HelperAnswer | null) => Result,
  ): Promise<Result> {
    return new Promise((resolve) => {
      this.#give({ task, settle: (answer) => resolve(resultOf(answer)) });
    });
  }

  close(): void {
    for (const { process: child } of this.#helpers.splice(0)) {
      child.removeAllListeners();
      child.disconnect();
    }
  }

  #give(job: Job): void {
    const free = this.#helpers.reduce<Helper | null>(
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

  #answered(helper: Helper, answer: HelperAnswer): void {
    if (answer.kind === 'parts') {
      for (const part of answer.parts) this.#part(part);
      return;
    }
    const job = helper.jobs.get(answer.number);
    helper.jobs.delete(answer.number);
    job?.settle(answer);
    const next = this.#waiting.shift();
    if (next !== undefined) this.#give(next);
  }

  #died(helper: Helper): void {
    const at = this.#helpers.indexOf(helper);
    if (at < 0) return;
    this.#helpers.splice(at, 1);
    for (const job of helper.jobs.values()) job.settle(null);
    if (this.#helpers.length === 0) for (const job of this.#waiting.splice(0)) job.settle(null);
  }
}

const numberOf = (task: HelperTask): number => ('number' in task ? task.number : 0);
