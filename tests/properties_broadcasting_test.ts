/** Broadcasting gives every element what a plain loop gives it, in every operation, on every device. */

import { assertEquals } from "@std/assert";
import type { Operand, Tensor } from "@hibana/hibana";
import fc from "fast-check";
import { pointwise, ROWS } from "../src/ops/pointwise.ts";
import type { DType } from "../src/tensor/dtype.ts";
import { broadcastShapes, type Shape, sizeOf } from "../src/tensor/shape.ts";
import { onEachDevice } from "./support/devices.ts";
import { lay, layoutOf } from "./support/operand.ts";
import {
  assertClose,
  broadcastable,
  coordinates,
  make,
  shownAt,
  type Sketch,
  sketchOf,
} from "./support/sketches.ts";
import { partsOf } from "./support/specimens/rows.ts";
import { runs } from "./support/specimens/specimen.ts";

/** Sizes, now and then none. */
const size = fc.integer({ min: 0, max: 9 }).map((n) => n === 0 ? 0 : 1 + n % 4);

type Plain = (...operands: number[]) => number | boolean;

/** What operations of floats do to an element, in plain JavaScript. */
const OF_FLOATS: Readonly<Record<string, Plain>> = {
  add: (a, b) => a + b,
  addScaled: (a, b) => a + Math.fround(0.7) * b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  floorDivide: (a, b) => Math.floor(a / b),
  truncDivide: (a, b) => Math.trunc(a / b),
  remainder: (a, b) => a - Math.floor(a / b) * b,
  fmod: (a, b) => a % b,
  pow: Math.pow,
  atan2: Math.atan2,
  hypot: Math.hypot,
  maximum: Math.max,
  minimum: Math.min,
  fmax: Math.max,
  fmin: Math.min,
  clampMin: Math.max,
  clampMax: Math.min,
  clamp: (x, low, high) => Math.min(Math.max(x, low), high),
  copysign: (a, b) => Math.abs(a) * Math.sign(b),
  lerp: (a, b, weight) => a + weight * (b - a),
  addcmul: (a, b, c) => a + Math.fround(0.7) * b * c,
  addcdiv: (a, b, c) => a + Math.fround(0.7) * b / c,
  logaddexp: (a, b) => Math.log(Math.exp(a) + Math.exp(b)),
  logaddexp2: (a, b) => Math.log2(2 ** a + 2 ** b),
  xlogy: (a, b) => a * Math.log(b),
  xlog1py: (a, b) => a * Math.log1p(b),
  heaviside: (a) => a > 0 ? 1 : 0,
  prelu: (a, b) => a > 0 ? a : a * b,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  logicalAnd: (a, b) => a !== 0 && b !== 0,
  logicalOr: (a, b) => a !== 0 || b !== 0,
  logicalXor: (a, b) => (a !== 0) !== (b !== 0),
  isclose: (a, b) => Math.abs(a - b) <= Math.fround(0.1) + Math.fround(0.1) * Math.abs(b),
  where: (p, a, b) => p ? a : b,
  maskedFill: (a, p) => p ? 0.5 : a,
};

function gcd(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : gcd(b, a % b);
}

/** What operations of whole numbers do to an element, in plain JavaScript. */
const OF_INTEGERS: Readonly<Record<string, Plain>> = {
  bitwiseAnd: (a, b) => a & b,
  bitwiseOr: (a, b) => a | b,
  bitwiseXor: (a, b) => a ^ b,
  bitwiseLeftShift: (a, b) => a << b,
  bitwiseRightShift: (a, b) => a >> b,
  gcd,
  lcm: (a, b) => Math.abs(a * b) / Math.max(gcd(a, b), 1),
};

/** Rows of several tensors without a plain twin here. */
const TWINLESS = ["subScaled", "nextafter", "copy"];

Deno.test("every operation of several tensors has a plain twin", () => {
  const several = Object.keys(ROWS).filter((name) =>
    partsOf(name).filter((part) => typeof part !== "number").length > 1
  );
  const twins = [...Object.keys(OF_FLOATS), ...Object.keys(OF_INTEGERS), ...TWINLESS];
  assertEquals(several.filter((name) => !twins.includes(name)), []);
  assertEquals(twins.filter((name) => !several.includes(name)), []);
});

/** What a plain loop gives: one element after the other. */
function looped(fn: Plain, sketches: readonly Sketch[], round: (x: number) => number): number[] {
  const shape = broadcastShapes(...sketches.map(({ shape }) => shape));
  return Array.from({ length: sizeOf(shape) }, (_, i) => {
    const at = coordinates(i, shape);
    return Number(fn(...sketches.map(({ values, shape }) => round(shownAt(values, shape, at)))));
  });
}

function judge(name: string, out: Tensor, shape: Shape, wanted: number[]): void {
  assertEquals(out.shape, shape, name);
  assertClose(out, wanted, 1, name);
}

function shapesOf(sketches: readonly Sketch[]): number[] {
  return broadcastShapes(...sketches.map(({ shape }) => shape));
}

onEachDevice("operations of floats broadcast as a plain loop does", (device) => {
  for (const [name, fn] of Object.entries(OF_FLOATS)) {
    const parts = partsOf(name);
    const tensors = parts.filter((part) => typeof part !== "number");
    const papers = broadcastable(size, tensors.length, 5).chain((all) =>
      fc.tuple(...all.map((shape, i) => {
        const part = tensors[i]!;
        return sketchOf(shape, i, part === "truths" ? undefined : part);
      }))
    );
    fc.assert(
      fc.property(fc.noBias(papers), (sketches) => {
        const left = sketches.map((sketch, i) => {
          const x = make(sketch, device);
          return tensors[i] === "truths" ? x.gt(0) : x;
        });
        const truths = sketches.map((sketch, i) =>
          tensors[i] === "truths"
            ? { ...sketch, values: sketch.values.map((x) => Number(x > 0)) }
            : sketch
        );
        const wanted = looped(fn, truths, Math.fround);
        const operands = parts.map((part): Operand =>
          typeof part === "number" ? part : left.shift()!
        );
        judge(name, pointwise(name, ...operands), shapesOf(sketches), wanted);
      }),
      runs(name, device === "webgpu" ? 2 : 20),
    );
  }
});

onEachDevice("operations of whole numbers broadcast as a plain loop does", (device) => {
  const dtypes: DType[] = ["int32", "uint8"];
  for (const [name, fn] of Object.entries(OF_INTEGERS)) {
    const papers = broadcastable(size, 2, 5).chain((all) =>
      fc.tuple(...all.map((shape) => {
        const count = sizeOf(shape);
        return fc.record({
          shape: fc.constant(shape),
          how: fc.constant(""),
          values: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: count, maxLength: count }),
        });
      }))
    );
    fc.assert(
      fc.property(fc.noBias(papers), fc.constantFrom(...dtypes), (sketches, dtype) => {
        const operands = sketches.map(({ shape, values }) =>
          lay(values, layoutOf("", shape), dtype, device)
        );
        const wanted = looped(fn, sketches, (x) => x).map((x) => dtype === "uint8" ? x & 255 : x);
        judge(name, pointwise(name, ...operands), shapesOf(sketches), wanted);
      }),
      runs(name, device === "webgpu" ? 2 : 20),
    );
  }
});
