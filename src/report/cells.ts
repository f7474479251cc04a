// Terminal cells: how wide text is, and fitting it. Text is cleaned first (clean.ts), so no character is a control.

/** Columns that a terminal uses: wide characters take two, marks none (Unicode UAX #11, UAX #44). */
export const cellWidth = (text: string): number => {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
};

/** `text` in exactly `width` cells, cut with `…` or padded. */
export const fitCells = (text: string, width: number, align: 'left' | 'right' = 'left'): string => {
  const fitted = cutCells(text, width);
  const gap = ' '.repeat(Math.max(0, width - cellWidth(fitted)));
  return align === 'left' ? fitted + gap : gap + fitted;
};

export const cutCells = (text: string, width: number): string => {
  if (cellWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const char of text) {
    const more = charWidth(char);
    if (used + more > width - 1) break;
    kept += char;
    used += more;
  }
  return width > 0 ? `${kept}…` : '';
};

/** Lines of at most `width` cells, broken at spaces; a word longer than a line is broken where it must be. */
export const wrapCells = (text: string, width: number, linesMax = Infinity): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cellWidth(longer) <= width) line = longer;
    else {
      lines.push(line.trimEnd());
      line = word;
    }
  }
  lines.push(line.trimEnd());
  if (lines.length <= linesMax) return lines;
  const last = lines.slice(linesMax - 1).join(' ');
  return [...lines.slice(0, linesMax - 1), cutCells(last, width)];
};

/** A bar of eighth blocks; anything above nothing shows at least an eighth. */
export const bar = (share: number, width: number): string => {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const whole = Math.max(share > 0 ? 1 : 0, eighths);
  return '█'.repeat(whole >> 3) + (whole & 7 ? EIGHTHS[(whole & 7) - 1] : '');
};

/** A bar on a track, for a share of a whole. Full only when the share is. */
export const gauge = (share: number, width: number): string => {
  const filled = share >= 1 ? width : Math.min(width - 1, Math.round(share * width));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
};

const EIGHTHS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

const charWidth = (char: string): number => {
  if (char < '\u0300') return 1;
  if (NO_WIDTH.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
};

const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

const pieces = (word: string, width: number): string[] => {
  if (cellWidth(word) <= width) return [word];
  const out: string[] = [];
  let piece = '';
  for (const char of word) {
    if (cellWidth(piece) + charWidth(char) > width) {
      out.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...out, piece];
};
