// A report that may be shown to others: nobody in it can be named from it. Hosts, devices, users, peers, files and
// contents get numbers, the same number wherever they stand. Lines of evidence are left out, because what strangers
// wrote in them cannot be cleaned of names with certainty; file, place and time stay, for those who hold the evidence.
import type {
  Report,
  ReportCase,
  ReportExposure,
  ReportFinding,
  ReportSiteImpact,
  ReportUnusual,
} from '../model/report.ts';
import type { ReportTested } from './exposure.ts';
import { type Mask, newMask } from './mask.ts';

/** The same report and key give the same pseudonyms. The key decides who gets which number, so that order tells nothing. */
export const pseudonymise = (report: Report, key: string): Report => {
  const mask = newMask(knownNames(report, key));
  const {
    hosts,
    users,
    violations,
    unusual,
    cases,
    evidence,
    unread,
    notShown,
    command: _command,
    ...rest
  } = report;
  return {
    ...rest,
    site: report.site === null ? null : 'site-1',
    pseudonyms: true,
    evidence: evidence.map((piece) => ({
      ...piece,
      path: mask.whole('evidence', piece.path),
      format: mask.text(piece.format),
      notUnderstood: mapKeys(piece.notUnderstood, mask),
      quality: mapKeys(piece.quality, mask),
      warnings: piece.warnings.map(mask.text),
    })),
    unread: unread.map(({ path, code, message }) => ({
      path: mask.whole('evidence', path),
      code: mask.text(code),
      message: mask.text(message),
    })),
    hosts: hosts.map((host) => ({ ...host, ...identity(host, mask) })),
    users: users.map((user) => ({
      ...user,
      user: mask.whole('user', user.user),
      addresses: user.addresses.map((address) => mask.whole('host', address)),
    })),
    violations: violations.map((row) => ({
      ...row,
      address: mask.whole('host', row.address),
      transport: mask.text(row.transport),
    })),
    ...(unusual
      ? {
          unusual: unusual.map((one) => ({
            ...one,
            name: one.name === '' ? '' : mask.whole(UNUSUAL_KINDS[one.subject], one.name),
            text: mask.text(one.text),
          })),
        }
      : {}),
    cases: cases.map((found) => hiddenCase(found, mask)),
    ...(report.impact ? { impact: hiddenSite(report.impact, mask) } : {}),
    notShown: [...notShown.map(mask.text), LEFT_OUT],
  };
};

const UNUSUAL_KINDS = { host: 'host', person: 'user', site: 'link' } as const;

const hiddenSite = (site: ReportSiteImpact, mask: Mask): ReportSiteImpact => ({
  ...site,
  link: site.link && { ...site.link, link: mask.whole('link', site.link.link) },
  bill: site.bill && {
    ...site.bill,
    currency: mask.text(site.bill.currency),
    assumptions: site.bill.assumptions.map(mask.text),
  },
});

const LEFT_OUT =
  'Names, addresses and lines of evidence are left out: this report is pseudonymous.';
const LINE_LEFT_OUT = 'left out in a pseudonymous report';

const hiddenCase = (found: ReportCase, mask: Mask): ReportCase => {
  const subject = { ...found.subject, ...identity(found.subject, mask) };
  const { nicknames, impact, exposure, discovery, contacts } = found;
  return {
    ...found,
    id: `${found.activity}-${subject.address}`,
    subject,
    clients: found.clients.map(({ name, version }) => ({
      name: mask.text(name),
      version: version === null ? null : versionText(version, mask),
    })),
    roles: found.roles.map(mask.text),
    ...(found.holders ? { holders: found.holders.map((one) => hiddenHolder(one, mask)) } : {}),
    ...(found.doubts ? { doubts: found.doubts.map(mask.text) } : {}),
    ...(nicknames ? { nicknames: nicknames.map((name) => mask.whole('nickname', name)) } : {}),
    ...(discovery
      ? { discovery: discovery.map((seen) => ({ ...seen, because: mask.text(seen.because) })) }
      : {}),
    ...(contacts
      ? {
          contacts: {
            ...contacts,
            shown: contacts.shown.map((far) => ({
              ...far,
              address: mask.whole('peer', far.address),
            })),
          },
        }
      : {}),
    content: found.content.map((content) => hiddenContent(content, mask)),
    findings: found.findings.map((finding) => hiddenFinding(finding, mask)),
    impact: {
      ...impact,
      linkShare: impact.linkShare && {
        ...impact.linkShare,
        link: mask.whole('link', impact.linkShare.link),
      },
      cost: impact.cost && {
        ...impact.cost,
        currency: mask.text(impact.cost.currency),
        assumptions: impact.cost.assumptions.map(mask.text),
      },
    },
    exposure: hiddenExposure(exposure, mask),
    ...(found.weaknesses
      ? {
          weaknesses: found.weaknesses.map((one) => ({
            ...one,
            client: mask.text(one.client),
            version: one.version === null ? null : versionText(one.version, mask),
          })),
        }
      : {}),
  };
};

/** What a name looked like stays; the name, the word met in it and the path go. */
const hiddenExposure = (exposure: ReportExposure, mask: Mask): ReportExposure => ({
  ...exposure,
  offers: exposure.offers.map((offer) => hiddenContent(offer, mask)),
  ...(exposure.tested ? { tested: hiddenTested(exposure.tested, mask) } : {}),
});

const hiddenTested = (tested: ReportTested, mask: Mask): ReportTested => ({
  ...tested,
  told: {
    ...tested.told,
    addresses: tested.told.addresses.map((address) => mask.whole('peer', address)),
  },
  sensitive: tested.sensitive.map((one) => ({
    ...one,
    name: mask.whole('file', one.name),
    id: one.id === '' ? '' : mask.whole('content', one.id),
    word: '',
    told: one.told.map((address) => mask.whole('peer', address)),
  })),
  places: tested.places.map((place) => ({ ...place, path: mask.whole('path', place.path) })),
});

type ReportHolder = NonNullable<ReportCase['holders']>[number];

const hiddenHolder = ({ mac, ...holder }: ReportHolder, mask: Mask): ReportHolder => ({
  ...holder,
  name: mask.whole(holder.kind, holder.name),
  ...(mac === undefined ? {} : { mac: mask.whole('device', mac) }),
  held: mask.whole('host', holder.held),
  format: mask.text(holder.format),
});

const hiddenFinding = (finding: ReportFinding, mask: Mask): ReportFinding => ({
  ...finding,
  detector: mask.text(finding.detector),
  text: mask.text(finding.text),
  rival: finding.rival === null ? null : mask.text(finding.rival),
  evidence: finding.evidence.map((seen) => ({ ...seen, text: LINE_LEFT_OUT })),
});

/** Identifier and exact size find a file's name in any index; the size is kept in two digits. */
const hiddenContent = (
  { id, name, size }: ReportCase['content'][number],
  mask: Mask,
): ReportCase['content'][number] => ({
  id: id === '' ? '' : mask.whole('content', id),
  name: name === null ? null : mask.whole('file', name),
  size: size === null ? null : Number(size.toPrecision(2)),
});

interface Identified {
  readonly address: string;
  readonly addresses: readonly string[];
  readonly device: string | null;
  readonly user: string | null;
}

const identity = ({ address, addresses, device, user }: Identified, mask: Mask) => ({
  address: mask.whole('host', address),
  addresses: addresses.map((other) => mask.whole('host', other)),
  device: device === null ? null : mask.whole('device', device),
  user: user === null ? null : mask.whole('user', user),
});

/** A version with four numbers looks like an address; only names are looked for in it. */
const versionText = (version: string, mask: Mask): string =>
  /^[\d.]{1,32}$/.test(version) ? version : mask.text(version);

const mapKeys = <Value>(record: Record<string, Value>, mask: Mask): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [mask.text(name), value]));

/** Every name that the report itself knows, each kind numbered in the order of its keyed hash. */
const knownNames = (report: Report, key: string): Map<string, string> => {
  const people: readonly Identified[] = [
    ...report.hosts,
    ...report.cases.map(({ subject }) => subject),
  ];
  const contents = report.cases.flatMap(({ content, exposure }) => [
    ...content,
    ...exposure.offers,
    ...(exposure.tested?.sensitive ?? []),
  ]);
  const present = (texts: readonly (string | null | undefined)[]) =>
    texts.filter((text): text is string => typeof text === 'string' && text !== '');
  const paths = [...report.evidence, ...report.unread].map(({ path }) => path);
  const known = new Map<string, string>();
  const add = (kind: string, names: readonly string[]) => {
    const unknown = [...new Set(names)].filter((name) => !known.has(name));
    const order = new Map(unknown.map((name) => [name, rank(key, kind, name)]));
    unknown.sort((a, b) => order.get(a)! - order.get(b)! || (a < b ? -1 : 1));
    unknown.forEach((name, i) => {
      known.set(name, `${kind}-${i + 1}`);
    });
  };
  add('host', [
    ...people.map(({ address }) => address),
    ...report.users.flatMap(({ addresses }) => addresses),
    ...report.violations.map(({ address }) => address),
    ...unusualNames(report, 'host'),
  ]);
  for (const { address, addresses } of people)
    for (const [i, other] of addresses.entries())
      if (!known.has(other)) known.set(other, `${known.get(address)}.${i + 1}`);
  const holders = report.cases.flatMap((found) => found.holders ?? []);
  const held = (kind: string) => holders.filter((one) => one.kind === kind).map(({ name }) => name);
  add('device', present([...people.map(({ device }) => device), ...held('device')]));
  add('device', present(holders.map(({ mac }) => mac)));
  add('user', present([...[...people, ...report.users].map(({ user }) => user), ...held('user')]));
  for (const { user, device } of people) {
    const short = [user?.split('\\').at(-1)?.split('@')[0], device?.split('.')[0]];
    for (const [i, part] of short.entries())
      if (part && part.length >= PART_CHARS_MIN && !known.has(part))
        known.set(part, known.get((i === 0 ? user : device)!)!);
  }
  add('user', unusualNames(report, 'person'));
  add('nickname', present(report.cases.flatMap(({ nicknames }) => nicknames ?? [])));
  add('file', present(contents.map(({ name }) => name)));
  add('content', present(contents.map(({ id }) => id)));
  add('link', present(report.cases.map(({ impact }) => impact.linkShare?.link)));
  add('link', present([report.impact?.link?.link]));
  add('evidence', present(paths));
  add('site', present([report.site]));
  return known;
};

const unusualNames = ({ unusual = [] }: Report, kind: ReportUnusual['subject']): string[] =>
  unusual.filter(({ subject }) => subject === kind).map(({ name }) => name);

/** `ana` of `CORP\ana` and `ana@corp` stands alone in many logs; shorter parts are words of their own. */
const PART_CHARS_MIN = 3;

/**
 * A keyed order, not a secret: what is printed is only the place in it. FNV-1a over key, kind and name, then
 * MurmurHash3's finaliser, because FNV's last characters barely move the high bits.
 */
const rank = (key: string, kind: string, name: string): number => {
  let hash = 0x811c9dc5;
  for (const char of `${key}\u0000${kind}\u0000${name}`)
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
