// What a policy fault says: zod's issues as sentences with the key, the value and the nearest right word.
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';

export interface PolicyIssue {
  readonly path: readonly (string | number)[];
  /** Whether the key or its value is wrong. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** One zod issue as one or more sentences; `value` is the whole policy as read. */
export const explainIssue = (issue: Issue, schema: z.ZodType, value: unknown): PolicyIssue[] => {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: 'key' as const,
      message: `unknown key ${quoted(key)}${inside(path)}${suggestion(key, known)}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0];
    const key = String(path.at(-1));
    const message = `key ${quoted(key)}${inside(path.slice(0, -1))} ${inner?.message ?? 'is not known'}`;
    return [{ path, at: 'key', message: `${message}${suggestion(key, wordsOf(inner))}` }];
  }
  return [valueIssue(issue, path, valueAt(value, path))];
};

/** The word of `words` that `text` was probably meant to be, or null when none is near. */
export const nearestWord = (text: string, words: readonly string[]): string | null => {
  if (words.length === 0 || text.length > LONGEST_WORD) return null;
  const word = closest(text.toLowerCase(), [...words]);
  return distance(text.toLowerCase(), word) <= Math.max(2, Math.floor(word.length / 3))
    ? word
    : null;
};

/** No word of a policy is longer; comparing costs length × length. */
const LONGEST_WORD = 64;

const valueIssue = (issue: Issue, path: (string | number)[], value: unknown): PolicyIssue => {
  const name = pathText(path);
  if (value === undefined)
    return {
      path,
      at: 'value',
      message: `${quoted(String(path.at(-1)))}${inside(path.slice(0, -1))} is missing`,
    };
  const words = wordsOf(issue);
  const hint = typeof value === 'string' ? suggestion(value, words) : '';
  return {
    path,
    at: 'value',
    message: `${name || 'the policy'}: ${shown(value)} ${said(issue)}${hint}`,
  };
};

const said = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'number'
        ? `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
        : 'must not be empty';
    case 'too_big':
      return issue.origin === 'number'
        ? `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
        : `must not be longer than ${issue.maximum}`;
    default:
      return issue.message;
  }
};

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

const wordsOf = (issue: Issue | undefined): readonly string[] => {
  if (issue?.code === 'invalid_value') return issue.values.map(String);
  const words = issue?.code === 'custom' ? issue.params?.['words'] : undefined;
  return Array.isArray(words) ? (words as string[]) : [];
};

const suggestion = (text: string, words: readonly string[]): string => {
  const word = nearestWord(text, words);
  return word ? `; did you mean ${quoted(word)}?` : '';
};

const quoted = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? quoted(value)
    : Array.isArray(value)
      ? 'a list'
      : value && typeof value === 'object'
        ? 'a map'
        : String(value);

const inside = (path: readonly (string | number)[]): string =>
  path.length === 0 ? '' : ` in ${pathText(path)}`;

const pathText = (path: readonly (string | number)[]): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i ? `.${part}` : part)).join('');

const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      at && typeof at === 'object' && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    value,
  );

/** Keys that the schema knows at a path: its shape below `optional`, lists and records. */
const keysAt = (schema: z.ZodType, path: readonly (string | number)[]): string[] => {
  let at: unknown = schema;
  for (const key of path) {
    const def = definition(at);
    at = typeof key === 'number' ? def.element : (def.shape?.[key] ?? def.valueType);
  }
  return Object.keys(definition(at).shape ?? {});
};

interface Definition {
  readonly innerType?: unknown;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly shape?: Record<string, unknown>;
}

const definition = (schema: unknown): Definition => {
  const def = (schema as { def?: Definition } | undefined)?.def ?? {};
  return def.innerType ? definition(def.innerType) : def;
};
