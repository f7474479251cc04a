// Values that all forms of notices write alike.
import { LIMITS } from '../../model/limits.ts';

/** Trimmed, on one line, cut at the length of texts; null when there is nothing. */
export const said = (text: string | undefined): string | null => {
  const line = (text ?? '')
    .slice(0, 4 * LIMITS.textCharsMax)
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? null : line.slice(0, LIMITS.textCharsMax);
};

/** 1…65535; null for anything else: port 0 says that none is known. */
export const portOf = (text: string | undefined): number | null => {
  const port = /^\d{1,5}$/.test(text?.trim() ?? '') ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
};

/** `734003200`, `734,003,200 bytes`; `700 MB` is rounded by who wrote it, and read as binary, as file managers count. */
export const byteCount = (text: string | undefined): number | null => {
  const match = /^\s*([\d,]{1,20}(?:\.\d{1,3})?)\s{0,4}(bytes?|[KMGT]i?B|B)?\s*$/i.exec(text ?? '');
  if (!match) return null;
  const number = Number(match[1]!.replaceAll(',', ''));
  const unit = (match[2] ?? 'B').toUpperCase();
  const power = Math.max(0, ' KMGT'.indexOf(unit[0]!));
  const bytes = Math.round(number * 1024 ** (unit.startsWith('B') ? 0 : power));
  return Number.isSafeInteger(bytes) ? bytes : null;
};
