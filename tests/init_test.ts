/** nn.init against PyTorch. */
import { assert, assertAlmostEquals, assertEquals, assertStrictEquals } from "@std/assert";
import {
  empty,
  eye,
  Generator,
  manualSeed,
  nn,
  ones,
  rand,
  type Tensor,
  ValueError,
} from "@hibana/hibana";
import fixture from "./fixtures/nn.json" with { type: "json" };
import { type Call, EXACT, seeded, testAgainstPyTorch } from "./support/oracle.ts";
import { readCase } from "./support/case.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

const init = nn.init as unknown as Record<string, (...args: unknown[]) => Tensor>;

const call: Call = ({ op, options }, args) =>
  init[op]!(...args, ...options === undefined ? [] : [options]);

testAgainstPyTorch(fixture.init, {
  call: seeded(call),
  tolerance({ op, line }) {
    if (op === "orthogonal_") return { absolute: 1e-5, relative: 0 };
    if (op === "truncNormal_") return { absolute: 2e-7, relative: 2e-7 };
    // In double precision, normal numbers depend on the C library's logarithm and cosine.
    return /ormal/.test(op) && /float64/.test(line) ? undefined : EXACT;
  },
});

Deno.test("gains are PyTorch's", () => {
  for (const { operands, results, error } of fixture.gain.map(readCase)) {
    const [name, slope] = operands as [nn.init.Nonlinearity, number | undefined];
    const gain = () => nn.init.calculateGain(name, slope);
    if (error !== undefined) assertSays(gain, ValueError, error.message);
    else assertAlmostEquals(gain(), results![0]!.numbers[0]!, 1e-15);
  }
});

/** Every function that fills, with arguments that differ from its defaults. */
const FILLS: Readonly<Record<string, (x: Tensor, generator?: Generator) => Tensor>> = {
  uniform_: (x, generator) => nn.init.uniform_(x, 1, 2, { generator }),
  normal_: (x, generator) => nn.init.normal_(x, 1, 2, { generator }),
  truncNormal_: (x, generator) => nn.init.truncNormal_(x, { generator }),
  kaimingUniform_: (x, generator) => nn.init.kaimingUniform_(x, { generator }),
  kaimingNormal_: (x, generator) => nn.init.kaimingNormal_(x, { generator }),
  xavierUniform_: (x, generator) => nn.init.xavierUniform_(x, { generator }),
  xavierNormal_: (x, generator) => nn.init.xavierNormal_(x, { generator }),
  orthogonal_: (x, generator) => nn.init.orthogonal_(x, { generator }),
  constant_: (x) => nn.init.constant_(x, 3),
  ones_: (x) => nn.init.ones_(x),
  zeros_: (x) => nn.init.zeros_(x),
  eye_: (x) => nn.init.eye_(x),
};

onEachDevice("a parameter is filled in place and stays a leaf", (device) => {
  for (const [name, fill] of Object.entries(FILLS)) {
    const x = new nn.Parameter(empty(4, 5, { device }));
    assertStrictEquals(fill(x), x);
    assert(x.isLeaf && x.requiresGrad && x.version > 0, name);
  }
});

onEachDevice("a generator of its own leaves the default one alone", (device) => {
  for (const [name, fill] of Object.entries(FILLS)) {
    manualSeed(1);
    const next = rand(1).item();
    manualSeed(1);
    const [a, b] = [4, 4].map((seed) =>
      fill(empty(4, 5, { device }), new Generator().manualSeed(seed))
    );
    assertEquals(a!.toArray(), b!.toArray(), name);
    assertEquals(rand(1).item(), next, name);
  }
});

onEachDevice("orthogonal rows or columns are orthonormal, whatever the shape", (device) => {
  manualSeed(2);
  for (const [rows, columns] of [[5, 9], [9, 5], [1, 70000]] as const) {
    const q = nn.init.orthogonal_(empty(rows, columns, { device }));
    const product = rows <= columns ? q.matmul(q.t()) : q.t().matmul(q);
    const identity = eye(Math.min(rows, columns), { device });
    assert(product.allclose(identity, { atol: 1e-5 }), `${product}`);
  }
});

Deno.test("orthogonal_ survives vectors longer than a call may have arguments", () => {
  const q = nn.init.orthogonal_(empty(1, 300_000));
  assertAlmostEquals(Number(q.square().sum().item()), 1, 1e-5);
});

Deno.test("fans count the kernel", () => {
  assertEquals(nn.init.fanInAndFanOut(ones(8, 3, 5, 5)), { fanIn: 75, fanOut: 200 });
});

Deno.test("what PyTorch refuses is refused with a fix", () => {
  const { init } = nn;
  const fans = "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions";
  const vector = ones(3);
  assertSays(() => init.kaimingUniform_(vector), ValueError, fans);
  assertSays(() => init.kaimingNormal_(vector), ValueError, fans);
  assertSays(() => init.xavierUniform_(vector), ValueError, fans);
  assertSays(() => init.xavierNormal_(vector), ValueError, fans);
  assertSays(() => init.eye_(vector), ValueError, "Only tensors with 2 dimensions are supported");
  const more = "Only tensors with 2 or more dimensions are supported";
  assertSays(() => init.orthogonal_(vector), ValueError, more);
  assertSays(
    () => init.kaimingUniform_(ones(2, 2), { mode: "fan_avg" as "fan_in" }),
    ValueError,
    "Mode fan_avg not supported, please use one of ['fan_in', 'fan_out']",
  );
  assertSays(
    () => init.calculateGain("leaky_relu", "steep" as unknown as number),
    ValueError,
    "negative_slope steep not a valid number",
  );
  assertEquals(vector.toArray(), [1, 1, 1]);
});
