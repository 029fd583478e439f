/** The order in which the katas are learned. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { arcs, katas } from "../katas/arcs.ts";

Deno.test("slugs are words with hyphens, without numbers, and each stands for one kata or arc", () => {
  const slugs = [...arcs, ...katas].map(({ slug }) => slug);
  for (const slug of slugs) assertMatch(slug, /^[a-z]+(-[a-z]+)*$/);
  assertEquals(new Set(slugs).size, slugs.length);
});

Deno.test("a kata stands behind everything that it requires", () => {
  const before = new Set<string>();
  for (const { slug, requires } of katas) {
    for (const required of requires) assert(before.has(required), `${slug} before ${required}`);
    before.add(slug);
  }
});

Deno.test("there are at least 35 katas", () => assert(katas.length >= 35, `${katas.length}`));
