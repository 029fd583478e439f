/** What is refused, and in which words: PyTorch's where it has some, on every device. */

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  arange,
  cat,
  type DType,
  full,
  IndexError,
  linspace,
  ones,
  RuntimeError,
  stack,
  type Tensor,
  tensor,
  ValueError,
  where,
  zeros,
} from "@hibana/hibana";
import fixture from "./fixtures/ops_errors.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";
import { assertRefused, assertSays, firstLine, type Refusal, wrong } from "./support/errors.ts";

testAgainstPyTorch(fixture);

Deno.test("nested arrays must be rectangular and hold numbers or truth values", () => {
  const ragged = (length: number, dim: number, got: unknown) =>
    `expected sequence of length ${length} at dim ${dim} (got ${got})`;
  const invalid = (type: string) => `new(): invalid data type '${type}'`;
  assertRefused([
    [() => tensor([[1, 2], [3]]), ValueError, ragged(2, 1, 1)],
    [() => tensor([[1], [2, 3]]), ValueError, ragged(1, 1, 2)],
    [() => tensor([[[1], [2]], [[3], []]]), ValueError, ragged(1, 2, 0)],
    [() => tensor([[1, 2], 3]), ValueError, ragged(2, 1, 3)],
    [
      () => tensor([1, [2]]),
      ValueError,
      "too many dimensions: a list stands where a number is due",
    ],
    [() => tensor(wrong([null])), TypeError, invalid("null")],
    [() => tensor(wrong([1, undefined])), TypeError, invalid("undefined")],
    [() => tensor(wrong([["1"]])), TypeError, invalid("string")],
    [() => tensor(wrong([1n])), TypeError, invalid("bigint")],
    [() => tensor(wrong({})), TypeError, invalid("object")],
    [() => tensor(new BigInt64Array(2)), TypeError, "cannot make a tensor from BigInt64Array"],
    [
      () => tensor(new DataView(new ArrayBuffer(8))),
      TypeError,
      "cannot make a tensor from DataView",
    ],
  ]);
});

onEachDevice("numbers that an integer dtype cannot hold are refused, not wrapped", (device) => {
  const range = (dtype: DType) => `value cannot be converted to type ${dtype} without overflow`;
  const whole = { dtype: "int32", device } as const;
  assertRefused([
    [() => tensor([1, NaN], whole), ValueError, "cannot convert float NaN to integer"],
    [() => tensor(-Infinity, whole), ValueError, "cannot convert float infinity to integer"],
    [() => tensor([3e9], whole), RuntimeError, range("int32")],
    [() => tensor([-3e9], whole), RuntimeError, range("int32")],
    [() => tensor(256, { dtype: "uint8", device }), RuntimeError, range("uint8")],
    [() => tensor(-1, { dtype: "uint8", device }), RuntimeError, range("uint8")],
    [() => tensor(-1, { dtype: "uint32", device }), RuntimeError, range("uint32")],
    [() => tensor(2 ** 32, { dtype: "uint32", device }), RuntimeError, range("uint32")],
    [() => full([2], NaN, whole), ValueError, "cannot convert float NaN to integer"],
    [() => full([2], 3e9, whole), RuntimeError, range("int32")],
    [() => zeros(2, whole).fill_(NaN), ValueError, "cannot convert float NaN to integer"],
    [() => zeros(2, whole).add(3e9), RuntimeError, range("int32")],
    [
      () => zeros(2, whole).maskedFill(ones(2, { device }).bool(), -Infinity),
      ValueError,
      "cannot convert float infinity to integer",
    ],
    [() => arange(0, 4e9, 1e9, whole), RuntimeError, range("int32")],
  ]);
});

Deno.test("a count or position must be a whole number", () => {
  const x = ones(2, 3);
  const int = (argument: string) => `${argument} must be int, not float`;
  assertRefused([
    [() => x.narrow(0, 0.5, 1), TypeError, int("narrow(): argument 'start'")],
    [() => x.narrow(0, 0, NaN), TypeError, int("narrow(): argument 'length'")],
    [() => x.split(1.5), TypeError, int("split(): argument 'split_size'")],
    [() => x.split([0.5, 1.5]), TypeError, int("split(): argument 'split_size'")],
    [() => x.chunk(NaN), TypeError, int("chunk(): argument 'chunks'")],
    [() => x.expand(2.5, 2, 3), TypeError, int("expand(): argument 'size'")],
    [() => x.diagonal(0.5), TypeError, int("diagonal(): argument 'offset'")],
    [() => x.triu(NaN), TypeError, int("triu(): argument 'diagonal'")],
    [() => x.tril(0.5), TypeError, int("tril(): argument 'diagonal'")],
    [() => linspace(0, 1, 2.5), TypeError, int("linspace(): argument 'steps'")],
    [() => x.sum(0.5), TypeError, "dim must be a whole number, not 0.5"],
    [() => x.softmax(NaN), TypeError, "dim must be a whole number, not NaN"],
    [
      () => x.transpose(0, wrong(undefined)),
      TypeError,
      "dim must be a whole number, not undefined",
    ],
    [() => x.select(0, 0.5), TypeError, "an index must be a whole number, not 0.5"],
    [() => zeros(2.5), TypeError, "a size must be a whole number, but got 2.5 in [2.5]"],
    [() => zeros(NaN), TypeError, "a size must be a whole number, but got NaN in [NaN]"],
    [() => x.view(1.5, 4), TypeError, "a size must be a whole number, but got 1.5 in [1.5, 4]"],
    [() => x.view(wrong("6")), TypeError, "a size must be a whole number, but got 6 in [6]"],
  ]);
});

Deno.test("an index is a whole number, a slice, an ellipsis, null, or a tensor of whole numbers or truths", () => {
  const x = ones(2, 3);
  const float =
    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got float)";
  const kinds = (type: string) =>
    `an index is a whole number, a slice such as "1:3", "...", null or a tensor, not ${type}`;
  assertRefused([
    [() => x.at(0.5), IndexError, float],
    [() => x.at(NaN), IndexError, float],
    [() => x.at([0, 0.5]), IndexError, float],
    [
      () => x.at(tensor([0.5])),
      IndexError,
      "tensors used as indices must be long, byte or bool tensors",
    ],
    ...["a", "1:b", "1:2:3:4", "", "1.5:2", "1-2"].map((slice): Refusal => [
      () => x.at(slice),
      IndexError,
      `invalid slice "${slice}"`,
    ]),
    [() => x.at("...", "..."), IndexError, "an index can only have a single ellipsis ('...')"],
    [() => x.at(wrong(undefined)), TypeError, kinds("undefined")],
    [() => x.at(wrong({})), TypeError, kinds("object")],
    [
      () => tensor(1).at(0),
      IndexError,
      "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number",
    ],
  ]);
});

onEachDevice(
  "an index out of range inside a tensor is an error, at the latest when read, that names the operation and leaves everything as it was",
  (device) => {
    const x = ones(2, 3, { device });
    const index = (...values: number[]) => tensor(values, { dtype: "int32", device });
    const row = (value: number) => index(0, value, 0).view(1, 3);
    const values = zeros(2, 3, { device });
    const bounds = (index: number, dim: number, size: number) =>
      `index ${index} is out of bounds for dimension ${dim} with size ${size}`;
    const self = "index out of range in self";
    const wrongs: [fn: () => Tensor, error: typeof IndexError, words: string, operation: string][] =
      [
        [() => x.at(index(0, 2)), IndexError, bounds(2, 0, 2), "indexing"],
        [() => x.at(index(-3)), IndexError, bounds(-3, 0, 2), "indexing"],
        [() => x.at(":", index(3)), IndexError, bounds(3, 0, 3), "indexing"],
        [() => x.at(index(5), index(0)), IndexError, bounds(5, 0, 2), "indexing"],
        [() => x.at(index(0), index(5)), IndexError, bounds(5, 1, 3), "indexing"],
        [() => x.at(index(2 ** 30), index(0)), IndexError, bounds(2 ** 30, 0, 2), "indexing"],
        [() => x.at([[0, 2]]), IndexError, bounds(2, 0, 2), "indexing"],
        [() => x.setAt([index(0, 2)], 7), IndexError, bounds(2, 0, 2), "indexing"],
        [() => x.setAt([":", index(0, -4)], 7), IndexError, bounds(-4, 0, 3), "indexing"],
        [() => x.setAt([index(0, 4), index(0)], 7), IndexError, bounds(4, 0, 2), "indexing"],
        [() => x.gather(0, row(2)), RuntimeError, bounds(2, 0, 2), "gather"],
        [() => x.gather(0, row(-1)), RuntimeError, bounds(-1, 0, 2), "gather"],
        [() => x.scatter_(0, row(2), 7), RuntimeError, bounds(2, 0, 2), "scatter"],
        [() => x.scatterAdd_(0, row(-1), values), RuntimeError, bounds(-1, 0, 2), "scatterAdd"],
        [
          () => x.scatterReduce_(1, row(3), values, "prod"),
          RuntimeError,
          bounds(3, 1, 3),
          "scatterReduce",
        ],
        [() => x.indexSelect(1, index(3)), IndexError, self, "indexSelect"],
        [() => x.indexSelect(1, index(-1)), IndexError, self, "indexSelect"],
        [() => x.indexAdd_(0, index(0, 2), values), IndexError, self, "indexAdd"],
        [
          () => x.indexCopy_(0, index(0, 2), values),
          IndexError,
          `index_copy_(): ${bounds(2, 0, 2)}`,
          "indexCopy",
        ],
        [() => x.indexFill_(0, index(0, -3), 7), IndexError, bounds(-3, 0, 2), "indexFill"],
        [
          () => x.take(index(0, 6)),
          IndexError,
          "out of range: tried to access index 6 on a tensor of 6 elements.",
          "take",
        ],
        [
          () => x.put_(index(0, -7), zeros(2, { device })),
          IndexError,
          "out of range: tried to access index -7 on a tensor of 6 elements.",
          "put",
        ],
      ];
    for (const [fn, error, words, operation] of wrongs) {
      const fix = assertSays(() => fn().toArray(), error, words);
      assertMatch(fix, new RegExp(` in ${operation}(, on webgpu, .*)?\\.$`));
      // Nothing was written, and the device is as good as before.
      assertEquals(x.toArray(), [[1, 1, 1], [1, 1, 1]], operation);
    }
  },
);

Deno.test("an unknown dtype is refused", () => {
  const known =
    "dtype must be one of float32, float16, float64, int32, uint32, uint8, bool, but got ";
  for (const dtype of ["int64", "float", "torch.float32", 3, null]) {
    const options = { dtype: wrong(dtype) };
    const fns: (() => unknown)[] = [
      () => zeros(2, options),
      () => tensor([1], options),
      () => ones(2).to(options),
      () => ones(2).sum(0, options),
      () => ones(2).softmax(0, options),
      () => ones(2).zerosLike(options),
    ];
    // null asks for the default.
    if (dtype === null) continue;
    for (const fn of fns) assertEquals(firstLine(fn, TypeError), known + dtype);
  }
});

Deno.test("an operation says which argument it cannot take", () => {
  const x = ones(2);
  const operand = (name: string, type: string) =>
    `${name}(): argument must be Tensor or Number, not ${type}`;
  assertRefused([
    [() => x.add(wrong("1")), TypeError, operand("add", "str")],
    [() => x.mul(wrong(null)), TypeError, operand("mul", "NoneType")],
    [() => x.eq(wrong(undefined)), TypeError, operand("eq", "undefined")],
    [() => x.sub(wrong([1, 2])), TypeError, operand("sub", "list")],
    [() => x.add_(wrong("1")), TypeError, operand("add", "str")],
    [() => x.copy_(wrong("1")), TypeError, operand("copy", "str")],
    [() => x.setAt(0, wrong(null)), TypeError, "can't assign a NoneType to a torch.FloatTensor"],
    [() => where(wrong(true), 1, 2), TypeError, "where(): argument must be Tensor, not bool"],
    [() => x.matmul(wrong(2)), TypeError, "matmul(): argument 'other' must be Tensor, not int"],
    [
      () => x.mm(wrong(undefined)),
      TypeError,
      "mm(): argument 'mat2' must be Tensor, not undefined",
    ],
    [
      () => x.gather(0, wrong(0)),
      TypeError,
      "gather(): argument 'index' must be Tensor, not int",
    ],
    [
      () => x.scatter(0, tensor([0], { dtype: "int32" }), wrong(undefined)),
      TypeError,
      "scatter(): argument 'src' must be Tensor, not undefined",
    ],
    [
      () => x.indexSelect(0, wrong([0])),
      TypeError,
      "index_select(): argument 'index' must be Tensor, not list",
    ],
    [() => cat(wrong(x)), TypeError, "cat(): argument 'tensors' must be a list of Tensors"],
    [
      () => stack(wrong([1, 2])),
      TypeError,
      "stack(): argument 'tensors' must be a list of Tensors",
    ],
    [
      () => full([2], wrong("a")),
      TypeError,
      "full(): argument 'fill_value' must be Number, not str",
    ],
    [() => arange(...wrong([])), TypeError, "arange() takes 1 to 3 numbers, but got 0"],
    [() => arange(1, 2, 3, 4), TypeError, "arange() takes 1 to 3 numbers, but got 4"],
    [() => x.to(wrong(5)), TypeError, "to() takes a device, a dtype, a tensor or options, not 5"],
    [
      () => x.maskedFill(ones(2), 1),
      RuntimeError,
      "expected mask dtype to be Bool but got Float",
    ],
    [
      () => x.clamp(wrong(undefined)),
      RuntimeError,
      "torch.clamp: At least one of 'min' or 'max' must not be None",
    ],
    [
      () => x.requiresGrad_().mul(2).backward(wrong(1)),
      TypeError,
      "gradients can be either Tensors or None, but got number",
    ],
  ]);
});

onEachDevice("whole numbers are not divided by the number 0", (device) => {
  const x = tensor([7, -7], { dtype: "int32", device });
  assertRefused([
    [() => x.floorDivide(0), RuntimeError, "ZeroDivisionError"],
    [() => x.remainder(0), RuntimeError, "ZeroDivisionError"],
  ]);
  assertEquals(x.div(0).toArray(), [Infinity, -Infinity]);
});

onEachDevice("item is for one element, iteration for one dimension or more", (device) => {
  const scalar = tensor(2.5, { device });
  assertRefused([
    [
      () => ones(2, { device }).item(),
      RuntimeError,
      "a Tensor with 2 elements cannot be converted to Scalar",
    ],
    [
      () => zeros(0, { device }).item(),
      RuntimeError,
      "a Tensor with 0 elements cannot be converted to Scalar",
    ],
    [() => [...scalar], TypeError, "iteration over a 0-d tensor"],
  ]);
  assertEquals([scalar.item(), scalar.view(1, 1).item()], [2.5, 2.5]);
  assertEquals([...tensor([[1, 2], [3, 4]], { device })].map((row) => row.toArray()), [[1, 2], [
    3,
    4,
  ]]);
});

Deno.test("JavaScript's operators do not work on tensors, but strings do", () => {
  const x = wrong(tensor(2)) as number;
  const message = "unsupported operand type(s): JavaScript's operators do not work on tensors";
  assertRefused([
    [() => x + 1, TypeError, message],
    [() => x * 2, TypeError, message],
    [() => x < 3, TypeError, message],
    [() => Math.max(x, 1), TypeError, message],
  ]);
  assertEquals(`${x}`, "tensor(2.)");
});

Deno.test("triangles are of matrices", () => {
  assertRefused([
    [() => ones(3).triu(), RuntimeError, "triu: input tensor must have at least 2 dimensions"],
    [() => ones([]).tril(), RuntimeError, "tril: input tensor must have at least 2 dimensions"],
  ]);
});

Deno.test("what cannot be added in place leaves the tensor as it was", () => {
  const x = tensor([1, 2], { dtype: "int32" });
  for (const fn of [() => x.add_(0.5), () => x.add_(ones(3)), () => x.div_(2), () => x.exp_()]) {
    assertThrows(fn, RuntimeError);
    assertEquals([x.toArray(), x.dtype, x.version], [[1, 2], "int32", 0]);
  }
});
