// Settings in the form of Windows: `[section]`, then `key=value` lines.

/** `section/key`, in lower case, to the value as it stands. Of a key that comes twice the last counts. */
export const iniValues = (text: string): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[([^\]]*)\]\s*$/.exec(line)?.[1];
    if (heading !== undefined) section = heading.toLowerCase();
    const at = line.indexOf('=');
    if (heading !== undefined || at < 1 || values.size >= VALUES_MAX) continue;
    values.set(`${section}/${line.slice(0, at).trim().toLowerCase()}`, line.slice(at + 1).trim());
  }
  return values;
};

/** aMule's has 250 keys. */
const VALUES_MAX = 10_000;
