// Files by type and size (D7), as far as they tell of file sharing: databases of clients, content that a torrent
// describes or that was seen on the wire, downloads that are not whole. Of a machine whose address the evidence names, and
// of whoever exchanged a content that then lies on a disk.
//
// Weights are assumed, not measured: there is no labelled evidence of file servers. They are set so that a name alone or a
// description alone stays a lead, and each kind of record alone is at most likely.
//
// Does not see: what was renamed and moved out of a client's folder after it was whole, unless a torrent or hash is there.

import type { Finding } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import type {
  FileObservation,
  FileSign,
  FlowObservation,
  Observation,
} from '../model/observation.ts';
import { activityOf, type SystemId } from '../model/systems.ts';
import type { Detector } from './detector.ts';
import { FindingGatherer, findingOf, plural } from './flow-findings.ts';
import { takesPart } from './part.ts';

interface SignWeight {
  /** Decibans, assumed. */
  readonly weight: number;
  readonly what: readonly [one: string, many: string];
  readonly rival: string;
}

/** Signs that speak of a system; the others are of policy only. */
export const SIGN_WEIGHTS: Readonly<Partial<Record<FileSign, SignWeight>>> = Object.freeze({
  database: {
    weight: 24,
    what: [
      'record of a client of what it loads or shares',
      'records of a client of what it loads or shares',
    ],
    rival: 'A backup of another machine, or what an earlier user of the folder left.',
  },
  settings: {
    weight: 18,
    what: ['file of settings of a client', 'files of settings of a client'],
    rival: 'The program was started once and never used, or came with a backup.',
  },
  listed: {
    weight: 10,
    what: [
      'file that a client lists as loaded or shared',
      'files that a client lists as loaded or shared',
    ],
    rival: 'Another file of the same name and size.',
  },
  pieces: {
    weight: 22,
    what: [
      'file with the content that a torrent describes',
      'files with the content that a torrent describes',
    ],
    rival: 'The content came another way, such as from its publisher’s web site.',
  },
  content: {
    weight: 26,
    what: [
      'file with a content that was exchanged on the network',
      'files with a content that was exchanged on the network',
    ],
    rival: 'Somebody else exchanged the same content, and this copy came another way.',
  },
  partial: {
    weight: 12,
    what: [
      'file named as a download that is not whole',
      'files named as downloads that are not whole',
    ],
    rival: 'Another program, or a person, gave it such a name.',
  },
  described: {
    weight: 8,
    what: ['description of content (torrent)', 'descriptions of content (torrents)'],
    rival: 'It was saved, and nothing was loaded with it.',
  },
});

export const files = Object.freeze({
  id: 'files',
  technique: 'D7',
  title:
    'Files of clients, downloads that are not whole, and content that torrents or the wire name.',
  open: () => {
    const findings = new FileFindings();
    const wire = new WireContents();
    return {
      see(observation: Observation) {
        if (observation.kind === 'flow') wire.flow(observation);
        if (observation.kind !== 'file' || observation.path === undefined) return;
        if (observation.source !== undefined) findings.add(observation.source, observation);
        wire.file(observation);
      },
      findings() {
        for (const { address, system, file } of wire.matches())
          findings.add(address, { ...file, system, sign: 'content' });
        return findings.all();
      },
    };
  },
} satisfies Detector);

/** Gathers files by subject (an address, or the owner in an audit), activity and sign. */
export class FileFindings {
  readonly #bySign = new Map<FileSign, FindingGatherer>();

  add(subject: string, file: FileObservation): void {
    const { sign, system, path = '' } = file;
    if (sign === undefined || system === undefined || SIGN_WEIGHTS[sign] === undefined) return;
    const gatherer = this.#bySign.get(sign) ?? new FindingGatherer();
    this.#bySign.set(sign, gatherer);
    gatherer.add(subject, activityOf(system), sign, '', file, () => seenText(file, path));
  }

  all(): Finding[] {
    return [...this.#bySign].flatMap(([sign, gatherer]) => {
      const { weight, what, rival } = SIGN_WEIGHTS[sign]!;
      return [...gatherer.values()].map((one) =>
        findingOf(
          { detector: 'files', technique: 'D7', plane: 'file' },
          one,
          weight,
          `${plural(one.count, ...what)}.`,
          rival,
        ),
      );
    });
  }
}

const seenText = ({ user, name }: FileObservation, path: string): string =>
  [path, user === undefined ? '' : `owner ${user}`, name === undefined ? '' : `“${name}”`]
    .filter((part) => part !== '')
    .join(', ');

/** Which contents were exchanged by whom, and which lie on disks. */
class WireContents {
  readonly #exchanged = new Map<string, Map<string, SystemId>>();
  readonly #lying = new Map<string, FileObservation>();

  flow(flow: FlowObservation): void {
    if (flow.system === null) return;
    for (const { id } of flow.facts?.contents ?? []) {
      if (id === '') continue;
      const who = this.#exchanged.get(id) ?? new Map<string, SystemId>();
      if (who.size === 0 && this.#exchanged.size >= LIMITS.auditContentsMax) return;
      this.#exchanged.set(id, who);
      for (const end of ['source', 'destination'] as const)
        if (takesPart(flow, end) && who.size < LIMITS.contentPeersMax)
          who.set(flow[end], flow.system);
    }
  }

  file(file: FileObservation): void {
    const { hash } = file;
    if (hash === undefined || file.sign === 'described' || this.#lying.has(hash)) return;
    if (this.#lying.size < LIMITS.auditContentsMax) this.#lying.set(hash, file);
  }

  *matches(): Generator<{ address: string; system: SystemId; file: FileObservation }> {
    for (const [hash, file] of this.#lying)
      for (const [address, system] of this.#exchanged.get(hash) ?? [])
        yield { address, system, file };
  }
}
