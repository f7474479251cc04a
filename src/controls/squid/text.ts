// Words of squid.conf: each value that is written passes here.
// Format: squid.conf.documented of Squid 5; tokens are separated by blanks, and `#` begins a comment.
import { plainText } from '../plain-text.ts';

export const remark = (text: string): string => `# ${plainText(text)}`;

/** Lines that hold in the order they are read: the first `http_access` that fits decides. */
export const acl = (name: string, kind: string, values: readonly string[]): string[] =>
  values.map((value) => `acl ${name} ${kind} ${value}`);

export const deny = (...names: readonly string[]): string => `http_access deny ${names.join(' ')}`;

/**
 * A text as a POSIX extended regular expression that means itself; null where a character has no safe spelling (control
 * characters, quotes, and what is not ASCII).
 */
export const literal = (text: string): string | null =>
  /^[\x20-\x7e]{1,200}$/.test(text) && !/["'`\\^]/.test(text)
    ? [...text].map(spelled).join('')
    : null;

const spelled = (character: string): string => {
  if (character === ' ') return '[[:space:]]';
  return /[A-Za-z0-9/_=:,@%&~-]/.test(character) ? character : `[${character}]`;
};

/** As an ACL name: letters, digits and underscores. */
export const aclName = (...parts: readonly string[]): string =>
  ['peerwarden', ...parts].join('_').replace(/[^A-Za-z0-9]+/g, '_');
