// Content that goes under another name: a film called report.doc, a program called song.mp3. Told only of what is worth
// hiding, and only against an extension that claims something definite; an unusual name alone is none.

import { type ContentKind, contentType } from './content-type.ts';
import { CONTENT_TYPES } from './content-types.data.ts';

/** What is worth hiding, or is harmful when it is believed to be something else. */
const HIDDEN: ReadonlySet<ContentKind> = new Set([
  'video',
  'audio',
  'archive',
  'disk-image',
  'program',
]);

/** Extensions that claim one kind of content, whoever writes them; those with several meanings (dat, bin, db) claim none. */
const CLAIMS: Readonly<Record<string, ContentKind>> = Object.freeze({
  ...claims('document', 'doc docx docm odt rtf pdf xls xlsx xlsm ods ppt pptx pps odp epub'),
  ...claims(
    'text',
    'txt csv tsv log ini cfg conf md xml html htm json yaml yml css js ts sql tex c h cpp java py',
  ),
  ...claims('image', 'jpg jpeg png gif bmp tif tiff webp svg ico heic'),
  ...claims('audio', 'mp3 flac ogg wav wma aac opus'),
  ...claims('video', 'avi mkv mp4 mpg mpeg wmv mov flv webm m4v'),
  ...claims('archive', 'zip rar 7z gz bz2 xz'),
  ...claims('program', 'exe dll sys'),
  ...claims('disk-image', 'iso vmdk vhd vhdx'),
});

function claims(kind: ContentKind, extensions: string): Record<string, ContentKind> {
  return Object.fromEntries(extensions.split(' ').map((extension) => [extension, kind]));
}

/** MPEG transport streams and TypeScript share an extension, and many more do; what is usual for a type is no disguise. */
const usual = CONTENT_TYPES.map(({ extensions }) => new Set(extensions));

/** The kind that the name claims and the content is not; null when there is nothing to say. `extension` in lower case. */
export const disguiseOf = (type: number, extension: string): ContentKind | null => {
  const { kind } = contentType(type);
  const claimed = CLAIMS[extension];
  if (claimed === undefined || claimed === kind || !HIDDEN.has(kind)) return null;
  if (usual[type]?.has(extension) === true) return null;
  // One container holds sound or pictures: an audio book as .mp4 hides nothing, nor does compressed text as .svg or .xml.
  if (isMedia(kind) && isMedia(claimed)) return null;
  return Object.hasOwn(CLAIMS, extension) ? claimed : null;
};

const isMedia = (kind: ContentKind): boolean => kind === 'audio' || kind === 'video';

/** What comes behind the last dot, lower case; empty when there is none, or nothing like an extension. */
export const extensionOf = (name: string): string => {
  const dot = name.lastIndexOf('.');
  return dot <= 0 || name.length - dot > EXTENSION_CHARS_MAX
    ? ''
    : name.slice(dot + 1).toLowerCase();
};

const EXTENSION_CHARS_MAX = 17;
