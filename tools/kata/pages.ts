/**
 * Longer things to read: hints, and solutions.
 *
 * @module
 */
import { HINT_LEVELS, hintsOf, kataNamed } from "./lesson.ts";
import { filesOf, shown } from "./places.ts";
import type { Progress } from "./progress.ts";
import { type Line, line, plain, widthOf, wrap } from "./text.ts";
import { onDisk, Trouble } from "./trouble.ts";

/** Something to read. */
export interface Text {
  readonly title: string;
  readonly lines: readonly Line[];
}

/**
 * A hint: the next one that has not been shown, or the last when all have.
 *
 * @param progress remembers what has been shown
 * @param slug the kata
 * @param columns the width to wrap at
 * @param level which one; left out, the next
 */
export function hint(progress: Progress, slug: string, columns: number, level?: number): Text {
  const hints = hintsOf(slug);
  const wanted = level ?? Math.min(progress.hintsShown(slug) + 1, HINT_LEVELS);
  const found = hints[wanted - 1];
  if (found === undefined) {
    throw new Trouble(`${slug} has hints of level 1 to ${hints.length}, none of level ${wanted}.`);
  }
  try {
    progress.showHint(slug, wanted);
  } catch (error) {
    // A hint is a hint, also where nobody can write down that it has been given.
    if (!(error instanceof Trouble)) throw error;
  }
  const title = `Hint ${wanted} of ${hints.length} for ${slug}: ${found.title}`;
  return { title, lines: markdown(found.text, columns) };
}

/**
 * The solution, for those who have one of their own.
 *
 * @param progress what has been passed
 * @param slug the kata
 * @param columns the width to fold at
 * @throws {Trouble} before the answer has held
 */
export function solution(progress: Progress, slug: string, columns: number): Text {
  kataNamed(slug);
  if (!progress.hasPassed(slug)) {
    throw new Trouble(
      `The solution of ${slug} is shown once yours holds.`,
    );
  }
  const file = filesOf(slug).solution;
  const source = onDisk(`read ${shown(file)}`, () => Deno.readTextFileSync(file));
  return {
    title: `${shown(file)}, to compare with yours`,
    lines: source.trimEnd().split("\n").flatMap((text) => folded(plain(text), columns)),
  };
}

/** A line of code; what is longer than the width goes on further in, in comments as a comment. */
function folded(text: string, columns: number): Line[] {
  if (widthOf(text) <= columns) return [line(text)];
  const [, indent = "", star = ""] = text.match(/^( *)(\* )?/) ?? [];
  const further = star === "" ? `${indent}    ` : indent + star;
  const parts = wrap(text.slice(indent.length + star.length), columns - further.length);
  return parts.map((part, i) => line((i === 0 ? indent + star : further) + part));
}

/** A page of Markdown: paragraphs and lists are wrapped, code stays as it is. */
export function markdown(text: string, columns: number): Line[] {
  const lines: Line[] = [];
  let code = false;
  let paragraph = "";
  const flush = () => {
    const [, bullet = ""] = paragraph.match(/^((?:[-*]|\d+\.) )/) ?? [];
    wrap(paragraph.slice(bullet.length), columns - bullet.length).forEach((part, i) =>
      lines.push(line((i === 0 ? bullet : " ".repeat(bullet.length)) + part))
    );
    paragraph = "";
  };
  for (const raw of text.split("\n")) {
    const fence = raw.startsWith("```");
    if (fence || code) {
      flush();
      if (!fence) lines.push(line(`  ${plain(raw)}`, "cyan"));
      code = fence ? !code : code;
    } else if (raw.startsWith("|") || raw.trim() === "") {
      flush();
      lines.push(line(raw));
    } else {
      if (/^(?:[-*]|\d+\.) /.test(raw)) flush();
      paragraph += `${paragraph === "" ? "" : " "}${raw.trim()}`;
    }
  }
  flush();
  return lines;
}
