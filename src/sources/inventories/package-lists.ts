// Short lists of packages that other systems print, one a line:
//
//   apk list -I          transmission-daemon-4.0.5-r2 x86_64 {transmission} (GPL-2.0-or-later) [installed]
//   apk info -v          transmission-daemon-4.0.5-r2
//   pacman -Q            transmission-cli 4.0.5-1
//   brew list --versions transmission-cli 4.0.5 4.0.6
//
// Sound because: apk's release begins with r; pacman's version has a release, brew's begins with a digit, and nothing
// follows them. Looks alike: any two words of which the second is a number: a file is taken for such a list only when
// nearly every line is one. Does not see: whether anybody ever ran it.
import { lineShare } from '../recognise.ts';
import type { Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a package with its version';
const APK =
  /^([a-z0-9][\w.+-]*?)-(\d[\w.]*-r\d+)(?: \S+ \{[^}]*\} \([^)]*\) \[installed[^\]]*\])?$/;
const PAIR = /^([a-z0-9@][\w.+@-]*) ((?:\d+:)?\d[\w.+:~]*(?:-\d[\w.]*)?)((?: \d[\w.+-]*)*)$/;

const lists: Source = textSource({
  id: 'package-lists',
  title: 'Lists of packages (apk, pacman, Homebrew)',
  looks: /^[a-z0-9@][\w.+@-]*(?: |-\d)/,
  otherwise: OTHERWISE,
  open:
    ({ emit, undated, machine }) =>
    (text) => {
      const [, program, version] = APK.exec(text) ?? PAIR.exec(text) ?? [];
      if (program === undefined || !/\d/.test(version ?? '')) return OTHERWISE;
      return emit({
        kind: 'program',
        ...{ at: undated(), device: machine(), program, version, presence: 'installed' },
      });
    },
});

/** Words and numbers stand in many files: only a list of them alone is one of packages. */
export const packageLists: Source = Object.freeze<Source>({
  ...lists,
  severalLines: true,
  recognise: (sample, index) => {
    const share = lineShare(sample, index, (bytes, start, end) => {
      const text = decoder.decode(bytes.subarray(start, Math.min(end, start + LINE_CHARS_MAX)));
      return APK.test(text) || (PAIR.test(text) && /[.-]/.test(text.split(' ')[1] ?? ''));
    });
    return share >= SURE_FROM ? share * 0.8 : 0;
  },
});

const decoder = new TextDecoder();
const LINE_CHARS_MAX = 400;
const SURE_FROM = 0.9;
