// Debian's packages, as a table (`dpkg -l`) and as a list (`dpkg-query -W`):
//
//   ii  transmission-daemon  3.00-2.1+deb12u1  amd64  lightweight BitTorrent client (daemon)
//   rc  amule                2.3.3-3           amd64  client for the eD2k and Kad networks
//
//   transmission-daemon<tab>3.00-2.1+deb12u1
//
// Sound because: two or three letters of state out of dpkg(1)'s, a name of a package (Debian policy 5.6.1), a version with a
// digit, an architecture; of the list, name, tab and version. Looks alike: nothing known. What is kept: packages that are
// unpacked or installed. `rc` is a package that is gone and left its settings. Does not see: whether anybody ever ran it.
import { OK, type Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a package of dpkg';
const NAME = '([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?';
const ROW = new RegExp(
  String.raw`^([uirph])([ncHUFWti])([R ]?)\s+${NAME}\s+(\S*\d\S*|<none>)\s+(all|[a-z0-9-]{3,20})(?:\s|$)`,
);
const LISTED = new RegExp(String.raw`^${NAME}\t(\S*\d\S*)?$`);
const HEADING = /^(?:Desired=|\| Status=|\|\/ Err|\|\|\/ Name|\+\+\+-)/;

export const dpkg: Source = textSource({
  id: 'dpkg',
  title: 'Packages of Debian (`dpkg -l`, `dpkg-query -W`)',
  looks: /^(?:[uirph][ncHUFWti][R ]?\s+[a-z0-9]|[a-z0-9][a-z0-9+.:-]+\t|Desired=|\|[ |/]|\+\+\+-)/,
  otherwise: OTHERWISE,
  open:
    ({ emit, undated, machine }) =>
    (text) => {
      if (HEADING.test(text)) return OK;
      const row = ROW.exec(text);
      const listed = row ? null : LISTED.exec(text);
      if (!row && !listed) return OTHERWISE;
      if (row ? 'nc'.includes(row[2]!) : listed![2] === undefined)
        return 'not kept: package that is not installed';
      return emit({
        kind: 'program',
        at: undated(),
        device: machine(),
        program: row ? row[4] : listed![1],
        version: row ? row[5] : listed![2],
        presence: 'installed',
      });
    },
});
