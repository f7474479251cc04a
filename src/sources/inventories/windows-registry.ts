// Installed programs out of the registry of Windows, as `reg export … Uninstall` (.reg, mostly UTF-16) and
// `reg query … Uninstall /s` write them:
//
//   [HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\qBittorrent]
//   "DisplayName"="qBittorrent 4.6.2 (x64)"
//   "DisplayVersion"="4.6.2"
//
// Sound because: a key below Uninstall, then its values in the quotes of one or the words of the other. Looks alike: exports
// of other keys, of which nothing is kept. Does not see: portable programs, apps of the Store; whether anybody ran it. Under
// HKEY_USERS or HKEY_CURRENT_USER a program is installed for one person only, whose SID or name the key holds or not.
import { OK, type Source } from '../source.ts';
import { type Outcome, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a key of installed programs';
const KEY = /^\[?((?:HKEY_[A-Z_]+|HK[A-Z]{1,2})\\[^[\]]{1,1000})\]?\s*$/;
const EXPORTED =
  /^"((?:[^"\\]|\\.){1,255})"=(?:"((?:[^"\\]|\\.)*)"|(?:dword|hex(?:\([0-9a-f]+\))?):.*)\s*$/;
const QUERIED = /^ {4}(\S.{0,254}?) {4}REG_([A-Z_]+)(?: {4}(.*?))?\s*$/;
const KEPT = new Set(['DisplayName', 'DisplayVersion', 'InstallLocation', 'ParentKeyName']);

export const windowsRegistry: Source = textSource({
  id: 'windows-registry',
  title: 'Programs of Windows (registry: `reg export`, `reg query` of Uninstall)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: ({ emit, undated, machine }) => {
    let key = '';
    let from = 0;
    let values = new Map<string, string>();
    let hex = false;
    const finish = (): Outcome => {
      const [known, line] = [values, from];
      values = new Map();
      const program = known.get('DisplayName');
      // Updates stand beside the programs that they are of.
      if (program === undefined || known.has('ParentKeyName')) return OK;
      return emit(
        {
          kind: 'program',
          ...{ at: undated(), device: machine(), program, presence: 'installed' },
          version: known.get('DisplayVersion'),
          path: known.get('InstallLocation'),
          user: userOf(key),
        },
        line,
      );
    };
    return {
      line: (text, number) => {
        const found = KEY.exec(text)?.[1];
        if (found !== undefined) {
          const outcome = finish();
          [key, from, hex] = [/\\Uninstall(?:\\|$)/i.test(found) ? found : '', number, false];
          return outcome;
        }
        if (/^Windows Registry Editor Version 5\.00|^REGEDIT4|^End of search: /.test(text))
          return OK;
        // Binary values go on over lines that end in a backslash.
        if (hex && /^\s+[0-9a-f,\\\s]+$/i.test(text)) return OK;
        const exported = EXPORTED.exec(text);
        const queried = exported ? null : QUERIED.exec(text);
        hex = text.endsWith('\\');
        if (!exported && !queried) return /^@=/.test(text) && key !== '' ? OK : OTHERWISE;
        if (key === '') return 'not kept: key that is not of installed programs';
        const name = (exported ?? queried)![1]!;
        const value = exported ? unescaped(exported[2] ?? '') : (queried![3] ?? '');
        if (KEPT.has(name) && value !== '') values.set(name, value);
        return OK;
      },
      close: () => {
        finish();
      },
    };
  },
});

const unescaped = (text: string): string => text.replace(/\\(["\\])/g, '$1');

/** The person a program was installed for, as a SID where no name is there. */
const userOf = (key: string): string | undefined =>
  /^(?:HKEY_USERS|HKU)\\([^\\]+)\\/i.exec(key)?.[1]?.replace(/_Classes$/, '');
