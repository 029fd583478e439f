/**
 * Source maps, as far as the line of a place in transpiled code needs them.
 *
 * @module
 */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Finds a place in the source from its place in the code that runs. All lines and columns count from 0.
 *
 * @param url the source map, as a data URL
 * @param line line in the code that runs
 * @param column column in the code that runs
 * @returns the last mapping at or before the place; undefined where the line has none
 */
export function originalPlace(
  url: string,
  line: number,
  column: number,
): { line: number; column: number } | undefined {
  const [, data] = url.split(";base64,");
  if (data === undefined) return undefined;
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const { mappings } = JSON.parse(new TextDecoder().decode(bytes)) as { mappings: string };
  let found: { line: number; column: number } | undefined;
  // Everything but the generated column carries on from line to line.
  let sourceLine = 0;
  let sourceColumn = 0;
  for (const [i, segments] of mappings.split(";").entries()) {
    if (i > line) break;
    let generated = 0;
    for (const segment of segments.split(",")) {
      const [inCode, , lines, columns] = numbersOf(segment);
      generated += inCode ?? 0;
      if (lines === undefined || columns === undefined) continue;
      sourceLine += lines;
      sourceColumn += columns;
      if (i === line && generated <= column) found = { line: sourceLine, column: sourceColumn };
    }
  }
  return found;
}

/** Base 64 digits of six bits: five of the number, least significant first, and whether more come. */
function numbersOf(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}
