// I12: what spyware takes and sends: from which hosts, to whom, how much, and what kind of data that program is known for.
import type { ReportCase } from '../model/report.ts';

export interface SpywareSeen {
  readonly host: string;
  readonly user: string | null;
  readonly programs: readonly string[];
  /** Hosts that its requests name, as far as they are kept, and addresses it spoke to: a proxy of one's own may be one. */
  readonly destinations: readonly string[];
  readonly moreDestinations: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly kinds: readonly string[];
}

export const spywareSeen = (cases: readonly ReportCase[]): readonly SpywareSeen[] =>
  cases
    .filter(({ family }) => family === 'adware')
    .map(({ subject, clients, contacts, findings, bytesOut, bytesIn }) => {
      const names = namesIn(findings);
      return {
        host: subject.address,
        user: subject.user,
        programs: clients.map(({ name, version }) => (version ? `${name} ${version}` : name)),
        destinations: [...names, ...(contacts?.shown ?? []).map(({ address }) => address)],
        moreDestinations: contacts?.more ?? 0,
        bytesSent: bytesOut,
        bytesReceived: bytesIn,
        kinds: kindsOf([...clients.map(({ name }) => name), ...names]),
      };
    });

const namesIn = (findings: ReportCase['findings']): string[] => [
  ...new Set(
    findings.flatMap(({ evidence }) =>
      evidence.flatMap(({ text }) => /\bhttps?:\/\/([\w.-]{1,253})/.exec(text)?.[1] ?? []),
    ),
  ),
];

/**
 * What the requests themselves show of each program (their forms: systems/adware/families.data.ts). What else is in them
 * this evidence does not tell; the paper names the kinds of such programs altogether, not of each.
 */
const SHOWN: readonly (readonly [name: RegExp, kind: string])[] = [
  [/\bgator/i, 'the number of the installation, with every request'],
  [/\bcydoor/i, 'the number of the user, with every request'],
  [/\baltnet/i, 'a form that the list of offered files answers'],
  [/\bkazaa/i, 'the version of the client, and that it was started'],
];

const PAPER =
  'by the 2003 paper such programs send sites visited, applications installed, contents of folders, keystrokes';

/** `names`: of programs, and of hosts that requests name. */
const kindsOf = (names: readonly string[]): string[] => [
  ...SHOWN.filter(([known]) => names.some((name) => known.test(name))).map(([, kind]) => kind),
  PAPER,
];
