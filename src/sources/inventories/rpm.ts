// Packages of Red Hat, SUSE and their kin: `rpm -qa`, one a line, name-version-release.architecture:
//
//   transmission-daemon-4.0.5-1.el9.x86_64
//   gpg-pubkey-8483c65d-5ccc5b19
//
// Sound because: two dashes behind the name and an architecture of rpm's. Looks alike: names of files (.rpm is left out).
// Does not see: whether anybody ever ran it. Keys stand in the list, and are no programs.
import { OK, type Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a package of rpm';
const PACKAGE =
  /^([A-Za-z0-9][\w.+-]{0,199})-([\w.~^+:]{1,80})-([\w.~^+]{1,80})\.(?:x86_64|noarch|i[3-6]86|aarch64|armv7hl|ppc64le|s390x|riscv64|\(none\))$/;

export const rpm: Source = textSource({
  id: 'rpm',
  title: 'Packages of rpm (`rpm -qa`)',
  looks: /^[A-Za-z0-9][\w.+~^:()-]+$/,
  otherwise: OTHERWISE,
  open:
    ({ emit, undated, machine }) =>
    (text) => {
      if (/^gpg-pubkey-[0-9a-f]{8}-[0-9a-f]{8}(?:\.\(none\))?$/.test(text)) return OK;
      const [, program, version, release] = PACKAGE.exec(text) ?? [];
      if (program === undefined) return OTHERWISE;
      return emit({
        kind: 'program',
        at: undated(),
        device: machine(),
        program,
        version: `${version}-${release}`,
        presence: 'installed',
      });
    },
});
