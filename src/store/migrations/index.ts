// All steps of the schema, in order.
import { FIRST } from './0001-first.ts';
import { LISTENERS } from './0002-listeners.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = Object.freeze([FIRST, LISTENERS]);
