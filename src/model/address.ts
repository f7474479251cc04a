// IP addresses. In the packet path an address is four 32-bit words (IPv4 as ::ffff:a.b.c.d, RFC 4291 §2.5.5.2);
// outside it is RFC 5952 text. Both forms of one address are never mixed.

/** Marks an IPv4 address in the third word. */
export const V4_MARK = 0xffff;

export type Words = readonly [number, number, number, number];

/** Text of the address in `words[at..at+4]`. IPv4-mapped words print as dotted quads. */
export const addressText = (words: ArrayLike<number>, at = 0): string => {
  const a = words[at]! >>> 0;
  const b = words[at + 1]! >>> 0;
  const c = words[at + 2]! >>> 0;
  const d = words[at + 3]! >>> 0;
  if (a === 0 && b === 0 && c === V4_MARK) return ipv4Text(d);
  return ipv6Text([
    a >>> 16,
    a & 0xffff,
    b >>> 16,
    b & 0xffff,
    c >>> 16,
    c & 0xffff,
    d >>> 16,
    d & 0xffff,
  ]);
};

export const ipv4Text = (word: number): string =>
  `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;

/** RFC 5952: lower case, longest run of two or more zero groups as `::`, the first of equal runs. */
const ipv6Text = (groups: readonly number[]): string => {
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; ) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > bestLength) {
      best = i;
      bestLength = end - i;
    }
    i = end === i ? i + 1 : end;
  }
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return best < 0 ? hex(0, 8) : `${hex(0, best)}::${hex(best + bestLength, 8)}`;
};

/** Words of an address in text, or null. Accepts any RFC 4291 form; zone ids are refused. */
export const parseAddress = (text: string): Words | null =>
  text.includes(':') ? parseIpv6(text) : parseIpv4(text);

/** Four decimal numbers of at most three digits; an expression would cost five times as much. */
const parseIpv4 = (text: string): Words | null => {
  let word = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) {
      octet = octet * 10 + code - 0x30;
      if (++digits > 3 || octet > 255) return null;
    } else if (code === 0x2e && digits > 0 && dots < 3) {
      word = (word << 8) | octet;
      octet = digits = 0;
      dots++;
    } else return null;
  }
  return dots === 3 && digits > 0 ? [0, 0, V4_MARK, ((word << 8) | octet) >>> 0] : null;
};

const parseIpv6 = (text: string): Words | null => {
  let source = text;
  const quad = /:(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (quad) {
    const v4 = parseIpv4(quad[1]!);
    if (!v4) return null;
    source = `${text.slice(0, quad.index)}:${(v4[3] >>> 16).toString(16)}:${(v4[3] & 0xffff).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return null;
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const head = groups(halves[0]!);
  const tail = halves.length === 2 ? groups(halves[1]!) : [];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...new Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...tail];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  const value = all.map((group) => Number.parseInt(group, 16));
  const word = (i: number) => ((value[i]! << 16) | value[i + 1]!) >>> 0;
  return [word(0), word(2), word(4), word(6)];
};

/** RFC 5952 form of any text form, or null when it is no address. */
export const canonicalAddress = (text: string): string | null => {
  const words = parseAddress(text);
  return words && addressText(words);
};

export interface Network {
  readonly words: Words;
  /** Prefix length counted over 128 bits (IPv4 /16 is 112). */
  readonly bits: number;
  readonly text: string;
}

/** `10.20.0.0/16`, `2001:db8::/32` or a bare address; null when it is neither. */
export const parseNetwork = (text: string): Network | null => {
  const [address, length, more] = text.split('/');
  const words = parseAddress(address ?? '');
  if (!words || more !== undefined) return null;
  const v4 = isV4(words);
  const width = v4 ? 32 : 128;
  const prefix = length === undefined ? width : Number(length);
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  if (prefix > width) return null;
  const bits = v4 ? prefix + 96 : prefix;
  const base = maskWords(words, bits);
  return { words: base, bits, text: `${addressText(base)}/${prefix}` };
};

export const inNetwork = (words: ArrayLike<number>, network: Network, at = 0): boolean => {
  for (let i = 0; i < 4; i++) {
    const mask = wordMask(network.bits - 32 * i);
    if ((words[at + i]! & mask) >>> 0 !== (network.words[i]! & mask) >>> 0) return false;
  }
  return true;
};

/** One predicate for a list of networks. */
export const networkMatcher = (networks: readonly Network[]) => {
  return (words: ArrayLike<number>, at = 0): boolean => {
    for (const network of networks) if (inNetwork(words, network, at)) return true;
    return false;
  };
};

export const isV4 = (words: ArrayLike<number>, at = 0): boolean =>
  words[at] === 0 && words[at + 1] === 0 && words[at + 2]! >>> 0 === V4_MARK;

const wordMask = (bits: number): number =>
  bits >= 32 ? 0xffffffff : bits <= 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;

const maskWords = (words: Words, bits: number): Words => [
  (words[0] & wordMask(bits)) >>> 0,
  (words[1] & wordMask(bits - 32)) >>> 0,
  (words[2] & wordMask(bits - 64)) >>> 0,
  (words[3] & wordMask(bits - 96)) >>> 0,
];

const networks = (...texts: string[]): Network[] => texts.map((text) => parseNetwork(text)!);

/** Private and unique-local ranges: RFC 1918, RFC 4193, link-local RFC 3927 and RFC 4291. */
export const PRIVATE_NETWORKS = networks(
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
);

export const isPrivate = networkMatcher(PRIVATE_NETWORKS);

/** Multicast, broadcast, loopback, unspecified and reserved ranges: nobody listens there for a peer. */
export const NOT_UNICAST_NETWORKS = networks(
  '0.0.0.0/8',
  '127.0.0.0/8',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  'ff00::/8',
);

const notUnicast = networkMatcher(NOT_UNICAST_NETWORKS);

export const isUnicast = (words: ArrayLike<number>, at = 0): boolean => !notUnicast(words, at);

/** The same for an IPv4 address as a number; the ranges above that are IPv4. */
export const isUnicastV4 = (word: number): boolean => {
  const octet = word >>> 24;
  return octet !== 0 && octet !== 127 && octet < 224;
};

/** `macText(0x022000000011)` → `02:20:00:00:00:11`. */
export const macText = (mac: number): string =>
  mac
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?=.)/g, '$&:');
