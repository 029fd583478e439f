/**
 * Right answers to katas, as a learner would have them.
 *
 * @module
 */
import { relative } from "node:path";
import { forLearner } from "../../tools/kata/dojo.ts";
import { filesOf, inRoot } from "../../tools/kata/places.ts";

/**
 * Writes the solution of a kata into a dojo.
 *
 * @param dojo the folder
 * @param slug the kata
 * @param change what makes it wrong, if it is to be
 * @returns what has been written
 */
export function solve(dojo: string, slug: string, change = (solution: string) => solution): string {
  const solution = Deno.readTextFileSync(filesOf(slug).solution);
  const answer = change(forLearner(solution, relative(dojo, inRoot("katas"))));
  Deno.writeTextFileSync(`${dojo}/${slug}.ts`, answer);
  return answer;
}
