// The last report of a state directory, as one JSON file that is there whole or not at all. It stands beside the database,
// so that it can be read while a run has that open, without the database, and by other programs.

import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportStore } from '../model/ports.ts';
import type { Report } from '../model/report.ts';
import { unreadable, writeFault } from './state-faults.ts';

/** A report that is on the disk beside the last one, and not yet in its place. */
export interface PreparedReport {
  readonly sha256: string;
  publish(): Promise<void>;
  discard(): Promise<void>;
}

export class FileReportStore implements ReportStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async save(report: Report): Promise<void> {
    const prepared = await this.prepare(report, `${process.pid}.part`);
    await prepared.publish();
  }

  async load(): Promise<Report | null> {
    const text = await this.text();
    try {
      return text === null ? null : (JSON.parse(text) as Report);
    } catch (cause) {
      throw unreadable(this.#file(), cause);
    }
  }

  /** The file as it is. */
  async text(): Promise<string | null> {
    return this.#read(this.#file());
  }

  async prepare(report: Report, extension = PART): Promise<PreparedReport> {
    const text = `${JSON.stringify(report)}\n`;
    const part = `${this.#file()}.${extension}`;
    const discard = (): Promise<void> => rm(part, { force: true });
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeThrough(part, text);
    } catch (cause) {
      await discard().catch(() => {});
      throw writeFault(cause, this.#file());
    }
    const publish = async (): Promise<void> => {
      try {
        await rename(part, this.#file());
      } catch (cause) {
        await discard().catch(() => {});
        throw writeFault(cause, this.#file());
      }
    };
    return { sha256: digestOf(text), publish, discard };
  }

  /** After a run that was killed: its report takes its place when the run was kept, and goes when not. */
  async recover(lastSha256: string | null): Promise<void> {
    const part = `${this.#file()}.${PART}`;
    const text = await this.#read(part);
    if (text === null) return;
    try {
      if (digestOf(text) === lastSha256) await rename(part, this.#file());
      else await rm(part, { force: true });
    } catch (cause) {
      throw writeFault(cause, this.#file());
    }
  }

  async #read(path: string): Promise<string | null> {
    try {
      return await readFile(path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw unreadable(this.#file(), cause);
    }
  }

  #file(): string {
    return join(this.#folder, FILE);
  }
}

const FILE = 'report.json';
const PART = 'part';

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Is on the disk when it returns, not only on its way there. */
const writeThrough = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};
