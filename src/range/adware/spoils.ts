// What adware takes: sites visited, applications installed, directory contents. All of it made up.
import { sharedFile } from '../content.ts';
import type { Random } from '../random.ts';

export interface Visit {
  readonly address: string;
  readonly seconds: number;
}

const PLACES = ['news', 'travel', 'bank', 'auction', 'weather', 'jobs', 'intranet', 'webmail'];
const PAGES = ['index.html', 'search?q=cheap+flights', 'account/balance', 'cv/upload', 'inbox'];
const APPLICATIONS = [
  'Word 2000',
  'Excel 2000',
  'Outlook 2000',
  'Acrobat Reader 5.0',
  'WinZip 8.1',
  'Winamp 2.81',
  'Kazaa Media Desktop 2.0.2',
  'ICQ 2002a',
  'Payroll 4.2',
  'Lotus Notes 5.0.8',
];
const FOLDERS = ['My Documents', 'My Documents\\Budget', 'My Shared Folder', 'Temp'];
const DOCUMENTS = ['resume.doc', 'policy-draft.doc', 'budget-2003.xls', 'clients.mdb', 'notes.txt'];

/** Hosts of .example (RFC 2606): nobody's. */
export const sites = (random: Random, count: number): Visit[] =>
  Array.from({ length: count }, () => ({
    address: `http://www.${random.pick(PLACES)}.example/${random.pick(PAGES)}`,
    seconds: random.between(2, 400),
  }));

export const applications = (random: Random, count: number): string[] =>
  random.shuffled(APPLICATIONS).slice(0, count);

export const directory = (random: Random, count: number): string[] =>
  Array.from({ length: count }, () => {
    const name =
      random.fraction() < 0.5 ? random.pick(DOCUMENTS) : sharedFile(random.word(), 0).name;
    return `C:\\${random.pick(FOLDERS)}\\${name}`;
  });
