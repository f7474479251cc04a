// What the name of something on offer says: does it look like a document that should not leave the house (I7)? A name is
// no proof of content, so every answer says how far it carries:
//
//                     document   picture    other      media, program
//   a sensitive word   likely    possible   possible   weak            (papers of identity and health as a picture: likely)
//   a telling name     likely (a key store, a mailbox, a file of the operating system)
//
// Not measured on labelled shares, for want of any: the words are judgement, and how often they meet ordinary file names
// is measured (docs/how-to/see-what-was-on-offer.md).
import { kindOf, systemFile, tellingName } from './file-kinds.ts';
import { SENSITIVE_WORDS, type Topic } from './sensitive-words.data.ts';

export type Sureness = 'likely' | 'possible' | 'weak';

export interface NameSense {
  readonly topics: readonly Topic[];
  readonly sure: Sureness;
  /** The word of the list that was met, or empty for names that tell by themselves. */
  readonly word: string;
}

type Entry = readonly [word: string, topic: Topic];

export interface WordList {
  readonly whole: ReadonlyMap<string, Topic>;
  /** Beginnings of words, by their first letter, and ends. */
  readonly begins: ReadonlyMap<string, readonly Entry[]>;
  readonly ends: readonly Entry[];
  /** Words that follow each other, by the first. */
  readonly phrases: ReadonlyMap<string, readonly Entry[]>;
  /** Words of scripts without spaces. */
  readonly anywhere: readonly Entry[];
}

/** The built-in words and a site's own. */
export const wordList = (own: readonly string[] = []): WordList => {
  const all: (readonly [string, Topic])[] = [
    ...own.map((word) => [word, 'policy'] as const),
    ...Object.entries(SENSITIVE_WORDS).flatMap(([topic, lines]) =>
      lines.flatMap((line) => line.split('|').map((word) => [word, topic as Topic] as const)),
    ),
  ];
  const whole = new Map<string, Topic>();
  const begins = new Map<string, Entry[]>();
  const ends: Entry[] = [];
  const phrases = new Map<string, Entry[]>();
  const anywhere: Entry[] = [];
  for (const [word, topic] of all) {
    const plain = plainWords(word).trim();
    if (plain === '') continue;
    const entry: Entry = [plain, topic];
    if (NO_SPACES.test(plain)) anywhere.push(entry);
    else if (plain.includes(' ')) file(phrases, plain.split(' ', 1)[0]!, entry);
    else if (word.endsWith('*')) file(begins, plain[0]!, entry);
    else if (word.startsWith('*')) ends.push(entry);
    else if (!whole.has(plain)) whole.set(plain, topic);
  }
  return { whole, begins, ends, phrases, anywhere };
};

const file = (map: Map<string, Entry[]>, key: string, entry: Entry): void => {
  map.set(key, [...(map.get(key) ?? []), entry]);
};

/** Han, Kana, Hangul, Thai. */
const NO_SPACES = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u;

/**
 * Small letters without accents, one space between words: `Résumé_Müller2024.PDF` → ` resume muller pdf `. A capital in
 * the middle begins a word (`MyResume`).
 */
const plainWords = (text: string): string =>
  ` ${text
    .slice(0, NAME_CHARS_MAX)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()} `;

/** File systems hold 255 bytes. */
const NAME_CHARS_MAX = 255;

/** Null when the name says nothing. `size` in bytes, where it is known. */
export const senseOf = (
  name: string,
  size: number | undefined,
  list: WordList,
): NameSense | null => {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const system = systemFile(base, size);
  if (system !== null)
    return { topics: ['system'], sure: system === 'sure' ? 'likely' : 'possible', word: '' };
  const telling = tellingName(base);
  if (telling !== null) return { topics: [telling], sure: 'likely', word: '' };
  const met = wordsIn(base, list);
  const first = met.keys().next().value;
  if (first === undefined) return null;
  const topics = [...new Set(met.values())];
  return { topics, sure: surenessOf(base, topics), word: first };
};

const wordsIn = (base: string, list: WordList): Map<string, Topic> => {
  const met = new Map<string, Topic>();
  const plain = plainWords(base);
  for (const token of plain.split(' ')) {
    if (token === '') continue;
    const topic = list.whole.get(token);
    if (topic !== undefined) met.set(token, topic);
    for (const [stem, about] of list.begins.get(token[0]!) ?? [])
      if (token.startsWith(stem)) met.set(token, about);
    for (const [stem, about] of list.ends) if (token.endsWith(stem)) met.set(token, about);
    for (const [phrase, about] of list.phrases.get(token) ?? [])
      if (plain.includes(` ${phrase} `)) met.set(phrase, about);
  }
  if (NO_SPACES.test(plain))
    for (const [word, topic] of list.anywhere) if (plain.includes(word)) met.set(word, topic);
  return met;
};

const surenessOf = (base: string, topics: readonly Topic[]): Sureness => {
  const kind = kindOf(base);
  if (kind === 'document') return 'likely';
  if (kind === 'media' || kind === 'program') return 'weak';
  const scanned = topics.includes('identity') || topics.includes('health');
  return kind === 'picture' && scanned ? 'likely' : 'possible';
};
