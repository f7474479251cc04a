// One ADC message: type letter, command, addressing, then positional and named parameters, separated by spaces.
// Escapes: \s space, \n newline, \\ backslash (ADC §3).

export interface AdcLine {
  /** B, C, D, E, F, H, I or U. */
  readonly type: string;
  readonly command: string;
  /** Session id, or client id over UDP, of the sender; empty in C, H and I messages. */
  readonly from: string;
  /** All parameters in order, unescaped. */
  readonly parameters: readonly string[];
}

export const adcLine = (text: string): AdcLine | null => {
  if (!/^[BCDEFHIU][A-Z][A-Z0-9]{2}(?: |$)/.test(text)) return null;
  const parts = text.split(' ');
  const type = text[0]!;
  const addresses = type === 'D' || type === 'E' ? 2 : type === 'B' || type === 'U' ? 1 : 0;
  // Feature broadcasts: the sender, then +FEAT and -FEAT.
  let skip = type === 'F' ? 2 : addresses;
  if (type === 'F' && !/^[+-]/.test(parts[2] ?? '')) skip = 1;
  return {
    type,
    command: text.slice(1, 4),
    from: skip > 0 ? (parts[1] ?? '') : '',
    parameters: parts.slice(1 + skip).map(unescaped),
  };
};

/** Value of the first parameter named by two letters; undefined when it is not there. */
export const named = (line: AdcLine, name: string): string | undefined =>
  line.parameters.find((parameter) => parameter.startsWith(name))?.slice(2);

/** Values of all parameters of that name. */
export const allNamed = (line: AdcLine, name: string): string[] =>
  line.parameters
    .filter((parameter) => parameter.startsWith(name))
    .map((parameter) => parameter.slice(2));

const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(.)/g, (_, escaped: string) =>
        escaped === 's' ? ' ' : escaped === 'n' ? '\n' : escaped,
      )
    : text;
