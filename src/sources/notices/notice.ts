// A copyright notice as it was read: who complains, and what is claimed of which address, port and time. A notice is what
// somebody else says; it is joined with evidence (cases/attribution.ts), and is none itself.
import type { SystemId } from '../../model/systems.ts';

export interface NoticeContent {
  /** As observations have them: `btih:…`, `ed2k:…`, `urn:sha1:…`, `tth:…`; several when the notice leaves the kind open. */
  readonly ids: readonly string[];
  /** Title of the work, and name of the file. */
  readonly title: string | null;
  readonly name: string | null;
  /** Bytes. */
  readonly size: number | null;
}

/** One address at one time. */
export interface Claim {
  /** As written, and epoch ms; null when it cannot be read. */
  readonly timeText: string | null;
  readonly at: number | null;
  /** False when the notice names no zone: `at` then reads it as UTC. */
  readonly zoned: boolean;
  /** As written, and RFC 5952 text; null when it is none. */
  readonly addressText: string | null;
  readonly address: string | null;
  readonly port: number | null;
  /** The notice's own word for the network: `BitTorrent`, `P2P`. */
  readonly network: string | null;
  readonly system: SystemId | null;
  readonly contents: readonly NoticeContent[];
}

export interface Notice {
  readonly form: 'acns' | 'text';
  /** Reference of the sender. */
  readonly reference: string | null;
  readonly status: string | null;
  readonly complainant: string | null;
  readonly provider: string | null;
  readonly claims: readonly Claim[];
  /** Claims that were not kept because there were too many. */
  readonly claimsDropped: number;
  /** What the message itself contradicts, in sentences for people. */
  readonly doubts: readonly string[];
}

/** What was found in one text or message. */
export interface NoticesRead {
  readonly notices: readonly Notice[];
  /** Sentences about parts that were refused, for people; never text of the notice. */
  readonly refused: readonly string[];
}

/** The network that a notice names, by its words. A claim of the sender, not a finding. */
export const systemOf = (words: string | null): SystemId | null => {
  const name = (words ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
  return NETWORKS.find(([word]) => name.includes(word))?.[1] ?? null;
};

const NETWORKS: readonly (readonly [word: string, system: SystemId])[] = [
  ['bittorrent', 'bittorrent'],
  ['torrent', 'bittorrent'],
  ['edonkey', 'edonkey'],
  ['emule', 'edonkey'],
  ['ed2k', 'edonkey'],
  ['kademlia', 'edonkey'],
  ['gnutella2', 'gnutella2'],
  ['gnutella', 'gnutella'],
  ['limewire', 'gnutella'],
  ['directconnect', 'directconnect'],
  ['dc++', 'directconnect'],
  ['ares', 'ares'],
  ['fasttrack', 'fasttrack'],
  ['kazaa', 'fasttrack'],
  ['soulseek', 'soulseek'],
];
