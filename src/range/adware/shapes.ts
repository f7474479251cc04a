// What adware of 2003 sent, as far as public write-ups tell. Each report is a request of a known shape with invented content.
//
// Known (and from where):
// - Gator/GAIN: `GET http://gatorcme.gator.com/gatorcme/core/col.zip` by `Gator/4.0 Blast Thread {GUID}` is a log line
//   in a signature of July 2003 (snort-sigs).
// - Cydoor: jmcms.cydoor.com (published block lists). Aureate/Radiate: adsoftware.com, aureate.com (the same).
// Not found in any source that could be read, and therefore a guess: the other host names (gs.gator.com, the prefixes, Kazaa's
// desktop.kazaa.com and topsearch.altnet.com), and what each family reports beyond the paper of docs/requirements.md.
// Invented: all paths and parameter names that are not in that log line, and everything that is said.
import type { Random } from '../random.ts';
import { applications, directory, sites } from './spoils.ts';

export const FAMILIES = ['gain', 'cydoor', 'aureate', 'kazaa'] as const;
export type AdwareFamily = (typeof FAMILIES)[number];

export interface Report {
  readonly host: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly agent: string;
  /** Form fields in order; in the address of a GET, in the body of a POST. */
  readonly fields: readonly (readonly [string, string])[];
}

/** What one family sends in one round. `id` is the installation's GUID. */
export const reportsOf = (family: AdwareFamily, id: string, random: Random): Report[] =>
  SHAPES[family](id, random);

const BROWSER = 'Mozilla/4.0 (compatible; MSIE 5.5; Windows 98)';

const SHAPES: Record<AdwareFamily, (id: string, random: Random) => Report[]> = {
  gain: (id, random) => [
    {
      host: 'gatorcme.gator.com',
      method: 'GET',
      path: '/gatorcme/core/col.zip',
      agent: `Gator/4.0 Blast Thread {${id}}`,
      fields: [],
    },
    {
      host: 'gs.gator.com',
      method: 'POST',
      path: '/gs/report.asp',
      agent: `Gator/4.0 {${id}}`,
      fields: [
        ['mid', id],
        ['ver', '4.0.1.4'],
        ...sites(random, 6).map(({ address, seconds }, at): [string, string] => [
          `u${at}`,
          `${address}|${seconds}`,
        ]),
      ],
    },
  ],
  cydoor: (id, random) => [
    {
      host: 'jmcms.cydoor.com',
      method: 'GET',
      path: '/scripts/ads.asp',
      agent: BROWSER,
      fields: [
        ['AdwrCode', String(random.between(100, 999))],
        ['UsrID', id],
        ['Age', String(random.between(18, 60))],
        ['Gndr', random.pick(['M', 'F'])],
        ['Cntry', random.pick(['AU', 'DE', 'US'])],
      ],
    },
    {
      host: 'jmcms.cydoor.com',
      method: 'POST',
      path: '/scripts/shown.asp',
      agent: BROWSER,
      fields: [
        ['UsrID', id],
        ['Shown', Array.from({ length: 5 }, () => random.between(1000, 9999)).join(',')],
      ],
    },
  ],
  aureate: (id, random) => [
    {
      host: 'aim1.adsoftware.com',
      method: 'POST',
      path: '/advert/profile',
      agent: BROWSER,
      fields: [
        ['uid', id],
        ['sw', random.pick(['gozilla', 'cuteftp', 'netvampire'])],
        ['apps', applications(random, 12).join(';')],
        ['dir', directory(random, 25).join(';')],
      ],
    },
  ],
  kazaa: (id, random) => [
    {
      host: 'desktop.kazaa.com',
      method: 'GET',
      path: '/us/index.htm',
      agent: BROWSER,
      fields: [['kmd', '2.0.2']],
    },
    {
      host: 'topsearch.altnet.com',
      method: 'POST',
      path: '/topsearch/update',
      agent: 'TopSearch/1.1',
      fields: [
        ['guid', id],
        ['index', String(random.between(100, 400))],
        ['queries', String(random.between(0, 30))],
      ],
    },
  ],
};

/** Names that a resolver or a proxy's hosts file must lead to the collector. */
export const ADWARE_HOSTS: readonly string[] = [
  'gatorcme.gator.com',
  'gs.gator.com',
  'jmcms.cydoor.com',
  'aim1.adsoftware.com',
  'desktop.kazaa.com',
  'topsearch.altnet.com',
];
