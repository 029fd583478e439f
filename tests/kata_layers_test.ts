/** The layers that katas build on the learner's Module. */
import { assertEquals } from "@std/assert";
import { manualSeed, nn, ones, type Tensor } from "@hibana/hibana";
import { Module } from "../katas/persistence-flip/solution.ts";
import { layersFor } from "../katas/support/layers.ts";

const layers = layersFor(Module);

/** What a function gives from a seed. */
function seeded<T>(fn: () => T): T {
  manualSeed(123);
  return fn();
}

Deno.test("a linear layer draws what nn.Linear draws, and computes the same", () => {
  for (const bias of [true, false]) {
    const own = seeded(() => new layers.Linear(3, 2, { bias }));
    const ours = seeded(() => new nn.Linear(3, 2, { bias }));
    const values = (state: Map<string, Tensor>) => [...state].map(([key, x]) => [key, x.toArray()]);
    assertEquals(values(own.stateDict()), values(ours.stateDict()));
    assertEquals(own.forward(ones(4, 3)).toArray(), ours.forward(ones(4, 3)).toArray());
  }
});

Deno.test("a dropout layer drops what nn.Dropout drops, and nothing when it is not training", () => {
  const own = new layers.Dropout(0.5);
  const dropped = seeded(() => own.forward(ones(20)).toArray());
  assertEquals(dropped, seeded(() => new nn.Dropout(0.5).forward(ones(20)).toArray()));
  own.training = false;
  assertEquals(own.forward(ones(2)).toArray(), [1, 1]);
});
