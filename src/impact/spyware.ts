// I12: what spyware takes and sends: from which hosts, to whom, how much, and what kind of data that program is known for.
import type { ReportCase } from '../model/report.ts';

export interface SpywareSeen {
  readonly host: string;
  readonly user: string | null;
  readonly programs: readonly string[];
  /** Addresses it spoke to; a proxy of one's own when it stands between. */
  readonly destinations: readonly string[];
  readonly moreDestinations: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly kinds: readonly string[];
}

export const spywareSeen = (cases: readonly ReportCase[]): readonly SpywareSeen[] =>
  cases
    .filter(({ family }) => family === 'adware')
    .map(({ subject, clients, contacts, bytesOut, bytesIn }) => ({
      host: subject.address,
      user: subject.user,
      programs: clients.map(({ name, version }) => (version ? `${name} ${version}` : name)),
      destinations: (contacts?.shown ?? []).map(({ address }) => address),
      moreDestinations: contacts?.more ?? 0,
      bytesSent: bytesOut,
      bytesReceived: bytesIn,
      kinds: kindsOf(clients.map(({ name }) => name)),
    }));

/**
 * What the requests themselves show of each program (their forms: systems/adware/families.data.ts). What else is in them
 * this evidence does not tell; the paper names the kinds of such programs altogether, not of each.
 */
const SHOWN: readonly (readonly [program: RegExp, kind: string])[] = [
  [/^gator/i, 'the number of the installation, with every request'],
  [/^cydoor/i, 'the number of the user, with every request'],
  [/^altnet/i, 'a form that the list of offered files answers'],
  [/^kazaa/i, 'the version of the client, and that it was started'],
];

const PAPER =
  'by the 2003 paper such programs send sites visited, applications installed, contents of folders, keystrokes';

const kindsOf = (programs: readonly string[]): string[] => [
  ...SHOWN.filter(([program]) => programs.some((name) => program.test(name))).map(
    ([, kind]) => kind,
  ),
  PAPER,
];
