/**
 * Whether a starter gives something of its solution away.
 *
 * @module
 */

/** Shorter lines say little, and are alike everywhere. */
const SHORTEST = 26;

/**
 * Looks, in the whole starter, for lines of those functions of the solution that the starter leaves open.
 * What such a function in the starter itself begins with is given on purpose.
 *
 * @param starter the starter's source
 * @param solution the solution's source
 * @returns the lines that are in both
 */
export function leaks(starter: string, solution: string): string[] {
  const lines = starter.split("\n");
  const shown = new Set(lines.map(bare));
  const written = solution.split("\n");
  return lines.flatMap((text, i) => {
    if (!/throw new Error\(\s*"Implement /.test(text + (lines[i + 1] ?? ""))) return [];
    const name = nameOf(headAbove(lines, i) ?? "");
    if (name === undefined) return [];
    const given = new Set(bodyOf(lines, name).map((line) => line.trim()));
    return bodyOf(written, name).map(bare)
      .filter((line) => line.length >= SHORTEST && shown.has(line) && !given.has(line));
  });
}

/** A line without its indentation, and without what makes it a comment. */
function bare(text: string): string {
  return text.trim().replace(/^(?:\/\/|\/\*\*?|\*) ?/, "").replace(/\s*\*\/$/, "").trim();
}

/** The line that begins the function around a line: less indented, and no mere end of its parameters. */
function headAbove(lines: readonly string[], index: number): string | undefined {
  let depth = indentOf(lines[index]!);
  for (let i = index - 1; i >= 0; i--) {
    const text = lines[i]!;
    if (text.trim() === "" || indentOf(text) >= depth) continue;
    if (/^\s*\)/.test(text)) {
      // The parameters stand on lines of their own: the head is where this depth is left or met again.
      const head = lines.slice(0, i).findLast((other) =>
        other.trim() !== "" && indentOf(other) <= indentOf(text)
      );
      return head;
    }
    if (nameOf(text) !== undefined) return text;
    depth = indentOf(text);
  }
}

/** The lines between the head of what is declared by a name and the line that ends it. */
function bodyOf(lines: readonly string[], name: string): string[] {
  const start = lines.findIndex((text) => nameOf(text) === name && !/;$/.test(text));
  if (start < 0) return [];
  const depth = indentOf(lines[start]!);
  const open = lines.findIndex((text, i) =>
    i >= start && /\{$/.test(text) && indentOf(text) <= depth
  );
  const end = lines.findIndex((text, i) =>
    i > open && /^\s*\}/.test(text) && indentOf(text) <= depth
  );
  return open < 0 || end < 0 ? [] : lines.slice(open + 1, end);
}

/** The name of the method, function or value that a line begins to declare. */
function nameOf(text: string): string | undefined {
  const [, name] = text.match(
    /^\s*(?:(?:export|async|override|static|get|set|function|const|let)\*? )*\*?([\w$]+)\s*(?:<.*>)?\s*[(=:]/,
  ) ?? [];
  return name !== undefined && ["if", "for", "while", "switch", "return"].includes(name)
    ? undefined
    : name;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
