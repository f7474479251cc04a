// An artefact while it is read: everything bounded, what is too much counted.
import { LIMITS } from '../model/limits.ts';
import type { Artefact, ArtefactEntry, ArtefactReader, Contact, SharedFolder } from './artefact.ts';

/** What a program says of itself, once. */
export interface Self {
  program?: string;
  version?: string;
  nick?: string;
  identity?: string;
  uploadedBytes?: number;
  downloadedBytes?: number;
}

export class ArtefactDraft {
  readonly self: Self = {};
  readonly #reader: Pick<ArtefactReader, 'id' | 'system'>;
  readonly #entries: ArtefactEntry[] = [];
  readonly #folders: SharedFolder[] = [];
  readonly #contacts: Contact[] = [];
  readonly #ports: number[] = [];
  readonly #anomalies = new Map<string, number>();

  constructor(reader: Pick<ArtefactReader, 'id' | 'system'>) {
    this.#reader = reader;
  }

  /** False when there is no room for more. */
  entry(entry: ArtefactEntry): boolean {
    return this.#add(this.#entries, entry);
  }

  folder(path: string, name?: string): boolean {
    if (path === '') return true;
    const folder = name === undefined || name === '' ? { path } : { path, name };
    return this.#add(this.#folders, folder);
  }

  contact(contact: Contact): boolean {
    return this.#add(this.#contacts, contact);
  }

  port(port: number): void {
    const fits = Number.isInteger(port) && port > 0 && port < 65_536;
    if (fits && !this.#ports.includes(port) && this.#ports.length < PORTS_MAX)
      this.#ports.push(port);
  }

  /** Codes are constants of the code, never text of the file. */
  anomaly(code: string): void {
    this.#anomalies.set(code, (this.#anomalies.get(code) ?? 0) + 1);
  }

  done(): Artefact {
    return {
      system: this.#reader.system,
      reader: this.#reader.id,
      ...this.self,
      ports: this.#ports,
      folders: this.#folders,
      entries: this.#entries,
      contacts: this.#contacts,
      anomalies: Object.fromEntries(this.#anomalies),
    };
  }

  #add<T>(list: T[], item: T): boolean {
    if (list.length >= LIMITS.artefactEntriesMax) {
      this.anomaly('too-many');
      return false;
    }
    list.push(item);
    return true;
  }
}

/** A program listens on a handful. */
const PORTS_MAX = 16;

/** A text of a file, cut to what is kept of any text. */
export const short = (text: string): string => text.slice(0, LIMITS.textCharsMax);

/** A path of a file, cut to the longest there is. */
export const pathText = (text: string): string => text.slice(0, LIMITS.artefactPathCharsMax);

/** Adds what is known only: exact optional properties know no `undefined`. */
export const known = <K extends string, V>(
  key: K,
  value: V | undefined | null,
): Partial<Record<K, V>> =>
  value === undefined || value === null ? {} : ({ [key]: value } as Partial<Record<K, V>>);

/** Epoch seconds as programs write them; 0 means never. */
export const secondsTime = (seconds: number | undefined): number | undefined =>
  seconds !== undefined && seconds > 0 && seconds < SECONDS_MAX ? seconds * 1000 : undefined;

/** The year 10000, past which times are no longer written with four digits. */
const SECONDS_MAX = 253_402_300_800;

/** A count of bytes as a database holds it; undefined when it is none. */
export const byteCount = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) && value >= 0 ? Math.floor(value) : undefined;
