// The last report of a state directory, as one JSON file that is there whole or not at all.

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PeerwardenError } from '../model/errors.ts';
import type { ReportStore } from '../model/ports.ts';
import type { Report } from '../model/report.ts';

export class FileReportStore implements ReportStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async save(report: Report): Promise<void> {
    const temporary = join(this.#folder, `${FILE}.${process.pid}.part`);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(temporary, `${JSON.stringify(report)}\n`);
      await rename(temporary, this.#file());
    } catch (cause) {
      await rm(temporary, { force: true });
      throw this.#fault(cause);
    }
  }

  async load(): Promise<Report | null> {
    try {
      return JSON.parse(await readFile(this.#file(), 'utf8')) as Report;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw this.#fault(cause);
    }
  }

  #file(): string {
    return join(this.#folder, FILE);
  }

  #fault(cause: unknown): PeerwardenError {
    return new PeerwardenError('PW_STATE_UNREADABLE', {
      path: this.#file(),
      message: `The state cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: 'Name another folder with --state, or correct what is wrong with this one.',
      cause,
    });
  }
}

const FILE = 'report.json';
