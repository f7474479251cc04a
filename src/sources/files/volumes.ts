// Archives that are cut into volumes: which set a name belongs to, and which number it has there. What is shared is often
// cut so (scene releases: .rar, .r00 …), and each volume alone stays below a size that would be looked at.
//
//   name.part01.rar          WinRAR since 3.0       name.7z.001, name.zip.001, name.001   7-Zip, HJSplit
//   name.rar, name.r00 …s00  WinRAR before          name.zip, name.z01 …                 PKWARE APPNOTE 8.0
//   name.ace, name.c00       WinACE                 name.a00, name.arj                   ARJ

export interface Volume {
  /** What all volumes of a set have in common, with `*` for the number. */
  readonly set: string;
  /** From 1; the file without a number is the first, or of ZIP the last (Infinity). */
  readonly number: number;
}

/** Null when the name is of no set. `alone` names (x.rar, x.zip) are of one only when others of it are there. */
export const volumeOf = (name: string): Volume | null => {
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return null;
  const base = name.slice(0, dot);
  const extension = name.slice(dot + 1).toLowerCase();
  if (extension === 'rar') return rarVolume(base);
  if (/^[r-z]\d\d$/.test(extension) && !(extension.startsWith('z') && extension !== 'z00'))
    return { set: `${base}.r*`, number: lettered(extension, 'r') };
  if (/^z\d\d$/.test(extension)) return { set: `${base}.z*`, number: Number(extension.slice(1)) };
  if (/^c\d\d$/.test(extension))
    return { set: `${base}.c*`, number: Number(extension.slice(1)) + 2 };
  if (/^a\d\d$/.test(extension))
    return { set: `${base}.a*`, number: Number(extension.slice(1)) + 1 };
  if (/^\d{3,4}$/.test(extension)) return { set: `${base}.*`, number: Number(extension) };
  const whole = WHOLE[extension];
  return whole === undefined
    ? null
    : { set: `${base}.${whole}`, number: extension === 'zip' ? Number.POSITIVE_INFINITY : 1 };
};

const WHOLE: Readonly<Record<string, string>> = { zip: 'z*', ace: 'c*', arj: 'a*' };

const rarVolume = (base: string): Volume => {
  const part = /^(.*)\.part(\d{1,5})$/i.exec(base);
  return part === null
    ? { set: `${base}.r*`, number: 1 }
    : { set: `${part[1]}.part*.rar`, number: Number(part[2]) };
};

/** r00 is the second, r99 the 101st, then s00. */
const lettered = (extension: string, first: string): number =>
  (extension.charCodeAt(0) - first.charCodeAt(0)) * 100 + Number(extension.slice(1)) + 2;

/** Numbers that are not there, below the highest that is; at most `most` of them. */
export const missingVolumes = (numbers: readonly number[], most = 20): number[] => {
  const there = new Set(numbers);
  const last = Math.max(0, ...numbers.filter(Number.isFinite));
  // Sets that were cut with a plain number begin at 0 or 1.
  const missing: number[] = [];
  for (let number = 1; number < last && missing.length < most; number++)
    if (!there.has(number)) missing.push(number);
  return missing;
};
