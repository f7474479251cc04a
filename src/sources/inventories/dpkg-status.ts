// The database of Debian's packages, /var/lib/dpkg/status: paragraphs of fields (deb-control(5)):
//
//   Package: transmission-daemon
//   Status: install ok installed
//   Version: 3.00-2.1+deb12u1
//
// Sound because: Package and Status with three words of dpkg(1) in one paragraph. Looks alike: files Packages and available
// have no Status. What is kept: packages of which something is unpacked; `config-files` is a package that is gone. Suggested
// and recommended packages are names in another's paragraph, and nothing of them is kept. Does not see: whether anybody ever
// ran it.
import { OK, type Source } from '../source.ts';
import { type Outcome, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a package of dpkg';
const FIELD = /^([A-Za-z][\w-]{1,40}):(?: (.*))?$/;
const STATUS = /^(?:install|hold|deinstall|purge|unknown) (?:ok|reinstreq) ([a-z-]+)$/;

export const dpkgStatus: Source = textSource({
  id: 'dpkg-status',
  title: 'Database of Debian’s packages (/var/lib/dpkg/status)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: ({ emit, undated, machine }) => {
    let program: string | null = null;
    let from = 0;
    let gone = false;
    let version = '';
    let sound = false;
    const finish = (): Outcome => {
      const kept = program !== null && sound && !gone;
      const outcome = kept
        ? emit(
            {
              kind: 'program',
              ...{ at: undated(), device: machine(), program, version, presence: 'installed' },
            },
            from,
          )
        : OK;
      program = null;
      return outcome;
    };
    return {
      // Blank lines between paragraphs are not shown to parsers: the next Package ends the one before.
      line: (text, number) => {
        if (/^[ \t]/.test(text)) return program === null ? OTHERWISE : OK;
        const [, name, value = ''] = FIELD.exec(text) ?? [];
        if (name === undefined) return OTHERWISE;
        if (name === 'Package') {
          const outcome = finish();
          [program, from, gone, version, sound] = [value, number, false, '', false];
          return outcome;
        }
        if (program === null) return OTHERWISE;
        if (name === 'Version') version = value;
        if (name === 'Status') {
          const state = STATUS.exec(value)?.[1];
          if (state === undefined) return OTHERWISE;
          sound = true;
          gone = state === 'config-files' || state === 'not-installed';
        }
        return OK;
      },
      close: () => {
        finish();
      },
    };
  },
});
