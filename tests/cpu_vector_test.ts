import { assert, assertEquals } from "@std/assert";
import type { View } from "../src/device/backend.ts";
import { CPUBackend } from "../src/device/cpu/backend.ts";
import { loopFor, type Operand } from "../src/device/cpu/loops.ts";
import { runVectors } from "../src/device/cpu/vector/elementwise.ts";
import { walk } from "../src/device/cpu/walk.ts";
import {
  apply,
  type ComputeType,
  type ElementwiseKernel,
  elementwiseKernel,
  operand,
  type Primitive,
} from "../src/device/expression.ts";
import { ROWS } from "../src/ops/pointwise.ts";
import { type DType, isFloating, type TypedArray } from "../src/tensor/dtype.ts";
import { contiguousStrides, sizeOf } from "../src/tensor/shape.ts";
import { erf } from "./support/error_function.ts";

const backend = new CPUBackend();

/** A plain generator of numbers from 0 to 1, the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const SPECIALS = [0, -0, 1, -1, Infinity, -Infinity, NaN, 0.5, -0.5, 2, 88, -88, 1e-40, -1e-40];

/** Fills an array with numbers that a dtype holds, special ones among them. */
function fill(array: TypedArray, dtype: DType, random: () => number, small = false): void {
  // What is small for an integer is a float without rounding; of floats the subnormals are left out.
  const reach = small ? 2 ** 20 : 2 ** 32;
  const specials = small ? SPECIALS.slice(0, -2) : SPECIALS;
  for (let i = 0; i < array.length; i++) {
    const u = random();
    if (dtype === "bool") array[i] = u < 0.5 ? 0 : 1;
    else if (dtype === "uint8") array[i] = u * 256;
    else if (dtype === "uint32") array[i] = random() < 0.3 ? u * reach : u * 9;
    else if (dtype === "int32") array[i] = random() < 0.3 ? (u - 0.5) * reach : (u - 0.5) * 9;
    else array[i] = random() < 0.3 ? specials[Math.floor(u * specials.length)]! : (u - 0.5) * 12;
  }
}

/** Ways for an operand to lie in memory. */
type Way = "flat" | "offset" | "strided" | "backward" | "row" | "column" | "transposed";

/** A view of fresh memory. */
function view(
  dtype: DType,
  shape: readonly number[],
  way: Way,
  random: () => number,
  small = false,
): View<TypedArray> {
  const [rows, count] = shape.length === 1 ? [1, shape[0]!] : [shape[0]!, shape[1]!];
  const buffer = backend.allocate(dtype, 3 * rows * count + 7);
  fill(buffer, dtype, random, small);
  const layouts: Record<Way, [strides: number[], offset: number]> = {
    flat: [[count, 1], 0],
    offset: [[count + 1, 1], 3],
    strided: [[3 * count, 3], 2],
    backward: [[-count, -1], rows * count],
    row: [[0, 1], 1],
    column: [[2, 0], 1],
    transposed: [[1, rows], 4],
  };
  const [strides, offset] = layouts[way];
  return { buffer, dtype, shape, strides: strides.slice(2 - shape.length), offset };
}

/** What the loops in JavaScript make of it. */
function expected(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly Operand[],
  output: View<TypedArray>,
): number[] {
  const loop = loopFor(kernel, compute, operands, output.dtype, "strided");
  const buffer = output.buffer.slice() as TypedArray;
  const all = [output.strides, ...operands.map((x) => typeof x === "number" ? [0, 0] : x.strides)];
  const starts = [output.offset, ...operands.map((x) => typeof x === "number" ? 0 : x.offset)];
  const arrays = [buffer, ...operands.map((x) => typeof x === "number" ? x : x.buffer)];
  walk(output.shape, all, starts, (positions) => loop(arrays, positions, positions, 1));
  return [...buffer];
}

/** Whether a result is as good as another, which was computed in doubles. */
function close(got: number, wanted: number): boolean {
  if (Object.is(got, wanted) || got === wanted && wanted !== 0) return true;
  return Math.abs(got - wanted) <= 2e-6 + 2e-5 * Math.abs(wanted);
}

/** Runs a kernel both ways and compares all of the output's memory; says whether there is a kernel. */
function compare(
  label: string,
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly Operand[],
  output: View<TypedArray>,
): boolean {
  const wanted = expected(kernel, compute, operands, output);
  if (!runVectors(kernel, compute, operands, output, false)) return false;
  const exact = !isFloating(output.dtype);
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [output.buffer[i]!, wanted[i]!];
    if (exact ? a === b : close(a, b)) continue;
    assertEquals(a, b, `${label}: element ${i} of ${wanted.length}`);
  }
  return true;
}

/** Operands of rows that only some numbers make sense for. */
const NUMBERS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  truncDivide: { 2: 32 },
  isclose: { 2: 1e-5, 3: 1e-8, 4: 1 },
  softplus: { 1: 1, 2: 20 },
};

/** Rows without a kernel: rare functions, and what neither lanes nor single precision can do. */
const LEFT = "digamma erfinv floorDivide fmod i0 i0e i1 i1e lgamma ndtri nextafter polygamma " +
  "remainder zeta erfc ndtr bitwiseLeftShift bitwiseRightShift gcd lcm";

const SIZES = [1, 3, 4, 255, 256, 257, 258, 259, 260, 1000, 4099];

for (const [name, row] of Object.entries(ROWS)) {
  const { kernel } = row;
  Deno.test(`${name} of four lanes at a time is what it is one by one, at every size`, () => {
    const random = generator(name.length * 7919 + 1);
    const dtypes: DType[] = ["float32", "int32", "uint32", "uint8", "bool"];
    const done = new Set<DType>();
    for (const dtype of dtypes) {
      if (row.lack?.dtypes(dtype)) continue;
      const inFloats = row.result === "float" || row.inFloats;
      const compute = isFloating(dtype) || inFloats ? "float" : dtype === "uint32" ? "uint" : "int";
      if (compute !== "float" && /div|fmod|remainder/i.test(kernel.key)) continue;
      const result = row.result === "truth" ? "bool" : compute === "float" ? "float32" : dtype;
      for (const size of dtype === "float32" ? SIZES : [3, 257]) {
        const operands = [...new Array(kernel.operands).keys()].map((i) =>
          NUMBERS[name]?.[i] ??
            view(
              dtype,
              [size],
              "flat",
              random,
              compute === "float" && (dtype !== "float32" || kernel.operands > 2),
            )
        );
        const output = view(result, [size], "flat", random);
        if (compare(`${dtype} ${size}`, kernel, compute, operands, output)) done.add(dtype);
      }
    }
    const left = LEFT.split(" ").includes(name);
    assertEquals(done.has("float32") || done.has("int32"), !left);
  });
}

const THREE = elementwiseKernel(
  "three",
  apply("add", apply("mul", operand(0), operand(1)), apply("maximum", operand(2), -0.25)),
);

/** Rounds once, so that lanes give exactly what doubles do. */
const ONE_SUM = elementwiseKernel(
  "oneSum",
  apply("add", apply("maximum", operand(0), operand(1)), operand(2)),
);

Deno.test("operands lie in memory in any way: strided, turned, repeated along rows and columns", () => {
  const random = generator(5);
  const ways: Way[] = ["flat", "offset", "strided", "backward", "row", "column", "transposed"];
  for (const shape of [[1, 5], [4, 2], [7, 3], [3, 17], [5, 64], [2, 1025]]) {
    for (const way of ways) {
      for (const other of ways) {
        for (const dtype of ["float32", "int32", "bool"] as const) {
          const operands = [
            view("float32", shape, way, random),
            view(dtype, shape, other, random),
            view("uint8", shape, way, random),
          ];
          const output = view("float32", shape, "offset", random);
          const label = `${shape} ${way} ${other} ${dtype}`;
          assert(compare(label, ONE_SUM, "float", operands, output), label);
        }
      }
    }
  }
});

Deno.test("more than two dimensions that do not merge are walked from outside", () => {
  const random = generator(6);
  const shape = [3, 2, 4, 6];
  const strides = contiguousStrides([3, 4, 2, 6]);
  const permuted = [strides[0]!, strides[2]!, strides[1]!, strides[3]!];
  const length = sizeOf(shape);
  const make = (strides: readonly number[]): View<TypedArray> => {
    const buffer = backend.allocate("float32", length);
    fill(buffer, "float32", random);
    return { buffer, dtype: "float32", shape, strides, offset: 0 };
  };
  const operands = [make(permuted), make(contiguousStrides(shape)), 1.5];
  const output = make(contiguousStrides(shape));
  const wanted = output.buffer.slice();
  let i = 0;
  walk(shape, [permuted], [0], ([position]) => {
    const [a, b] = [operands[0], operands[1]] as View<TypedArray>[];
    wanted[i] = a!.buffer[position!]! * b!.buffer[i]! + 1.5;
    i++;
  });
  assert(runVectors(THREE, "float", operands, output, false));
  output.buffer.forEach((got, i) => assert(close(got, wanted[i]!), `${i}: ${got} ${wanted[i]}`));
});

/** A view of fresh memory whose dimensions lie there in another order. */
function permuted(dtype: DType, shape: readonly number[], order: readonly number[]) {
  const inner = contiguousStrides(order.map((d) => shape[d]!));
  const strides = shape.map((_, d) => inner[order.indexOf(d)]!);
  const buffer = backend.allocate(dtype, sizeOf(shape) + 5);
  fill(buffer, dtype, generator(sizeOf(shape)));
  return { buffer, dtype, shape, strides, offset: 5 };
}

Deno.test("copies and operands whose rows lie across those of the output are turned", () => {
  const copy = ROWS.clone!.kernel;
  const shapes = [[4, 4], [5, 7], [16, 33], [65, 31], [3, 9, 6], [9, 2, 5], [4, 3, 5, 6], [3, 70]];
  for (const shape of shapes) {
    const dims = [...shape.keys()];
    for (
      const order of [dims.toReversed(), [...dims.slice(1), 0], [
        dims.at(-1)!,
        ...dims.slice(0, -1),
      ]]
    ) {
      for (const dtype of ["float32", "int32", "uint8"] as const) {
        const x = permuted(dtype, shape, order);
        const output = permuted(dtype, shape, dims);
        const compute = dtype === "float32" ? "float" : "int";
        assert(compare(`copy of ${shape} in ${order}`, copy, compute, [x], output));
        const sum = permuted("float32", shape, dims);
        const operands = [x, permuted("float32", shape, order), permuted("bool", shape, dims)];
        assert(compare(`sum of ${shape} in ${order}`, ONE_SUM, "float", operands, sum));
      }
    }
  }
});

Deno.test("numbers beside tensors count in every lane", () => {
  const random = generator(7);
  for (const numbers of [[2, -3], [0.1, Infinity], [NaN, 1]]) {
    const operands = [numbers[0]!, view("float32", [261], "flat", random), numbers[1]!];
    const rounded = operands.map((x) => typeof x === "number" ? Math.fround(x) : x);
    assert(compare(`${numbers}`, THREE, "float", rounded, view("float32", [261], "flat", random)));
  }
  const whole = [7, view("int32", [261], "flat", random), -9];
  const add = elementwiseKernel(
    "add",
    apply("add", apply("mul", operand(0), operand(1)), operand(2)),
  );
  assert(compare("int32", add, "int", whole, view("int32", [261], "flat", random)));
});

Deno.test("an output may be an operand", () => {
  for (const size of [7, 300, 5000]) {
    const x = view("float32", [size], "offset", generator(8));
    const y = view("float32", [size], "flat", generator(9));
    assert(compare(`${size}`, THREE, "float", [x, y, x], x));
  }
});

Deno.test("results convert to every dtype that has lanes, saturating as the loops do", () => {
  const random = generator(10);
  const keep = elementwiseKernel("keep", operand(0));
  const dtypes: DType[] = ["float32", "int32", "uint32", "uint8", "bool"];
  for (const from of dtypes) {
    for (const to of dtypes) {
      const compute = from === "float32" ? "float" : from === "uint32" ? "uint" : "int";
      const [x, output] = [view(from, [1003], "flat", random), view(to, [1003], "flat", random)];
      if (from === "float32") x.buffer.set([3e9, -3e9, 5e9, 2.9, -2.9, 255.5], 20);
      const done = compare(`${from} to ${to}`, keep, compute, [x], output);
      assertEquals(done, !(from === "float32" && to === "uint8"), `${from} to ${to}`);
    }
  }
});

/** The function in double precision, how many units it may be off, and where it is looked at closely. */
const FUNCTIONS: readonly [Primitive, (x: number) => number, number, number, number][] = [
  ["exp", Math.exp, 1.5, -104, 89],
  ["exp2", (x) => 2 ** x, 1.5, -150, 128],
  ["expm1", Math.expm1, 2, -20, 89],
  ["log", Math.log, 1.5, 1e-3, 1e4],
  ["log1p", Math.log1p, 3, -0.999, 1e3],
  ["log2", Math.log2, 1.5, 1e-3, 1e4],
  ["log10", Math.log10, 2, 1e-3, 1e4],
  ["sin", Math.sin, 2, -2e4, 2e4],
  ["cos", Math.cos, 2, -2e4, 2e4],
  ["tan", Math.tan, 4, -2e4, 2e4],
  ["asin", Math.asin, 3, -1, 1],
  ["acos", Math.acos, 3, -1, 1],
  ["atan", Math.atan, 2, -100, 100],
  ["sinh", Math.sinh, 2.5, -90, 90],
  ["cosh", Math.cosh, 2.5, -90, 90],
  ["asinh", Math.asinh, 4, -100, 100],
  ["acosh", Math.acosh, 4, 1, 100],
  ["atanh", Math.atanh, 4, -0.999, 0.999],
  ["tanh", Math.tanh, 5.5, -10, 10],
  ["erf", erf, 5.5, -4.5, 4.5],
];

/** How many units in the last place of a float32 lie between a result and the truth. */
function ulps(got: number, wanted: number): number {
  const rounded = Math.fround(wanted);
  if (Object.is(got, rounded) || (got === rounded && wanted !== 0)) return 0;
  if (!Number.isFinite(rounded)) {
    return Number.isFinite(got) && Math.abs(wanted) < 3.4029e38 ? 0 : Infinity;
  }
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(wanted))), -126);
  return Math.abs(got - wanted) / 2 ** (exponent - 23);
}

for (const [fn, exact, tolerance, low, high] of FUNCTIONS) {
  Deno.test(`${fn} of four lanes is within ${tolerance} ulp of the truth, everywhere`, () => {
    const random = generator(11);
    const count = 20_000;
    const x = view("float32", [count], "flat", random);
    for (let i = 0; i < count; i++) {
      x.buffer[i] = i % 4 === 0 ? random() * 2 - 1 : low + random() * (high - low);
    }
    // Every exponent, both signs; the rest of the specials as they are.
    for (let e = -149; e < 128; e++) x.buffer.set([2 ** e * 1.37, -(2 ** e) * 1.37], 4 * (e + 149));
    x.buffer.set(SPECIALS, 1500);
    const output = view("float32", [count], "flat", random);
    assert(runVectors(elementwiseKernel(fn, apply(fn, operand(0))), "float", [x], output, true));
    let [worst, where] = [0, NaN];
    for (let i = 0; i < count; i++) {
      const off = ulps(output.buffer[i]!, exact(x.buffer[i]!));
      if (off > worst || Number.isNaN(off)) [worst, where] = [off, x.buffer[i]!];
    }
    assert(worst <= tolerance, `${worst} ulp at ${where}`);
  });
}

Deno.test("powers of four lanes are within 2 ulp of the truth, at every edge what IEEE 754 says", () => {
  const random = generator(12);
  const edges = [...SPECIALS, 3, -3, 2.5, 1e30, -1e30, 2 ** 24, 2 ** 24 + 2, 2 ** 23 + 1];
  const pairs = edges.flatMap((x) => edges.map((y) => [x, y]));
  for (let i = 0; i < 20_000; i++) pairs.push([random() * 50, (random() - 0.5) * 60]);
  for (let i = 0; i < 20_000; i++) pairs.push([1 + (random() - 0.5) / 50, (random() - 0.5) * 6000]);
  const [x, y, output] = [0, 1, 2].map(() => view("float32", [pairs.length], "flat", random));
  pairs.forEach((pair, i) => [x!.buffer[i], y!.buffer[i]] = pair as [number, number]);
  assert(runVectors(ROWS.pow!.kernel, "float", [x!, y!], output!, true));
  for (let i = 0; i < pairs.length; i++) {
    const [a, b] = [x!.buffer[i]!, y!.buffer[i]!];
    const exact = a === 1 || Math.abs(a) === 1 && Math.abs(b) === Infinity ? 1 : a ** b;
    const got = output!.buffer[i]!;
    assert(ulps(got, exact) <= 2, `${a} ** ${b} is ${exact}, not ${got}`);
  }
});
