// What the Direct Connect programs do in recordings: a closed hub outside, two users inside, one more outside.
import type { Actor, Scenario, Stage } from '../scenario.ts';
import { fieldsOf, listField, numberField, textField } from './options.ts';

const PASSWORDS = { otter: 'kelp-17', heron: 'reed-04', marten: 'pine-88' };
/** Port of clients: the hub's own and one, as NeoModus clients took it. */
const CLIENT_PORT = 412;

interface Kind {
  readonly id: string;
  readonly role: string;
  readonly scheme: string;
  readonly port: number;
  readonly name: string;
}

const play = async (stage: Stage, { role, scheme, port }: Kind): Promise<void> => {
  const hub = `${scheme}://${stage.address('ext1')}:${port}`;
  await stage.start('ext1', role, {
    port,
    users: PASSWORDS,
    closed: true,
    name: 'Tidal Flats',
    welcome: 'Share at least one file and be kind.',
  });
  const join = (host: string, nick: keyof typeof PASSWORDS, options: object): Promise<Actor> =>
    stage.start(host, 'directconnect/client', {
      hub,
      nick,
      password: PASSWORDS[nick],
      port: CLIENT_PORT,
      ...options,
    });
  const outside = await join('ext2', 'otter', {
    shares: [
      { seed: 'dc 1', size: 300_000 },
      { seed: 'dc 2', size: 60_000 },
    ],
  });
  const active = await join('corp1', 'heron', { shares: [{ seed: 'dc 3', size: 120_000 }] });
  const passive = await join('corp2', 'marten', {
    active: false,
    shares: [{ seed: 'dc 4', size: 40_000 }],
  });
  await outsiderIsRefused(stage, hub);
  await active.do('say', { text: 'evening all' });
  // Active: answers come by UDP. Passive: through the hub.
  await take(active, 'otter', 'dc 1', outside);
  await take(passive, 'otter', 'dc 2', outside);
  // From inside to outside: what leaves the organisation.
  await take(outside, 'heron', 'dc 3', active);
};

const outsiderIsRefused = async (stage: Stage, hub: string): Promise<void> => {
  const refused = await stage
    .start('ext2', 'directconnect/client', { hub, nick: 'stranger' })
    .then(() => false)
    .catch(() => true);
  if (!refused) throw new Error('a stranger came into the closed hub');
};

/** Fetches the whole list of a user, finds one file by a word and by its tree hash, and fetches it. */
const take = async (who: Actor, nick: string, seed: string, from: Actor): Promise<void> => {
  const at = seed.endsWith('2') ? 1 : 0;
  const wanted = fieldsOf(listField({ of: await from.do('shares') }, 'of')[at]);
  const name = textField(wanted, 'name', '');
  const tth = textField(wanted, 'tth', '');
  const list = fieldsOf(await who.do('list', { nick }));
  const listed = listField(list, 'files').some(
    (file) => textField(fieldsOf(file), 'tth', '') === tth,
  );
  if (!listed) throw new Error(`the list of ${nick} lacks ${name}`);
  const word = name.split(/[^A-Za-z]+/).find((part) => part.length > 3) ?? name;
  for (const asked of [{ words: word }, { tth }]) {
    const hits = listField({ of: await who.do('search', asked) }, 'of').map(fieldsOf);
    if (!hits.some((hit) => textField(hit, 'nick', '') === nick))
      throw new Error(`a search for ${name} had no answer of ${nick}`);
  }
  const got = fieldsOf(await who.do('download', { nick, tth, path: `share/${name}` }));
  if (textField(got, 'sha256', '') !== textField(wanted, 'sha256', '-'))
    throw new Error(`${name} came with other bytes`);
  if (numberField(got, 'size', 0) !== numberField(wanted, 'size', -1))
    throw new Error(`${name} came with another size`);
};

const scenario = (kind: Kind): Scenario =>
  Object.freeze({
    id: kind.id,
    systems: ['directconnect'],
    models: ['M5'],
    about: `${kind.name} hub behind passwords: searches active and passive, whole lists fetched, transfers both ways`,
    hosts: [
      { name: 'ext1', side: 'outside' },
      { name: 'ext2', side: 'outside' },
      { name: 'corp1', side: 'inside' },
      { name: 'corp2', side: 'inside' },
    ],
    guilty: ['corp1', 'corp2'],
    play: (stage) => play(stage, kind),
  } satisfies Scenario);

export const SCENARIOS: readonly Scenario[] = [
  scenario({
    id: 'directconnect-nmdc',
    role: 'directconnect/nmdc-hub',
    scheme: 'dchub',
    port: 411,
    name: 'NMDC',
  }),
  scenario({
    id: 'directconnect-adc',
    role: 'directconnect/adc-hub',
    scheme: 'adc',
    port: 1511,
    name: 'ADC',
  }),
];
