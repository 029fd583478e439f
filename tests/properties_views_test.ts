/** Views share their elements, copies do not, and what is computed of a view is computed of its elements. */

import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import type { Tensor } from "@hibana/hibana";
import fc from "fast-check";
import { overlapsItself } from "../src/tensor/shape.ts";
import { lay, layoutOf } from "./support/operand.ts";
import { make, shapes, type Sketch, sketchOf } from "./support/sketches.ts";
import { CPU_SPECIMENS, SPECIMENS } from "./support/specimens/mod.ts";
import { VIEWS } from "./support/specimens/shapes.ts";
import { questions, runs } from "./support/specimens/specimen.ts";

// The same tensors every time: a failure can be run again.
const RUNS = { numRuns: 100, seed: 1 };

const size = fc.integer({ min: 1, max: 4 });
const EXTENTS = { size, maxRank: 5 };

/** Views of what must lie in memory without gaps. */
const COMPACT: ReadonlySet<string> = new Set(["view", "flatten", "ravel", "asStrided", "viewAs"]);

for (const [name, specimen] of Object.entries(VIEWS)) {
  Deno.test(`${name} is a view: no copy, and what is written into either shows in the other`, () => {
    fc.assert(
      fc.property(questions(specimen, EXTENTS), ({ sketches, random }) => {
        const [first, ...rest] = sketches as [Sketch, ...Sketch[]];
        const base = make(COMPACT.has(name) ? { ...first, how: "" } : first);
        const others = rest.map((sketch) => make(sketch));
        const view = specimen.call([base, ...others], random);
        assertStrictEquals(view.storage, base.storage);
        assert(view === base || view.base === base);
        base.mul_(2);
        assertEquals(view.toArray(), specimen.call([base.clone(), ...others], random).toArray());
        if (overlapsItself(view.layout)) return;
        view.fill_(1000);
        assertEquals(base.eq(1000).sum().item(), view.numel);
      }),
      runs(name, 20),
    );
  });
}

for (const [name, specimen] of Object.entries({ ...SPECIMENS, ...CPU_SPECIMENS })) {
  if (name in VIEWS) continue;
  Deno.test(`${name} gives elements of its own, whatever its operands`, () => {
    fc.assert(
      fc.property(questions(specimen, EXTENTS), ({ sketches, random }) => {
        const operands = sketches.map((sketch) => make(sketch));
        const out = specimen.call(operands, random);
        const before = operands.map((x) => x.toArray());
        const after = out.toArray();
        for (const x of operands) assertNotStrictEquals(out.storage, x.storage);
        out.fill_(1);
        assertEquals(operands.map((x) => x.toArray()), before);
        assertEquals(specimen.call(operands, random).toArray(), after);
      }),
      runs(name, 20),
    );
  });
}

/** The words for layouts that a shape can have besides row-major order. */
function layouts(sketch: Sketch): string[] {
  const { shape } = sketch;
  return shape.length === 0
    ? [""]
    : shape.length === 1
    ? ["sliced", "expanded"]
    : ["sliced", "expanded", "transposed"];
}

/** The same elements in row-major order, and no others beside them. */
function compact(x: Tensor): Tensor {
  return lay([...x.toTypedArray()], layoutOf("", x.shape), x.dtype, x.device.toString());
}

for (const [name, specimen] of Object.entries({ ...SPECIMENS, ...CPU_SPECIMENS })) {
  Deno.test(`${name} of views is what it is of their contiguous copies`, () => {
    fc.assert(
      fc.property(questions(specimen, EXTENTS), ({ sketches, random }) => {
        for (const turn of [0, 1, 2]) {
          const views = sketches.map((sketch, i) => {
            const words = layouts(sketch);
            return make({ ...sketch, how: words[(turn + i) % words.length]! });
          });
          const [got, wanted] = [
            specimen.call(views, random),
            specimen.call(views.map(compact), random),
          ];
          assertEquals(got.shape, wanted.shape);
          assertEquals(got.toTypedArray(), wanted.toTypedArray());
        }
      }),
      runs(name, 20),
    );
  });
}

/** A step from a tensor to a view of it, whatever its shape. */
type Step = readonly [name: string, step: (x: Tensor, random: number) => Tensor];

/** A step for tensors of a lowest rank; others stay as they are. */
function from(rank: number, step: Step[1]): Step[1] {
  return (x, random) => x.ndim < rank ? x.at("...") : step(x, random);
}

const STEPS: readonly Step[] = [
  ["transpose", from(2, (x, r) => x.transpose(r % x.ndim, -1))],
  ["T", (x) => x.T],
  ["mT", from(2, (x) => x.mT)],
  ["movedim", from(1, (x, r) => x.movedim(r % x.ndim, 0))],
  ["unsqueeze", (x, r) => x.unsqueeze(r % (x.ndim + 1))],
  ["squeeze", (x) => x.squeeze()],
  ["slice", from(1, (x, r) => x.at(`${r % x.shape[0]!}:`))],
  ["stride", from(1, (x) => x.at("...", "::2"))],
  ["select", from(1, (x, r) => x.select(-1, r % x.shape.at(-1)!))],
  ["narrow", from(1, (x, r) => x.narrow(0, r % x.shape[0]!, 1))],
  ["diagonal", from(2, (x) => x.diagonal())],
  ["chunk", from(1, (x) => x.chunk(2, -1).at(-1)!)],
  ["unbind", from(1, (x, r) => x.unbind(0)[r % x.shape[0]!]!)],
  [
    "unfold",
    from(1, (x, r) => {
      const size = 1 + r % x.shape[0]!;
      return x.unfold(0, size, size);
    }),
  ],
  ["unflatten", from(1, (x) => x.unflatten(0, [x.shape[0]!, 1]))],
];

const chains = fc.array(
  fc.tuple(fc.constantFrom(...STEPS), fc.nat({ max: 100 })),
  { minLength: 1, maxLength: 6 },
);

const bases = shapes(size, 0, 4).chain((shape) => sketchOf(shape));

Deno.test("chains of views never copy, and what is written into them arrives", () => {
  fc.assert(
    fc.property(bases, chains, (paper, chain) => {
      const base = make(paper);
      const view = chain.reduce((x, [[, step], random]) => step(x, random), base);
      assertStrictEquals(view.storage, base.storage);
      assert(view === base || view.base === base);
      assertEquals(view.toArray(), view.clone().toArray());
      view.fill_(1000);
      assertEquals(base.eq(1000).sum().item(), view.numel);
    }),
    RUNS,
  );
});

Deno.test("the gradient of a chain of views is one where the view looks, and zero elsewhere", () => {
  fc.assert(
    fc.property(bases, chains, (paper, chain) => {
      const base = make(paper).requiresGrad_();
      const view = chain.reduce((x, [[, step], random]) => step(x, random), base);
      view.sum().backward();
      const seen = base.detach().clone().fill_(0);
      chain.reduce((x, [[, step], random]) => step(x, random), seen).fill_(1);
      assertEquals(base.grad!.toArray(), seen.toArray());
    }),
    RUNS,
  );
});
