/** What holds for all tensors, tried on random ones: shapes, layouts, values. */

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { autograd, cat, matmul, type Operand, type Tensor, tensor } from "@hibana/hibana";
import fc from "fast-check";
import { pointwise } from "../src/ops/pointwise.ts";
import { broadcastShapes, sizeOf } from "../src/tensor/shape.ts";
import { isClose, toleranceOf } from "./support/closeness.ts";
import { hasGPU } from "./support/devices.ts";
import { lay, layoutOf } from "./support/operand.ts";

// The same tensors every time: a failure can be run again.
const RUNS = { numRuns: 100, seed: 1 };
const GPU_RUNS = { numRuns: 40, seed: 1 };

const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

/** Numbers that neither overflow nor lie at the edges of what functions are differentiable at. */
function numbers(count: number): fc.Arbitrary<number[]> {
  const number = fc.integer({ min: -300, max: 300 }).map((n) => (n || 1) / 100);
  return fc.array(number, { minLength: count, maxLength: count });
}

/** A tensor on paper: it can be made on any device, at the same layout. */
interface Sketch {
  readonly shape: readonly number[];
  readonly how: string;
  readonly values: readonly number[];
}

function sketch(shapes: fc.Arbitrary<readonly number[]>): fc.Arbitrary<Sketch> {
  return shapes.chain((shape) => {
    const hows = [
      "",
      ...shape.length > 0 ? ["sliced"] : [],
      ...shape.length > 1 ? ["transposed"] : [],
    ];
    return fc.record({
      shape: fc.constant(shape),
      how: fc.constantFrom(...hows),
      values: numbers(sizeOf(shape)),
    });
  });
}

function make(
  { shape, how, values }: Sketch,
  device = "cpu",
  dtype: "float32" | "float64" = "float32",
): Tensor {
  return lay(values, layoutOf(how, shape), dtype, device);
}

/** Two shapes that broadcast, and what they broadcast to. */
const broadcastable = sizes.chain((shape) =>
  fc.tuple(...[0, 1].map(() =>
    fc.tuple(
      fc.integer({ min: 0, max: shape.length }),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    ).map(([dropped, ones]) => shape.slice(dropped).map((n, d) => ones[d] ? 1 : n))
  )) as fc.Arbitrary<[number[], number[]]>
);

/** The coordinates of the i-th element of a shape, in row-major order. */
function coordinates(i: number, shape: readonly number[]): number[] {
  const at = new Array<number>(shape.length);
  for (let d = shape.length - 1; d >= 0; d--) {
    at[d] = i % shape[d]!;
    i = Math.floor(i / shape[d]!);
  }
  return at;
}

/** The element that broadcasting shows at some coordinates. */
function shownAt(
  values: readonly number[],
  shape: readonly number[],
  at: readonly number[],
): number {
  const own = at.slice(at.length - shape.length).map((c, d) => shape[d] === 1 ? 0 : c);
  return values[own.reduce((i, c, d) => i * shape[d]! + c, 0)]!;
}

Deno.test("broadcasting gives every element what a plain loop gives it", () => {
  fc.assert(
    fc.property(
      broadcastable.chain(([a, b]) => fc.tuple(sketch(fc.constant(a)), sketch(fc.constant(b)))),
      ([a, b]) => {
        const sum = make(a).sub(make(b));
        const shape = broadcastShapes(a.shape, b.shape);
        assertEquals(sum.shape, shape);
        const wanted = Array.from({ length: sizeOf(shape) }, (_, i) => {
          const at = coordinates(i, shape);
          return Math.fround(
            Math.fround(shownAt(a.values, a.shape, at)) -
              Math.fround(shownAt(b.values, b.shape, at)),
          );
        });
        assertEquals([...sum.toTypedArray()], wanted);
      },
    ),
    RUNS,
  );
});

/** A step from a tensor to a view of it, whatever its shape. */
type Step = readonly [name: string, step: (x: Tensor, random: number) => Tensor];

const VIEWS: readonly Step[] = [
  ["transpose", (x, r) => x.ndim < 2 ? x.at("...") : x.transpose(r % x.ndim, -1)],
  ["T", (x) => x.T],
  ["unsqueeze", (x, r) => x.unsqueeze(r % (x.ndim + 1))],
  ["squeeze", (x) => x.squeeze()],
  ["flip of a pair", (x) => x.ndim < 2 ? x.at("...") : x.mT],
  ["slice", (x, r) => x.ndim === 0 ? x.at("...") : x.at(`${r % x.shape[0]!}:`)],
  ["stride", (x) => x.ndim === 0 ? x.at("...") : x.at("...", "::2")],
  ["select", (x, r) => x.ndim === 0 ? x.at("...") : x.select(-1, r % x.shape.at(-1)!)],
  ["narrow", (x, r) => x.ndim === 0 ? x.at("...") : x.narrow(0, r % x.shape[0]!, 1)],
  ["diagonal", (x) => x.ndim < 2 ? x.at("...") : x.diagonal()],
  ["chunk", (x) => x.ndim === 0 ? x.at("...") : x.chunk(2, -1).at(-1)!],
];

const steps = fc.array(
  fc.tuple(fc.constantFrom(...VIEWS), fc.nat({ max: 100 })),
  { minLength: 1, maxLength: 5 },
);

Deno.test("chains of views never copy, and what is written into them arrives", () => {
  fc.assert(
    fc.property(sketch(sizes), steps, (paper, chain) => {
      const base = make(paper);
      const view = chain.reduce((x, [[, step], random]) => step(x, random), base);
      assertStrictEquals(view.storage, base.storage);
      assert([base, null].includes(base.base));
      const twin = view.clone();
      assertEquals(view.toArray(), twin.toArray());
      view.fill_(1000);
      assertEquals(base.eq(1000).sum().item(), view.numel);
    }),
    RUNS,
  );
});

Deno.test("the gradient of a chain of views is one where the view looks, and zero elsewhere", () => {
  fc.assert(
    fc.property(sketch(sizes), steps, (paper, chain) => {
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

/** Operations of one tensor of any shape. */
const UNARY: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  neg: (x) => x.neg(),
  exp: (x) => x.exp(),
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  erf: (x) => x.erf(),
  sin: (x) => x.sin(),
  atan: (x) => x.atan(),
  expm1: (x) => x.expm1(),
  reciprocal: (x) => x.reciprocal(),
  gelu: (x) => pointwise("gelu", x),
  silu: (x) => pointwise("silu", x),
  "log of a square": (x) => x.square().log(),
  "root of a square": (x) => x.square().add(1).sqrt(),
  "a number to a power": (x) => pointwise("pow", 2, x),
  sum: (x) => x.sum(),
  mean: (x) => x.mean(),
  norm: (x) => x.norm(),
  "sum along": (x) => x.sum(-1, { keepdim: true }),
  "mean along": (x) => x.mean(0),
  logsumexp: (x) => x.logsumexp(-1),
  softmax: (x) => x.softmax(-1),
  logSoftmax: (x) => x.logSoftmax(0),
  prod: (x) => x.prod(),
  "prod along": (x) => x.prod(-1),
  flatten: (x) => x.flatten(),
  "every other": (x) => x.ndim === 0 ? x : x.at("...", "::2"),
  "picked twice": (x) => x.ndim === 0 ? x : x.at([0, -1, 0]),
  cat: (x) => x.ndim === 0 ? x : cat([x, x.mul(2)], -1),
  amax: (x) => x.amax(-1),
  "values of max": (x) => x.max(-1).values,
  triu: (x) => x.ndim < 2 ? x : x.triu(),
  "product with itself": (x) => x.ndim < 2 ? x : matmul(x, x.mT),
};

const unary = fc.constantFrom(...Object.keys(UNARY));

/** Says where two lists of numbers are not close, with a tolerance of their dtype's. */
function assertClose(got: Tensor, wanted: ArrayLike<number>, looseness = 1, what = ""): void {
  const { absolute, relative } = toleranceOf(got.dtype);
  const tolerance = { absolute: looseness * absolute, relative: looseness * relative };
  const values = got.toTypedArray();
  assertEquals(values.length, wanted.length);
  const i = values.findIndex((value, i) => !isClose(value, wanted[i]!, tolerance));
  assert(i < 0, `${what}: ${values[i]} instead of ${wanted[i]} at ${i}`);
}

Deno.test("an operation on a view is the operation on its contiguous copy", () => {
  fc.assert(
    fc.property(unary, sketch(sizes), steps, (name, paper, chain) => {
      const view = chain.reduce((x, [[, step], random]) => step(x, random), make(paper));
      const op = UNARY[name]!;
      const [got, wanted] = [op(view), op(view.clone())];
      assertEquals(got.shape, wanted.shape);
      assertEquals(got.toTypedArray(), wanted.toTypedArray());
    }),
    RUNS,
  );
});

Deno.test("gradients are the slopes that finite differences measure, in float64", () => {
  fc.assert(
    fc.property(unary, sketch(sizes), (name, paper) => {
      const op = UNARY[name]!;
      const x = make({ ...paper, values: apart(paper.values) }, "cpu", "float64").requiresGrad_();
      const out = op(x);
      const weights = tensor(new Float64Array(out.numel).map((_, i) => (i % 5) - 1.5)).view(
        out.shape,
      );
      const [slopes] = autograd.grad(out.mul(weights).sum(), x);
      const loss = (values: number[]) =>
        op(make({ ...paper, values }, "cpu", "float64")).mul(weights).sum().item() as number;
      const values = apart(paper.values);
      const measured = values.map((_, i) => {
        const h = 1e-6;
        const moved = (by: number) => loss(values.with(i, values[i]! + by));
        return (moved(h) - moved(-h)) / (2 * h);
      });
      const scale = Math.max(1, ...measured.map(Math.abs));
      slopes!.toTypedArray().forEach((slope, i) => {
        const error = Math.abs(slope - measured[i]!);
        assert(error <= 1e-6 * scale, `${name}: ${slope} instead of ${measured[i]} at ${i}`);
      });
    }),
    RUNS,
  );
});

/** The same numbers, moved apart, so that no two are equal where an operation picks the largest. */
function apart(values: readonly number[]): number[] {
  return values.map((value, i) => value + i * 1e-3);
}

/** Operations of two tensors that broadcast. */
const BINARY = ["add", "sub", "mul", "div", "maximum", "minimum", "pow"] as const;

Deno.test("gradients of two operands are the slopes that finite differences measure, in float64", () => {
  const pair = broadcastable.chain(([a, b]) =>
    fc.tuple(sketch(fc.constant(a)), sketch(fc.constant(b)))
  );
  fc.assert(
    fc.property(fc.constantFrom(...BINARY), pair, (name, papers) => {
      const positive = papers.map((paper, k) => ({
        ...paper,
        values: apart(paper.values).map((value) => Math.abs(value) + 0.1 + k * 1e-4),
      }));
      const run = (a: Operand, b: Operand) => pointwise(name, a, b);
      const [a, b] = positive.map((paper) => make(paper, "cpu", "float64").requiresGrad_()) as [
        Tensor,
        Tensor,
      ];
      const found = autograd.grad(run(a, b).sum(), [a, b]);
      positive.forEach((paper, k) => {
        const moved = (i: number, by: number) => {
          const changed = positive.map((other, j) =>
            j === k ? { ...other, values: other.values.with(i, other.values[i]! + by) } : other
          ).map((each) => make(each, "cpu", "float64"));
          return run(changed[0]!, changed[1]!).sum().item() as number;
        };
        const measured = paper.values.map((_, i) => (moved(i, 1e-6) - moved(i, -1e-6)) / 2e-6);
        const scale = Math.max(1, ...measured.map(Math.abs));
        found[k]!.toTypedArray().forEach((slope, i) => {
          assert(
            Math.abs(slope - measured[i]!) <= 1e-6 * scale,
            `${name}, operand ${k}: ${slope} instead of ${measured[i]} at ${i}`,
          );
        });
      });
    }),
    RUNS,
  );
});

Deno.test({
  name: "webgpu computes what the cpu computes, gradients included",
  ignore: !hasGPU,
  fn() {
    fc.assert(
      fc.property(unary, sketch(sizes), (name, paper) => {
        const op = UNARY[name]!;
        const [here, there] = ["cpu", "webgpu"].map((device) => {
          const x = make(paper, device).requiresGrad_();
          const out = op(x);
          out.sum().backward();
          return { out: out.detach(), grad: x.grad! };
        }) as [{ out: Tensor; grad: Tensor }, { out: Tensor; grad: Tensor }];
        const largest = Math.max(1, ...here.grad.toTypedArray().map(Math.abs));
        assertClose(there.out, here.out.toTypedArray(), 1, name);
        // Sums of large terms that cancel leave an error of the size of the terms'.
        assertClose(there.grad, here.grad.toTypedArray(), largest, `the gradient of ${name}`);
      }),
      GPU_RUNS,
    );
  },
});

Deno.test({
  name: "webgpu multiplies matrices of any size as the cpu does",
  ignore: !hasGPU,
  fn() {
    const size = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), (m, k, n, turnA, turnB) => {
        const filled = (rows: number, columns: number, turned: boolean, device: string) => {
          const values = Array.from({ length: rows * columns }, (_, i) => (i * 7) % 11 - 5);
          const how = turned ? "transposed" : "sliced";
          return make({ shape: [rows, columns], how, values }, device);
        };
        const [here, there] = ["cpu", "webgpu"].map((device) =>
          filled(m, k, turnA, device).matmul(filled(k, n, turnB, device)).toTypedArray()
        );
        assertEquals(there, here);
      }),
      GPU_RUNS,
    );
  },
});
