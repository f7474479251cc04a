// What the end of a name says of a file, as far as it makes a sensitive word in it more or less likely to mean something:
// `Policy of Truth.mp3` is a song, `policy.doc` is not.

export type FileKind = 'document' | 'picture' | 'archive' | 'media' | 'program' | 'other';

const words = (text: string): string[] => text.split(' ');

const KINDS: Readonly<Record<Exclude<FileKind, 'other'>, ReadonlySet<string>>> = {
  document: new Set(
    words(
      'doc docx docm dot dotx odt ott rtf pdf xps wpd wps pages xls xlsx xlsm xlsb xlt csv ods numbers ppt pptx pps odp key vsd vsdx mpp one pub txt eml msg mbox mdb accdb tax qif ofx',
    ),
  ),
  /** Papers that were scanned or photographed. */
  picture: new Set(words('jpg jpeg png tif tiff heic bmp gif webp')),
  archive: new Set(words('zip rar 7z tar gz tgz bz2 xz zipx arj ace iso bak old')),
  media: new Set(
    words(
      'mp3 flac ogg oga opus wav wma m4a m4b aac ape mpc aif aiff mid midi avi mkv mp4 m4v mov wmv mpg mpeg vob flv webm ts divx ogm rm rmvb 3gp srt sub idx nfo m3u cue epub mobi azw azw3 djvu cbr cbz torrent part',
    ),
  ),
  program: new Set(
    words(
      'exe msi dll sys ocx cab scr com bat cmd ps1 vbs js mjs cjs jsx css html htm php asp jsp py pyc pyi rb pl pm c h cc cpp hpp cs java class jar go rs swift kt lua sh so a o la pc mo po pot ko deb rpm apk dmg pkg ttf otf woff woff2 svg xml xsl xsd json yaml yml toml conf cfg ini md rst man 1 2 3 4 5 6 7 8 service desktop list md5sums ui glade qml ts tsx vue map sol',
    ),
  ),
};

/** `resume.PDF` → `pdf`; a name that only begins with a point has none. */
export const endingOf = (name: string): string => {
  const at = name.lastIndexOf('.');
  return at > 0 && name.length - at <= ENDING_MAX ? name.slice(at + 1).toLowerCase() : '';
};

const ENDING_MAX = 10;

export const kindOf = (name: string): FileKind => {
  const outer = endingOf(name);
  // What was only compressed is what it was before: `policy.1.gz` is a page of a manual.
  const inner = COMPRESSED.has(outer) ? endingOf(name.slice(0, -outer.length - 1)) : '';
  return (inner === '' ? null : ofEnding(inner)) ?? ofEnding(outer) ?? 'other';
};

const COMPRESSED = new Set(words('gz bz2 xz zst lz4 z'));

const ofEnding = (ending: string): FileKind | null => {
  for (const [kind, endings] of Object.entries(KINDS))
    if (endings.has(ending)) return kind as FileKind;
  return null;
};

/** Files whose name alone says what they hold. */
const SECRET_NAMES = new Set(
  words(
    'id_rsa id_dsa id_ecdsa id_ed25519 wallet.dat ntds.dit .htpasswd shadow.bak logins.json key3.db key4.db unattend.xml .pgpass .netrc .git-credentials',
  ),
);
const SECRET_ENDINGS = new Set(words('kdbx kdb pfx p12 ppk keystore jks'));
const MAIL_ENDINGS = new Set(words('pst ost dbx nsf'));

export const tellingName = (base: string): 'secret' | 'mail' | null => {
  const name = base.toLowerCase();
  const ending = endingOf(name);
  if (SECRET_NAMES.has(name) || SECRET_ENDINGS.has(ending)) return 'secret';
  return MAIL_ENDINGS.has(ending) ? 'mail' : null;
};

/**
 * Files that every machine has and nobody offers on purpose: the folder of the system, or the whole drive, is shared.
 * The paper searched for `clock.avi` of Windows (81 kB): with its size it is no other film of that name.
 */
const SYSTEM_FILES: ReadonlyMap<string, number | null> = new Map([
  ['clock.avi', 82_944],
  ...words(
    'ntuser.dat ntoskrnl.exe kernel32.dll user32.dll gdi32.dll shell32.dll ntdll.dll win.ini system.ini boot.ini autoexec.bat config.sys io.sys msdos.sys command.com pagefile.sys hiberfil.sys bootmgr ntldr ntdetect.com explorer.exe notepad.exe regedit.exe usrclass.dat',
  ).map((name) => [name, null] as const),
]);

/** How far sizes given in kB may be off. */
const SIZE_SLACK = 1024;

/** `sure`: name and size agree, or no other file has such a name. Null when it is none of the system's. */
export const systemFile = (base: string, size: number | undefined): 'sure' | 'name only' | null => {
  const own = SYSTEM_FILES.get(base.toLowerCase());
  if (own === undefined) return null;
  if (own === null) return 'sure';
  return size !== undefined && Math.abs(size - own) <= SIZE_SLACK ? 'sure' : 'name only';
};
