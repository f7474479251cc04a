// What an audit of folders says, in words that all its forms share.
import type { AuditCase, AuditClient, AuditOwner, FileAudit } from '../model/file-audit.ts';
import { formatBytes, type UnitSystem } from '../model/units.ts';
import { countText, groupText, instantText, moneyText, percentText } from './words.ts';

const isRaised = ({ confidence, sanctioned }: AuditCase): boolean =>
  confidence !== 'lead' && !sanctioned;

/** The first is the headline. */
export const auditHeadline = (audit: FileAudit, units: UnitSystem): string[] => {
  const { sums, cases, complete } = audit;
  const raised = cases.filter(isRaised);
  const owners = new Set(raised.map(({ owner }) => owner)).size;
  const head =
    raised.length === 0
      ? 'No owner’s files speak of file sharing strongly enough to raise it.'
      : `Files of ${countText(owners, 'owner')} speak of file sharing.`;
  return [
    `${complete ? '' : 'Stopped before the end. '}${head}`,
    `${countText(sums.files, 'file')} in ${countText(sums.folders, 'folder')}, ${formatBytes(sums.bytes, units)} (${formatBytes(sums.allocated, units)} on disk); ${sums.read === sums.files ? 'all read' : `${groupText(sums.read)} read, the others unchanged since the last audit, empty or closed to this user`}.`,
    `${countText(sums.told, 'file')} told, ${formatBytes(sums.toldBytes, units)}; copies take ${formatBytes(sums.copiesBytes, units)}${sums.special > 0 ? `; ${countText(sums.special, 'link, device or pipe', 'links, devices and pipes')} not opened` : ''}${sums.ignored > 0 ? `; ${groupText(sums.ignored)} ignored by policy` : ''}.`,
  ];
};

export const auditNotes = ({ notShown, filesMore, unreadableMore }: FileAudit): string[] => [
  ...notShown,
  ...(filesMore > 0
    ? [`${countText(filesMore, 'further file')} with a sign are counted, not listed.`]
    : []),
  ...(unreadableMore > 0
    ? [`${countText(unreadableMore, 'further place')} could not be read.`]
    : []),
];

/** `maria: eDonkey, likely (84 %), 12 files, since …`. */
export const caseText = (one: AuditCase, nameOf: (id: string) => string): string =>
  `${one.owner}: ${nameOf(one.activity)}, ${one.confidence} (${percentText(one.probability)})${one.sanctioned ? ', sanctioned by policy' : ''}, ${countText(one.files, 'file')}, changed ${instantText(one.firstSeen)} to ${instantText(one.lastSeen)} UTC`;

export const clientText = (client: AuditClient, nameOf: (id: string) => string): string => {
  const { owner, path, title, program, version, nick, folders } = client;
  const who = [program, version].filter((text) => text !== null).join(' ');
  const counts = (['fetched', 'partial', 'shared', 'seen'] as const)
    .filter((state) => client[state] > 0)
    .map((state) => `${groupText(client[state])} ${state}`);
  return [
    `${path} (${owner}): ${title}, ${nameOf(client.system)}`,
    ...(who === '' ? [] : [who]),
    ...(nick === null ? [] : [`nick “${nick}”`]),
    ...counts,
    ...(folders.length === 0 ? [] : [`shares ${folders.slice(0, 3).join(', ')}`]),
  ].join('; ');
};

export const sharesText = (owner: AuditOwner, units: UnitSystem): string[] => [
  ...(owner.sharedBytes > 0 ? [`file sharing ${formatBytes(owner.sharedBytes, units)}`] : []),
  ...(owner.copiesBytes > 0 ? [`copies ${formatBytes(owner.copiesBytes, units)}`] : []),
  ...(owner.quotaShare === null ? [] : [`${Math.round(owner.quotaShare * 100)} % of quota`]),
  ...(owner.films >= 1 ? [`as much as ${groupText(owner.films)} films`] : []),
];

/** Empty when policy prices no storage. */
export const ownerCost = ({ cost }: AuditOwner): string[] => {
  if (cost === null) return [];
  const low = moneyText(cost.currency, cost.low);
  return [
    `${low}${cost.high === cost.low ? '' : ` to ${moneyText(cost.currency, cost.high)}`} a month`,
  ];
};
