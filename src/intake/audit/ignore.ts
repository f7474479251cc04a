// Patterns of paths that are not looked at (policy: files.ignore), as regular expressions that cannot run away: each part
// stands for characters that the next does not begin with, or for whole folders.
//
//   *.iso        such a name in any folder        backup/**    all below /…/backup
//   /backup/     this folder of the root          ?            one character

/** Over paths below the root that begin with `/`, in Latin 1. */
export const ignorePattern = (glob: string): string => {
  const anchored = glob.startsWith('/');
  const folder = glob.endsWith('/');
  const bare = glob.replace(/^\/|\/$/g, '');
  const latin = Buffer.from(bare).toString('latin1');
  const body = latin.replace(
    /\*\*\/?|\*|\?|[\\^$.|+()[\]{}]/g,
    (part) => PARTS[part] ?? `\\${part}`,
  );
  return `^${anchored ? '/' : '(?:.*/)'}${body}${folder ? '(?:/.*)?' : ''}$`;
};

const PARTS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
