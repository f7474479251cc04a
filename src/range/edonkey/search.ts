// Searches: a tree of words and comparisons in prefix order (Kulbak and Bickson §6.2.7), written, read and answered.
import type { Reader, Writer } from './bytes.ts';
import type { ListedFile } from './listing.ts';
import { TAG } from './opcodes.ts';

export type Query =
  | { readonly kind: 'and' | 'or' | 'not'; readonly left: Query; readonly right: Query }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'meta'; readonly tag: number; readonly text: string }
  | {
      readonly kind: 'number';
      readonly tag: number;
      readonly value: number;
      readonly relation: number;
    };

const OPERATORS = ['and', 'or', 'not'] as const;
/** 0 equal, 1 more, 2 less, 3 at least, 4 at most, 5 not. */
const RELATIONS: readonly ((a: number, b: number) => boolean)[] = [
  (a, b) => a === b,
  (a, b) => a > b,
  (a, b) => a < b,
  (a, b) => a >= b,
  (a, b) => a <= b,
  (a, b) => a !== b,
];
/** A user's search has some words; a deeper tree is an attack on the stack. */
const DEPTH_MAX = 24;

/** All the words must be in the name. */
export const allWords = (words: readonly string[]): Query => {
  const [first = '', ...rest] = words;
  return rest.reduce<Query>(
    (tree, text) => ({ kind: 'and', left: tree, right: { kind: 'word', text } }),
    { kind: 'word', text: first },
  );
};

export const writeQuery = (out: Writer, query: Query): Writer => {
  switch (query.kind) {
    case 'word':
      return out.u8(1).text(query.text);
    case 'meta':
      return out.u8(2).text(query.text).u16(1).u8(query.tag);
    case 'number':
      return out.u8(3).u32(query.value).u8(query.relation).u16(1).u8(query.tag);
    default:
      out.u8(0).u8(OPERATORS.indexOf(query.kind));
      return writeQuery(writeQuery(out, query.left), query.right);
  }
};

/** Null when it is torn, too deep or of an unknown kind. */
export const readQuery = (from: Reader, depth = 0): Query | null => {
  if (depth > DEPTH_MAX) return null;
  const query = nodeOf(from, depth);
  return from.ok ? query : null;
};

const nodeOf = (from: Reader, depth: number): Query | null => {
  switch (from.u8()) {
    case 0: {
      const kind = OPERATORS[from.u8()];
      const left = readQuery(from, depth + 1);
      const right = left && readQuery(from, depth + 1);
      return kind && left && right ? { kind, left, right } : null;
    }
    case 1:
      return { kind: 'word', text: from.text() };
    case 2: {
      const text = from.text();
      return { kind: 'meta', tag: tagOf(from), text };
    }
    case 3: {
      const value = from.u32();
      return { kind: 'number', value, relation: from.u8(), tag: tagOf(from) };
    }
    default:
      return null;
  }
};

const tagOf = (from: Reader): number => from.bytes(from.u16())[0] ?? 0;

export const matches = (query: Query, file: ListedFile): boolean => {
  switch (query.kind) {
    case 'and':
      return matches(query.left, file) && matches(query.right, file);
    case 'or':
      return matches(query.left, file) || matches(query.right, file);
    case 'not':
      return matches(query.left, file) && !matches(query.right, file);
    case 'word':
      return wordsOf(query.text).every((word) => file.name.toLowerCase().includes(word));
    case 'meta':
      // Names tell the format; other meta data nobody offered.
      return file.name.toLowerCase().endsWith(`.${query.text.toLowerCase()}`);
    case 'number': {
      const value =
        query.tag === TAG.size ? file.size : query.tag === TAG.sources ? file.sources : 0;
      return RELATIONS[query.relation]?.(value, query.value) ?? false;
    }
  }
};

/** Clients send several words as one text too. */
const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);
