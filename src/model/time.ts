// Time: epoch milliseconds with fraction inside, ISO 8601 UTC outside.

/** `1700000000123.456` → `2023-11-14T22:13:20.123Z`. Times outside ECMAScript's range are clamped. */
export const isoTime = (ms: number): string => new Date(clampTime(ms)).toISOString();

/** Latest instant an ECMAScript date can hold, in epoch milliseconds (ECMA-262, time values). */
const TIME_MAX_MS = 8.64e15;

const clampTime = (ms: number): number =>
  Number.isFinite(ms) ? Math.max(-TIME_MAX_MS, Math.min(TIME_MAX_MS, ms)) : 0;

/**
 * Reads an ISO 8601 instant, a date (`2026-11-22`), or epoch seconds. Without a zone the text is taken as UTC.
 * Returns null when it is none of these.
 */
export const parseTime = (text: string): number | null => {
  if (/^\d{9,11}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const zoned =
    /[zZ]|[+-]\d\d:?\d\d$/.test(text) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`;
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(zoned.replace(' ', 'T')) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
};

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const DURATION_UNITS_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
};

/** `30min`, `8h`, `3d` in milliseconds; null when the text is no duration. */
export const parseDuration = (text: string): number | null => {
  const match = /^(\d{1,9})\s?(s|min|h|d)$/.exec(text);
  return match ? Number(match[1]) * DURATION_UNITS_MS[match[2]!]! : null;
};
