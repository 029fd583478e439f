/**
 * Says what is known of an answer: the first thing that is wrong, where, and why.
 *
 * @module
 */
import type { Outcome } from "./checker.ts";
import { holds } from "./checker.ts";
import { gapsOf, reasonOf } from "./lesson.ts";
import { shown } from "./places.ts";
import type { Fault, Spot } from "./protocol.ts";
import { type Line, line, piece, plain, wrap } from "./text.ts";
import type { Objection } from "./types.ts";
import { lineSpokenOf } from "./where.ts";

/** What a verdict is given on. */
export interface Case {
  readonly slug: string;
  /** The learner's file. */
  readonly file: string;
  readonly outcome: Outcome;
  /** What the type checker objects to, once it has answered. */
  readonly objections?: readonly Objection[] | undefined;
}

const INDENT = "  ";

/** How many lines of what an answer prints are shown. */
const MOST_PRINTED = 5;

/**
 * The verdict, in paragraphs.
 *
 * @param about what it is given on
 * @param columns the width to wrap at
 * @param around how many lines of source are shown before and after the one in question
 */
export function verdict(about: Case, columns: number, around = 1): Line[][] {
  const { outcome } = about;
  const [first] = outcome.failed;
  const paragraphs: Line[][] = [];
  if (outcome.broken !== undefined) {
    paragraphs.push([line("✗ Your file cannot be checked", "red")]);
    paragraphs.push(...explained(outcome.broken, [], about, columns, around));
  } else if (first !== undefined) {
    const name = wrap(first.name, columns - 2).map((text, i) =>
      line(`${i === 0 ? "✗ " : INDENT}${text}`, "red")
    );
    paragraphs.push(name);
    paragraphs.push(...explained(first.fault, [first.name], about, columns, around));
    if (outcome.mutant !== undefined) {
      const why = wrap(reasonOf(outcome.mutant), columns - 2);
      paragraphs.push(why.map((text) => line(INDENT + text, "yellow")));
    }
  } else if (holds(outcome)) {
    const all = line(`✓ All ${outcome.held.length} sentences hold.`, "green");
    const without = withoutGPU(outcome);
    paragraphs.push(without === "" ? [all] : [all, line(INDENT + without, "dim")]);
  }
  return [
    ...paragraphs,
    ...typeErrors(about, columns),
    ...printed(outcome, columns),
  ];
}

/** How many sentences hold. */
export function score(outcome: Outcome): string {
  const { names, held, skipped, broken } = outcome;
  if (broken !== undefined || names.length === 0) return "";
  const known = `${held.length} of ${names.length - skipped.length} sentences hold`;
  return [known, withoutGPU(outcome)].filter((text) => text !== "").join(", ");
}

function withoutGPU({ skipped }: Outcome): string {
  if (skipped.length === 0) return "";
  return `${skipped.length} more need${skipped.length === 1 ? "s" : ""} a GPU, which is not here`;
}

/** What went wrong, and where. */
function explained(
  fault: Fault,
  sayings: string[],
  { file, slug }: Case,
  columns: number,
  around: number,
): Line[][] {
  const message = inWords(fault).split("\n").flatMap((text) => wrap(plain(text), columns - 2));
  const returned = fault.kind === "assertion" || fault.kind === "error";
  const spot = fault.at ??
    (returned ? guessed(file, [fault.message, ...sayings, ...gapsOf(slug)]) : undefined);
  return [
    message.map((text) => line(INDENT + text, "bold")),
    ...(spot === undefined ? [] : [excerpt(spot, around)]),
  ];
}

function inWords({ kind, message }: Fault): string {
  switch (kind) {
    case "syntax":
      return `Syntax error: ${message}`;
    case "error":
      return `Your code threw ${message}`;
    case "rejection":
      return `Nobody handles this error, from a promise or a callback: ${message}`;
    default:
      return message;
  }
}

/** The line that is spoken of, where no stack leads to one. */
function guessed(file: string, sayings: string[]): Spot | undefined {
  const line = lineSpokenOf(read(file), sayings);
  return line === undefined ? undefined : { file, line, column: 1 };
}

/** A place, and the lines around it. */
function excerpt(spot: Spot, around: number): Line[] {
  const source = read(spot.file).split("\n");
  const last = Math.min(spot.line + around, source.length);
  const first = Math.max(spot.line - around, 1);
  const lines: Line[] = [line(`${INDENT}${shown(spot.file)}:${spot.line}`, "cyan")];
  for (let number = first; number <= last; number++) {
    const text = plain(source[number - 1] ?? "");
    const here = number === spot.line;
    lines.push([
      piece(`${INDENT}${String(number).padStart(String(last).length)} `, here ? "red" : "dim"),
      piece(`│ ${text}`, here ? "bold" : "dim"),
    ]);
  }
  return lines;
}

function typeErrors({ objections }: Case, columns: number): Line[][] {
  const [first, ...more] = objections ?? [];
  if (first === undefined) return [];
  const where = `${shown(first.at.file)}:${first.at.line}`;
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return [[
    [piece(`${INDENT}Type error `, "yellow"), piece(where, "cyan"), piece(others, "dim")],
    ...wrap(plain(first.message), columns - 2).map((text) => line(INDENT + text)),
  ]];
}

/** The end of what the answer printed. */
function printed({ printed }: Outcome, columns: number): Line[][] {
  const lines = printed.trimEnd().split("\n").map(plain);
  if (lines.every((text) => text === "")) return [];
  return [[
    line(`${INDENT}Your code printed:`, "dim"),
    ...lines.slice(-MOST_PRINTED).map((text) => line(INDENT + text.slice(0, columns))),
  ]];
}

function read(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return "";
  }
}
