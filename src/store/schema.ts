// Brings a database to the newest schema, step by step, each step whole or not at all.

import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { damagedSchema, newerSchema } from './state-faults.ts';

/** @throws PeerwardenError PW_STATE_NEWER, PW_STATE_DAMAGED */
export const migrate = async (
  database: Database,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> => {
  const found = await versionOf(database);
  const known = migrations.at(-1)?.version ?? 0;
  if (found > known) throw newerSchema(database.path, found, known);
  for (const { version, name, sql } of migrations.filter((step) => step.version > found)) {
    await database.transaction(async () => {
      if (version === 1) await database.run(VERSIONS);
      await database.run(sql);
      await database.run('INSERT INTO schema_versions VALUES ($version, $name)', { version, name });
    });
  }
};

const VERSIONS = 'CREATE TABLE schema_versions (version INTEGER NOT NULL, name VARCHAR NOT NULL)';

/** 0 for a database without a table. */
const versionOf = async (database: Database): Promise<number> => {
  const tables = await database.rows(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'",
  );
  if (tables.length === 0) return 0;
  if (!tables.some(({ table_name: name }) => name === 'schema_versions'))
    throw damagedSchema(database.path);
  return Number(await database.value('SELECT max(version)::INTEGER FROM schema_versions'));
};
