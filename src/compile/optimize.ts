/**
 * Leaves out of a recording what is not needed, and finds what has to be done only once.
 *
 * @module
 */
import { joinProducts } from "./epilogues.ts";
import { fuse } from "./fuse.ts";
import { type Launch, readsOf, type Value, writesOf } from "./launch.ts";
import { valuesOf } from "./plan.ts";

/**
 * A shorter recording that does the same.
 *
 * @param recorded the launches
 * @param leaving values that are of use to others
 */
export function optimize(recorded: readonly Launch[], leaving: ReadonlySet<Value>): Launch[] {
  const fused = fuse(withoutDead(recorded, leaving), leaving);
  return withoutDead(joinProducts(fused, leaving), leaving);
}

/** Without launches whose results nobody reads. */
function withoutDead(launches: readonly Launch[], leaving: ReadonlySet<Value>): Launch[] {
  const needed = new Set<Value>(leaving);
  const kept: Launch[] = [];
  for (const launch of launches.toReversed()) {
    if (isPure(launch) && writesOf(launch).every(({ value }) => isIdle(value, needed))) continue;
    for (const value of valuesOf(launch)) needed.add(value);
    kept.push(launch);
  }
  return kept.reverse();
}

function isIdle(value: Value, needed: ReadonlySet<Value>): boolean {
  return value.origin.kind === "made" && !needed.has(value);
}

/** Whether a launch does nothing but fill what it writes: the same each time from the same inputs. */
function isPure(launch: Launch): boolean {
  switch (launch.kind) {
    case "elementwise":
      return true;
    case "kernel":
      return launch.pure;
    case "write":
      return typeof launch.data !== "function";
    case "host":
      return false;
  }
}

/**
 * The launches that give the same in every run, since they read nothing but what others of their kind
 * made: masks, ranges, tables.
 *
 * @param launches a recording
 * @param own the values that are its own
 */
export function constantLaunches(
  launches: readonly Launch[],
  own: ReadonlySet<Value>,
): Set<Launch> {
  const writers = new Map<Value, number>();
  for (const launch of launches) {
    for (const { value } of writesOf(launch)) writers.set(value, (writers.get(value) ?? 0) + 1);
  }
  const constants = new Set<Value>();
  const once = new Set<Launch>();
  for (const launch of launches) {
    const constant = isPure(launch) && readsOf(launch).every(({ value }) => constants.has(value)) &&
      writesOf(launch).every(({ value }) => own.has(value) && writers.get(value) === 1);
    if (!constant) continue;
    once.add(launch);
    for (const { value } of writesOf(launch)) constants.add(value);
  }
  return once;
}
