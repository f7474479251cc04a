// The registry of log formats: one line a format, in the index of its group. The most sure format is taken; the order is
// that of reading when several files are given: what tells more stands before what tells less of the same.
import { FIREWALLS } from './firewalls/index.ts';
import { FLOW_RECORDS } from './flow-records/index.ts';
import { IDENTITY } from './identity/index.ts';
import { INVENTORIES } from './inventories/index.ts';
import { asUtf8, indexLines } from './lines.ts';
import { NAMES } from './names/index.ts';
import { PEERWARDEN } from './peerwarden/index.ts';
import { PROXIES } from './proxies/index.ts';
import { SENSORS } from './sensors/index.ts';
import type { Source } from './source.ts';

export interface SourceGroup {
  /** Name of its folder. */
  readonly id: string;
  /** Heading over its formats. */
  readonly title: string;
  readonly sources: readonly Source[];
}

export const SOURCE_GROUPS: readonly SourceGroup[] = [
  { id: 'proxies', title: 'Proxies', sources: PROXIES },
  { id: 'firewalls', title: 'Firewalls', sources: FIREWALLS },
  { id: 'names', title: 'Name servers', sources: NAMES },
  { id: 'flow-records', title: 'Flow records and counters', sources: FLOW_RECORDS },
  { id: 'sensors', title: 'Sensors', sources: SENSORS },
  { id: 'identity', title: 'Addresses and persons', sources: IDENTITY },
  { id: 'inventories', title: 'Inventories of machines', sources: INVENTORIES },
  { id: 'peerwarden', title: 'What Peerwarden itself wrote', sources: PEERWARDEN },
];

export const SOURCES: readonly Source[] = SOURCE_GROUPS.flatMap(({ sources }) => sources);

/** Below this share of readable first lines a file is in no known format. */
const SURE_FROM = 0.3;
/** Unless it holds the lines of many, which together read most of it. */
const TOGETHER_FROM = 0.6;

/**
 * The format of a file by its first bytes (64 KiB are plenty), or null. `whole`: the sample is the whole file, so that
 * a last line without an end counts.
 */
export const recogniseSource = (bytes: Uint8Array, whole = true): Source | null => {
  const sample = asUtf8(bytes);
  const lines = indexLines(sample, whole);
  let best: Source | null = null;
  let sure = 0;
  let together = 0;
  for (const source of SOURCES) {
    const confidence = source.recognise(sample, lines);
    together += confidence;
    if (confidence <= sure) continue;
    best = source;
    sure = confidence;
  }
  return sure >= SURE_FROM || together >= TOGETHER_FROM ? best : null;
};
