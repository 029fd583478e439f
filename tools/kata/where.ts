/**
 * Guesses which line of the learner's a failed sentence is about, where no stack says so: a method that
 * returned the wrong thing has returned when the sentence finds out.
 *
 * @module
 */

/** Methods, functions and classes, as deno fmt lays them out. */
const METHOD =
  /^ {2}(?:(?:static|override|async|get|set|private|protected|public) )*\*?([\w$]+)(?:<[^>]*>)?\((?!.*;$)/;
const FUNCTION = /^(?:export )?(?:async )?function\*? ([\w$]+)/;
const CLASS = /^(?:export )?(?:abstract )?class ([\w$]+)/;
const VALUE = /^(?:export )?(?:const|let) ([\w$]+)/;

/** No names of methods, though they look like some. */
const KEYWORDS = ["if", "for", "while", "switch", "catch", "return", "super"];

/**
 * Finds the line.
 *
 * @param source the learner's file
 * @param sayings what is said about the failure, the most telling first
 * @returns the line, counted from 1; undefined where nothing fits
 */
export function lineSpokenOf(source: string, sayings: readonly string[]): number | undefined {
  const lines = source.split("\n");
  const declared = new Map<string, number>();
  for (const pattern of [METHOD, FUNCTION, VALUE, CLASS]) {
    for (const [i, line] of lines.entries()) {
      const name = line.match(pattern)?.[1];
      if (name === undefined || KEYWORDS.includes(name) || declared.has(name)) continue;
      declared.set(name, i + 1);
    }
  }
  for (const saying of sayings) {
    // Called by name; then named, where it can be no word of a sentence; a class goes last.
    const names = saying.match(/[\w$]+(?=\()/g) ?? [];
    const words = (saying.match(/[\w$]+/g) ?? []).filter((word) => /_|[a-z][A-Z]/.test(word));
    for (const name of [...names, ...words]) {
      if (declared.has(name)) return declared.get(name);
    }
  }
  const words = sayings.flatMap((saying) => saying.match(/[\w$]+/g) ?? []);
  const type = words.find((word) => /^[A-Z]/.test(word) && declared.has(word));
  return type === undefined ? undefined : declared.get(type);
}
