// Extensions of browsers: Chromium and its kin keep a folder with a manifest each (Chrome, extension manifest format),
// Firefox one list a profile (extensions.json).
import { jsonAt, jsonObject, jsonText } from '../../sources/text/fields.ts';
import { type Machine, namesIn, readPlaceText } from './place.ts';
import type { ProgramDraft } from './processes.ts';
import type { Home } from './starts.ts';

export const browserExtensions = async (
  machine: Machine,
  homes: readonly Home[],
): Promise<ProgramDraft[]> => {
  const found: ProgramDraft[] = [];
  for (const home of homes) {
    for (const browser of CHROMIUM) found.push(...(await chromium(machine, home, browser)));
    found.push(...(await firefox(machine, home)));
  }
  return found;
};

const CHROMIUM = [
  '.config/chromium',
  '.config/google-chrome',
  '.config/BraveSoftware/Brave-Browser',
  '.config/microsoft-edge',
  '.config/vivaldi',
];

const chromium = async (
  machine: Machine,
  { path: home, user }: Home,
  browser: string,
): Promise<ProgramDraft[]> => {
  const found: ProgramDraft[] = [];
  const base = `${home}/${browser}`;
  for (const profile of await namesIn(machine, base, ENTRIES_MAX)) {
    if (profile !== 'Default' && !profile.startsWith('Profile ')) continue;
    const folder = `${base}/${profile}/Extensions`;
    for (const id of await namesIn(machine, folder, ENTRIES_MAX)) {
      if (!/^[a-p]{32}$/.test(id)) continue;
      // An update leaves the version before it for a while.
      const version = (await namesIn(machine, `${folder}/${id}`, ENTRIES_MAX)).at(-1);
      if (version === undefined) continue;
      const path = `${folder}/${id}/${version}`;
      const manifest = jsonObject(
        await readPlaceText(machine, `${path}/manifest.json`, FILE_BYTES_MAX),
      );
      if (!manifest) continue;
      const program = await nameOf(machine, path, manifest);
      found.push({
        program,
        version: jsonText(manifest, 'version'),
        path,
        user,
        presence: 'installed',
      });
    }
  }
  return found;
};

/** A name may stand in the messages of the default language: `__MSG_appName__`. */
const nameOf = async (
  machine: Machine,
  path: string,
  manifest: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const name = String(jsonText(manifest, 'name') ?? '');
  const key = /^__MSG_(\w{1,128})__$/.exec(name)?.[1];
  const language = String(jsonText(manifest, 'default_locale') ?? '');
  if (key === undefined || !/^\w{2,8}$/.test(language)) return name;
  const text = await readPlaceText(
    machine,
    `${path}/_locales/${language}/messages.json`,
    FILE_BYTES_MAX,
  );
  const messages = jsonObject(text) ?? {};
  const known = Object.keys(messages).find((one) => one.toLowerCase() === key.toLowerCase());
  const told = known === undefined ? null : jsonText(messages[known], 'message');
  return told === null ? name : String(told);
};

const firefox = async (machine: Machine, { path: home, user }: Home): Promise<ProgramDraft[]> => {
  const found: ProgramDraft[] = [];
  const base = `${home}/.mozilla/firefox`;
  for (const profile of await namesIn(machine, base, ENTRIES_MAX)) {
    const path = `${base}/${profile}/extensions.json`;
    const list = jsonObject(await readPlaceText(machine, path, FILE_BYTES_MAX));
    const addons = list === null ? [] : jsonAt(list, 'addons');
    for (const addon of Array.isArray(addons) ? addons.slice(0, ENTRIES_MAX) : []) {
      const program = jsonText(addon, 'defaultLocale.name') ?? jsonText(addon, 'id');
      // What comes with the browser is no choice of anybody.
      if (program === null || jsonText(addon, 'location') === 'app-builtin') continue;
      found.push({
        program,
        version: jsonText(addon, 'version'),
        path,
        user,
        presence: 'installed',
      });
    }
  }
  return found;
};

const ENTRIES_MAX = 1024;
const FILE_BYTES_MAX = 8 << 20;
