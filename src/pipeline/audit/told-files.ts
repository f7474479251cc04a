// From what was found to rows: each file that has something to tell, with why, and as observations for those who go on.
import { SIGN } from '../../detect/file-signs.ts';
import { baseOf, shownPath } from '../../intake/audit/raw-path.ts';
import type { SignedFile } from '../../intake/audit/walk-words.ts';
import type { AuditFile } from '../../model/file-audit.ts';
import type { FileObservation, FileSign } from '../../model/observation.ts';
import type { SystemId } from '../../model/systems.ts';
import { isoTime } from '../../model/time.ts';
import { contentType } from '../../sources/files/content-type.ts';
import { disguiseOf, extensionOf } from '../../sources/files/disguise.ts';
import { partialName } from '../../sources/files/partial-names.ts';
import { type ClientFile, signOf } from './client-files.ts';
import type { Match } from './contents.ts';

/** One thing that is said of a file. */
export interface Said {
  readonly sign: FileSign;
  readonly text: string;
  readonly system?: SystemId;
  readonly content?: string | null;
  readonly incomplete?: boolean;
}

/** Strongest first; the order in which files are listed. */
const SIGNS: readonly FileSign[] = [
  'content',
  'database',
  'pieces',
  'settings',
  'listed',
  'partial',
  'described',
  'disguised',
  'large',
];

export class ToldFiles {
  readonly #said = new Map<SignedFile, Said[]>();

  constructor(signed: readonly SignedFile[]) {
    for (const file of signed) for (const said of nameAndSize(file)) this.say(file, said);
  }

  client(client: ClientFile): void {
    const { artefact, reader, file } = client;
    const program = artefact.program === undefined ? '' : ` (${artefact.program})`;
    const text = `${reader.title}${program}.`;
    this.say(file, { sign: signOf(client), text, system: artefact.system });
    for (const [code, count] of Object.entries(artefact.anomalies))
      if (code === 'damaged' || code === 'cut')
        this.say(file, {
          ...{ sign: signOf(client), system: artefact.system, incomplete: true },
          text: `${count} of its parts could not be read: it is ${code}.`,
        });
  }

  match({ file, sign, system, text, content, incomplete }: Match): void {
    this.say(file, { sign, system, text, content, incomplete });
  }

  say(file: SignedFile, said: Said): void {
    const known = this.#said.get(file);
    if (known === undefined) this.#said.set(file, [said]);
    else if (known.length < SAID_MAX && !known.some(({ text }) => text === said.text))
      known.push(said);
  }

  /** By what speaks most, then by size. */
  rows(): { readonly file: SignedFile; readonly said: readonly Said[] }[] {
    return [...this.#said]
      .map(([file, said]) => ({ file, said: [...said].sort(bySign) }))
      .sort((a, b) => bySign(a.said[0]!, b.said[0]!) || b.file.bytes - a.file.bytes);
  }
}

const SAID_MAX = 16;

const bySign = (a: Said, b: Said): number => SIGNS.indexOf(a.sign) - SIGNS.indexOf(b.sign);

const nameAndSize = ({ path, type, signs }: SignedFile): Said[] => {
  const { kind, mime } = contentType(type);
  const name = baseOf(path);
  const said: Said[] = [];
  const partial = (signs & SIGN.partial) !== 0 ? partialName(name) : null;
  if (partial !== null)
    said.push({
      ...{ sign: 'partial', system: partial.system, incomplete: true },
      text: `Named as downloads are that ${partial.programs} has not finished.`,
    });
  const claimed = (signs & SIGN.disguised) !== 0 ? disguiseOf(type, extensionOf(name)) : null;
  if (claimed !== null)
    said.push({
      sign: 'disguised',
      text: `Named as ${KIND_WORDS[claimed]}, and it is ${KIND_WORDS[kind]} (${mime}).`,
    });
  if ((signs & SIGN.large) !== 0)
    said.push({
      sign: 'large',
      text: `${sentence(KIND_WORDS[kind])} (${mime}) above policy's size.`,
    });
  return said;
};

const KIND_WORDS = {
  video: 'a video',
  audio: 'sound',
  image: 'a picture',
  archive: 'an archive',
  'disk-image': 'a disk image',
  program: 'a program',
  document: 'a document',
  text: 'text',
  other: 'something else',
} as const;

const sentence = (words: string): string => words[0]!.toUpperCase() + words.slice(1);

export const auditFile = (
  file: SignedFile,
  said: readonly Said[],
  owner: string,
  scanned: string | null,
): AuditFile => {
  const { mime, kind } = contentType(file.type);
  return {
    path: shownPath(file.path),
    owner,
    bytes: file.bytes,
    allocated: file.allocated,
    modified: isoTime(file.modified),
    type: mime,
    kind,
    signs: [...new Set(said.map(({ sign }) => sign))],
    texts: said.map(({ text }) => text),
    system: said.find(({ system }) => system !== undefined)?.system ?? null,
    incomplete: said.some(({ incomplete }) => incomplete === true),
    content: said.find(({ content }) => content != null)?.content ?? null,
    scanned,
  };
};

/** A file as facts: one observation for each of its signs. `host`: the machine that the folders are known to belong to. */
export const observationsOf = (
  file: SignedFile,
  said: readonly Said[],
  owner: string,
  host: string | null,
): FileObservation[] => {
  const path = shownPath(file.path);
  const seen = new Set<string>();
  return said.flatMap(({ sign, system, content }): FileObservation[] => {
    const key = `${sign} ${system}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [
      {
        ...{ kind: 'file', at: file.modified, format: 'file-audit', origin: { evidence: 0 } },
        ...(host === null ? {} : { source: host }),
        ...{ name: shownPath(baseOf(file.path)), size: file.bytes, user: owner, path, sign },
        type: contentType(file.type).mime,
        ...(content == null ? {} : { hash: content }),
        ...(system === undefined ? {} : { system }),
      },
    ];
  });
};
