/**
 * What is wrong with a kata by what its checks say of its own answers.
 *
 * @module
 */
import { basename } from "node:path";
import type { Trial, Trials } from "./trial.ts";

/**
 * Judges the trials of a kata.
 *
 * @returns what is wrong, a sentence each, and how many mutants a sentence has caught
 */
export function judge(trials: Trials): { problems: string[]; killed: number } {
  const { names, starter, solution, inDojo, mutants } = trials;
  const problems: string[] = [];
  if (names.length === 0) problems.push("specification.ts has no sentence");
  if (new Set(names).size < names.length) problems.push("two sentences have one name");
  const [first] = starter;
  if (first?.kind !== "gap") {
    const said = first === undefined || first === null ? "it holds" : first.message;
    problems.push(`the starter's first failure is no "Implement ...": ${said}`);
  }
  for (const [whose, trial] of [["the solution", solution], ["the solution in a dojo", inDojo]]) {
    for (const [i, fault] of (trial as Trial).entries()) {
      if (fault !== null) problems.push(`${whose} fails "${names[i]}": ${fault.message}`);
    }
  }
  const caught = Object.entries(mutants).filter(([path, trial]) => {
    if (trial.some((fault) => fault?.kind === "assertion")) return true;
    const other = trial.find((fault) => fault !== null);
    const but = other === undefined ? "passes" : `fails by no sentence, but: ${other!.message}`;
    problems.push(`the mutant ${basename(path)} ${but}`);
    return false;
  });
  const faces = new Map<string, string>();
  for (const [path, trial] of caught) {
    const face = faceOf(trial);
    const twin = faces.get(face);
    if (twin === undefined) faces.set(face, path);
    else problems.push(`the mutants ${basename(twin)} and ${basename(path)} fail alike`);
  }
  return { problems, killed: caught.length };
}

/** What a learner's answer is recognised by: which checks fail, and what the first of them says. */
function faceOf(trial: Trial): string {
  const first = trial.find((fault) => fault !== null);
  return `${trial.map((fault) => fault === null ? "." : "x").join("")} ${first?.message}`;
}
