// What listened on one's own network when it was last scanned, and since when.
import type { Migration } from './migration.ts';

export const LISTENERS = Object.freeze({
  version: 2,
  name: '0002-listeners',
  sql: `
    CREATE TABLE listeners (
      source VARCHAR NOT NULL, port INTEGER NOT NULL, transport VARCHAR NOT NULL, system VARCHAR, protocol VARCHAR NOT NULL,
      program VARCHAR, version VARCHAR, said VARCHAR, identity VARCHAR, mac VARCHAR,
      first_seen DOUBLE NOT NULL, last_seen DOUBLE NOT NULL);
  `,
}) satisfies Migration;
