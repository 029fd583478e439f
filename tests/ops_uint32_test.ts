/** uint32, which PyTorch 1.13 does not have: by hand. */

import { assertEquals } from "@std/assert";
import { cat, type DType, type Tensor, tensor, where } from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";

const MAX = 2 ** 32 - 1;

function unsigned(values: number[], device: string): Tensor {
  return tensor(values, { dtype: "uint32", device });
}

onEachDevice("uint32 counts up to 2^32 - 1 and wraps around", (device) => {
  const x = unsigned([0, 7, 2 ** 31, MAX], device);
  const y = unsigned([1, 2, 3, 4], device);
  const results: [Tensor, number[]][] = [
    [x.add(y), [1, 9, 2 ** 31 + 3, 3]],
    [x.sub(y), [MAX, 5, 2 ** 31 - 3, MAX - 4]],
    [x.mul(y), [0, 14, 2 ** 31, MAX - 3]],
    [x.floorDivide(y), [0, 3, 715827882, 1073741823]],
    [x.remainder(y), [0, 1, 2, 3]],
    [x.maximum(y), [1, 7, 2 ** 31, MAX]],
    [x.minimum(y), [0, 2, 3, 4]],
    [x.add(1), [1, 8, 2 ** 31 + 1, 0]],
    [x.square(), [0, 49, 0, 1]],
    [x.clamp(1, 2 ** 31), [1, 7, 2 ** 31, 2 ** 31]],
    [x.clamp(null, 9), [0, 7, 9, 9]],
    [x.abs(), [0, 7, 2 ** 31, MAX]],
    [x.sign(), [0, 1, 1, 1]],
    [x.relu(), [0, 7, 2 ** 31, MAX]],
    [x.neg(), [0, MAX - 6, 2 ** 31, 1]],
    [y.pow(3), [1, 8, 27, 64]],
  ];
  for (const [result, wanted] of results) {
    assertEquals([result.dtype, result.toArray()], ["uint32", wanted]);
  }
});

onEachDevice("uint32 compares as unsigned", (device) => {
  const x = unsigned([0, 7, 2 ** 31, MAX], device);
  assertEquals(x.gt(7).toArray(), [false, false, true, true]);
  assertEquals(x.lt(unsigned([1, 7, MAX, MAX], device)).toArray(), [true, false, true, false]);
  assertEquals(x.eq(MAX).toArray(), [false, false, false, true]);
  assertEquals(x.logicalNot().toArray(), [true, false, false, false]);
});

onEachDevice("uint32 is reduced, indexed, joined and chosen from", (device) => {
  const x = unsigned([5, MAX, 2 ** 31, 1], device).view(2, 2);
  assertEquals(x.sum().item(), 2 ** 31 + 5);
  assertEquals(x.sum(0).toArray(), [2 ** 31 + 5, 0]);
  assertEquals(x.prod(1).toArray(), [MAX - 4, 2 ** 31]);
  assertEquals([x.max().item(), x.min().item()], [MAX, 1]);
  assertEquals([x.amax(1).toArray(), x.amin(1).toArray()], [[MAX, 2 ** 31], [5, 1]]);
  assertEquals([x.argmax().item(), x.argmin(1).toArray()], [1, [0, 1]]);
  assertEquals([x.any().item(), x.all(0).toArray()], [true, [true, true]]);
  const [values, indices] = x.max(0);
  assertEquals([values!.toArray(), indices!.toArray()], [[2 ** 31, MAX], [1, 0]]);
  assertEquals(x.at(":", 1).toArray(), [MAX, 1]);
  assertEquals(x.at([1, 0]).toArray(), [[2 ** 31, 1], [5, MAX]]);
  assertEquals(x.clone().setAt([[0]], MAX).toArray(), [[MAX, MAX], [2 ** 31, 1]]);
  assertEquals(x.maskedFill(x.gt(5), 6).toArray(), [[5, 6], [6, 1]]);
  assertEquals(cat([x, x]).dtype, "uint32");
  assertEquals(where(x.gt(5), x, 0).toArray(), [[0, MAX], [2 ** 31, 0]]);
  assertEquals(x.matmul(unsigned([1, 2], device)).toArray(), [3, 2 ** 31 + 2]);
  assertEquals(x.t().contiguous().toArray(), [[5, 2 ** 31], [MAX, 1]]);
});

onEachDevice("uint32 promotes above the other integers and below the floats", (device) => {
  const results: [DType, DType][] = [
    ["bool", "uint32"],
    ["uint8", "uint32"],
    ["int32", "uint32"],
    ["uint32", "uint32"],
    ["float16", "float16"],
    ["float32", "float32"],
  ];
  const x = unsigned([3], device);
  for (const [dtype, wanted] of results) {
    const other = tensor([1], { dtype, device });
    assertEquals([x.mul(other).dtype, other.mul(x).dtype], [wanted, wanted]);
    assertEquals(x.mul(other).toArray(), [3]);
  }
  assertEquals([x.add(1).dtype, x.add(0.5).dtype, x.add(true).dtype], [
    "uint32",
    "float32",
    "uint32",
  ]);
  assertEquals([x.div(2).dtype, x.div(2).toArray()], ["float32", [1.5]]);
  assertEquals([x.sqrt().dtype, x.exp().dtype], ["float32", "float32"]);
});

onEachDevice("casts to and from uint32 keep the numbers that fit", (device) => {
  const numbers = [0, 1, 100];
  for (const dtype of ["float32", "float16", "int32", "uint8"] as const) {
    const x = tensor(numbers, { dtype, device });
    assertEquals([x.to("uint32").dtype, x.to("uint32").toArray()], ["uint32", numbers]);
    assertEquals(x.to("uint32").to(dtype).toArray(), numbers);
  }
  assertEquals(unsigned([0, MAX], device).bool().toArray(), [false, true]);
  assertEquals(unsigned([2 ** 31], device).float().toArray(), [2 ** 31]);
  assertEquals(tensor([3e9, 1.9], { device }).to("uint32").toArray(), [3e9, 1]);
  assertEquals(tensor([true, false], { device }).to("uint32").toArray(), [1, 0]);
});
