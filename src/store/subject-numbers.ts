// Subjects by number, so that rows of hours stay small.

import type { VolumeSubject } from '../model/volume.ts';
import type { Cell, Database } from './database.ts';

interface Numbered {
  readonly number: number;
  readonly subject: VolumeSubject;
  firstHour: number;
  lastHour: number;
}

export class SubjectNumbers {
  readonly #database: Database;
  readonly #byKey = new Map<string, Numbered>();
  #next: number;
  #changed = false;

  private constructor(database: Database, next: number) {
    this.#database = database;
    this.#next = next;
  }

  static async of(database: Database): Promise<SubjectNumbers> {
    const rows = await database.rows('SELECT * FROM subjects ORDER BY subject');
    const numbers = new SubjectNumbers(database, 1 + Number(rows.at(-1)?.['subject'] ?? 0));
    for (const row of rows) {
      const subject = { kind: row['kind'], name: row['name'] } as VolumeSubject;
      numbers.#byKey.set(keyOf(subject), {
        number: row['subject'] as number,
        subject,
        firstHour: row['first_hour'] as number,
        lastHour: row['last_hour'] as number,
      });
    }
    return numbers;
  }

  /** Its number, new if need be; the subject was seen in that hour. */
  numberOf(subject: VolumeSubject, hour: number): number {
    const key = keyOf(subject);
    let found = this.#byKey.get(key);
    if (found === undefined) {
      found = { number: this.#next++, subject, firstHour: hour, lastHour: hour };
      this.#byKey.set(key, found);
      this.#changed = true;
    } else if (hour < found.firstHour || hour > found.lastHour) {
      found.firstHour = Math.min(found.firstHour, hour);
      found.lastHour = Math.max(found.lastHour, hour);
      this.#changed = true;
    }
    return found.number;
  }

  async keep(): Promise<void> {
    if (!this.#changed) return;
    await this.#database.run('DELETE FROM subjects');
    await this.#database.append(
      'subjects',
      [...this.#byKey.values()].map(({ number, subject, firstHour, lastHour }): Cell[] => [
        number,
        subject.kind,
        subject.name,
        firstHour,
        lastHour,
      ]),
    );
  }
}

const keyOf = ({ kind, name }: VolumeSubject): string => `${kind} ${name}`;
