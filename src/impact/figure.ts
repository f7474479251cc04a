// One figure of impact as a range, with what it rests on. A figure that is exact has both ends the same.
import type { Range } from '../model/range.ts';
import { tidy } from './quantity.ts';

export interface ImpactFigure extends Range {
  /** Row of requirements.md, table I, with the figure: `I5-disk`. */
  readonly id: string;
  readonly unit: string;
  /** The inputs, as a sentence for people. */
  readonly text: string;
}

export const figureOf = (
  id: string,
  unit: string,
  { low, high }: Range,
  text: string,
): ImpactFigure => ({
  id,
  unit,
  low: tidy(low),
  high: tidy(high),
  text,
});
