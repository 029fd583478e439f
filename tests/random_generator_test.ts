import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { HibanaError, RuntimeError, ValueError } from "../src/errors.ts";
import {
  fillBernoulli,
  fillBernoulliFrom,
  fillRandom,
  fillRandomRange,
  fillRandperm,
} from "../src/random/discrete.ts";
import {
  fillExponential,
  fillNormal,
  fillTruncatedNormal,
  fillUniform,
} from "../src/random/distributions.ts";
import { erf, erfinv } from "../src/device/cpu/error_function.ts";
import { fma } from "../src/random/fma.ts";
import {
  defaultGenerator,
  Generator,
  initialSeed,
  manualSeed,
  seed as reseed,
} from "../src/random/generator.ts";
import { multinomial } from "../src/random/multinomial.ts";
import { f16, type FloatArray } from "../src/random/rounding.ts";
import { type DType, type TypedArray, typedArray } from "../src/tensor/dtype.ts";
import rng from "./fixtures/rng.json" with { type: "json" };

/** A call that tests/oracle/rng.py made: its name, arguments, size, dtype, and the numbers drawn. */
type Step = [call: string, args: (number | string)[], size: number, dtype: DType, shown: string];

interface Program {
  name: string;
  seed: string;
  initialSeed: string;
  steps: Step[];
  /** Of the bytes of all steps that must agree to the last bit. */
  sha256: string;
  /** Of the part of the state that comes before the cached normal. */
  engineSha256: string;
  spareNormal: string | null;
}

interface Failure {
  call: string;
  args: (number | string | string[])[];
  size: number;
  dtype: DType;
  error: string;
}

const fixture = rng as { programs: Program[]; errors: Failure[] };

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** The probabilities that the oracle computes too. */
function probabilities(n: number, dtype: DType): FloatArray {
  const p = typedArray(dtype, n) as FloatArray;
  return p.map((_, i) => (i * 37 % 101) / 100) as FloatArray;
}

function draw(
  call: string,
  args: readonly (number | string | string[])[],
  size: number,
  dtype: DType,
  generator: Generator,
): TypedArray {
  const [a, b, c, d] = args.map(Number) as [number, number, number, number];
  const out = typedArray(dtype, size);
  const floats = out as FloatArray;
  if (call === "uniform") fillUniform(floats, a, b, generator);
  else if (call === "normal") fillNormal(floats, a, b, generator, true);
  else if (call === "stridedNormal") fillNormal(floats, a, b, generator, false);
  else if (call === "exponential") fillExponential(floats, a, generator);
  else if (call === "truncatedNormal") fillTruncatedNormal(floats, a, b, c, d, generator);
  else if (call === "random") fillRandom(out, dtype, generator);
  else if (call === "randomRange") fillRandomRange(out, dtype, a, b, generator);
  else if (call === "randperm") fillRandperm(out, dtype, generator);
  else if (call === "bernoulli") fillBernoulli(out, a, generator);
  else if (call === "bernoulliFrom") {
    fillBernoulliFrom(out, probabilities(size, args[0] as DType), generator);
  } else if (call === "multinomial") {
    const options = { rows: a, categories: b, samples: c, replacement: d === 1 };
    return multinomial(probabilities(a * b, dtype), options, generator);
  } else {
    const p = Float32Array.from(args[0] as string[], Number);
    const options = { rows: 1, categories: p.length, samples: b, replacement: c === 1 };
    return multinomial(p, options, generator);
  }
  return out;
}

/** How far a number may be from PyTorch's; 0 where every bit must agree. */
function tolerance(call: string, dtype: DType): number {
  if (call === "truncatedNormal") return dtype === "float64" ? 1e-14 : 1e-6;
  return dtype === "float64" && /normal|exponential/i.test(call) ? 1e-14 : 0;
}

/** Compares with numbers of which the middle may be left out. */
function assertShown(values: TypedArray, shown: string, dtype: DType, within: number): void {
  const [start = "", end = ""] = shown.split(" ... ");
  const numbers = (text: string) => text === "" ? [] : text.split(" ").map(Number);
  const [first, last] = [numbers(start), numbers(end)];
  if (!shown.includes("...")) assertEquals(values.length, first.length);
  const found = [
    ...values.subarray(0, first.length),
    ...values.subarray(values.length - last.length),
  ];
  const expected = typedArray(dtype, first.length + last.length);
  expected.set([...first, ...last]);
  found.forEach((value, i) => assertAlmostEquals(value, expected[i]!, within));
}

Deno.test("every program of draws gives PyTorch's numbers and leaves PyTorch's state", async (t) => {
  for (const program of fixture.programs) {
    await t.step(`${program.name}, seed ${program.seed}`, async () => {
      const generator = new Generator(BigInt(program.seed));
      assertEquals(String(generator.initialSeed()), program.initialSeed);
      const bytes: Uint8Array[] = [];
      for (const [call, args, size, dtype, shown] of program.steps) {
        const values = draw(call, args, size, dtype, generator);
        const within = tolerance(call, dtype);
        assertShown(values, shown, call === "multinomial" ? "int32" : dtype, within);
        if (within === 0) bytes.push(new Uint8Array(values.buffer));
      }
      const exact = await new Blob(bytes as BlobPart[]).bytes();
      assertEquals(await sha256(exact), program.sha256);

      const state = generator.getState();
      assertEquals(await sha256(state.slice(0, 5016)), program.engineSha256);
      const view = new DataView(state.buffer);
      assertEquals(view.getInt32(5040, true), program.spareNormal === null ? 0 : 1);
      assertAlmostEquals(view.getFloat64(5024, true), Number(program.spareNormal), 1e-14);
    });
  }
});

Deno.test("bad arguments raise PyTorch's words and draw nothing", () => {
  for (const { call, args, size, dtype, error } of fixture.errors) {
    const generator = new Generator(1);
    const before = generator.getState();
    const caught = assertThrows(() => draw(call, args, size, dtype, generator), HibanaError);
    const lines = caught.message.split("\n");
    assertEquals(lines[0], error);
    assertEquals(lines.length, 2, `${call} does not say what to do`);
    assertEquals(generator.getState(), before);
  }
});

Deno.test("the notebook's weights come out to the last bit", () => {
  // Linear(3, 2, bias=False) of both modules: kaiming_uniform with a = sqrt 5.
  const bound = Math.sqrt(3) * (Math.sqrt(2 / 6) / Math.sqrt(3));
  const printed = [
    [-0.23542964, 0.019124476, -0.28674594, 0.21772662, -0.4919342, 0.42322308],
    [-0.4196414, -0.45901766, -0.36482018, 0.2614782, -0.2133264, 0.21605217],
    [-0.49001414, -0.35029206, -0.2119892, -0.11346072, -0.44043937, 0.37804362],
    [-0.13615717, 0.18532233, 0.4082695, 0.107563816, 0.15787685, 0.55729234],
    [-0.2603904, 0.18287641, -0.25687245, 0.41260317, 0.4611045, -0.53230095],
    [0.49285263, 0.27569306, 0.25159022, 0.23768058, 0.47995073, -0.07623307],
  ];
  const generator = manualSeed(123);
  for (const weights of printed) {
    const drawn = new Float32Array(6);
    fillUniform(drawn, -bound, bound, generator);
    assertEquals(drawn, Float32Array.from(weights));
  }
});

Deno.test("a generator starts from PyTorch's default seed", () => {
  assertEquals(new Generator().initialSeed(), 67280421310721);
  assertEquals(new Generator().random32(), new Generator(67280421310721n).random32());
});

Deno.test("seeding again drops the spare normal", () => {
  const generator = new Generator(123);
  const first = generator.randomNormal();
  generator.manualSeed(123);
  assertEquals(generator.randomNormal(), first);
});

Deno.test("two generators are independent of each other and of the default one", () => {
  manualSeed(1);
  const [a, b] = [new Generator(1), new Generator(1)];
  const words = Array.from({ length: 3 }, () => a.random32());
  a.manualSeed(99);
  assertEquals(Array.from({ length: 3 }, () => b.random32()), words);
  assertEquals(Array.from({ length: 3 }, () => defaultGenerator.random32()), words);
});

Deno.test("manualSeed, initialSeed and seed act on the default generator", () => {
  assertEquals(manualSeed(-1), defaultGenerator);
  assertEquals(initialSeed(), 2n ** 64n - 1n);
  const fresh = reseed();
  assertEquals(initialSeed(), fresh);
  assertEquals(defaultGenerator.random32(), new Generator(fresh).random32());
  assert(reseed() !== fresh);
});

Deno.test("a seed that is no 64-bit whole number is refused and changes nothing", () => {
  const generator = new Generator(5);
  const before = generator.getState();
  for (const seed of [1.5, NaN, Infinity, -0.5]) {
    const message = "manual_seed expected a long, but got float\n";
    assertThrows(() => generator.manualSeed(seed), TypeError, message);
    assertThrows(() => new Generator(seed), TypeError, message);
  }
  for (const seed of ["7", true, null]) {
    assertThrows(
      () => generator.manualSeed(seed as unknown as number),
      TypeError,
      "expected a long",
    );
  }
  for (const seed of [2n ** 64n, -(2n ** 63n) - 1n, 2 ** 64, -(2 ** 64)]) {
    const error = assertThrows(() => generator.manualSeed(seed), RuntimeError);
    assertEquals(error.message.split("\n")[0], "Overflow when unpacking long");
  }
  assertEquals(generator.getState(), before);
});

Deno.test("a saved state continues the sequence, the spare normal included", () => {
  const generator = new Generator(123);
  for (let i = 0; i < 1000; i++) generator.random32();
  generator.randomNormal();
  const state = generator.getState();
  const draws = (from: Generator) => [
    from.random53(),
    from.randomNormal(),
    from.randomNormal(),
    ...Array.from({ length: 700 }, () => from.random32()),
  ];
  const expected = draws(generator);
  const twin = new Generator(9).setState(state);
  assertEquals(twin.initialSeed(), 123);
  assertEquals(twin.getState(), state);
  assertEquals(draws(twin), expected);

  const unspared = new Generator(123).getState();
  assertEquals(draws(twin.setState(unspared)), draws(new Generator(123)));
});

Deno.test("a state is a copy on the way out and on the way in", () => {
  const generator = new Generator(123);
  const state = generator.getState();
  const expected = new Generator(123).random32();
  state.fill(0);
  assertEquals(generator.random32(), expected);
  const source = new Generator(123).getState();
  generator.setState(source);
  source.fill(0);
  assertEquals(generator.random32(), expected);
});

Deno.test("a bad state is refused and changes nothing", () => {
  const generator = new Generator(5);
  generator.randomNormal();
  const before = generator.getState();
  const refused = (state: Uint8Array, words: string) => {
    const error = assertThrows(() => generator.setState(state), RuntimeError);
    assertEquals(error.message.split("\n")[0], words);
    assertEquals(generator.getState(), before);
  };
  const altered = (offset: number, value: number) => {
    const state = generator.getState();
    new DataView(state.buffer).setInt32(offset, value, true);
    return state;
  };
  refused(
    new Uint8Array(10),
    "Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 10",
  );
  refused(new Uint8Array(5056), "Invalid mt19937 state");
  refused(altered(8, 0), "Invalid mt19937 state"); // no draws left
  refused(altered(8, 700), "Invalid mt19937 state"); // more than there can be
  refused(altered(12, 0), "Invalid mt19937 state"); // not seeded
  refused(altered(16, 625), "Invalid mt19937 state"); // reads past the end
  refused(altered(16, 300), "Invalid mt19937 state"); // the counters disagree
  assertThrows(
    () => generator.setState("state" as unknown as Uint8Array),
    TypeError,
    "expected a torch.ByteTensor, but got string\n",
  );
});

Deno.test("bounds of whole numbers must be whole and exact", () => {
  const generator = new Generator(1);
  const before = generator.getState();
  const out = new Int32Array(3);
  const fill = (from: number, to: number) => () =>
    fillRandomRange(out, "int32", from, to, generator);
  assertThrows(fill(0.5, 3), TypeError, "argument 'from' must be int, not float\n");
  assertThrows(fill(0, NaN), TypeError, "argument 'to' must be int, not float\n");
  assertThrows(fill(0, 2 ** 60), RuntimeError, "Overflow when unpacking long\n");
  assertEquals(generator.getState(), before);
});

Deno.test("uint32 draws use the whole word", () => {
  const words = Array.from(
    { length: 5 },
    ((generator) => () => generator.random32())(new Generator(3)),
  );
  const out = new Uint32Array(5);
  fillRandom(out, "uint32", new Generator(3));
  assertEquals([...out], words);
  fillRandomRange(out, "uint32", 0, 2 ** 32, new Generator(3));
  assertEquals([...out], words);
});

Deno.test("a probability outside [0, 1] is refused before the first coin flip", () => {
  const generator = new Generator(1);
  const before = generator.getState();
  for (const p of [2, -0.1, NaN]) {
    assertThrows(
      () => fillBernoulliFrom(new Float32Array(3), Float32Array.of(0.5, 1, p), generator),
      RuntimeError,
      "Expected p_in >= 0 && p_in <= 1 to be true, but got false.\n",
    );
  }
  assertEquals(generator.getState(), before);
});

Deno.test("a truncated normal may have no ends, and needs a std above 0", () => {
  const out = new Float32Array(1000);
  fillTruncatedNormal(out, 0, 1, -Infinity, Infinity, new Generator(1));
  assert(out.some((x) => x > 2) && out.some((x) => x < -2));
  assertThrows(() => fillTruncatedNormal(out, 0, 0, -2, 2, new Generator(1)), ValueError);
});

Deno.test("categories of probability 0 are drawn last, in order", () => {
  const options = { rows: 2, categories: 5, samples: 5, replacement: false };
  const weights = Float32Array.of(0, 1, 0, 2, 0, /* */ 0, 0, 0, 0, 3);
  for (let seed = 0; seed < 20; seed++) {
    const out = [...multinomial(weights, options, new Generator(seed))];
    assertEquals(out.slice(0, 2).sort(), [1, 3]);
    assertEquals(out.slice(2), [0, 2, 4, 4, 0, 1, 2, 3]);
  }
});

Deno.test("draws from float16 categories follow their probabilities", () => {
  const weights = Float16Array.of(0, 1, 3);
  for (const replacement of [false, true]) {
    const counts = [0, 0, 0];
    const generator = new Generator(1);
    for (let i = 0; i < 4000; i++) {
      const options = { rows: 1, categories: 3, samples: 1, replacement };
      counts[multinomial(weights, options, generator)[0]!]!++;
    }
    assertEquals(counts[0], 0);
    assertAlmostEquals(counts[2]! / 4000, 0.75, 0.03);
  }
});

Deno.test("no rows give no draws, and too many categories are refused", () => {
  const generator = new Generator(1);
  const before = generator.getState();
  const empty = { rows: 0, categories: 3, samples: 2, replacement: false };
  assertEquals(multinomial(new Float32Array(0), empty, generator), new Int32Array(0));
  const many = { rows: 1, categories: 2 ** 24 + 1, samples: 1, replacement: false };
  assertThrows(
    () => multinomial(new Float32Array(0), many, generator),
    RuntimeError,
    "number of categories cannot exceed 2^24\n",
  );
  assertEquals(generator.getState(), before);
});

Deno.test("a double becomes a float16 by way of float32, as in PyTorch", () => {
  // Just above the middle of 1 and the next float16: rounding to float32 first makes it a tie.
  assertEquals(f16(1 + 2 ** -11 + 2 ** -40), 1);
  assertEquals(f16(1 + 2 ** -11 + 2 ** -20), 1 + 2 ** -10);
});

Deno.test("fma rounds a * b + c once", () => {
  /** A double as a whole number times a power of two. */
  const parts = (x: number): [bigint, number] => {
    let exponent = 0;
    for (; !Number.isInteger(x); exponent--) x *= 2;
    return [BigInt(x), exponent];
  };
  const exact = (a: number, b: number, c: number): number => {
    const [[m, e], [n, f], [k, g]] = [parts(a), parts(b), parts(c)];
    const low = Math.min(e + f, g);
    return Number((m * n << BigInt(e + f - low)) + (k << BigInt(g - low))) * 2 ** low;
  };
  // A product a hair below half a unit in the last place of c.
  const [a, b] = [2 ** -53 * (1 + 2 ** -33), 1 - 2 ** -33];
  for (const c of [1, 1 + 2 ** -52, 1 - 2 ** -53]) {
    for (const sign of [1, -1]) assertEquals(fma(sign * a, b, c), exact(sign * a, b, c));
  }
  const generator = new Generator(1);
  for (let i = 0; i < 5000; i++) {
    const [x, y] = [generator.randomNormal(), generator.randomNormal()];
    const z = i % 2 === 0
      ? generator.randomNormal()
      : -x * y * (1 + generator.random24() * 2 ** -20);
    assertEquals(fma(x, y, z), exact(x, y, z));
  }
  assertEquals(fma(0.5, 1e308, 1e308), 0.5 * 1e308 + 1e308);
});

Deno.test("erf and erfinv know their values and invert each other", () => {
  const known = [
    [0, 0],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.25, 0.9229001282564583],
    [2, 0.9953222650189527],
    [3.5, 0.9999992569016276],
    [6, 1],
    [Infinity, 1],
  ] as const;
  for (const [x, y] of known) {
    assertAlmostEquals(erf(x), y, 1e-15);
    assertAlmostEquals(erf(-x), -y, 1e-15);
  }
  assert(Number.isNaN(erf(NaN)));
  for (let x = -2; x <= 2; x += 1 / 64) assertAlmostEquals(erfinv(erf(x)), x, 1e-14);
  assertAlmostEquals(erfinv(1 - 2 ** -24), 3.832506856900711, 1e-12);
  assertEquals([erfinv(0), erfinv(1), erfinv(-1)], [0, Infinity, -Infinity]);
  assert(Number.isNaN(erfinv(1.5)) && Number.isNaN(erfinv(NaN)));
});
