// The picture of an experiment as SVG: one panel a unit and size, lines with points or bars. It brings its own ground and
// follows the reader's light or dark scheme, so that it can stand in any page.
import type { RunResult } from '../run.ts';
import { type Panel, panelsOf, type Series } from './panels.ts';
import { ticks, tickText } from './ticks.ts';

const WIDTH = 760;
const LEFT = 72;
const RIGHT = 24;
const HEAD = 28;
const PLOT = 190;
const LEGEND = 24;
const FOOT = 58;
const LETTERS_A_LINE = 82;
const LINE = 18;
/** Colours of the style below. */
const COLOURS = 5;

export const pictureOf = (result: RunResult): string => {
  const { measured, question, peers, seed, id } = result;
  const panels = panelsOf(measured);
  const heading = wrapped(question, LETTERS_A_LINE);
  const top = HEAD + heading.length * LINE;
  const height = top + panels.length * (LEGEND + PLOT + FOOT) + 12;
  const x = axisOf(result);
  const drawn = panels.map((panel, at) =>
    panelOf(panel, x, measured.picture.kind, top + at * (LEGEND + PLOT + FOOT)),
  );
  const said = `${question} Measured with ${peers} peers: ${panels.flatMap((panel) => panel.series.map((one) => one.title)).join(', ')} against ${x.title}.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="t">`,
    `<title id="t">${escaped(said)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>`,
    ...heading.map(
      (line, at) => `<text class="head" x="24" y="${30 + at * LINE}">${escaped(line)}</text>`,
    ),
    ...drawn,
    `<text class="small end" x="${WIDTH - RIGHT}" y="${height - 12}">${escaped(`${id} · ${peers} peers · seed ${seed}`)}</text>`,
    '</svg>\n',
  ].join('\n');
};

interface Axis {
  readonly title: string;
  readonly labels: readonly string[];
  /** Place of each row, in pixels. */
  readonly places: readonly number[];
  /** Room of one row. */
  readonly step: number;
}

const axisOf = ({ measured: { columns, rows, picture } }: RunResult): Axis => {
  const at = columns.findIndex((column) => column.id === picture.x);
  const cells = rows.map((row) => row[at] ?? '');
  const room = WIDTH - LEFT - RIGHT;
  const numbers = cells.filter((cell) => typeof cell === 'number');
  const labels = cells.map((cell) => (typeof cell === 'number' ? tickText(cell) : cell));
  const step = room / Math.max(1, cells.length);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const measured = picture.kind === 'line' && numbers.length === cells.length && most > least;
  const places = cells.map((cell, row) =>
    measured
      ? LEFT + 16 + ((Number(cell) - least) / (most - least)) * (room - 32)
      : LEFT + (row + 0.5) * step,
  );
  return { title: columns[at]?.title ?? '', labels, places, step };
};

const panelOf = (panel: Panel, x: Axis, kind: 'line' | 'bars', y: number): string => {
  const scale = ticks(panel.most);
  const top = y + LEGEND;
  const bottom = top + PLOT;
  const most = scale.at(-1)!;
  const level = (value: number): number => round(bottom - (value / most) * (PLOT - 8));
  const draw = kind === 'line' ? lineOf : barsOf;
  return [
    legendOf(panel, y),
    ...scale.map(
      (value) =>
        `<line class="${value === 0 ? 'axis' : 'grid'}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${level(value)}" y2="${level(value)}"/>` +
        `<text class="small end" x="${LEFT - 8}" y="${level(value) + 4}">${tickText(value)}</text>`,
    ),
    ...panel.series.map((series, at) => draw(series, at, panel.series.length, x, level)),
    ...labelsOf(x, bottom),
    `<text class="small mid" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${bottom + 48}">${escaped(x.title)}</text>`,
  ].join('\n');
};

const legendOf = ({ series }: Panel, y: number): string => {
  let x = LEFT;
  return series
    .map(({ title }, at) => {
      const mark = `<rect class="fill${at % COLOURS}" x="${x}" y="${y + 3}" width="10" height="10" rx="2"/><text class="small" x="${x + 15}" y="${y + 12}">${escaped(title)}</text>`;
      x += 36 + title.length * 6.4;
      return mark;
    })
    .join('\n');
};

const lineOf = (
  { values, title }: Series,
  colour: number,
  _count: number,
  x: Axis,
  level: (value: number) => number,
): string => {
  const points = values.flatMap((value, row) =>
    value === null ? [] : [{ value, x: round(x.places[row]!), y: level(value), row }],
  );
  const path = points.map((point, at) => `${at === 0 ? 'M' : 'L'}${point.x} ${point.y}`).join(' ');
  const dots = points.map(
    (point) =>
      `<circle class="fill${colour % COLOURS}" cx="${point.x}" cy="${point.y}" r="3.5"><title>${escaped(`${x.labels[point.row]}: ${tickText(point.value)} ${title}`)}</title></circle>`,
  );
  return [`<path class="line${colour % COLOURS}" d="${path}"/>`, ...dots].join('\n');
};

const barsOf = (
  { values, title }: Series,
  colour: number,
  count: number,
  x: Axis,
  level: (value: number) => number,
): string => {
  const width = Math.min(46, (x.step * 0.76) / count);
  return values
    .map((value, row) => {
      if (value === null) return '';
      const left = round(x.places[row]! + (colour - count / 2) * width);
      const y = level(value);
      return (
        `<rect class="fill${colour % COLOURS}" x="${left + 1}" y="${y}" width="${round(width - 2)}" height="${round(level(0) - y)}" rx="2"><title>${escaped(`${x.labels[row]}: ${tickText(value)} ${title}`)}</title></rect>` +
        `<text class="small mid" x="${round(left + width / 2)}" y="${round(y - 4)}">${tickText(value)}</text>`
      );
    })
    .join('\n');
};

/** Under each row its name, in two lines at most; where there is no room, every second or third. */
const labelsOf = (x: Axis, bottom: number): string[] => {
  const letters = Math.max(6, Math.floor(x.step / 6.2));
  const every = Math.max(
    1,
    Math.ceil(
      (Math.max(...x.labels.map((text) => Math.min(text.length, letters))) * 6.2) /
        Math.max(1, x.step),
    ),
  );
  return x.labels.flatMap((text, row) =>
    row % every === 0 && x.places.indexOf(x.places[row]!) === row
      ? wrapped(text, letters * every)
          .slice(0, 2)
          .map(
            (line, at) =>
              `<text class="small mid" x="${round(x.places[row]!)}" y="${bottom + 16 + at * 13}">${escaped(line)}</text>`,
          )
      : [],
  );
};

const wrapped = (text: string, letters: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char]!,
  );

/** Five colours that keep apart for most readers (Okabe and Ito 2008, darkened on white and lightened on black). */
const palette = (colours: readonly string[]): string =>
  colours.map((colour, at) => `.fill${at}{fill:${colour}}.line${at}{stroke:${colour}}`).join('');

const STYLE = [
  'text{font-family:system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}',
  '.head{font-size:15px;font-weight:600}.small{font-size:11px;fill:#59636e}',
  '.mid{text-anchor:middle}.end{text-anchor:end}',
  '.ground{fill:#ffffff}.grid{stroke:#e4e7eb}.axis{stroke:#8c959f}',
  'path{fill:none;stroke-width:2;stroke-linejoin:round}',
  palette(['#0072b2', '#c45100', '#00805f', '#a3457e', '#7a6200']),
  '@media (prefers-color-scheme:dark){',
  'text{fill:#e6edf3}.small{fill:#9198a1}.ground{fill:#0d1117}.grid{stroke:#2b313a}.axis{stroke:#6e7681}',
  palette(['#56b4e9', '#f0955c', '#3fc39b', '#d98cbb', '#d6c04a']),
  '}',
].join('');
