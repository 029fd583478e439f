/**
 * Comparing objects by what they are, not by what they look like.
 *
 * @module
 */
import { assertEquals, assertStrictEquals } from "@std/assert";

/** Holds when both give the same objects in the same order. */
export function assertSameObjects(actual: Iterable<unknown>, expected: Iterable<unknown>): void {
  const [one, other] = [[...actual], [...expected]];
  assertEquals(one.length, other.length);
  for (const [i, item] of one.entries()) assertStrictEquals(item, other[i]);
}
