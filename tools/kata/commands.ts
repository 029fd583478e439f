/**
 * What the runner does without a terminal of its own: one thing at a time, for pipes.
 *
 * @module
 */
import { Checker, holds } from "./checker.ts";
import type { Dojo } from "./dojo.ts";
import { arcOf, kataNamed } from "./lesson.ts";
import { overview, summary } from "./overview.ts";
import { hint, solution, type Text } from "./pages.ts";
import { filesOf, shown } from "./places.ts";
import type { Progress } from "./progress.ts";
import { type Line, line, painted, piece } from "./text.ts";
import { Trouble } from "./trouble.ts";
import { checkTypes } from "./types.ts";
import { score, verdict } from "./verdict.ts";
import { joined } from "./view.ts";

/** The width of what is printed. */
const COLUMNS = 96;

/** Where a learner works, and what they have done. */
export interface Desk {
  readonly dojo: Dojo;
  readonly progress: Progress;
}

function print(lines: readonly Line[]): void {
  const colours = !Deno.noColor && Deno.stdout.isTerminal();
  for (const pieces of lines) console.log(painted(pieces, colours).trimEnd());
}

function printText({ title, lines }: Text): void {
  print([line(title, "bold"), line(""), ...lines]);
}

/** Prints all katas. */
export function list({ progress }: Desk): void {
  print([...overview(progress).map((entry) => entry.line), line(""), summary(progress)]);
}

/** Goes to a kata, and says where it is. */
export function goTo(desk: Desk, slug: string): void {
  const { title } = kataNamed(slug);
  desk.dojo.start(slug);
  desk.progress.current = slug;
  const { number, title: arc } = arcOf(slug);
  print([
    [piece(`${slug}: ${title}`, "bold"), piece(` (${number} ${arc})`, "dim")],
    line(`${shown(desk.dojo.fileOf(slug))}, lesson: ${shown(filesOf(slug).lesson)}`, "dim"),
    line(""),
  ]);
}

/**
 * Checks an answer.
 *
 * @returns whether it holds
 */
export async function check(desk: Desk, slug: string): Promise<boolean> {
  const { dojo, progress } = desk;
  goTo(desk, slug);
  const file = dojo.fileOf(slug);
  dojo.lend(slug);
  const [outcome, objections] = await Promise.all([
    new Checker(slug, file).run(),
    checkTypes([file]),
  ]);
  const passed = holds(outcome);
  // The type checker has nothing to add to what cannot even be loaded.
  const about = { slug, file, outcome, objections: outcome.broken === undefined ? objections : [] };
  print([...joined(verdict(about, COLUMNS)), line("")]);
  if (passed) {
    progress.pass(slug);
    print([line("Compare: deno task kata solution. Go on: deno task kata next.")]);
  } else {
    const known = score(outcome);
    const prefix = known === "" ? "" : `${known}. `;
    print([line(`${prefix}Stuck? deno task kata hint`, "dim")]);
  }
  return passed;
}

/** Prints a hint. */
export function printHint({ progress }: Desk, slug: string, level?: number): void {
  printText(hint(progress, slug, COLUMNS, level));
}

/** Prints the solution of a kata that has been passed. */
export function printSolution({ progress }: Desk, slug: string): void {
  printText(solution(progress, slug, Infinity));
}

/** Puts the starter back. */
export function reset({ dojo, progress }: Desk, slug: string): void {
  kataNamed(slug);
  const backup = dojo.reset(slug);
  progress.forget(slug);
  print([line(`${shown(dojo.fileOf(slug))} is the starter again.`)]);
  if (backup !== undefined) print([line(`What you wrote is in ${shown(backup)}.`)]);
}

/** Goes to the next open kata. */
export function next(desk: Desk): void {
  const { progress } = desk;
  const slug = progress.next(progress.current);
  if (slug === undefined) throw new Trouble(nothingNext(progress));
  goTo(desk, slug);
}

/** Why there is no next kata. */
export function nothingNext(progress: Progress): string {
  return progress.hasPassed(progress.current)
    ? "That was the last one: deno task kata report shows what you have built."
    : `All others that are open come after ${progress.current}: deno task kata list`;
}
