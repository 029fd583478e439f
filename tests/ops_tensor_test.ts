/** What tensors are: made from JavaScript's values, laid out, moved, and read back. */

import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import {
  arange,
  type DType,
  empty,
  emptyLike,
  full,
  fullLike,
  ones,
  onesLike,
  Tensor,
  tensor,
  zeros,
  zerosLike,
} from "@hibana/hibana";
import { hasGPU, onEachDevice } from "./support/devices.ts";

Deno.test("plain numbers become float32, truth values bool, and typed arrays stay what they are", () => {
  const made: [Tensor, DType, number[]][] = [
    [tensor(1), "float32", []],
    [tensor(true), "bool", []],
    [tensor([1, 2]), "float32", [2]],
    [tensor([true, false]), "bool", [2]],
    [tensor([1, true]), "float32", [2]],
    [tensor([[1, 2, 3], [4, 5, 6]]), "float32", [2, 3]],
    [tensor([]), "float32", [0]],
    [tensor([[], []]), "float32", [2, 0]],
    [tensor([1.5], { dtype: "int32" }), "int32", [1]],
    [tensor(new Float32Array(2)), "float32", [2]],
    [tensor(new Float64Array(2)), "float64", [2]],
    [tensor(new Float16Array(2)), "float16", [2]],
    [tensor(new Int32Array(2)), "int32", [2]],
    [tensor(new Uint32Array(2)), "uint32", [2]],
    [tensor(new Uint8Array(2)), "uint8", [2]],
    [tensor(new Int32Array(2), { dtype: "float16" }), "float16", [2]],
  ];
  for (const [x, dtype, shape] of made) assertEquals([x.dtype, x.shape], [dtype, shape]);
  assertEquals(tensor([1.9, -1.9], { dtype: "int32" }).toArray(), [1, -1]);
  assertEquals(tensor([0, 2, NaN], { dtype: "bool" }).toArray(), [false, true, true]);
});

Deno.test("a tensor copies the data it is made from", () => {
  const data = new Float32Array([1, 2]);
  const x = tensor(data);
  data[0] = 7;
  assertEquals(x.toArray(), [1, 2]);
});

Deno.test("sizes come one by one or as a list, with options last", () => {
  for (const x of [zeros(2, 3), zeros([2, 3]), zeros(2, 3, {}), zeros([2, 3], {})]) {
    assertEquals([x.shape, x.dtype, String(x.device)], [[2, 3], "float32", "cpu"]);
  }
  assertEquals([zeros().shape, zeros([]).shape, zeros([], {}).shape, zeros({}).shape], [
    [],
    [],
    [],
    [],
  ]);
  const x = ones(2, { dtype: "float16", device: "sim", requiresGrad: true });
  assertEquals([x.dtype, String(x.device), x.requiresGrad], ["float16", "sim:0", true]);
  const y = arange(6);
  for (const z of [y.view(2, 3), y.view([2, 3]), y.reshape(2, -1), y.reshape([2, -1])]) {
    assertEquals(z.toArray(), [[0, 1, 2], [3, 4, 5]]);
  }
  assertEquals(y.view(2, 3).permute(1, 0).shape, [3, 2]);
  assertEquals(y.view(6, 1).expand(6, 4).shape, [6, 4]);
  assertEquals([arange(3, { dtype: "float32" }).dtype, arange(3).dtype, arange(3.5).dtype], [
    "float32",
    "int32",
    "float32",
  ]);
});

onEachDevice("what is made like a tensor has its shape, dtype and device", (device) => {
  const x = tensor([[1, 2], [3, 4]], { dtype: "int32", device, requiresGrad: false }).t();
  const made = [
    zerosLike(x),
    onesLike(x),
    emptyLike(x),
    fullLike(x, 7),
    x.zerosLike(),
    x.onesLike(),
  ];
  for (const y of made) {
    assertEquals([y.shape, y.dtype, y.device], [x.shape, x.dtype, x.device]);
    assertEquals([y.isContiguous(), y.requiresGrad], [true, false]);
  }
  assertEquals(fullLike(x, 7).toArray(), [[7, 7], [7, 7]]);
  const other = onesLike(x, { dtype: "float32", device: "cpu", requiresGrad: true });
  assertEquals([other.dtype, String(other.device), other.requiresGrad], ["float32", "cpu", true]);
  assertEquals(empty(2, 3, { device }).shape, [2, 3]);
});

onEachDevice(
  "tensors are read back nested, flat, or as the one element, now or later",
  async (device) => {
    const x = tensor([[1, 2, 3], [4, 5, 6]], { device });
    for (const y of [x.t().contiguous().t(), x.at(":"), x.expand(1, 2, 3).at(0), x]) {
      assertEquals(y.toArray(), [[1, 2, 3], [4, 5, 6]]);
      assertEquals(await y.toArrayAsync(), y.toArray());
      assertEquals(y.toTypedArray(), Float32Array.of(1, 2, 3, 4, 5, 6));
      assertEquals(await y.toTypedArrayAsync(), y.toTypedArray());
    }
    assertEquals(x.t().toTypedArray(), Float32Array.of(1, 4, 2, 5, 3, 6));
    assertEquals(x.at("1:", "::2").toArray(), [[4, 6]]);
    assertEquals([x.at(1, 2).item(), await x.at(1, 2).itemAsync()], [6, 6]);
    const copy = x.toTypedArray();
    copy[0] = 9;
    assertEquals(x.at(0, 0).item(), 1);
    assertEquals(zeros(2, 0, { device }).toArray(), [[], []]);
    assertEquals(zeros(0, 2, { device }).toTypedArray(), new Float32Array(0));
    assertEquals(tensor(3, { device }).toArray(), 3);
  },
);

onEachDevice("every dtype comes back as it went", (device) => {
  const values: Record<DType, (number | boolean)[]> = {
    float32: [0.1, -2.5, Infinity, NaN].map(Math.fround),
    float16: [0.5, -2.5, Infinity, NaN],
    float64: [0.1, -2.5, Infinity, NaN],
    int32: [-(2 ** 31), -1, 0, 2 ** 31 - 1],
    uint32: [0, 1, 2 ** 31, 2 ** 32 - 1],
    uint8: [0, 1, 128, 255],
    bool: [true, false, true, true],
  };
  for (const [dtype, numbers] of Object.entries(values) as [DType, number[]][]) {
    if (device === "webgpu" && dtype === "float64") continue;
    const x = tensor(numbers, { dtype, device });
    assertEquals(x.toArray(), numbers);
    assertEquals(x.at("1:3").toArray(), numbers.slice(1, 3));
    assertEquals(x.at(3).item(), numbers[3]);
    assertEquals(x.clone().toArray(), numbers);
    assertEquals(x.to("cpu").to(device).toArray(), numbers);
  }
  assertEquals(tensor([true], { device }).toTypedArray(), Uint8Array.of(1));
});

onEachDevice("views share memory with their base, and show its changes", (device) => {
  const views: Record<string, (x: Tensor) => Tensor> = {
    view: (x) => x.view(6, 4),
    reshape: (x) => x.reshape(4, -1),
    transpose: (x) => x.transpose(0, 2),
    permute: (x) => x.permute(2, 0, 1),
    T: (x) => x.T,
    mT: (x) => x.mT,
    t: (x) => x.at(0).t(),
    expand: (x) => x.unsqueeze(0).expand(2, -1, -1, -1),
    expandAs: (x) => x.at("0:1").expandAs(ones(2, 3, 4)),
    squeeze: (x) => x.at("0:1").squeeze(),
    unsqueeze: (x) => x.unsqueeze(1),
    flatten: (x) => x.flatten(1),
    unflatten: (x) => x.unflatten(2, [2, 2]),
    narrow: (x) => x.narrow(1, 1, 2),
    select: (x) => x.select(2, 1),
    diagonal: (x) => x.diagonal(0, 1, 2),
    split: (x) => x.split(2, 1)[1]!,
    chunk: (x) => x.chunk(2, 2)[1]!,
    unbind: (x) => x.unbind(0)[1]!,
    at: (x) => x.at("...", null, "1::2"),
    iterator: (x) => [...x][1]!,
    detach: (x) => x.detach(),
    data: (x) => x.data,
    contiguous: (x) => x.contiguous(),
  };
  for (const [name, of] of Object.entries(views)) {
    const x = arange(24, { dtype: "float32", device }).view(2, 3, 4);
    const view = of(x);
    assertStrictEquals(view.storage, x.storage, name);
    const before = view.sum().item() as number;
    x.add_(1);
    assertEquals(view.sum().item(), before + view.numel, `${name} shows a change of its base`);
    if (name === "expand" || name === "expandAs") continue;
    const all = x.sum().item() as number;
    view.add_(1);
    assertEquals(x.sum().item(), all + view.numel, `the base shows a change of its ${name}`);
  }
});

onEachDevice("what is no view has memory of its own", (device) => {
  const x = arange(6, { dtype: "float32", device }).view(2, 3);
  const copies: Tensor[] = [
    x.clone(),
    x.t().contiguous(),
    x.t().reshape(6),
    x.t().flatten(),
    x.at([0]),
    x.at(tensor([true, true], { device })),
    x.to({ dtype: "float32", copy: true }),
    x.int().float(),
    x.triu(),
    x.sum(0, { keepdim: true }),
    x.sum([]),
    x.add(0),
  ];
  for (const copy of copies) assertNotStrictEquals(copy.storage, x.storage);
  copies.forEach((copy) => copy.fill_(9));
  assertEquals(x.toArray(), [[0, 1, 2], [3, 4, 5]]);
});

Deno.test("conversions that change nothing give the tensor itself", () => {
  const x = ones(2, 3);
  const same = [
    x.to("cpu"),
    x.to("float32"),
    x.to({ dtype: "float32", device: "cpu" }),
    x.to(zeros(1)),
    x.to("cpu", "float32"),
    x.cpu(),
    x.float(),
    x.typeAs(zeros(1)),
    x.contiguous(),
  ];
  for (const y of same) assertStrictEquals(y, x);
  assertNotStrictEquals(x.to({ copy: true }), x);
  const vector = ones(2);
  assertStrictEquals(vector.t(), vector);
});

Deno.test("strides and offset say where the elements lie", () => {
  const x = arange(24).view(2, 3, 4);
  const layouts: [Tensor, number[], number, boolean][] = [
    [x, [12, 4, 1], 0, true],
    [x.transpose(0, 2), [1, 4, 12], 0, false],
    [x.at(1), [4, 1], 12, true],
    [x.at(":", "1:", "::2"), [12, 4, 2], 4, false],
    [x.at(0, 0, "1::2"), [2], 1, false],
    [x.unsqueeze(1), [12, 12, 4, 1], 0, true],
    [x.at("0:1").squeeze(0), [4, 1], 0, true],
    [x.at(0).diagonal(), [5], 0, false],
    [ones(3, 1).expand(3, 4), [1, 0], 0, false],
    [zeros(2, 0, 3), [3, 3, 1], 0, true],
    [zeros([]), [], 0, true],
    [x.at(":", "0:1").view(2, 4), [12, 1], 0, false],
  ];
  for (const [y, strides, offset, contiguous] of layouts) {
    assertEquals([y.strides, y.storageOffset, y.isContiguous()], [strides, offset, contiguous]);
  }
  assertEquals([x.ndim, x.numel, x.size(-1), x.stride(0)], [3, 24, 4, 12]);
});

Deno.test("a tensor knows the name and size of its type", () => {
  const types: [DType, string, number, boolean][] = [
    ["float32", "torch.FloatTensor", 4, true],
    ["float16", "torch.HalfTensor", 2, true],
    ["float64", "torch.DoubleTensor", 8, true],
    ["int32", "torch.IntTensor", 4, false],
    ["uint8", "torch.ByteTensor", 1, false],
    ["bool", "torch.BoolTensor", 1, false],
  ];
  for (const [dtype, name, bytes, floating] of types) {
    const x = zeros(1, { dtype });
    assertEquals([x.type(), x.itemsize, x.isFloatingPoint()], [name, bytes, floating]);
  }
});

Deno.test({
  name: "webgpu() and cpu() go there and back",
  ignore: !hasGPU,
  fn() {
    const x = tensor([[1, 2], [3, 4]]).t().webgpu();
    assertEquals([String(x.device), x.toArray()], ["webgpu:0", [[1, 3], [2, 4]]]);
    assertEquals([String(x.cpu().device), x.cpu().toArray()], ["cpu", [[1, 3], [2, 4]]]);
  },
});

Deno.test("float16 and float32 round to the nearest number they have", () => {
  assertEquals(tensor(0.1, { dtype: "float16" }).item(), 0.0999755859375);
  assertEquals(tensor(65520, { dtype: "float16" }).item(), Infinity);
  assertEquals(tensor(0.1).item(), Math.fround(0.1));
  assertEquals(tensor(0.1, { dtype: "float64" }).item(), 0.1);
  assertEquals(full([1], 0.1, { dtype: "float16" }).item(), 0.0999755859375);
});

onEachDevice(
  "tensors and lists of whole numbers index, and uint8 is a mask, as in PyTorch",
  (device) => {
    const x = tensor([5, 6, 7], { device });
    assertEquals(x.at(tensor([2, 0, 1], { dtype: "uint8", device })).toArray(), [5, 7]);
    for (const dtype of ["uint32", "int32"] as const) {
      assertEquals(x.at(tensor([2, 0], { dtype, device })).toArray(), [7, 5]);
      assertEquals(x.indexSelect(0, tensor([1], { dtype, device })).toArray(), [6]);
    }
    assertEquals(x.at([2, 0]).toArray(), [7, 5]);
    assertEquals(x.at([[2], [0]]).toArray(), [[7], [5]]);
    assertEquals(x.at([true, false, true]).toArray(), [5, 7]);
    assertEquals(x.at(" 0 : 2 ").toArray(), [5, 6]);
  },
);

onEachDevice("sums, products and means can be asked for in another dtype", (device) => {
  const x = tensor([[1, 2], [3, 4]], { dtype: "int32", device });
  const results = [
    x.sum(0, { dtype: "float32" }),
    x.prod(1, { dtype: "float32" }),
    x.mean(1, { dtype: "float32", keepdim: true }),
  ];
  assertEquals(results.map((y) => y.dtype), ["float32", "float32", "float32"]);
  assertEquals(results.map((y) => y.toArray()), [[4, 6], [2, 12], [[1.5], [3.5]]]);
});

onEachDevice("consoles, notebooks and strings show the same", (device) => {
  const place = device === "cpu" ? "" : `, device='${device}:0'`;
  const x = arange(3000, { device }).view(1500, 2);
  const text = `tensor([[   0,    1],
        [   2,    3],
        [   4,    5],
        ...,
        [2994, 2995],
        [2996, 2997],
        [2998, 2999]]${place}, dtype=torch.int32)`;
  assertEquals(String(x), text);
  assertEquals(Deno.inspect(x), text);
  const display = x as unknown as Record<symbol, () => unknown>;
  assertEquals(display[Symbol.for("Jupyter.display")]!(), { "text/plain": text });
});

/** What the tests of other files are about. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["bernoulli", "bernoulli_", "exponential_", "multinomial", "normal_", "uniform_"]
      .map((name) => [name, "random_tensors_test.ts"]),
  ),
  ...Object.fromEntries(
    [
      "backward",
      "data",
      "detach_",
      "grad",
      "gradFn",
      "isLeaf",
      "requiresGrad",
      "requiresGrad_",
      "retainGrad",
    ]
      .map((name) => [name, "autograd_backward_test.ts"]),
  ),
  ...Object.fromEntries(
    ["registerHook", "retainsGrad"].map((name) => [name, "autograd_hooks_test.ts"]),
  ),
  ...Object.fromEntries(["base", "version"].map((name) => [name, "autograd_inplace_test.ts"])),
  ...Object.fromEntries(
    ["elementSize", "newEmpty", "newTensor"].map((name) => [name, "ops_make_test.ts"]),
  ),
  dispose: "ops_lifetime_test.ts",
  toString: "print_test.ts",
};

/** Between the library's own files. */
const INTERNAL: ReadonlySet<string> = new Set([
  ...["clearGradFn", "isSetTo", "isUnrecordedView", "kernelView", "layout", "ownsStorage"],
  ...["replaceData", "setGradFn", "setViewOf", "gradHooks", "leafHooks", "retainWith"],
]);

/** What the tests of this file are about. */
const HERE: ReadonlySet<string> = new Set([
  ...[
    "cpu",
    "device",
    "dim",
    "dtype",
    "isContiguous",
    "isFloatingPoint",
    "item",
    "itemAsync",
    "itemsize",
  ],
  ...[
    "ndim",
    "nelement",
    "numel",
    "shape",
    "size",
    "storage",
    "storageOffset",
    "stride",
    "strides",
    "toArray",
  ],
  ...["toArrayAsync", "toTypedArray", "toTypedArrayAsync", "type", "webgpu"],
]);

/** The first words of all texts in a fixture, whatever lists and objects they stand in. */
function operationsIn(fixture: unknown): string[] {
  if (typeof fixture === "string") return [fixture.split(" ")[0]!];
  return typeof fixture === "object" ? Object.values(fixture ?? {}).flatMap(operationsIn) : [];
}

const fixtures = new URL("./fixtures/", import.meta.url);
// Plain `deno test` may not read files, and must be green all the same.
const mayRead = Deno.permissions.querySync({ name: "read", path: fixtures }).state === "granted";

Deno.test({
  name: "every method of Tensor has a test",
  ignore: !mayRead,
  fn() {
    // names.json lists what PyTorch has.
    const files = [...Deno.readDirSync(fixtures)].filter(({ name }) => name !== "names.json");
    const compared = new Set(
      files.flatMap(({ name }) =>
        operationsIn(JSON.parse(Deno.readTextFileSync(new URL(name, fixtures))))
      ),
    );
    const names: string[] = [];
    let place: object = Tensor.prototype;
    for (; place !== Object.prototype; place = Object.getPrototypeOf(place)) {
      names.push(...Object.getOwnPropertyNames(place).filter((name) => name !== "constructor"));
    }
    assert(names.length > 150);
    // ops_rows_test.ts performs every elementwise operation in place.
    const known = (name: string) =>
      compared.has(name) || compared.has(name.replace(/_$/, "")) || HERE.has(name) ||
      INTERNAL.has(name) || name in ELSEWHERE;
    assertEquals(names.filter((name) => !known(name)), []);
  },
});
