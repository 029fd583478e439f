/**
 * Runs everything of a kata that runs, for the makers' check: `trial.ts SLUG LEARNERS-URL`. It prints one
 * line of JSON: the trials of the starter, the solution, the solution as it stands in a dojo, and the
 * mutants.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { webgpu } from "@hibana/hibana";
import { everywhere } from "../../katas/support/devices.ts";
import { type Check, checksOf } from "../../katas/support/sentence.ts";
import { faultOf } from "./fault.ts";
import { filesOf, mutantsOf } from "./places.ts";
import { type Fault, MARK } from "./protocol.ts";

/** What the checks say of one answer, in their order: null where one holds or cannot be made. */
export type Trial = readonly (Fault | null)[];

/** What the checks say of all answers. */
export interface Trials {
  readonly names: readonly string[];
  /** The devices that were there, of those that are asked for. */
  readonly devices: readonly string[];
  readonly starter: Trial;
  readonly solution: Trial;
  readonly inDojo: Trial;
  /** By path. */
  readonly mutants: Readonly<Record<string, Trial>>;
}

async function trial(checks: readonly Check<unknown>[], url: string): Promise<Trial> {
  const answer = await import(url);
  const found: (Fault | null)[] = [];
  for (const check of checks) {
    try {
      await check.run(answer);
      found.push(null);
    } catch (error) {
      found.push(faultOf(error, new URL(".", url).href));
    }
  }
  return found;
}

if (import.meta.main) {
  const [slug, learners] = Deno.args as [string, string];
  const files = filesOf(slug);
  const urlOf = (path: string) => pathToFileURL(path).href;
  const { specification } = await import(urlOf(files.specification));
  const all: Check<unknown>[] = checksOf(specification);
  const wanted = everywhere.filter((place) => all.some(({ device }) => device === place));
  const hasGPU = wanted.includes("webgpu") && await webgpu.init();
  const devices = wanted.filter((device) => device !== "webgpu" || hasGPU);
  const checks = all.filter(({ device }) => devices.includes(device));
  const mutants: Record<string, Trial> = {};
  const starter = await trial(checks, urlOf(files.starter));
  const solution = await trial(checks, urlOf(files.solution));
  const inDojo = await trial(checks, learners);
  for (const path of mutantsOf(slug)) mutants[path] = await trial(checks, urlOf(path));
  const names = checks.map(({ name }) => name);
  const trials: Trials = { names, devices, starter, solution, inDojo, mutants };
  console.log(`\n${MARK}${JSON.stringify(trials)}`);
  Deno.exit(0);
}
