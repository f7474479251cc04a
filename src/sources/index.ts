// The registry of log formats: one line a format. Order decides nothing; the most sure format is taken.
import { conntrack } from './conntrack.ts';
import { indexLines } from './lines.ts';
import { netfilterLog } from './netfilter-log.ts';
import type { Source } from './source.ts';
import { squid } from './squid.ts';
import { squidCombined } from './squid-combined.ts';
import { webServer } from './web-server.ts';

export const SOURCES: readonly Source[] = [
  squid,
  squidCombined,
  webServer,
  netfilterLog,
  conntrack,
];

/** Below this share of readable first lines a file is in no known format. */
const SURE_FROM = 0.3;

/**
 * The format of a file by its first bytes (64 KiB are plenty), or null. `whole`: the sample is the whole file, so that
 * a last line without an end counts.
 */
export const recogniseSource = (sample: Uint8Array, whole = true): Source | null => {
  const lines = indexLines(sample, whole);
  let best: Source | null = null;
  let sure = SURE_FROM;
  for (const source of SOURCES) {
    const confidence = source.recognise(sample, lines);
    if (confidence >= sure && (best === null || confidence > sure)) {
      best = source;
      sure = confidence;
    }
  }
  return best;
};
