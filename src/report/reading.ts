// How a report is read aloud: which cases stand first, which apart, and the one sentence above them all.
// Text and HTML say the same because both say this.
import type { Report, ReportCase } from '../model/report.ts';
import type { Family } from '../model/systems.ts';
import { formatBytes, type UnitSystem } from '../model/units.ts';
import { siteImpactSentences } from './impact-words.ts';
import { countText, groupText, loadText, moneyText, percentText } from './words.ts';

/** What every renderer can be told. */
export interface RenderOptions {
  /** How volumes are counted; default SI. */
  readonly units?: UnitSystem;
  /** Name of a system, such as `BitTorrent`; default is its id. */
  readonly nameOf?: (id: string) => string;
  /** How a system is found, in a few sentences; default nothing. */
  readonly howFound?: (id: string) => string;
  /** What starts this program, in commands to be pasted; default `peerwarden`. */
  readonly program?: string;
}

export interface Reading {
  /** Open cases at 0.5 or above that policy does not sanction: what has to be acted on. */
  readonly raised: readonly ReportCase[];
  /** Open cases below 0.5. */
  readonly leads: readonly ReportCase[];
  /** Cases that policy sanctions or excepts. */
  readonly sanctioned: readonly ReportCase[];
  /** Cases that people closed or found to be false alarms. */
  readonly settled: readonly ReportCase[];
  readonly headline: string;
  /** Sentences after the headline. */
  readonly more: readonly string[];
}

export const readReport = (report: Report, options: RenderOptions = {}): Reading => {
  const sorted = [...report.cases].sort(byUrgency);
  const settled = sorted.filter(isSettled);
  const sanctioned = sorted.filter((found) => !isSettled(found) && isSanctioned(found));
  const open = sorted.filter((found) => !isSettled(found) && !isSanctioned(found));
  const raised = open.filter(({ confidence }) => confidence !== 'lead');
  const leads = open.filter(({ confidence }) => confidence === 'lead');
  const headline = raised.length === 0 ? nobody(report) : raisedSentence(report, raised);
  const more = [
    ...totals(raised, options.units),
    ...(raised.length > 0 && report.impact ? siteImpactSentences(report.impact) : []),
    ...(leads.length > 0
      ? [`${countText(leads.length, 'lead')} below 50 %: more evidence is needed.`]
      : []),
    ...caveats(report),
  ];
  return { raised, leads, sanctioned, settled, headline, more };
};

/** Highest severity first, then the surest, then the largest. */
export const byUrgency = (a: ReportCase, b: ReportCase): number =>
  SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
  b.probability - a.probability ||
  b.bytesOut + b.bytesIn - (a.bytesOut + a.bytesIn) ||
  (a.id < b.id ? -1 : 1);

/** Never the word without the figure. */
export const surenessText = ({ confidence, probability }: ReportCase): string =>
  `${confidence} ${percentText(probability)}`;

/** What the words mean; printed wherever they are used. */
export const SURENESS_KEY = 'certain from 98 %, likely from 80 %, raised from 50 %, lead below';

/** Programs seen; a program that only repeats the name of the system is left out. */
export const clientText = ({ clients }: ReportCase, system = ''): string =>
  clients
    .filter(({ name, version }) => version !== null || name !== system)
    .map(({ name, version }) => (version ? `${name} ${version}` : name))
    .join(', ');

/** `peak 34 % of office uplink`. */
export const linkText = ({ impact }: ReportCase): string | null =>
  impact.linkShare && `peak ${loadText(impact.linkShare.peakPercent)} of ${impact.linkShare.link}`;

export const costText = ({ impact }: ReportCase): string | null =>
  impact.cost && costs(impact.cost)
    ? `${moneyText(impact.cost.currency, impact.cost.amount)} so far, ${moneyText(impact.cost.currency, impact.cost.perMonth)} a month if it goes on`
    : null;

/** Under a fee, or far below the percentile that is billed, a case adds nothing: then nothing is said. */
const costs = ({ amount, perMonth }: NonNullable<ReportCase['impact']['cost']>): boolean =>
  amount > 0 || perMonth > 0;

const isSettled = ({ state }: ReportCase): boolean => state === 'closed' || state === 'false alarm';
const isSanctioned = ({ state, sanctioned }: ReportCase): boolean =>
  sanctioned || state === 'excepted';

const SEVERITY_RANK = { high: 0, medium: 1, low: 2 } as const;

const nobody = (report: Report): string => {
  if (report.hosts.length === 0) return 'No host was seen in this evidence.';
  return report.hosts.length === 1
    ? 'The one host that was seen was not found to share files peer to peer.'
    : `Nobody was found to share files peer to peer: ${groupText(report.hosts.length)} hosts were seen.`;
};

/** `2 of 14 hosts share files peer to peer (86 % to > 99.9 % sure). 1 uses a tunnel (91 % sure).` */
const raisedSentence = (report: Report, raised: readonly ReportCase[]): string => {
  const families = [...new Set(raised.map(({ family }) => family))];
  return families
    .map((family, i) => {
      const cases = raised.filter((found) => found.family === family);
      const hosts = new Set(cases.map(({ subject }) => subject.address)).size;
      const all = Math.max(report.hosts.length, hosts);
      const who = i > 0 ? groupText(hosts) : `${groupText(hosts)} of ${countText(all, 'host')}`;
      const does = DOES[family as Family] ?? ['does ', 'do ', family];
      return `${who} ${does[hosts === 1 ? 0 : 1]}${does[2]} (${rangeText(cases)} sure).`;
    })
    .join(' ');
};

const rangeText = (cases: readonly ReportCase[]): string => {
  const sure = cases.map(({ probability }) => probability);
  const [low, high] = [percentText(Math.min(...sure)), percentText(Math.max(...sure))];
  return low === high ? low : `${low} to ${high}`;
};

/** Verb for one host, for several, and the rest. */
const DOES: Record<Family, readonly [string, string, string]> = {
  'file-sharing': ['shares', 'share', ' files peer to peer'],
  streaming: ['streams', 'stream', ' peer to peer'],
  overlay: ['uses', 'use', ' an anonymity network'],
  tunnel: ['uses', 'use', ' a tunnel'],
  vpn: ['uses', 'use', ' a VPN'],
  proxy: ['uses', 'use', ' a proxy outside'],
  adware: ['runs', 'run', ' adware'],
  sync: ['synchronises', 'synchronise', ' files peer to peer'],
  distribution: ['fetches', 'fetch', ' updates from peers'],
  'crypto-currency': ['speaks', 'speak', ' a crypto-currency protocol'],
  'remote-access': ['uses', 'use', ' remote access'],
};

const totals = (raised: readonly ReportCase[], units: UnitSystem = 'SI'): string[] => {
  if (raised.length === 0) return [];
  const sum = (of: (found: ReportCase) => number) =>
    raised.reduce((total, found) => total + of(found), 0);
  const volume = `Sent ${formatBytes(
    sum(({ bytesOut }) => bytesOut),
    units,
  )}, received ${formatBytes(
    sum(({ bytesIn }) => bytesIn),
    units,
  )}.`;
  const cost = monthlyCosts(raised);
  return cost === null
    ? [volume]
    : [`${volume} If every working hour is like these, it costs ${cost} a month.`];
};

/** Sums per currency, or null when no tariff is known or nothing is added to the bill. */
export const monthlyCosts = (cases: readonly ReportCase[]): string | null => {
  const byCurrency = new Map<string, number>();
  for (const { impact } of cases)
    if (impact.cost && costs(impact.cost))
      byCurrency.set(
        impact.cost.currency,
        (byCurrency.get(impact.cost.currency) ?? 0) + impact.cost.perMonth,
      );
  return byCurrency.size === 0
    ? null
    : [...byCurrency].map(([currency, amount]) => moneyText(currency, amount)).join(' and ');
};

const caveats = (report: Report): string[] => [
  ...(report.complete ? [] : ['Reading was interrupted: this is what was read until then.']),
  ...(report.unread.length > 0
    ? [`${countText(report.unread.length, 'piece')} of evidence could not be read.`]
    : []),
  ...(report.pseudonyms ? ['Names and addresses are replaced by pseudonyms.'] : []),
];
