/** Random tensors: PyTorch's numbers, on every device. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as hibana from "@hibana/hibana";
import { Generator, manualSeed, RuntimeError, type Tensor } from "@hibana/hibana";
import fixture from "./fixtures/nn.json" with { type: "json" };
import { type Call, EXACT, seeded, testAgainstPyTorch } from "./support/oracle.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

type Loose = (...args: unknown[]) => Tensor;

/** Functions that make tensors out of nothing, and so must be told where. */
const MAKERS = new Set(["rand", "randn", "randint", "normal", "randperm"]);

const call: Call = ({ op, options }, args, device) => {
  if (MAKERS.has(op)) {
    return (hibana as unknown as Record<string, Loose>)[op]!(...args, { ...options, device });
  }
  const [self, ...rest] = args;
  if (op.endsWith("_")) return (self as unknown as Record<string, Loose>)[op]!(...rest);
  return (hibana as unknown as Record<string, Loose>)[op]!(...args);
};

testAgainstPyTorch(fixture.random, {
  call: seeded(call),
  // In double precision, normal numbers depend on the C library's logarithm and cosine.
  tolerance: ({ line }) => /normal|randn/.test(line) && /float64/.test(line) ? undefined : EXACT,
});

const { rand, randint, randn, randperm, normal, multinomial, bernoulli, ones, zeros } = hibana;

/** Every function that draws, for one device, with a generator. */
function draws(device: string): Readonly<Record<string, (generator?: hibana.Generator) => Tensor>> {
  const half = zeros(3, 4, { device }).add(0.5);
  return {
    rand: (generator) => rand(3, 4, { device, generator }),
    randn: (generator) => randn([5], { device, generator }),
    randLike: (generator) => hibana.randLike(half, { generator }),
    randnLike: (generator) => hibana.randnLike(half, { generator }),
    normal: (generator) => normal(1, 2, [3], { device, generator }),
    randint: (generator) => randint(100, [7], { device, generator }),
    randperm: (generator) => randperm(9, { device, generator }),
    bernoulli: (generator) => bernoulli(half, { generator }),
    multinomial: (generator) => multinomial(half, 2, true, { generator }),
    uniform_: (generator) => half.clone().uniform_(0, 1, { generator }),
    normal_: (generator) => half.clone().normal_(0, 1, { generator }),
    bernoulli_: (generator) => half.clone().bernoulli_(0.5, { generator }),
    exponential_: (generator) => half.clone().exponential_(1, { generator }),
  };
}

onEachDevice("a generator of its own leaves the default one alone", (device) => {
  for (const [name, draw] of Object.entries(draws(device))) {
    manualSeed(1);
    const next = rand(1).item();
    manualSeed(1);
    const [a, b] = [4, 4].map((seed) => draw(new Generator().manualSeed(seed)));
    assertEquals(a!.toArray(), b!.toArray(), name);
    assertEquals(rand(1).item(), next, name);
  }
});

Deno.test("nothing is drawn for tensors on meta", () => {
  for (const [name, draw] of Object.entries(draws("meta"))) {
    manualSeed(1);
    const next = rand(1).item();
    manualSeed(1);
    assertEquals(draw().device.type, "meta", name);
    assertEquals(rand(1).item(), next, name);
  }
});

onEachDevice("random tensors can be leaves that need gradients", (device) => {
  for (const make of [rand, randn]) {
    const x = make(3, { device, requiresGrad: true });
    assert(x.requiresGrad && x.isLeaf);
  }
});

onEachDevice("a leaf that needs gradients is not overwritten, and nothing is drawn", (device) => {
  const x = ones(3, { device, requiresGrad: true });
  manualSeed(1);
  const next = rand(1).item();
  manualSeed(1);
  const fills = [
    () => x.uniform_(),
    () => x.normal_(),
    () => x.bernoulli_(),
    () => x.exponential_(),
  ];
  for (const fill of fills) {
    assertSays(
      fill,
      RuntimeError,
      "a leaf Variable that requires grad is being used in an in-place operation.",
    );
  }
  assertEquals([x.toArray(), rand(1).item()], [[1, 1, 1], next]);
});

onEachDevice("an error in the arguments draws nothing and changes nothing", (device) => {
  const x = ones(3, { device });
  manualSeed(1);
  const next = rand(1).item();
  manualSeed(1);
  const calls = [
    () => x.uniform_(2, 1),
    () => x.normal_(0, -1),
    () => x.bernoulli_(2),
    () => x.bernoulli_(x.add(1)),
    () => x.exponential_(-1),
    () => x.int().normal_(),
    () => bernoulli(x.neg()),
    () => multinomial(x, 4),
    () => multinomial(x, 1.5),
    () => multinomial(x.neg(), 1),
    () => multinomial(x.int(), 1),
    () => multinomial(x.view(1, 1, 3), 1),
    () => randint(0, [2], { device }),
    () => randperm(-1, { device }),
    () => rand(2, { device, dtype: "int32" }),
    () => rand(-1, { device }),
    () => normal(0, -1, [2], { device }),
  ];
  for (const call of calls) assertThrows(call, Error);
  assertEquals([x.toArray(), x.version, rand(1).item()], [[1, 1, 1], 0, next]);
});

Deno.test("arguments of the wrong type are refused by name", () => {
  const untyped = hibana as unknown as Record<string, (...args: unknown[]) => unknown>;
  const bad: [call: () => unknown, words: string][] = [
    [() => untyped.randint!(5), "randint(): argument 'size' must be tuple of ints, not undefined"],
    [
      () => untyped.randint!(1, 5),
      "randint(): argument 'size' must be tuple of ints, not undefined",
    ],
    [() => untyped.normal!(0, 1), "normal(): argument 'size' must be tuple of ints, not undefined"],
    [() => untyped.normal!(0, 1, 3), "normal(): argument 'size' must be tuple of ints, not int"],
    [
      () => multinomial(ones(3), 1.5),
      "multinomial(): argument 'num_samples' (position 2) must be int, not float",
    ],
    [
      () => untyped.multinomial!(ones(3)),
      "multinomial(): argument 'num_samples' (position 2) must be int, not undefined",
    ],
    [() => randint(0.5, [2]), "random_(): argument 'to' must be int, not float"],
  ];
  for (const [call, words] of bad) assertSays(call, TypeError, words);
});

onEachDevice("a change by drawing is on the tape, and stops gradients", (device) => {
  const x = ones(3, { device, requiresGrad: true });
  const y = x.mul(2);
  y.uniform_();
  y.sum().backward();
  assertEquals(x.grad!.toArray(), [0, 0, 0]);
});
