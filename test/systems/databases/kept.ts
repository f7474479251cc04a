// The databases that are kept, and what all of them share.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../fixtures/client-databases/', import.meta.url));

export const databasePath = (name: string): string => `${FOLDER}${name}`;

export const keptNames = (): string[] =>
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => /[\\/].*\./.test(name))
    .sort();

const shared = (name: string, size: number, root: string) => ({
  state: 'shared',
  name,
  size,
  hashes: [`tth:${root}`],
});

/** By name; two programs reckoned the same roots. */
export const SHARED = [
  shared('holiday.avi', 300_000, '6QLITZTIQFYTRTKUOWAT6NZ5FOMHJBIE27EV2DA'),
  shared('policy.pdf', 70_000, '42BSTTZAEJAEDNXJ7DOEBSPKTTICSV7NOT2YUII'),
  shared('résumé.doc', 100_000, 'XU6QKGHX6UI7H6BKSWQ6TXNSHPJFXLULS63M56I'),
];
