// Browsers outside read what clients inside share: a page of each kind, and a file where files are given.
import { type Fields, fieldsOf } from '../options.ts';
import type { Plain } from '../role.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { pageStyle, type Style } from './pages.ts';

const FILES = 12;
const BYTES = 200_000;

const PLACES: readonly (readonly [host: string, style: Style])[] = [
  ['corp1', 'kazaa'],
  ['corp2', 'gnutella'],
  ['corp3', 'emule'],
  ['corp4', 'listing'],
];

const play = async (stage: Stage): Promise<void> => {
  const browser = await stage.start('ext1', 'client-web-server/browser');
  for (const [host, style] of PLACES) {
    const client = await stage.start(host, 'client-web-server/server', {
      style,
      files: FILES,
      bytes: BYTES,
    });
    const shared = listOf(await client.do('files'));
    const server = { address: stage.address(host), port: pageStyle(style).port };
    const seen = fieldsOf(await browser.do('list', { server, password: 'secret' }));
    const names = listOf(seen['links']).map(({ name }) => name);
    if (JSON.stringify(names) !== JSON.stringify(shared.map(({ name }) => name)))
      throw new Error(`${style}: the list names other files than are shared`);
    const last = shared.at(-1);
    if (!last?.['path']) continue;
    const file = fieldsOf(await browser.do('fetch', { server, path: last['path'] }));
    if (file['sha256'] !== last['sha256']) throw new Error(`${style}: the file arrived torn`);
  }
};

const listOf = (plain: Plain | undefined): Fields[] =>
  Array.isArray(plain) ? plain.map((entry) => fieldsOf(entry)) : [];

export const scenarios: readonly Scenario[] = [
  {
    id: 'client-web-server',
    systems: ['client-web-server'],
    models: [],
    about:
      "clients' own web servers list their shared files to a browser outside, and give one each",
    hosts: [
      ...PLACES.map(([name]) => ({ name, side: 'inside' as const })),
      { name: 'ext1', side: 'outside' },
    ],
    guilty: PLACES.map(([name]) => name),
    play,
  },
];
