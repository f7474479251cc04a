// M5 measured: what a closed hub shows to an outsider, what a whole file list costs, and how logins and searches grow.
import type { Experiment, Field, Measured } from '../experiment.ts';
import type { Program } from '../role.ts';
import { adcHub } from './adc-hub.ts';
import { client } from './client.ts';
import { nmdcHub } from './nmdc-hub.ts';
import { fieldsOf, listField, numberField } from './options.ts';
import { type Glance, glance } from './outsider.ts';

const PASSWORD = 'kelp-17';
const FILES_EACH = 10;
const FILE_BYTES = 2000;
const STEPS = 4;
const DIALECTS = ['nmdc', 'adc'] as const;

/** What one hub with so many users was measured to do. */
interface Reading {
  readonly dialect: (typeof DIALECTS)[number];
  readonly users: number;
  /** Messages and bytes that the hub sent until all were in, from nobody on. */
  readonly loginMessages: number;
  readonly loginBytes: number;
  /** For one search of one user. */
  readonly searchMessages: number;
  readonly searchBytes: number;
  /** Names that somebody without password is shown by the hub with passwords, and by the same hub without. */
  readonly outsiderClosed: number;
  readonly outsiderOpen: number;
  readonly listBytes: number;
  readonly listFiles: number;
}

export const hubExperiment: Experiment = Object.freeze({
  id: 'directconnect-hub',
  system: 'directconnect',
  models: ['M5'],
  question:
    'What does a hub behind passwords hide from outsiders, what does it show to members, and what does it send as it grows?',
  peersDefault: 100,
  async run(field: Field): Promise<Measured> {
    const readings: Reading[] = [];
    for (const dialect of DIALECTS)
      for (let step = 1; step <= STEPS; step++) {
        const users = Math.max(2, Math.round((field.peers * step) / STEPS));
        field.progress(`${dialect} hub with ${users} users`);
        readings.push(await read(field, dialect, users));
        if (field.signal.aborted) break;
      }
    return measuredFrom(readings);
  },
});

const read = async (field: Field, dialect: Reading['dialect'], users: number): Promise<Reading> => {
  const nicks = Array.from({ length: users }, (_, i) => `user${i + 1}`);
  const passwords = Object.fromEntries(nicks.map((nick) => [nick, PASSWORD]));
  const hubHost = field.host();
  const hub = await (dialect === 'nmdc' ? nmdcHub : adcHub).start(hubHost, {
    port: 0,
    users: passwords,
    closed: true,
  });
  const url = `${dialect === 'nmdc' ? 'dchub' : 'adc'}://${hubHost.address}:${await act(hub, 'port')}`;
  const hosts = nicks.map(() => field.host());
  const clients: Program[] = [];
  try {
    // One after the other, as people come: each costs what those before him make it cost.
    for (const [i, nick] of nicks.entries())
      clients.push(await client.start(hosts[i]!, optionsOf(url, nick, i)));
    const login = await totalsOf(hub);
    await act(clients[0]!, 'search', { words: 'nothing-has-this-name', waitMs: SETTLE_MS });
    const search = await totalsOf(hub);
    const list = fieldsOf(await act(clients[0]!, 'list', { nick: nicks[1]! }));
    const outsider = field.host();
    const closed = await glance(outsider, url);
    const open = await openGlance(field, dialect, nicks);
    field.end(outsider);
    return {
      dialect,
      users,
      loginMessages: login.messages,
      loginBytes: login.bytes,
      searchMessages: search.messages - login.messages,
      searchBytes: search.bytes - login.bytes,
      outsiderClosed: closed.names,
      outsiderOpen: open.names,
      listBytes: numberField(list, 'bytes', 0),
      listFiles: listField(list, 'files').length,
    };
  } finally {
    for (const running of [...clients, hub]) await running.stop();
    for (const host of [...hosts, hubHost]) field.end(host);
  }
};

/** Long enough for a search to be passed on to all, on this machine. */
const SETTLE_MS = 250;

const optionsOf = (
  hub: string,
  nick: string,
  at: number,
): { [key: string]: string | boolean | { seed: string; size: number }[] } => ({
  hub,
  nick,
  password: PASSWORD,
  active: true,
  shares: Array.from({ length: FILES_EACH }, (_, i) => ({
    seed: `hub ${at} ${i}`,
    size: FILE_BYTES,
  })),
});

/** The same hub without passwords, with a few of the users: what counts is whether it shows all that are in. */
const openGlance = async (
  field: Field,
  dialect: Reading['dialect'],
  nicks: readonly string[],
): Promise<Glance> => {
  const hubHost = field.host();
  const hub = await (dialect === 'nmdc' ? nmdcHub : adcHub).start(hubHost, { port: 0 });
  const url = `${dialect === 'nmdc' ? 'dchub' : 'adc'}://${hubHost.address}:${await act(hub, 'port')}`;
  const hosts = nicks.map(() => field.host());
  const clients: Program[] = [];
  const outsider = field.host();
  try {
    for (const [i, nick] of nicks.entries())
      clients.push(await client.start(hosts[i]!, { hub: url, nick }));
    return await glance(outsider, url);
  } finally {
    for (const running of [...clients, hub]) await running.stop();
    for (const host of [...hosts, hubHost, outsider]) field.end(host);
  }
};

const act = async (program: Program, action: string, input = {}) =>
  await program.actions[action]!(input);

const totalsOf = async (hub: Program): Promise<{ messages: number; bytes: number }> => {
  const totals = fieldsOf(await act(hub, 'totals'));
  return {
    messages: numberField(totals, 'messagesOut', 0),
    bytes: numberField(totals, 'bytesOut', 0),
  };
};

const measuredFrom = (readings: readonly Reading[]): Measured => {
  const sentences = DIALECTS.map((dialect) => {
    const own = readings.filter((reading) => reading.dialect === dialect);
    const [first] = own;
    const last = own.at(-1);
    if (!first || !last) return '';
    const growth =
      Math.log(last.loginBytes / first.loginBytes) / Math.log(last.users / first.users);
    const exponent = last.users > first.users ? growth.toFixed(1) : 'unknown';
    return `${dialect.toUpperCase()}: until ${last.users} users were in, the hub sent ${last.loginMessages} messages, ${Math.round(last.loginBytes / 1000)} kB, which grows with the number of users to the power ${exponent}; one search of one user became ${last.searchMessages} messages. Somebody without a password was shown ${last.outsiderClosed} names by the closed hub and ${last.outsiderOpen} by the same hub without passwords; a member fetched another's whole list of ${last.listFiles} files in ${last.listBytes} bytes.`;
  });
  return {
    answer: sentences.filter((sentence) => sentence !== '').join(' '),
    columns: COLUMNS,
    rows: readings.map((reading) => [
      reading.dialect,
      reading.users,
      reading.loginMessages,
      reading.loginBytes,
      reading.searchMessages,
      reading.searchBytes,
      reading.outsiderClosed,
      reading.outsiderOpen,
      reading.listFiles,
      reading.listBytes,
    ]),
    picture: { x: 'users', y: ['loginMessages'], by: 'dialect', kind: 'line' },
  };
};

const COLUMNS = [
  { id: 'dialect', title: 'hub' },
  { id: 'users', title: 'users' },
  { id: 'loginMessages', title: 'messages of the hub until all were in' },
  { id: 'loginBytes', title: 'bytes of the hub until all were in' },
  { id: 'searchMessages', title: 'messages of the hub for one search' },
  { id: 'searchBytes', title: 'bytes of the hub for one search' },
  { id: 'outsiderClosed', title: 'names shown to an outsider, with passwords' },
  { id: 'outsiderOpen', title: 'names shown to an outsider, without' },
  { id: 'listFiles', title: 'files in one list' },
  { id: 'listBytes', title: 'bytes of that list' },
];
