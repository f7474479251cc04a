// What stands before a message of Cisco's devices: the relay's stamp and host, the device's own stamp (with year and
// milliseconds where it is set up so, `*` or `.` before it while its clock is not set), a sequence number, its name.
import type { TextContext } from '../text/text-source.ts';

export interface CiscoMessage {
  readonly at: number;
  readonly sensor: string | undefined;
  readonly number: number;
  readonly text: string;
}

export const ciscoHead = (
  prefix: string,
  { stamps, undated }: TextContext,
): Pick<CiscoMessage, 'at' | 'sensor'> => {
  const head = prefix.slice(0, HEAD_CHARS_MAX);
  let at = Number.NaN;
  STAMP.lastIndex = 0;
  // The device's own stamp is the last one.
  for (let found = STAMP.exec(head); found; found = STAMP.exec(head)) {
    const read = stamps.any(found[1]!.replace(FOREIGN_ZONE, ''));
    if (!Number.isNaN(read)) at = read;
  }
  return { at: Number.isNaN(at) ? undated() : at, sensor: sensorOf(head) };
};

/** The last word that is neither number nor zone nor stamp. */
const sensorOf = (head: string): string | undefined => {
  const words = head
    .replace(/^<\d{1,3}>\d{0,3}/, ' ')
    .replace(STAMP, ' ')
    .split(/[\s:]+/)
    .filter(
      (word) => /^(?=.*[a-z\d])[\w.-]{2,128}$/i.test(word) && !/^(?:\d+|[A-Z]{3,4})$/.test(word),
    );
  return words.at(-1);
};

const HEAD_CHARS_MAX = 300;
const STAMP =
  /((?:[A-Z][a-z]{2} +\d{1,2}(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: \d{4})?(?: [A-Za-z]{3,5}\b(?=:))?)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)/g;
/** Zones by abbreviation mean different things in different countries: only UTC is taken at its word. */
const FOREIGN_ZONE = / (?!UTC$|GMT$)[A-Za-z]{3,5}$/;
