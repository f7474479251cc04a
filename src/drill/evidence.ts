// The evidence of each act: what the span port at the router saw, and what the logs of the site gained meanwhile.
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NamespaceStage } from '../range/stage/namespaces.ts';
import type { ActId } from './result.ts';

/** Names of the folders of the acts. */
export const ACT_FOLDERS: Readonly<Record<ActId, string>> = {
  before: '1-before',
  controlled: '2-with-the-control',
  rolledBack: '3-after-roll-back',
};

/** Logs are written a little later than what they tell of. */
const LATE_MS = 500;

export class EvidenceFolder {
  readonly #stage: NamespaceStage;
  readonly #folder: string;
  readonly #logs: readonly string[];
  /** How far each log was read: the next act gets the rest. */
  readonly #read = new Map<string, number>();

  constructor(stage: NamespaceStage, folder: string, logs: readonly string[]) {
    this.#stage = stage;
    this.#folder = folder;
    this.#logs = logs;
  }

  path(act: ActId): string {
    return join(this.#folder, ACT_FOLDERS[act]);
  }

  /** Captures while the work lasts; gives its result and the bytes of the capture. */
  async during<T>(
    act: ActId,
    work: () => Promise<T>,
  ): Promise<{ result: T; captureBytes: number }> {
    const folder = this.path(act);
    mkdirSync(folder, { recursive: true });
    const pcap = join(folder, 'capture.pcap');
    const capture = await this.#stage.capture(pcap);
    const result = await work();
    await sleep(LATE_MS);
    await capture.stop();
    for (const log of this.#logs) writeFileSync(join(folder, basename(log)), this.#gained(log));
    return { result, captureBytes: statSync(pcap).size };
  }

  #gained(log: string): Uint8Array {
    const file = openSync(log, 'r');
    try {
      const from = this.#read.get(log) ?? 0;
      const bytes = new Uint8Array(Math.max(0, fstatSync(file).size - from));
      const length = readSync(file, bytes, 0, bytes.length, from);
      this.#read.set(log, from + length);
      return bytes.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }
}
