/**
 * Text for a terminal: lines made of styled pieces, measured in columns.
 *
 * @module
 */

/** How a piece of text looks. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "reverse";

/** A piece of text in one style. */
export interface Piece {
  readonly text: string;
  readonly style?: Style;
}

/** A line. */
export type Line = readonly Piece[];

const CODES: Record<Style, number> = {
  bold: 1,
  dim: 2,
  reverse: 7,
  red: 31,
  green: 32,
  yellow: 33,
  cyan: 36,
};

/** A line in one style. */
export function line(text: string, style?: Style): Line {
  return [piece(text, style)];
}

/** A piece of a line. */
export function piece(text: string, style?: Style): Piece {
  return style === undefined ? { text } : { text, style };
}

/** What can be shown on one line: no control characters, no escape sequences, tabs as spaces. */
export function plain(text: string): string {
  return text
    // deno-lint-ignore no-control-regex -- they are what is taken out
    .replace(/\x1b(?:\[[\d;?]*[A-Za-z]|\][^\x07]*(?:\x07|$)|.?)/g, "")
    .replaceAll("\t", "  ")
    // deno-lint-ignore no-control-regex -- they are what is taken out
    .replace(/[\x00-\x1f\x7f-\x9f]/g, "");
}

const segmenter = new Intl.Segmenter();
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation}/u;

/** The characters of a text, as a reader counts them, with the columns that each takes. */
function measured(text: string): [character: string, columns: number][] {
  return [...segmenter.segment(text)].map(({ segment }) => [segment, WIDE.test(segment) ? 2 : 1]);
}

/** How many columns a text takes. */
export function widthOf(text: string): number {
  return measured(text).reduce((sum, [, columns]) => sum + columns, 0);
}

/** Cuts a text to a number of columns; an ellipsis stands for what is missing. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 1;
  let kept = "";
  for (const [character, wide] of measured(text)) {
    if (width + wide > columns) break;
    kept += character;
    width += wide;
  }
  return columns < 1 ? "" : `${kept}…`;
}

/** Breaks a paragraph into lines; words that are longer than a line are broken, too. */
export function wrap(text: string, columns: number): string[] {
  const room = Math.max(columns, 1);
  const lines: string[] = [];
  let current = "";
  for (let word of text.split(/\s+/).filter((part) => part !== "")) {
    if (current !== "" && widthOf(current) + 1 + widthOf(word) > room) {
      lines.push(current);
      current = "";
    }
    while (widthOf(word) > room) {
      const characters = measured(word);
      let width = 0;
      const fits = characters.findIndex(([, columns]) => (width += columns) > room);
      const head = characters.slice(0, Math.max(fits, 1)).map(([character]) => character).join("");
      lines.push(head);
      word = word.slice(head.length);
    }
    current = current === "" ? word : `${current} ${word}`;
  }
  return current === "" ? lines : [...lines, current];
}

/** Cuts a line to a number of columns. */
export function fit(pieces: Line, columns: number): Line {
  const fitting: Piece[] = [];
  let room = columns;
  for (const { text, style } of pieces) {
    const shown = cut(text, room);
    fitting.push(piece(shown, style));
    room -= widthOf(shown);
    if (shown !== text) break;
  }
  return fitting;
}

/**
 * A line as a terminal takes it.
 *
 * @param pieces the line
 * @param colours whether it is styled
 */
export function painted(pieces: Line, colours = !Deno.noColor): string {
  return pieces.map(({ text, style }) =>
    style === undefined || !colours ? text : `\x1b[${CODES[style]}m${text}\x1b[0m`
  ).join("");
}
