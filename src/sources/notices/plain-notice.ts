// Notices in plain text: `Name: value` lines, one block for each address. The senders' own words differ; these are theirs:
//
//   - ------------- Infringement Details ----------------------------------
//   Title:        Example Film                                 (also Infringed Work, Asset)
//   Timestamp:    2026-11-22T05:33:00Z                         (also Initial/Recent Infringement Timestamp)
//   IP Address:   198.51.100.7                                 (also Infringer's IP Address)
//   Port:         51413                                        (also IP Port, Infringer's Port)
//   Type:         BitTorrent                                   (also Protocol)
//   Torrent Hash: 0123456789abcdef0123456789abcdef01234567     (also Infohash, File Hash)
//   Filename:     example.mkv                                  (also Infringing FileName)
//   Filesize:     700 MB                                       (also Infringing FileSize)
//
// An address makes it a notice. What it does not see: prose ("your customer at 198.51.100.7 …"), tables, and other languages.
import { canonicalAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import { contentIds } from './content-id.ts';
import { type Claim, type Notice, systemOf } from './notice.ts';
import { parseNoticeTime } from './notice-time.ts';
import { byteCount, portOf, said } from './notice-values.ts';

/** The notice, or a sentence that says why there is none. */
export const parsePlainNotice = (text: string): Notice | string => {
  const about: Block = {};
  const blocks: Block[] = [{}];
  let dropped = 0;
  for (const line of linesOf(text)) {
    const pair = pairOf(line);
    if (!pair) continue;
    const [field, value] = pair;
    if (ABOUT.has(field)) {
      about[field] ??= value;
      continue;
    }
    const block = blocks.at(-1)!;
    // What stands nearest before the address belongs to it; behind it, the next begins where a field comes again.
    if (block.address === undefined || block[field] === undefined) block[field] = value;
    else if (block[field] !== value) {
      if (blocks.length < LIMITS.noticeClaimsMax) blocks.push({ [field]: value });
      else dropped++;
    }
  }
  const claimed = blocks.filter(({ address }) => address !== undefined);
  if (claimed.length === 0) return 'no line names an address (IP Address: …)';
  return {
    form: 'text',
    reference: about.reference ?? null,
    status: null,
    complainant: about.complainant ?? null,
    provider: about.provider ?? null,
    claims: claimed.flatMap(claimsOf).slice(0, LIMITS.noticeClaimsMax),
    claimsDropped: dropped,
    doubts: [],
  };
};

type Field =
  | 'reference'
  | 'complainant'
  | 'provider'
  | 'title'
  | 'time'
  | 'later'
  | 'address'
  | 'port'
  | 'network'
  | 'hash'
  | 'name'
  | 'size';
type Block = { [field in Field]?: string };

const ABOUT: ReadonlySet<Field> = new Set<Field>(['reference', 'complainant', 'provider']);

/** Names without blanks and marks, in lower case. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>(
  (
    [
      ['reference', 'noticeid caseid casenumber referenceid referencenumber reference ticketid'],
      ['complainant', 'entity complainant copyrightowner rightsowner rightsholder copyrightholder'],
      ['provider', 'serviceprovider isp'],
      [
        'title',
        'title work infringedwork infringedworks copyrightedwork asset worktitle titleofwork',
      ],
      [
        'time',
        'timestamp time datetime dateandtime dateofinfringement infringementdate infringementtimestamp initialinfringementtimestamp infringementtime firstseen firstseendate evidencetimestamp',
      ],
      ['later', 'recentinfringementtimestamp lastseen lastseendate lastinfringementtimestamp'],
      [
        'address',
        'ip ipaddress infringersipaddress infringeripaddress infringingipaddress sourceip sourceipaddress useripaddress',
      ],
      [
        'port',
        'port ipport portnumber portid infringersport infringerport infringingport sourceport',
      ],
      ['network', 'type protocol network p2pnetwork infringementtype infringementsource'],
      ['hash', 'hash torrenthash infohash torrentinfohash filehash btih hashvalue sha1 sha1hash'],
      ['name', 'filename file infringingfilename infringingfile torrentname'],
      ['size', 'filesize size infringingfilesize'],
    ] as const
  ).flatMap(([field, names]) => names.split(' ').map((name) => [name, field] as const)),
);

/** Lines of a message signed with OpenPGP have `- ` before a dash (RFC 9580 §7.2); answers quote with `>`. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    if (end - start <= LINE_CHARS_MAX)
      yield text
        .slice(start, end)
        .replace(/^[>\s|*]{0,16}/, '')
        .trimEnd();
    start = end + 1;
  }
}

const LINE_CHARS_MAX = 2048;

const pairOf = (line: string): readonly [Field, string] | null => {
  const match = /^([A-Za-z][A-Za-z0-9'’ ()_/-]{1,48}?)\s{0,16}[:=]\s{0,64}(.+)$/.exec(line);
  if (!match) return null;
  const field = FIELDS.get(match[1]!.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const value = said(match[2]);
  if (field === undefined || value === null) return null;
  // `Hash: SHA256` is how a signed message begins.
  return field === 'hash' && contentIds(value, null).length === 0 ? null : [field, value];
};

/** A block that gives a first and a last time makes two claims about one address. */
const claimsOf = (block: Block): readonly Claim[] => {
  const times = [block.time, block.later].filter((time) => time !== undefined);
  const distinct = [...new Set(times.length === 0 ? [undefined] : times)];
  return distinct.map((time) => claimOf(block, time));
};

const claimOf = (block: Block, timeText: string | undefined): Claim => {
  const time = timeText === undefined ? null : parseNoticeTime(timeText);
  const network = block.network ?? null;
  const system = systemOf(network);
  const { address, port } = endOf(block.address!);
  const ids = block.hash === undefined ? [] : contentIds(block.hash, system);
  const { title = null, name = null } = block;
  const size = byteCount(block.size);
  const told = ids.length > 0 || title !== null || name !== null;
  return {
    timeText: timeText ?? null,
    at: time?.at ?? null,
    zoned: time?.zoned ?? false,
    addressText: block.address!,
    address,
    port: portOf(block.port) ?? port,
    network,
    system,
    contents: told ? [{ ids, title, name, size }] : [],
  };
};

/** `198.51.100.7`, `198.51.100.7:51413`, `[2001:db8::7]:51413`. */
const endOf = (text: string): { address: string | null; port: number | null } => {
  const whole = canonicalAddress(text);
  if (whole !== null) return { address: whole, port: null };
  const match = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([0-9.]{7,15})):(\d{1,5})$/.exec(text);
  const address = match ? canonicalAddress(match[1] ?? match[2]!) : null;
  return { address, port: address === null ? null : portOf(match![3]) };
};
