/**
 * Compares two recordings of one function: only what is the same each time can be replayed.
 *
 * @module
 */
import { sameLayout } from "./guards.ts";
import type { BoundView, Launch, Value } from "./launch.ts";

/** What is left of a value when its run is over: who it was among all. */
type Numbers = Map<Value, number>;

/**
 * The first thing in which two recordings differ, in words; undefined where they agree.
 *
 * @param before the launches of one run
 * @param after those of the next
 */
export function difference(
  before: readonly Launch[],
  after: readonly Launch[],
): string | undefined {
  const numbers: [Numbers, Numbers] = [new Map(), new Map()];
  for (const [i, b] of after.entries()) {
    const a = before[i];
    if (a === undefined || a.kind !== b.kind || a.name !== b.name) {
      return `operation ${i + 1} was ${a?.name ?? "none"} in one call and ${b.name} in the next`;
    }
    const what = compareLaunches(a, b, numbers);
    if (what !== undefined) return `in ${b.name} (operation ${i + 1}), ${what}`;
  }
  if (before.length === after.length) return undefined;
  return `one call had ${before.length} operations, the next ${after.length}`;
}

function compareLaunches(
  a: Launch,
  b: Launch,
  numbers: readonly [Numbers, Numbers],
): string | undefined {
  if (a.kind === "elementwise" && b.kind === "elementwise") {
    if (a.kernel.key !== b.kernel.key || a.compute !== b.compute) return "what is computed changed";
    return compareArgs([...a.operands, a.output], [...b.operands, b.output], numbers);
  }
  if (a.kind === "kernel" && b.kind === "kernel") return compareArgs(a.args, b.args, numbers);
  if (a.kind === "write" && b.kind === "write") {
    if (typeof a.data !== typeof b.data) return "what is computed changed";
    if (typeof a.data !== "function" && typeof b.data !== "function") {
      const other = b.data;
      if (a.data.some((x, i) => !Object.is(x, other[i]))) return "the values of a tensor changed";
    }
    return compareViews(a.target, b.target, numbers);
  }
  if (a.kind === "host" && b.kind === "host") {
    if (a.grads.size !== b.grads.size) return "other tensors have gradients";
    for (const [leaf, place] of a.grads) {
      const other = b.grads.get(leaf);
      if (other === undefined || (other === null) !== (place === null)) {
        return "other tensors have gradients";
      }
    }
  }
  return undefined;
}

function compareArgs(
  before: readonly unknown[],
  after: readonly unknown[],
  numbers: readonly [Numbers, Numbers],
): string | undefined {
  if (before.length !== after.length) return "the number of operands changed";
  for (const [i, a] of before.entries()) {
    const what = compareArg(a, after[i], numbers);
    if (what !== undefined) return what;
  }
  return undefined;
}

function compareArg(
  a: unknown,
  b: unknown,
  numbers: readonly [Numbers, Numbers],
): string | undefined {
  if (Object.is(a, b)) return undefined;
  if (isBound(a) && isBound(b)) return compareViews(a, b, numbers);
  if (Array.isArray(a) && Array.isArray(b)) return compareArgs(a, b, numbers);
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    // Rules and options: what they say in functions is words only.
    return compareArgs(Object.values(a), Object.values(b), numbers);
  }
  if (typeof a === "function" && typeof b === "function") return undefined;
  if (typeof a === "number" && typeof b === "number") {
    return `the number ${a} became ${b}`;
  }
  return "an operand changed";
}

function isBound(x: unknown): x is BoundView {
  return typeof x === "object" && x !== null && "value" in x && "buffer" in x;
}

function compareViews(
  a: BoundView,
  b: BoundView,
  numbers: readonly [Numbers, Numbers],
): string | undefined {
  if (a.dtype !== b.dtype || !sameLayout(a, b)) {
    return "the shape or layout of a tensor changed";
  }
  const [mine, other] = [a.value.origin, b.value.origin];
  if (mine.kind === "outside" && other.kind === "outside") {
    return a.value.storage === b.value.storage
      ? undefined
      : "a tensor from outside was another one: made in one call, perhaps, and read in the next";
  }
  const same = mine.kind === other.kind && numberOf(a.value, numbers[0]) ===
      numberOf(b.value, numbers[1]);
  return same ? undefined : "an operand came from somewhere else";
}

function numberOf(value: Value, numbers: Numbers): number {
  let known = numbers.get(value);
  if (known === undefined) numbers.set(value, known = numbers.size);
  return known;
}
