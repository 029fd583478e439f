/** Layers: what they draw when they are made, what they compute, what they print and what they refuse. */
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type DType,
  manualSeed,
  nn,
  ones,
  rand,
  RuntimeError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@hibana/hibana";
import fixture from "./fixtures/nn.json" with { type: "json" };
import { type Call, EXACT, seeded, testAgainstPyTorch } from "./support/oracle.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

type LayerClass = new (...args: unknown[]) => nn.Module;

const construct: Call = ({ op, options }, args, device) => {
  const Layer = (nn as unknown as Record<string, LayerClass>)[op]!;
  return [...new Layer(...args, { ...options, device }).parameters()].map((p) => p.detach());
};

testAgainstPyTorch(fixture.construction, {
  call: seeded(construct),
  // In double precision, normal numbers depend on the C library's logarithm and cosine.
  tolerance: ({ op, line }) => op === "Embedding" && /float64/.test(line) ? undefined : EXACT,
});

/** One of each, the same on every device. */
function layers(device: string): [layer: nn.Module & nn.Layer, input: Tensor, result: Tensor][] {
  manualSeed(123);
  const options = { device };
  const linear = new nn.Linear(3, 2, options);
  const plain = new nn.Linear(3, 2, { ...options, bias: false });
  const table = new nn.Embedding(5, 3, { ...options, paddingIdx: 1 });
  const norm = new nn.LayerNorm(3, { ...options, eps: 0.1 });
  const bare = new nn.LayerNorm([2, 3], { ...options, elementwiseAffine: false });
  const x = rand(2, 3, options);
  const index = tensor([4, 1], { device, dtype: "int32" });
  const { functional } = nn;
  return [
    [linear, x, functional.linear(x, linear.weight, linear.bias)],
    [plain, x, functional.linear(x, plain.weight)],
    [table, index, functional.embedding(index, table.weight)],
    [norm, x, functional.layerNorm(x, [3], { weight: norm.weight, bias: norm.bias, eps: 0.1 })],
    [bare, x, functional.layerNorm(x, [2, 3])],
    [new nn.Dropout(1), x, zeros(2, 3, options)],
    [new nn.Dropout(0), x, x],
    [new nn.ReLU(), x, x.relu()],
    [new nn.Tanh(), x, x.tanh()],
    [new nn.Sigmoid(), x, x.sigmoid()],
    [new nn.SiLU(), x, functional.silu(x)],
    [new nn.GELU(), x, functional.gelu(x)],
    [new nn.GELU({ approximate: "tanh" }), x, functional.gelu(x, { approximate: "tanh" })],
  ];
}

onEachDevice("layers compute what their functions do", (device) => {
  for (const [layer, input, wanted] of layers(device)) {
    const got = layer.forward(input);
    assert(got.equal(wanted), `${layer}: ${got} is not ${wanted}`);
  }
});

Deno.test("layers on meta know the shapes of their results", () => {
  for (const [layer, input, wanted] of layers("meta")) {
    const got = layer.forward(input);
    assertEquals([got.shape, got.dtype, got.device.type], [wanted.shape, wanted.dtype, "meta"]);
  }
});

Deno.test("layers print as PyTorch's do", () => {
  const printed: [nn.Module, string][] = [
    [new nn.Linear(3, 2), "Linear(in_features=3, out_features=2, bias=True)"],
    [new nn.Linear(3, 2, { bias: false }), "Linear(in_features=3, out_features=2, bias=False)"],
    [new nn.Embedding(5, 3), "Embedding(5, 3)"],
    [new nn.Embedding(5, 3, { paddingIdx: -1 }), "Embedding(5, 3, padding_idx=4)"],
    [new nn.LayerNorm(4), "LayerNorm((4,), eps=1e-05, elementwise_affine=True)"],
    [
      new nn.LayerNorm([2, 3], { eps: 1e-12 }),
      "LayerNorm((2, 3), eps=1e-12, elementwise_affine=True)",
    ],
    [
      new nn.LayerNorm(3, { eps: 0.001, elementwiseAffine: false }),
      "LayerNorm((3,), eps=0.001, elementwise_affine=False)",
    ],
    [new nn.Dropout(), "Dropout(p=0.5, inplace=False)"],
    [new nn.Dropout(1), "Dropout(p=1.0, inplace=False)"],
    [new nn.Dropout(1e-5), "Dropout(p=1e-05, inplace=False)"],
    [new nn.ReLU(), "ReLU()"],
    [new nn.Tanh(), "Tanh()"],
    [new nn.Sigmoid(), "Sigmoid()"],
    [new nn.SiLU(), "SiLU()"],
    [new nn.GELU(), "GELU(approximate='none')"],
    [new nn.GELU({ approximate: "tanh" }), "GELU(approximate='tanh')"],
  ];
  for (const [layer, text] of printed) assertEquals(String(layer), text);
});

onEachDevice("layers can be drawn anew", (device) => {
  manualSeed(1);
  const linear = new nn.Linear(3, 2, { device });
  const table = new nn.Embedding(4, 2, { device, paddingIdx: 2 });
  const norm = new nn.LayerNorm(2, { device });
  const first = [...linear.parameters(), ...table.parameters()].map((p) => p.toArray());
  linear.resetParameters();
  table.resetParameters();
  nn.init.constant_(norm.weight!, 3);
  nn.init.constant_(norm.bias!, 3);
  norm.resetParameters();
  const second = [...linear.parameters(), ...table.parameters()].map((p) => p.toArray());
  first.forEach((values, i) => assertNotEquals(values, second[i]));
  assertEquals(table.weight.select(0, 2).toArray(), [0, 0]);
  assertEquals([norm.weight!.toArray(), norm.bias!.toArray()], [[1, 1], [0, 0]]);
});

onEachDevice("a padding row stays as it is while the others learn", (device) => {
  manualSeed(1);
  const table = new nn.Embedding(4, 2, { device, paddingIdx: 2 });
  table.forward(tensor([2, 0, 2, 0], { device, dtype: "int32" })).sum().backward();
  assertEquals(table.weight.grad!.toArray(), [[2, 2], [0, 0], [0, 0], [0, 0]]);
});

onEachDevice("dropout drops while training, and does nothing in evaluation", (device) => {
  manualSeed(123);
  const layer = new nn.Dropout(0.5);
  const x = ones(20, { device });
  // The mask that PyTorch draws after manual_seed(123).
  assertEquals(layer.forward(x).toArray(), [
    2,
    2,
    0,
    2,
    2,
    0,
    0,
    0,
    0,
    2,
    0,
    2,
    2,
    2,
    2,
    2,
    0,
    2,
    0,
    2,
  ]);
  layer.eval();
  assertStrictEquals(layer.forward(x), x);
  layer.train();
  layer.p = 1;
  assertEquals(layer.forward(x).sum().item(), 0);
});

Deno.test("layers are made in the dtype that is asked for", () => {
  for (const dtype of ["float16", "float32", "float64"] satisfies DType[]) {
    const made = [
      new nn.Linear(2, 3, { dtype }),
      new nn.Embedding(2, 3, { dtype }),
      new nn.LayerNorm(2, { dtype }),
    ];
    for (const layer of made) for (const p of layer.parameters()) assertEquals(p.dtype, dtype);
  }
});

Deno.test("nothing is drawn for layers on meta", () => {
  manualSeed(9);
  const next = rand(1).item();
  manualSeed(9);
  const device = "meta";
  new nn.Linear(3, 2, { device });
  new nn.Embedding(3, 2, { device, paddingIdx: 0 });
  assertEquals(rand(1).item(), next);
});

Deno.test("layers refuse sizes, probabilities and dtypes that make no sense", () => {
  assertSays(() => new nn.Dropout(NaN), ValueError, dropoutWords("NaN"));
  assertSays(() => new nn.Dropout(-1), ValueError, dropoutWords("-1"));
  const layer = new nn.Dropout();
  layer.p = 7;
  assertSays(() => layer.forward(ones(1)), ValueError, dropoutWords("7"));
  for (const paddingIdx of [3, -4, 1.5, NaN]) {
    assertSays(
      () => new nn.Embedding(3, 2, { paddingIdx }),
      ValueError,
      "Padding_idx must be within num_embeddings",
    );
  }
  assertSays(
    () => new nn.Linear(3, 2, { dtype: "int32" }),
    RuntimeError,
    "only Tensors of floating point dtype can require gradients",
  );
  for (const size of [1.5, NaN, Infinity]) {
    const makers = [
      () => new nn.Linear(size, 2),
      () => new nn.Linear(2, size),
      () => new nn.Embedding(size, 2),
      () => new nn.LayerNorm(size),
    ];
    for (const make of makers) assertThrows(make, TypeError, "a size must be a whole number");
  }
});

function dropoutWords(p: string): string {
  return `dropout probability has to be between 0 and 1, but got ${p}`;
}

Deno.test("a linear layer names both shapes when its input does not fit", () => {
  const layer = new nn.Linear(3, 2);
  const fix = assertSays(
    () => layer.forward(ones(4, 5)),
    RuntimeError,
    "mat1 and mat2 shapes cannot be multiplied (4x5 and 3x2)",
  );
  assertStringIncludes(fix, "(5)");
});
