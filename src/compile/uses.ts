/**
 * Who has to do with which value of a recording, and when: what decides whether launches may be joined.
 *
 * @module
 */
import { isContiguous, sizeOf } from "../tensor/shape.ts";
import { type BoundView, type Launch, readsOf, type Value, writesOf } from "./launch.ts";
import { valuesOf } from "./plan.ts";

/** The launches that have to do with each value, by their places. */
export function usesOf(launches: readonly Launch[]): Map<Value, Set<number>> {
  const uses = new Map<Value, Set<number>>();
  launches.forEach((launch, at) => {
    for (const value of valuesOf(launch)) {
      const known = uses.get(value);
      if (known === undefined) uses.set(value, new Set([at]));
      else known.add(at);
    }
  });
  return uses;
}

/** Whether a view is all of its value, row by row. */
export function isWhole({ value, shape, strides, place }: BoundView): boolean {
  return place === 0 && isContiguous(shape, strides) && sizeOf(shape) === value.length;
}

/**
 * Whether what a producer reads is still the same when a later launch runs.
 *
 * @param at the later launch's place
 * @param from the producer's
 */
export function staysUntil(
  at: number,
  from: number,
  producer: Launch,
  current: readonly (Launch | undefined)[],
  uses: ReadonlyMap<Value, ReadonlySet<number>>,
): boolean {
  const reads = readsOf(producer).map((view) => view.value);
  // What a step of the host changes is not written down.
  const outside = reads.some((value) => value.origin.kind !== "made");
  if (outside && current.slice(from, at).some((launch) => launch?.kind === "host")) return false;
  return reads.every((value) => {
    for (const place of uses.get(value)!) {
      if (place <= from || place >= at) continue;
      if (writesOf(current[place]!).some((written) => written.value === value)) return false;
    }
    return true;
  });
}
