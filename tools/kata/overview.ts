/**
 * The way and how far the learner has come: the bar, and the list of all katas.
 *
 * @module
 */
import { arcs, katas } from "../../katas/arcs.ts";
import { roman } from "./lesson.ts";
import type { Progress } from "./progress.ts";
import { type Line, line, type Piece, piece } from "./text.ts";

/** A square for each kata, arc by arc. */
export function bar(progress: Progress, current: string): Line {
  return arcs.flatMap((arc, i) => {
    const squares = arc.katas.map(({ slug }): Piece => {
      if (slug === current) return piece(progress.hasPassed(slug) ? "◆" : "◇", "yellow");
      return progress.hasPassed(slug) ? piece("■", "green") : piece("□", "dim");
    });
    return i === 0 ? squares : [piece(" "), ...squares];
  });
}

/** How many katas have been passed. */
export function passedCount(progress: Progress): number {
  return katas.filter(({ slug }) => progress.hasPassed(slug)).length;
}

/** A line of the list: an arc's has no slug. */
export interface Entry {
  readonly slug?: string;
  readonly line: Line;
}

/** All arcs with their katas. */
export function overview(progress: Progress): Entry[] {
  const current = progress.current;
  const width = Math.max(...katas.map(({ slug }) => slug.length));
  return arcs.flatMap((arc, i): Entry[] => {
    const passed = arc.katas.filter(({ slug }) => progress.hasPassed(slug)).length;
    const heading: Line = [
      piece(`${roman(i + 1).padEnd(4)}${arc.title} `, "bold"),
      piece(`${passed}/${arc.katas.length}`, "dim"),
    ];
    const entries = arc.katas.map(({ slug, title }): Entry => {
      const state = progress.hasPassed(slug) ? "passed" : progress.isOpen(slug) ? "open" : "later";
      const mark = slug === current ? "▸ " : "  ";
      const done = { passed: piece("✓ ", "green"), open: piece("· "), later: piece("  ") }[state];
      const style = state === "later" ? "dim" : undefined;
      const after = state === "later" ? `, after ${progress.missing(slug).join(", ")}` : "";
      return {
        slug,
        line: [
          piece(mark, "yellow"),
          done,
          piece(`${slug.padEnd(width)}  `, style),
          piece(title, style),
          piece(after, "dim"),
        ],
      };
    });
    return [{ line: heading }, ...entries];
  });
}

/** The line that sums the list up. */
export function summary(progress: Progress): Line {
  return line(`${passedCount(progress)} of ${katas.length} katas passed`);
}
