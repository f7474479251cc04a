// M5 measured: the hub is switched off while its users search and transfer.
import type { Experiment, Field, Measured } from '../experiment.ts';
import type { Program } from '../role.ts';
import { client } from './client.ts';
import { nmdcHub } from './nmdc-hub.ts';
import { fieldsOf, listField, textField } from './options.ts';

const FILE_BYTES = 40_000;
/** Slow enough that all transfers are under way when the hub ends: a file takes two seconds. */
const UPLINK = 20_000;
const SEARCH_WAIT_MS = 1500;
const UNDER_WAY_MS = 500;

export const deadHubExperiment: Experiment = Object.freeze({
  id: 'directconnect-dead-hub',
  system: 'directconnect',
  models: ['M5'],
  question: 'What still works between the users of a hub when the hub is gone?',
  peersDefault: 40,
  async run(field: Field): Promise<Measured> {
    const pairs = Math.max(1, Math.floor(field.peers / 2));
    return await measure(field, field.host(), pairs);
  },
});

const measure = async (
  field: Field,
  hubHost: ReturnType<Field['host']>,
  pairs: number,
): Promise<Measured> => {
  const hub = await nmdcHub.start(hubHost, { port: 0 });
  const url = `dchub://${hubHost.address}:${await hub.actions['port']!({})}`;
  const givers: Program[] = [];
  const takers: Program[] = [];
  for (let i = 0; i < pairs; i++) {
    const shares = [{ seed: `dead hub ${i}`, size: FILE_BYTES, name: `signal-${i}-end.mp3` }];
    givers.push(
      await client.start(field.host(undefined, UPLINK), { hub: url, nick: `giver${i}`, shares }),
    );
    takers.push(await client.start(field.host(), { hub: url, nick: `taker${i}` }));
  }
  field.progress(`${2 * pairs} users are in`);
  const foundBefore = await searches(takers);
  const transfers = takers.map((taker, i) => download(taker, givers[i]!, i));
  await hubHost.wait(UNDER_WAY_MS);
  await hub.stop();
  field.end(hubHost);
  field.progress('the hub is gone');
  const completed = (await Promise.all(transfers)).filter((done) => done).length;
  const foundAfter = await searches(takers);
  const started = (
    await Promise.all(takers.map((taker, i) => download(taker, givers[i]!, i)))
  ).filter((done) => done).length;
  for (const program of [...givers, ...takers]) await program.stop();
  return measuredFrom({ pairs, foundBefore, foundAfter, completed, started });
};

/** How many of them find the file that their partner shares. */
const searches = async (takers: readonly Program[]): Promise<number> => {
  const found = await Promise.all(
    takers.map(async (taker, i) => {
      const input = { words: `signal-${i}-end`, waitMs: SEARCH_WAIT_MS };
      const hits = await taker.actions['search']!(input).catch(() => []);
      return listField({ of: hits }, 'of').length > 0;
    }),
  );
  return found.filter((one) => one).length;
};

const download = async (taker: Program, giver: Program, at: number): Promise<boolean> => {
  const [file] = listField({ of: await giver.actions['shares']!({}) }, 'of');
  const tth = textField(fieldsOf(file), 'tth', '');
  return await taker.actions['download']!({ nick: `giver${at}`, tth }).then(
    () => true,
    () => false,
  );
};

const measuredFrom = (seen: {
  readonly pairs: number;
  readonly foundBefore: number;
  readonly foundAfter: number;
  readonly completed: number;
  readonly started: number;
}): Measured => ({
  answer: `Of ${seen.pairs} users, ${seen.foundBefore} found a file while the hub ran and ${seen.foundAfter} after it was gone. ${seen.completed} of ${seen.pairs} transfers that were under way were completed without it; ${seen.started} of ${seen.pairs} new ones could be begun.`,
  columns: [
    { id: 'when', title: 'hub' },
    { id: 'found', title: 'users whose search was answered' },
    { id: 'transfers', title: 'transfers completed that were begun then' },
  ],
  rows: [
    ['runs', seen.foundBefore, seen.completed],
    ['gone', seen.foundAfter, seen.started],
  ],
  picture: { x: 'when', y: ['found', 'transfers'], kind: 'bars' },
});
