import { assert, assertEquals } from "@std/assert";
import {
  apply,
  elementwiseKernel,
  type Expression,
  operand,
  type Primitive,
  truth,
} from "../src/device/expression.ts";
import type { DType } from "../src/tensor/dtype.ts";
import { erf } from "./support/error_function.ts";
import {
  available,
  empty,
  evaluate,
  fromBits,
  gpu,
  of,
  read,
  release,
  ulps,
} from "./support/webgpu_backend.ts";

const ignore = !available;

/** The function in double precision, how far off it may be, and where it is looked at closely. */
const FUNCTIONS: readonly [Primitive, (x: number) => number, number, number, number][] = [
  ["sqrt", Math.sqrt, 1, 0, 1e5],
  ["exp", Math.exp, 1.5, -104, 89],
  ["expm1", Math.expm1, 2, -20, 89],
  ["log", Math.log, 1, 1e-3, 1e4],
  ["log1p", Math.log1p, 3, -0.999, 1e3],
  ["log2", Math.log2, 1.5, 1e-3, 1e4],
  ["log10", Math.log10, 2, 1e-3, 1e4],
  ["sin", Math.sin, 2.5, -2e4, 2e4],
  ["cos", Math.cos, 2.5, -2e4, 2e4],
  ["tan", Math.tan, 4.5, -2e4, 2e4],
  ["atan", Math.atan, 2, -100, 100],
  ["tanh", Math.tanh, 1.5, -10, 10],
  ["erf", erf, 1.5, -4.5, 4.5],
];

for (const [fn, exact, tolerance, low, high] of FUNCTIONS) {
  Deno.test({
    name: `webgpu ${fn} is within ${tolerance} ulp of the truth, everywhere`,
    ignore,
    fn() {
      const count = 40_000;
      const line = (from: number, to: number): Float32Array =>
        Float32Array.from({ length: count }, (_, i) => from + (to - from) * i / count);
      const all = Float32Array.from({ length: count }, (_, i) => fromBits(i * (2 ** 32 / count)));
      for (const xs of [line(low, high), line(-2, 2), all]) {
        const results = evaluate(of(fn, 1), "float", "float32", [xs]);
        xs.forEach((x, i) => {
          const [got, wanted] = [results[i]!, exact(x)];
          const near = Number.isNaN(wanted) ? Number.isNaN(got) : ulps(got, wanted) <= tolerance;
          assert(near, `${fn}(${x}) is ${got}, should be ${wanted}`);
        });
      }
    },
  });

  Deno.test({
    name: `webgpu ${fn} keeps NaN, infinities, signs of zero and denormals`,
    ignore,
    fn() {
      const xs = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e-40, -1e-40, 1e-45, 3.4e38, -3.4e38];
      const results = evaluate(of(fn, 1), "float", "float32", [xs]);
      xs.forEach((x, i) => {
        const [got, wanted] = [results[i]!, Math.fround(exact(Math.fround(x)))];
        const near = Object.is(got, wanted) || wanted !== 0 && ulps(got, wanted) <= tolerance;
        assert(near, `${fn}(${x}) is ${got}, should be ${wanted}`);
      });
    },
  });
}

const SPECIAL = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  2,
  -2,
  3,
  -3,
  0.5,
  -0.5,
  1.5,
  -2.5,
  7,
  1e-40,
  -1e-40,
  1e-3,
  1e10,
  -1e10,
  16777217,
  3.4e38,
].map(Math.fround);

/** Every pair of special values, as two columns. */
const LEFT = SPECIAL.flatMap((a) => SPECIAL.map(() => a));
const RIGHT = SPECIAL.flatMap(() => SPECIAL);

/** C's power, which for 1 and for -1 to infinity knows better than JavaScript's. */
function power(x: number, y: number): number {
  return x === 1 || y === 0 || x === -1 && Math.abs(y) === Infinity ? 1 : x ** y;
}

function remainder(x: number, y: number): number {
  const r = x % y;
  return r !== 0 && r < 0 !== y < 0 ? r + y : r;
}

function floorDivide(x: number, y: number): number {
  if (y === 0) return x / y;
  const r = x % y;
  let q = (x - r) / y;
  if (r !== 0 && r < 0 !== y < 0) q -= 1;
  return q === 0 ? (x / y < 0 || Object.is(x / y, -0) ? -0 : 0) : Math.round(q);
}

function roundEven(x: number): number {
  const floor = Math.floor(x);
  const up = x - floor > 0.5 || x - floor === 0.5 && floor % 2 !== 0;
  return Number.isFinite(x) ? (up ? floor + 1 : floor) || x * 0 : x;
}

const pick = (a: number, b: number, better: boolean): number =>
  Number.isNaN(a) || Number.isNaN(b) ? NaN : better ? a : b;

/** The float32 that follows a on the way to b. */
function following(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
  if (a === b) return b;
  if (a === 0) return b > 0 ? fromBits(1) : fromBits(1 | 1 << 31);
  const [bits] = new Int32Array(Float32Array.of(a).buffer);
  return fromBits(bits! + (b > a === a > 0 ? 1 : -1));
}

/** Which of the zeros comes out is left open. */
const UNSIGNED_ZERO: ReadonlySet<string> = new Set(["maximum", "minimum"]);

/** Primitives whose results on floats are exact. */
const EXACT: Partial<Record<Primitive, (a: number, b: number) => number | boolean>> = {
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  sign: (a) => Number.isNaN(a) ? 0 : Math.sign(a) + 0,
  floor: (a) => Math.floor(a),
  ceil: (a) => Math.ceil(a),
  trunc: (a) => Math.trunc(a),
  round: (a) => roundEven(a),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  remainder,
  fmod: (a, b) => a % b,
  copysign: (a, b) => b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a),
  nextafter: (a, b) => following(a, b),
  maximum: (a, b) => pick(a, b, a > b),
  minimum: (a, b) => pick(a, b, a < b),
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  isNaN: (a) => Number.isNaN(a),
};

for (const [fn, exact] of Object.entries(EXACT)) {
  const arity = exact.length;
  Deno.test({
    name: `webgpu ${fn} of floats is exact on every pair of special values`,
    ignore,
    fn() {
      const results = evaluate(
        of(fn as Primitive, arity),
        "float",
        "float32",
        arity === 1 ? [LEFT] : [LEFT, RIGHT],
      );
      LEFT.forEach((a, i) => {
        const wanted = Math.fround(Number(exact(a, RIGHT[i]!)));
        const same = Object.is(results[i], wanted) ||
          UNSIGNED_ZERO.has(fn) && results[i] === wanted;
        assert(same, `${fn}(${a}, ${RIGHT[i]}) is ${results[i]}, should be ${wanted}`);
      });
    },
  });
}

Deno.test({
  name: "webgpu pow follows C's rules and is within 2 ulp, negative bases included",
  ignore,
  fn() {
    const [xs, ys] = [[...LEFT], [...RIGHT]];
    for (let i = 0; i < 40_000; i++) {
      const x = Math.fround(Math.exp((i % 200 - 100) / 7));
      const y = Math.fround((Math.floor(i / 200) - 100) / 9);
      xs.push(x, -x);
      ys.push(y, Math.round(y));
    }
    const results = evaluate(of("pow", 2), "float", "float32", [xs, ys]);
    xs.forEach((x, i) => {
      const [got, wanted] = [results[i]!, power(x, ys[i]!)];
      const near = Number.isNaN(wanted) ? Number.isNaN(got) : ulps(got, wanted) <= 2 &&
        Object.is(Math.sign(got), Math.sign(Math.fround(wanted)));
      assert(near, `pow(${x}, ${ys[i]}) is ${got}, should be ${wanted}`);
    });
  },
});

Deno.test({
  name: "webgpu pow is exact where the result is a whole number",
  ignore,
  fn() {
    const pairs: [number, number][] = [];
    for (let x = -12; x <= 12; x++) {
      for (let y = 0; Math.abs(x ** y) < 2 ** 24 && y < 25; y++) pairs.push([x, y]);
    }
    const results = evaluate(of("pow", 2), "float", "float32", [
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    ]);
    assertEquals([...results], pairs.map(([x, y]) => x ** y));
  },
});

Deno.test({
  name: "webgpu floorDivide of floats rounds toward minus infinity, as Python does",
  ignore,
  fn() {
    const [xs, ys] = [[...LEFT], [...RIGHT]];
    for (let i = -300; i < 300; i++) {
      xs.push(Math.fround(i / 7), Math.fround(i / 7));
      ys.push(Math.fround(0.3), -2.5);
    }
    const results = evaluate(of("floorDivide", 2), "float", "float32", [xs, ys]);
    xs.forEach((x, i) => {
      const wanted = floorDivide(x, ys[i]!);
      const near = Number.isNaN(wanted) ? Number.isNaN(results[i]) : ulps(results[i]!, wanted) <= 1;
      assert(near, `floorDivide(${x}, ${ys[i]}) is ${results[i]}, should be ${wanted}`);
    });
  },
});

Deno.test({
  name: "webgpu remainder of floats is exact however far apart the operands are",
  ignore,
  fn() {
    const xs = Float32Array.from({ length: 5000 }, (_, i) => fromBits(i * 858_993));
    const ys = Float32Array.from({ length: 5000 }, (_, i) => fromBits((i * 7_919_317) | 0));
    const results = evaluate(of("remainder", 2), "float", "float32", [xs, ys]);
    xs.forEach((x, i) => {
      const y = ys[i]!;
      const r = x % y;
      const wanted = Math.fround(r !== 0 && r < 0 !== y < 0 ? Math.fround(r) + y : r);
      assert(
        Object.is(results[i], wanted),
        `remainder(${x}, ${y}) is ${results[i]}, should be ${wanted}`,
      );
    });
  },
});

const INTEGERS = [0, 1, -1, 2, -2, 3, 7, -7, 100, -100, 65536, 2147483647, -2147483648];

/** The greatest common divisor, wrapped to 32 bits. */
function gcd(a: number, b: number): number {
  return b === 0 ? Math.abs(a) | 0 : gcd(b, a % b);
}

/** Primitives on int32; the second operand is never 0. */
const INTEGER: Partial<Record<Primitive, (a: number, b: number) => number | boolean>> = {
  neg: (a) => -a | 0,
  abs: (a) => Math.abs(a) | 0,
  sign: (a) => Math.sign(a),
  floor: (a) => a,
  round: (a) => a,
  add: (a, b) => a + b | 0,
  sub: (a, b) => a - b | 0,
  mul: (a, b) => Math.imul(a, b),
  div: (a, b) => a / b | 0,
  pow: (a, b) => {
    if (b < 0) return a === 1 ? 1 : a === -1 ? (b % 2 === 0 ? 1 : -1) : 0;
    return Number(BigInt.asIntN(32, powModulo(BigInt(a), BigInt(b))));
  },
  floorDivide: (a, b) => Math.floor(a / b) | 0,
  remainder: (a, b) => remainder(a, b) + 0,
  fmod: (a, b) => a % b + 0,
  bitAnd: (a, b) => a & b,
  bitOr: (a, b) => a | b,
  bitXor: (a, b) => a ^ b,
  shiftLeft: (a, b) => b < 0 || b > 31 ? 0 : a << b,
  shiftRight: (a, b) => a >> (b < 0 ? 31 : Math.min(b, 31)),
  gcd,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  isNaN: () => false,
};

for (const [fn, exact] of Object.entries(INTEGER)) {
  Deno.test({
    name: `webgpu ${fn} of int32 is exact and wraps around`,
    ignore,
    fn() {
      const pairs = INTEGERS.flatMap((a) => INTEGERS.map((b) => [a, b] as const))
        .filter(([, b]) => b !== 0);
      const arity = Math.max(exact.length, 1);
      const columns = [pairs.map(([a]) => a), pairs.map(([, b]) => b)].slice(0, arity);
      const results = evaluate(of(fn as Primitive, arity), "int", "int32", columns);
      pairs.forEach(([a, b], i) => {
        assertEquals(results[i], Number(exact(a, b)), `${fn}(${a}, ${b})`);
      });
    },
  });
}

Deno.test({
  name: "webgpu computes with the upper half of uint32",
  ignore,
  fn() {
    const [a, b] = [[4294967295, 3000000000, 5, 0], [2, 7, 3000000000, 1]];
    const run = (fn: Primitive, arity = 2): number[] => [
      ...evaluate(of(fn, arity), "uint", "uint32", [a, b].slice(0, arity)),
    ];
    assertEquals(run("add"), [1, 3000000007, 3000000005, 1]);
    assertEquals(run("sub"), [4294967293, 2999999993, 1294967301, 4294967295]);
    assertEquals(run("floorDivide"), [2147483647, 428571428, 0, 0]);
    assertEquals(run("remainder"), [1, 4, 5, 0]);
    assertEquals(run("maximum"), [4294967295, 3000000000, 3000000000, 1]);
    assertEquals(run("lt"), [0, 0, 1, 1]);
    assertEquals(run("neg", 1), [1, 1294967296, 4294967291, 0]);
    assertEquals(run("sign", 1), [1, 1, 1, 0]);
    assertEquals(run("pow"), a.map((x, i) => Number(powModulo(BigInt(x), BigInt(b[i]!)))));
  },
});

/** x to the power of y, modulo 2^32. */
function powModulo(x: bigint, y: bigint): bigint {
  let [result, square] = [1n, x];
  for (let left = y; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asUintN(32, result * square);
    square = BigInt.asUintN(32, square * square);
  }
  return result;
}

Deno.test({
  name: "webgpu truth values combine, choose and become numbers; NaN is true",
  ignore,
  fn() {
    const xs = [0, 1, NaN, -0, 1e-45, 0];
    const ys = [0, 0, 1, 5, 0, 2];
    const run = (body: Expression, output: DType = "float32"): number[] => [
      ...evaluate(body, "float", "float32", [xs, ys], output),
    ];
    const [a, b] = [truth(0), truth(1)];
    assertEquals(run(apply("and", a, b), "bool"), [0, 0, 1, 0, 0, 0]);
    assertEquals(run(apply("or", a, b)), [0, 1, 1, 1, 1, 1]);
    assertEquals(run(apply("xor", a, b), "int32"), [0, 1, 0, 1, 1, 1]);
    assertEquals(run(apply("not", a), "uint8"), [1, 0, 0, 1, 0, 1]);
    assertEquals(run(apply("select", a, operand(1), -3)), [-3, 0, 1, -3, 0, -3]);
    assertEquals(run(apply("add", apply("number", a), operand(1))), [0, 1, 2, 5, 1, 2]);
  },
});

Deno.test({
  name: "webgpu constants reach kernels unharmed, and drivers do not fold NaN away",
  ignore,
  fn() {
    const xs = [1, -2, 0, NaN, Infinity];
    const run = (body: Expression): number[] => [...evaluate(body, "float", "float32", [xs])];
    const x = operand(0);
    assertEquals(run(apply("mul", x, Infinity)), [Infinity, -Infinity, NaN, NaN, Infinity]);
    assertEquals(run(apply("add", x, NaN)), [NaN, NaN, NaN, NaN, NaN]);
    assertEquals(run(apply("mul", x, 0)), [0, -0, 0, NaN, NaN]);
    assertEquals(run(apply("div", x, -0)), [-Infinity, Infinity, NaN, NaN, -Infinity]);
    assertEquals(run(apply("sub", x, x)), [0, 0, 0, NaN, NaN]);
    assertEquals(run(apply("eq", x, x)), [1, 1, 1, 0, 1]);
    assertEquals(run(apply("ne", x, x)), [0, 0, 0, 1, 0]);
    assertEquals(run(apply("select", apply("gt", x, 0), x, 0)), [1, 0, 0, 0, Infinity]);
    assertEquals(run(apply("maximum", x, -Infinity)), xs);
    const values = [1e-45, 1e38, -0.1, 123456789, 2 ** -126, 16777216].map(Math.fround);
    for (const value of values) assertEquals(run(apply("mul", 1, value))[0], value);
  },
});

Deno.test({
  name: "webgpu numbers among the operands arrive bit by bit, NaN and infinity included",
  ignore,
  fn() {
    const result = empty("float32", [2]);
    const copy = elementwiseKernel("copy", operand(0));
    for (const value of [NaN, Infinity, -Infinity, -0, 1e-45, 0.1, -3.4e38].map(Math.fround)) {
      gpu().elementwise(copy, "float", [value], result);
      assertEquals([...read(result)], [value, value]);
    }
    const test = elementwiseKernel("test", truth(0));
    for (const [value, wanted] of [[NaN, 1], [0, 0], [-0, 0], [1e-45, 1]] as const) {
      gpu().elementwise(test, "float", [value], result);
      assertEquals([...read(result)], [wanted, wanted]);
    }
    const whole = empty("uint32", [1]);
    gpu().elementwise(copy, "uint", [4294967295], whole);
    assertEquals([...read(whole)], [4294967295]);
    release(result, whole);
  },
});
