/** Arithmetic, bounds, bits and comparisons: PyTorch's answers, and by hand where it has none. */

import { assertEquals } from "@std/assert";
import * as hibana from "@hibana/hibana";
import {
  type DType,
  NotImplementedError,
  type Operand,
  RuntimeError,
  type Tensor,
  tensor,
} from "@hibana/hibana";
import fixture from "./fixtures/ops_arithmetic.json" with { type: "json" };
import type { Case } from "./support/case.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertRefused } from "./support/errors.ts";
import { EXACT, testAgainstPyTorch } from "./support/oracle.ts";

// A step to the next float is either that float or none.
const tolerance = ({ op }: Case) => op.startsWith("nextafter") ? EXACT : undefined;
testAgainstPyTorch(fixture.first, { tolerance });
testAgainstPyTorch(fixture.second, { order: "second" });
testAgainstPyTorch(fixture.ofSquares, { order: "second, of squares" });

function ints(values: number[], device: string, dtype: DType = "int32"): Tensor {
  return tensor(values, { dtype, device });
}

onEachDevice("whole numbers are not divided by elements that are 0", (device) => {
  const divisions: ((x: Tensor, y: Operand) => Tensor)[] = [
    (x, y) => x.floorDivide(y),
    (x, y) => x.remainder(y),
    (x, y) => x.fmod(y),
    (x, y) => x.div(y, { roundingMode: "floor" }),
    (x, y) => x.div(y, { roundingMode: "trunc" }),
  ];
  for (const divide of divisions) {
    for (const [dtype, values] of [["int32", [7, -7]], ["uint32", [7, 2 ** 31]]] as const) {
      const [x, zeros] = [ints([...values], device, dtype), ints([0, 0], device, dtype)];
      assertRefused([[() => divide(x, 0), RuntimeError, "ZeroDivisionError"]]);
      // A GPU cannot stop: PyTorch's leaves the result open there, hibana's gives the dividend.
      if (device === "webgpu") assertEquals(divide(x, zeros).toArray(), [...values]);
      else assertRefused([[() => divide(x, zeros), RuntimeError, "ZeroDivisionError"]]);
    }
  }
});

onEachDevice("shifts by less than 0, or 32 and more, leave the sign", (device) => {
  // PyTorch 1.13 leaves them to the processor; since 2.0 they are as here.
  const [x, by] = [ints([5, -5, 5, -5], device), ints([32, 40, -1, -33], device)];
  assertEquals(x.bitwiseLeftShift(by).toArray(), [0, 0, 0, 0]);
  assertEquals(x.bitwiseRightShift(by).toArray(), [0, -1, 0, -1]);
  const large = ints([2 ** 31, 2 ** 32 - 1], device, "uint32");
  assertEquals(large.bitwiseRightShift(31).toArray(), [1, 1]);
  assertEquals(large.bitwiseRightShift(32).toArray(), [0, 0]);
  assertEquals(large.bitwiseLeftShift(1).toArray(), [0, 2 ** 32 - 2]);
  assertEquals(large.bitwiseLeftShift(32).toArray(), [0, 0]);
});

onEachDevice("uint32 has bits and divisors up to 2^32 - 1", (device) => {
  const [x, y] = [2 ** 32 - 1, 3 * 2 ** 30].map((n) => ints([n], device, "uint32")) as [
    Tensor,
    Tensor,
  ];
  const results: [Tensor, number][] = [
    [x.bitwiseAnd(y), 3 * 2 ** 30],
    [x.bitwiseOr(y), 2 ** 32 - 1],
    [x.bitwiseXor(y), 2 ** 30 - 1],
    [x.bitwiseNot(), 0],
    [y.bitwiseNot(), 2 ** 30 - 1],
    [x.gcd(y), 3],
    [ints([2 ** 31], device, "uint32").gcd(y), 2 ** 30],
    [ints([2 ** 30], device, "uint32").lcm(y), 3 * 2 ** 30],
    [x.fmod(y), 2 ** 30 - 1],
    [y.div(x, { roundingMode: "trunc" }), 0],
    [x.fmax(y), 2 ** 32 - 1],
    [x.clampMax(y), 3 * 2 ** 30],
    [x.add(y, { alpha: 2 }), 2 ** 31 - 1],
    [y.sub(x, { alpha: 3 }), 3 * 2 ** 30 + 3],
  ];
  for (const [result, wanted] of results) {
    assertEquals([result.dtype, result.toArray()], ["uint32", [wanted]]);
  }
});

onEachDevice("a bound that is NaN makes everything NaN", (device) => {
  // PyTorch 1.13 ignores an upper bound NaN that is alone; since 2.0 it is as here.
  const x = tensor([1, NaN, -Infinity], { device });
  for (const y of [x.clamp(null, NaN), x.clamp(NaN), x.clampMax(NaN), x.clamp(NaN, 1)]) {
    assertEquals(y.toArray(), [NaN, NaN, NaN]);
  }
});

onEachDevice("bounds may be a number on one side and a tensor on the other", (device) => {
  const x = tensor([-2, 0.5, 3], { device, requiresGrad: true });
  const high = tensor([1, 0, 2], { device, requiresGrad: true });
  const y = x.clamp(-1, high);
  assertEquals(y.toArray(), [-1, 0, 2]);
  y.sum().backward();
  assertEquals([x.grad!.toArray(), high.grad!.toArray()], [[0, 0, 0], [0, 1, 1]]);
  assertEquals(hibana.clamp(x, high, 9).toArray(), [1, 0.5, 3]);
});

onEachDevice("steps have no gradient, and say so in backward", (device) => {
  const x = tensor([0, 1], { device, requiresGrad: true });
  const other = tensor([1, 1], { device });
  const fine = "the derivative for 'nextafter' is not implemented.";
  const step = "derivative for aten::heaviside is not implemented";
  assertRefused([
    [() => x.nextafter(other).sum().backward(), NotImplementedError, fine],
    [() => x.heaviside(other).sum().backward(), RuntimeError, step],
  ]);
});

onEachDevice("no gradient passes what became a truth value in place", (device) => {
  const other = tensor([1, 2], { device, requiresGrad: true });
  const changes: ((y: Tensor) => Tensor)[] = [
    (y) => y.eq_(other),
    (y) => y.greater_(1),
    (y) => y.logicalAnd_(other),
    (y) => y.logicalNot_(),
  ];
  for (const change of changes) {
    const x = tensor([0, 2], { device, requiresGrad: true });
    change(x.mul(3)).sum().backward();
    assertEquals(x.grad!.toArray(), [0, 0]);
  }
});

onEachDevice("float16 has no float after it, and no bits", (device) => {
  const x = tensor([1, 2], { device, dtype: "float16" });
  const lacks = (kernel: string) => `"${kernel}" not implemented for 'Half'`;
  assertRefused([
    [() => x.nextafter(x), RuntimeError, lacks("nextafter_cpu")],
    [() => x.bitwiseAnd(x), RuntimeError, lacks("bitwise_and_cpu")],
    [() => x.bitwiseNot(), RuntimeError, lacks("bitwise_not_cpu")],
    [() => x.gcd(x), RuntimeError, lacks("gcd_cpu")],
  ]);
});

Deno.test("operations are named on the tape as PyTorch names their overloads", () => {
  const [x, y] = [tensor([1, 2], { requiresGrad: true }), tensor([3, 4])];
  const names: [Tensor, string][] = [
    [x.add(y, { alpha: 2 }), "AddBackward0"],
    [x.div(y, { roundingMode: "trunc" }), "DivBackward2"],
    [x.fmod(2), "FmodBackward0"],
    [x.fmod(y), "FmodBackward1"],
    [x.copysign(y), "CopysignBackward0"],
    [x.copysign(2), "CopysignBackward1"],
    [x.clamp(1, 2), "ClampBackward1"],
    [x.clamp(y, y), "ClampBackward0"],
    [x.clampMin(1), "ClampMinBackward0"],
    [x.clampMin(y), "ClampMinBackward1"],
    [x.lerp(y, 0.5), "LerpBackward0"],
    [x.lerp(y, y), "LerpBackward1"],
    [x.addcdiv(y, y), "AddcdivBackward0"],
    [x.nanToNum(), "NanToNumBackward0"],
    [x.clone().lt_(y), "LtBackward1"],
    [x.clone().lt_(2), "LtBackward0"],
  ];
  for (const [result, name] of names) assertEquals(result.gradFn?.name, name);
});

Deno.test("every method of two operands is a function that takes a number first", () => {
  const x = tensor([2, 3], { dtype: "int32" });
  const results: [Tensor, unknown][] = [
    [hibana.fmod(-7, x), [-1, -1]],
    [hibana.subtract(10, x, { alpha: 2 }), [6, 4]],
    [hibana.rsub(x, 10), [8, 7]],
    [hibana.multiply(2, x), [4, 6]],
    [hibana.divide(7, x, { roundingMode: "floor" }), [3, 2]],
    [hibana.trueDivide(3, x), [1.5, 1]],
    [hibana.copysign(-1.5, x), [1.5, 1.5]],
    [hibana.fmax(2.5, x), [2.5, 3]],
    [hibana.gcd(6, x), [2, 3]],
    [hibana.lcm(4, x), [4, 12]],
    [hibana.bitwiseRightShift(16, x), [4, 2]],
    [hibana.greaterEqual(2, x), [true, false]],
    [hibana.notEqual(2, x), [false, true]],
  ];
  for (const [result, wanted] of results) assertEquals(result.toArray(), wanted);
});

Deno.test("dtypes promote and cast by PyTorch's rules", () => {
  const x = tensor([1], { dtype: "int32" });
  assertEquals(hibana.resultType(x, 1.5), "float32");
  assertEquals(hibana.resultType(true, x), "int32");
  assertEquals(hibana.resultType(1, 2.5), "float32");
  assertEquals(hibana.resultType(tensor(1, { dtype: "float64" }), tensor([1])), "float32");
  assertEquals(hibana.promoteTypes("uint8", "float16"), "float16");
  assertEquals(hibana.promoteTypes("int32", "uint8"), "int32");
  assertEquals(
    [["float32", "int32"], ["int32", "bool"], ["bool", "int32"], ["float64", "float16"]].map(
      ([from, to]) => hibana.canCast(from as DType, to as DType),
    ),
    [false, false, true, true],
  );
  assertEquals([hibana.numel(x), hibana.isFloatingPoint(x), x.isSigned()], [1, false, true]);
});
