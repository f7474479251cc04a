// The file list of a user, `files.xml`: what DC++ made of MyList.DcLst in 2003, and every client since gives to anybody.
import { LIST_FILES_MAX } from './bounds.ts';

export interface ListedFile {
  /** Name, or path with slashes when it was read. */
  readonly name: string;
  readonly size: number;
  readonly tth: string;
}

export const fileListXml = (
  folder: string,
  files: readonly ListedFile[],
  { cid, generator }: { readonly cid: string; readonly generator: string },
): string =>
  [
    '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
    `<FileListing Version="1" CID="${cid}" Base="/" Generator="${quoted(generator)}">`,
    `\t<Directory Name="${quoted(folder)}">`,
    ...files.map(
      ({ name, size, tth }) => `\t\t<File Name="${quoted(name)}" Size="${size}" TTH="${tth}"/>`,
    ),
    '\t</Directory>',
    '</FileListing>',
    '',
  ].join('\r\n');

/** Files of a list with their paths; what is no file or folder in it is passed over. */
export const readFileList = (xml: string): ListedFile[] => {
  const files: ListedFile[] = [];
  const folders: string[] = [];
  for (const [, closing, kind, attributes = '', empty] of xml.matchAll(TAG)) {
    const said = new Map(
      [...attributes.matchAll(ATTRIBUTE)].map(([, name, value]) => [name!, plain(value!)]),
    );
    if (kind === 'File' && closing === '') {
      const name = [...folders, said.get('Name') ?? ''].join('/');
      files.push({ name, size: Number(said.get('Size') ?? 0), tth: said.get('TTH') ?? '' });
      if (files.length >= LIST_FILES_MAX) break;
    } else if (kind === 'Directory') {
      if (closing === '/') folders.pop();
      else if (empty !== '/' && folders.length < FOLDERS_MAX) folders.push(said.get('Name') ?? '');
    }
  }
  return files;
};

const FOLDERS_MAX = 64;
const TAG = /<(\/?)(Directory|File)\b((?:\s+\w+="[^"]*")*)\s*(\/?)>/g;
const ATTRIBUTE = /(\w+)="([^"]*)"/g;

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
];

const quoted = (text: string): string =>
  ENTITIES.reduce((result, [plainText, entity]) => result.replaceAll(plainText, entity), text);

const plain = (text: string): string =>
  ENTITIES.reduceRight((result, [plainText, entity]) => result.replaceAll(entity, plainText), text);
