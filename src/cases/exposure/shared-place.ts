// Where on disk something on offer lies: a whole drive, the folders of the system, somebody's own folder, a server of the
// house. Clients of 2003 shared all of these by default (I7).

export const PLACES = {
  drive: 'a whole drive',
  system: 'folders of the operating system',
  profile: 'a person’s whole folder',
  server: 'a server of the house',
} as const;

export type PlaceKind = keyof typeof PLACES;

export interface SharedPlace {
  readonly kind: PlaceKind;
  /** The part of the path that says so. */
  readonly path: string;
}

/** The first that fits; deeper folders of a person (Downloads, Music) are where files are meant to be shared from. */
const SIGNS: readonly (readonly [PlaceKind, RegExp])[] = [
  ['server', /^\\\\[^\\/]+\\[^\\/]+/],
  ['server', /^(?:smb|cifs|nfs|afp|file):\/\/[^/]+(?:\/[^/]+)?/i],
  ['server', /^\/\/[^/]+\/[^/]+/],
  ['server', /^\/(?:srv|mnt|net|nfs|export|exports)(?:\/[^/]+)?(?=\/|$)/],
  ['drive', /^[A-Za-z]:[\\/]?$/],
  ['drive', /^\/$/],
  ['system', /^[A-Za-z]:[\\/](?:windows|winnt|program files(?: \(x86\))?|programdata)(?=[\\/]|$)/i],
  ['system', /^\/(?:etc|usr|var|boot|root|proc|sys|bin|sbin|lib)(?=\/|$)/],
  ['profile', /^[A-Za-z]:[\\/](?:users|documents and settings)(?:[\\/][^\\/]+)?[\\/]?$/i],
  [
    'profile',
    /^[A-Za-z]:[\\/](?:users|documents and settings)[\\/][^\\/]+[\\/](?:(?:my )?documents|desktop)(?=[\\/]|$)/i,
  ],
  ['profile', /^\/(?:home|Users)(?:\/[^/]+)?\/?$/],
  ['profile', /^\/(?:home|Users)\/[^/]+\/(?:Documents|Desktop)(?=\/|$)/],
];

export const placeOf = (path: string): SharedPlace | null => {
  for (const [kind, sign] of SIGNS) {
    const found = sign.exec(path);
    if (found) return { kind, path: found[0] };
  }
  return null;
};
