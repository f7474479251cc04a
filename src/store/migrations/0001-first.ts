// Runs and their evidence, cases, volumes, identities. Times are epoch milliseconds, hours and days are counted from the
// epoch in UTC. Nothing has an index: one writer keeps what is unique, and readers scan columns.
import type { Migration } from './migration.ts';

export const FIRST = Object.freeze({
  version: 1,
  name: '0001-first',
  sql: `
    CREATE TABLE runs (
      run INTEGER NOT NULL, created DOUBLE NOT NULL, tool_version VARCHAR NOT NULL, report_sha256 VARCHAR NOT NULL,
      from_ms DOUBLE, until_ms DOUBLE, complete BOOLEAN NOT NULL);

    -- As each run was given it.
    CREATE TABLE run_evidence (
      run INTEGER NOT NULL, position INTEGER NOT NULL, path VARCHAR NOT NULL, format VARCHAR NOT NULL, sha256 VARCHAR,
      bytes DOUBLE NOT NULL, records DOUBLE NOT NULL, first_seen DOUBLE, last_seen DOUBLE);

    -- What was counted, once for each digest: its volumes are in hours and days, or gave way to those of a longer file.
    CREATE TABLE evidence (
      evidence INTEGER NOT NULL, sha256 VARCHAR NOT NULL, path VARCHAR NOT NULL, format VARCHAR NOT NULL,
      bytes DOUBLE NOT NULL, records DOUBLE NOT NULL, first_seen DOUBLE, last_seen DOUBLE);

    CREATE TABLE cases (case_id VARCHAR NOT NULL, first_seen DOUBLE NOT NULL, last_seen DOUBLE NOT NULL);

    CREATE TABLE case_runs (
      run INTEGER NOT NULL, case_id VARCHAR NOT NULL, probability DOUBLE NOT NULL, state VARCHAR NOT NULL,
      first_seen DOUBLE NOT NULL, last_seen DOUBLE NOT NULL);

    CREATE TABLE subjects (
      subject INTEGER NOT NULL, kind VARCHAR NOT NULL, name VARCHAR NOT NULL, first_hour INTEGER NOT NULL,
      last_hour INTEGER NOT NULL);

    -- What each piece of evidence shows; an hour that several show is their sum.
    CREATE TABLE hours (
      evidence INTEGER NOT NULL, subject INTEGER NOT NULL, hour INTEGER NOT NULL, border_out DOUBLE NOT NULL,
      border_in DOUBLE NOT NULL, internal_out DOUBLE NOT NULL, internal_in DOUBLE NOT NULL);

    -- Sums of hours that are no longer kept; a day may have several rows.
    CREATE TABLE days (
      subject INTEGER NOT NULL, day INTEGER NOT NULL, border_out DOUBLE NOT NULL, border_in DOUBLE NOT NULL,
      internal_out DOUBLE NOT NULL, internal_in DOUBLE NOT NULL);

    -- Pairs of names, the kind that sorts first at left. until_ms is null until further notice; assumed: it is a guess.
    CREATE TABLE identities (
      evidence INTEGER NOT NULL, left_kind VARCHAR NOT NULL, left_name VARCHAR NOT NULL, right_kind VARCHAR NOT NULL,
      right_name VARCHAR NOT NULL, from_ms DOUBLE NOT NULL, until_ms DOUBLE, assumed BOOLEAN NOT NULL);
  `,
}) satisfies Migration;
