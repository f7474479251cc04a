// M6 measured: one file loaded from 1 to 20 sources at once, each with an uplink of 4 kB/s, as the paper calculates it.
import type { Experiment, Field, Measured } from '../../experiment.ts';
import { fieldsOf } from '../../options.ts';
import type { Program } from '../../role.ts';
import { CLIENT_PORT, edonkeyClient } from '../client.ts';

const COUNTS = [1, 2, 5, 10, 20];
const UPLINK = 4000;
/** A source of this rate needs 46 s for one block of 180 KB; shorter blocks measure the same in a quarter of a minute. */
const SECONDS = 12;
const BLOCK_BYTES = 4096;

interface Run {
  readonly sources: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Sources that gave bytes. */
  readonly gave: number;
}

export const multiSource: Experiment = {
  id: 'edonkey-multi-source',
  system: 'edonkey',
  models: ['M6'],
  question: 'How fast does a file come from many slow sources at once?',
  peersDefault: 20,
  async run(field): Promise<Measured> {
    const counts = COUNTS.filter((count) => count <= Math.max(1, field.peers));
    // The files are made and hashed first, so that no download waits for that.
    const givers: Givers[] = [];
    for (const count of counts) givers.push(await startGivers(field, count));
    // All at once: they share nothing but this process, and together they are slow.
    const runs = await Promise.all(givers.map((those) => load(field, those)));
    return measured(runs);
  },
};

interface Givers {
  readonly programs: readonly Program[];
  readonly sources: readonly { readonly address: string; readonly port: number }[];
  readonly size: number;
  readonly hash: string;
}

const startGivers = async (field: Field, count: number): Promise<Givers> => {
  const size = count * UPLINK * SECONDS;
  const programs: Program[] = [];
  const sources = [];
  let hash = '';
  for (let i = 0; i < count; i++) {
    const host = field.host(`source${count}-${i}`, UPLINK);
    const giver = await edonkeyClient.start(host, {});
    const shared = await giver.actions['share']!({ seed: `multi-source ${field.seed}`, size });
    hash = String(fieldsOf(shared)['hash']);
    programs.push(giver);
    sources.push({ address: host.address, port: CLIENT_PORT });
  }
  return { programs, sources, size, hash };
};

const load = async (field: Field, { programs, sources, size, hash }: Givers): Promise<Run> => {
  const count = sources.length;
  const loader = await edonkeyClient.start(field.host(`loader${count}`), {});
  try {
    const input = { hash, name: 'loaded', size, sources, blockBytes: BLOCK_BYTES };
    const done = fieldsOf(await loader.actions['download']!(input));
    const given = Array.isArray(done['sources']) ? done['sources'] : [];
    const gave = given.filter((source) => Number(fieldsOf(source)['bytes']) > 0).length;
    field.progress(`${count} sources: ${size} bytes in ${done['ms']} ms`);
    return { sources: count, bytes: size, seconds: Number(done['ms']) / 1000, gave };
  } finally {
    for (const program of [loader, ...programs]) await program.stop();
  }
};

const measured = (runs: readonly Run[]): Measured => {
  const rate = ({ bytes, seconds }: Run): number => bytes / seconds / 1000;
  const first = runs[0]!;
  const last = runs[runs.length - 1]!;
  const times = rate(last) / rate(first);
  return {
    answer:
      `One source of ${UPLINK / 1000} kB/s gave ${rate(first).toFixed(1)} kB/s; ${last.sources} of them together gave ` +
      `${rate(last).toFixed(1)} kB/s, ${Math.round(rate(last) * 8)} kbit/s: ${times.toFixed(1)} times as much, ` +
      `${Math.round((100 * rate(last)) / (last.sources * (UPLINK / 1000)))} % of the sum of their lines.`,
    columns: [
      { id: 'sources', title: 'sources' },
      { id: 'gave', title: 'sources that gave bytes' },
      { id: 'bytes', title: 'file, bytes' },
      { id: 'seconds', title: 'time, s' },
      { id: 'kilobytes', title: 'rate, kB/s' },
      { id: 'kilobits', title: 'rate, kbit/s' },
    ],
    rows: runs.map((run) => [
      run.sources,
      run.gave,
      run.bytes,
      Number(run.seconds.toFixed(2)),
      Number(rate(run).toFixed(1)),
      Math.round(rate(run) * 8),
    ]),
    picture: { x: 'sources', y: ['kilobytes'], kind: 'line' },
  };
};
