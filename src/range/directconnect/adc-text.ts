// The ADC protocol as text: https://adc.sourceforge.io/ADC.html. Messages here are without their closing newline.
import type { Query } from './share.ts';

/** §3.1: the letter says how a message is to be passed on. */
export interface AdcMessage {
  /** B broadcast, C client to client, D direct, E direct and echoed, F to features, H to hub, I from hub, U datagram. */
  readonly type: string;
  /** `INF` */
  readonly name: string;
  /** Session id of the sender (B, D, E, F) or client id (U). */
  readonly from: string;
  /** Session id of the receiver (D, E). */
  readonly to: string;
  /** `+TCP4-NAT0` (F). */
  readonly features: string;
  readonly parameters: readonly string[];
}

const PARAMETERS_MAX = 200;

/** Null for what is no message. */
export const readAdc = (line: string): AdcMessage | null => {
  if (!/^[BCDEFHIU][A-Z][A-Z0-9]{2}( |$)/.test(line)) return null;
  const type = line[0]!;
  const words = line.split(' ', PARAMETERS_MAX).slice(1);
  const from = 'BDEFU'.includes(type) ? words.shift() : '';
  const to = 'DE'.includes(type) ? words.shift() : '';
  const features = type === 'F' ? words.shift() : '';
  if (from === undefined || to === undefined || features === undefined) return null;
  return { type, name: line.slice(1, 4), from, to, features, parameters: words.map(unescaped) };
};

/** Escapes what it is given: `adc('IMSG', 'some text')`. */
export const adc = (...words: readonly string[]): string => words.map(escaped).join(' ');

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll(' ', '\\s').replaceAll('\n', '\\n');

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, character: string) =>
    character === 's' ? ' ' : character === 'n' ? '\n' : character,
  );

/** Value of a named parameter (`NI` of `NIalice`), or undefined. */
export const field = (parameters: readonly string[], name: string): string | undefined =>
  parameters.find((parameter) => parameter.startsWith(name))?.slice(2);

/** §6.3.7 SCH: AN for each word, TR for a tree hash, sizes in LE and GE, and the token that comes back in answers. */
export const searchFields = ({ words, tth }: Query, token: string): string[] => [
  ...(tth === undefined ? words.map((word) => `AN${word}`) : [`TR${tth}`]),
  `TO${token}`,
];

export const readSearchFields = (parameters: readonly string[]): Query => {
  const size = (name: string): number | undefined => {
    const value = Number(field(parameters, name) ?? Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  // TY2 asks for folders, which is not answered.
  const wantsFolders = field(parameters, 'TY') === '2';
  const words = parameters.filter((each) => each.startsWith('AN')).map((each) => each.slice(2));
  const exact = size('EQ');
  return {
    words: wantsFolders ? [] : words,
    tth: field(parameters, 'TR'),
    sizeMin: exact ?? size('GE'),
    sizeMax: exact ?? size('LE'),
  };
};

export interface AdcAnswer {
  readonly path: string;
  readonly size: number;
  readonly freeSlots: number;
  readonly tth: string;
  readonly token: string;
}

/** §6.3.8 RES */
export const answerFields = ({ path, size, freeSlots, tth, token }: AdcAnswer): string[] => [
  `FN${path}`,
  `SI${size}`,
  `SL${freeSlots}`,
  `TR${tth}`,
  ...(token === '' ? [] : [`TO${token}`]),
];

/** Null for folders and for what lacks a name or a tree hash. */
export const readAnswerFields = (parameters: readonly string[]): AdcAnswer | null => {
  const path = field(parameters, 'FN') ?? '';
  const tth = field(parameters, 'TR') ?? '';
  if (path === '' || path.endsWith('/') || !/^[A-Z2-7]{39}$/.test(tth)) return null;
  return {
    path,
    tth,
    size: Number(field(parameters, 'SI') ?? 0) || 0,
    freeSlots: Number(field(parameters, 'SL') ?? 0) || 0,
    token: field(parameters, 'TO') ?? '',
  };
};
