// Behaviour of a peer (D4), from headers alone: many far addresses, high port to high port, sought and seeking, over TCP
// and UDP both. No byte of payload is looked at, and no name that anything else found: NetFlow or a firewall's log do.
//
// What it can say is 'peer-to-peer behaviour, program unknown', a lead. It names no program, so that it never raises a
// case alone; beside evidence that names one, cases adds it to that (cases/behaviour.ts).
//
// Rival: what peer-rules.ts lists as rivals is left out. What remains are meshes that are no file sharing: crypto-currency,
// synchronised folders, distributed games, clusters across the border.

import type { Finding, Seen } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import { formatBytes } from '../model/units.ts';
import { type Contact, Contacts, type Slot } from './contacts.ts';
import type { Detector } from './detector.ts';
import { plural, seenOf } from './flow-findings.ts';
import { type Graphlet, graphletOf } from './graphlet.ts';
import { place } from './part.ts';
import { PEERS_MIN, RIVALS, SIGNS, SIGNS_MIN } from './peer-rules.ts';
import { weightOf } from './weights.ts';

export const peerBehaviour = Object.freeze({
  id: 'peer-behaviour',
  technique: 'D4',
  title: 'Hosts that behave as peers, whatever they carry: the program stays unknown.',
  open: () => {
    const best = new Map<string, Judged>();
    const contacts = new Contacts((address, _at, window) => {
      const judged = judge(address, window);
      if (judged) keepBest(best, address, judged);
    });
    return {
      see: (observation) => contacts.see(observation),
      findings: () => {
        contacts.end();
        return [...best].map(([address, judged]) => finding(address, judged));
      },
    };
  },
} satisfies Detector);

interface Judged {
  readonly graphlet: Graphlet;
  readonly signs: readonly string[];
  readonly examples: readonly Seen[];
  windows: number;
}

const judge = (address: string, window: readonly Slot[]): Judged | null => {
  // Most addresses have too few contacts to need a closer look.
  if (window.reduce((sum, { contacts }) => sum + contacts.size, 0) < PEERS_MIN) return null;
  const graphlet = graphletOf(address, window);
  if (graphlet.peers < PEERS_MIN || RIVALS.some((rule) => rule.holds(graphlet))) return null;
  const signs = SIGNS.filter((rule) => rule.holds(graphlet)).map((rule) => rule.says(graphlet));
  if (signs.length < SIGNS_MIN) return null;
  return { graphlet, signs, examples: examplesOf(graphlet), windows: 1 };
};

const keepBest = (best: Map<string, Judged>, address: string, judged: Judged): void => {
  const known = best.get(address);
  if (!known && best.size >= LIMITS.subjectsMax) return;
  const windows = (known?.windows ?? 0) + 1;
  const better = !known || rank(judged) > rank(known);
  best.set(address, { ...(better ? judged : known), windows });
};

const rank = ({ signs, graphlet }: Judged): number =>
  signs.length * LIMITS.contactsPerHostMax + graphlet.peers;

const finding = (subject: string, { graphlet, signs, examples, windows }: Judged): Finding => ({
  detector: 'peer-behaviour',
  technique: 'D4',
  plane: 'behaviour',
  subject,
  activity: 'peer-to-peer',
  weight: weightOf('peer-behaviour'),
  for: true,
  text: `Within ten minutes it had to do with ${plural(graphlet.peers, 'far address', 'far addresses')}, high port to high port: it ${listText(signs)}. ${volumeText(graphlet)}Which program does that, headers do not tell.`,
  rival:
    'Another mesh of equals: synchronised folders, a crypto-currency, a game without a server, a cluster across the border. Scanners, monitoring, mail, name servers, time servers, calls and browsers were left out by rules of their own.',
  evidence: examples,
  count: windows,
});

const volumeText = ({ bytesOut, bytesIn }: Graphlet): string =>
  bytesOut + bytesIn === 0
    ? ''
    : `It sent them ${formatBytes(bytesOut, 'SI')} and received ${formatBytes(bytesIn, 'SI')}. `;

const listText = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** One of each far address, the most bytes first; the same whatever the order of the evidence. */
const examplesOf = ({ contacts }: Graphlet): Seen[] => {
  const byFar = new Map<string, Contact>();
  for (const contact of contacts) {
    const known = byFar.get(contact.far);
    if (!known || bytesOf(contact) > bytesOf(known)) byFar.set(contact.far, contact);
  }
  return [...byFar.values()]
    .sort((a, b) => bytesOf(b) - bytesOf(a) || (a.far < b.far ? -1 : 1))
    .slice(0, LIMITS.seenMax)
    .map((contact) => seenOf(contact.first, contactText(contact)));
};

const bytesOf = ({ bytesOut, bytesIn }: Contact): number => bytesOut + bytesIn;

const contactText = (contact: Contact): string => {
  const { far, farPort, ownPort, transport, out, answered, flows } = contact;
  const own = ownPort === 0 ? '' : ` at own port ${ownPort}`;
  const state = answered === null ? '' : answered ? ', answered' : ', failed';
  return out
    ? `to ${place(far, farPort)} ${transport}${own}: ${plural(flows, 'connection')}${state}`
    : `from ${place(far)} ${transport}${own}: ${plural(flows, 'connection')}${state}`;
};
