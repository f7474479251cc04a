// The NMDC protocol as text: https://nmdc.sourceforge.io/NMDC.html. Messages here are without their closing `|`.
import type { Query } from './share.ts';

/** Random letters, so that keys differ; the first word tells the other that $Supports is understood. */
export const newLock = (letters: string): string => `EXTENDEDPROTOCOL${letters}`;

/** The answer to a lock (section "$Key"): neighbours combined, halves of bytes exchanged, six bytes written out. */
export const keyOf = (lock: string): string => {
  const { length } = lock;
  const at = (i: number): number => lock.charCodeAt(i) & 255;
  let key = '';
  for (let i = 0; i < length; i++) {
    const mixed = i === 0 ? at(0) ^ at(length - 1) ^ at(length - 2) ^ 5 : at(i) ^ at(i - 1);
    const code = ((mixed << 4) | (mixed >> 4)) & 255;
    key += WRITTEN_OUT.includes(code)
      ? `/%DCN${String(code).padStart(3, '0')}%/`
      : String.fromCharCode(code);
  }
  return key;
};

/** NUL, ENQ, `$`, a grave accent, `|`, `~`. */
const WRITTEN_OUT = [0, 5, 36, 96, 124, 126];

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('|', '&#124;').replaceAll('$', '&#36;');

export const unescaped = (text: string): string =>
  text.replaceAll('&#36;', '$').replaceAll('&#124;', '|').replaceAll('&amp;', '&');

export const isNick = (nick: string): boolean =>
  nick.length > 0 && nick.length <= 64 && !/[\s$|<>]/.test(nick);

export interface NmdcUser {
  readonly nick: string;
  readonly description: string;
  /** `<++ V:0.307,M:A,H:1/0/0,S:3>`, or nothing. */
  readonly tag: string;
  readonly email: string;
  /** Bytes shared, as the user says. */
  readonly share: number;
  readonly active: boolean;
}

export const myInfo = ({ nick, description, tag, email, share }: NmdcUser): string =>
  `$MyINFO $ALL ${nick} ${escaped(description)}${tag}$ $LAN(T1)\x01$${escaped(email)}$${share}$`;

export const readMyInfo = (message: string): NmdcUser | null => {
  const match =
    /^\$MyINFO \$ALL ([^\s$]{1,64}) ([^$]*?)(<[^<>$]*>)?\$[^$]*\$[^$]*\$([^$]*)\$(\d{0,18})\$/.exec(
      message,
    );
  if (!match) return null;
  const [, nick = '', description = '', tag = '', email = '', share = '0'] = match;
  return {
    nick,
    description: unescaped(description),
    tag,
    email: unescaped(email),
    share: Number(share),
    active: tag.includes('M:A'),
  };
};

/** Type 1 asks for any file, type 9 for a tree hash. `from` is `address:port`, or `Hub:nick` of who cannot be reached. */
export const searchMessage = (from: string, { words, tth }: Query): string =>
  tth === undefined
    ? `$Search ${from} F?F?0?1?${words.map((word) => escaped(word).replaceAll(' ', '$')).join('$')}`
    : `$Search ${from} F?T?0?9?TTH:${tth}`;

export interface SearchAsked {
  readonly from: string;
  readonly query: Query;
}

export const readSearch = (message: string): SearchAsked | null => {
  const match = /^\$Search (\S{3,80}) ([TF])\?([TF])\?(\d{1,18})\?([1-9])\?(.{1,1000})$/s.exec(
    message,
  );
  if (!match) return null;
  const [, from = '', restricted, most, size = '0', type, pattern = ''] = match;
  const tth = type === '9' && pattern.startsWith('TTH:') ? pattern.slice(4) : undefined;
  // Type 8 asks for folders, which is not answered.
  const words = type === '8' ? [] : pattern.split('$').map(unescaped);
  const limit = restricted === 'T' && tth === undefined ? Number(size) : undefined;
  const sizes = most === 'T' ? { sizeMax: limit } : { sizeMin: limit };
  return { from, query: { words, tth, ...sizes } };
};

export interface SearchAnswer {
  readonly nick: string;
  /** With the folder, backslashes between. */
  readonly path: string;
  readonly size: number;
  readonly freeSlots: number;
  readonly slots: number;
  readonly tth: string;
  readonly hub: string;
}

export const answerMessage = (answer: SearchAnswer): string =>
  `$SR ${answer.nick} ${answer.path}\x05${answer.size} ${answer.freeSlots}/${answer.slots}\x05TTH:${answer.tth} (${answer.hub})`;

/** Folders, and files of clients that know no tree hash, are passed over. */
export const readAnswer = (message: string): SearchAnswer | null => {
  const match =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: 0x05 separates the fields.
    /^\$SR ([^\s$]{1,64}) ([^\x05]{1,2000})\x05(\d{1,18}) (\d{1,5})\/(\d{1,5})\x05TTH:([A-Z2-7]{39}) \(([^()]*)\)/.exec(
      message,
    );
  if (!match) return null;
  const [, nick = '', path = '', size, free, slots, tth = '', hub = ''] = match;
  const counts = { size: Number(size), freeSlots: Number(free), slots: Number(slots) };
  return { nick, path, ...counts, tth, hub };
};
