// The page that text is set on: its width, its ink, and the two shapes every section is made of.
import type { UnitSystem } from '../model/units.ts';
import { wrapCells } from './cells.ts';
import { clean } from './clean.ts';
import { type Paint, paint } from './paint.ts';
import type { RenderOptions } from './reading.ts';

export interface TextOptions extends RenderOptions {
  /** Columns of the terminal; kept between 72 and 160. Default 80. */
  readonly width?: number;
  /** ANSI colours; default none. */
  readonly colour?: boolean;
}

export interface TextPage {
  readonly width: number;
  readonly ink: Paint;
  readonly units: UnitSystem;
  readonly nameOf: (id: string) => string;
  readonly program: string;
}

export const textPage = (options: TextOptions): TextPage => ({
  width: Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.floor(options.width ?? 80))),
  ink: paint(options.colour ?? false),
  units: options.units ?? 'SI',
  nameOf: (id) => clean(options.nameOf?.(id) ?? id),
  program: options.program ?? 'peerwarden',
});

/** `Leads ── below 50 % ─────────` over the whole width. */
export const title = (name: string, aside: string, { width, ink }: TextPage): string => {
  const words = aside === '' ? '' : `── ${aside} `;
  const rule = '─'.repeat(Math.max(2, width - name.length - words.length - 1));
  return `${ink.bold(name)} ${ink.dim(words + rule)}`;
};

/** Lines of one paragraph behind a mark: `! text`, continued under the text. */
export const marked = (
  mark: string,
  text: string,
  page: TextPage,
  indent = 2,
  linesMax = Infinity,
): string[] =>
  wrapCells(text, page.width - indent - mark.length - 1, linesMax).map(
    (line, i) => `${' '.repeat(indent)}${i === 0 ? mark : ' '.repeat(mark.length)} ${line}`,
  );

const WIDTH_MIN = 72;
const WIDTH_MAX = 160;
