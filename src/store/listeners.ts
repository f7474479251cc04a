// What listened when the network was last scanned: one row for each listener that was there, with the scan that saw it first.

import { LIMITS } from '../model/limits.ts';
import type { ListenerObservation } from '../model/observation.ts';
import type { Listeners } from '../model/ports.ts';
import { isSystemId } from '../model/systems.ts';
import type { Cell, Database, Row } from './database.ts';

export class DuckListeners implements Listeners {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  known(): Promise<ListenerObservation[]> {
    return this.#database.alone(async () =>
      (await this.#database.rows('SELECT * FROM listeners ORDER BY source, port, transport')).map(
        listenerOf,
      ),
    );
  }

  keep(listeners: readonly (ListenerObservation & { readonly since: number })[]): Promise<void> {
    return this.#database.alone(() =>
      this.#database.transaction(async () => {
        await this.#database.run('DELETE FROM listeners');
        await this.#database.append(
          'listeners',
          listeners.slice(0, LIMITS.listenersKeptMax).map(rowOf),
        );
      }),
    );
  }
}

const rowOf = (one: ListenerObservation & { readonly since: number }): Cell[] => [
  one.source,
  one.sourcePort,
  one.transport,
  one.system,
  one.protocol,
  one.program ?? null,
  one.version ?? null,
  one.text ?? null,
  one.identity ?? null,
  one.mac ?? null,
  one.since,
  one.at,
];

/** `at` is when it was first seen. */
const listenerOf = (row: Row): ListenerObservation => {
  const text = (name: string, column = name) =>
    typeof row[column] === 'string' ? { [name]: row[column] } : {};
  const system = row['system'];
  return {
    kind: 'listener',
    at: row['first_seen'] as number,
    format: 'scan',
    origin: { evidence: 0 },
    source: row['source'] as string,
    sourcePort: row['port'] as number,
    transport: row['transport'] as ListenerObservation['transport'],
    system: typeof system === 'string' && isSystemId(system) ? system : null,
    protocol: row['protocol'] as string,
    ...text('program'),
    ...text('version'),
    ...text('text', 'said'),
    ...text('identity'),
    ...text('mac'),
  };
};
