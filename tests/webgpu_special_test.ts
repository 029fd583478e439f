/** The special functions of WGSL, held against the doubles of the CPU, which PyTorch holds. */

import { assert } from "@std/assert";
import { i0, i0e, i1, i1e } from "../src/device/cpu/bessel.ts";
import { erfc, erfinv, ndtri } from "../src/device/cpu/error_function.ts";
import { digamma, lgamma, zeta } from "../src/device/cpu/gamma.ts";
import type { Primitive } from "../src/device/expression.ts";
import { available, evaluate, fromBits, of, ulps } from "./support/webgpu_backend.ts";

const ignore = !available;
const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 2, -3, 0.5, -0.5, 1e-40, -1e-40, 3.4e38];
const LEFT = SPECIAL.flatMap((a) => SPECIAL.map(() => a)).map(Math.fround);
const RIGHT = SPECIAL.flatMap(() => SPECIAL).map(Math.fround);
const COUNT = 20_000;

function line(from: number, to: number): Float32Array {
  return Float32Array.from({ length: COUNT }, (_, i) => from + (to - from) * i / COUNT);
}

/** Float32 numbers of every exponent and sign. */
const ALL = Float32Array.from({ length: COUNT }, (_, i) => fromBits(i * (2 ** 32 / COUNT)));

/** How far off a result is, in units of the last place, those of 1 where the truth is smaller. */
function ulpsOfOne(got: number, wanted: number): number {
  return Math.abs(wanted) >= 1 || !Number.isFinite(got)
    ? ulps(got, wanted)
    : Math.abs(got - wanted) * 2 ** 23;
}

type Distance = (got: number, wanted: number) => number;

/** The function in doubles, how far off it may be by which measure, and where it is looked at closely. */
const FUNCTIONS: readonly [Primitive, (x: number) => number, number, Distance, number, number][] = [
  ["exp2", (x) => 2 ** x, 1.5, ulps, -150, 128],
  ["asin", Math.asin, 2.5, ulps, -1, 1],
  ["acos", Math.acos, 1.5, ulps, -1, 1],
  ["sinh", Math.sinh, 2, ulps, -90, 90],
  ["cosh", Math.cosh, 2, ulps, -90, 90],
  ["asinh", Math.asinh, 3, ulps, -30, 30],
  ["acosh", Math.acosh, 3, ulps, 1, 30],
  ["atanh", Math.atanh, 3, ulps, -1, 1],
  ["erfc", erfc, 5, ulps, -4, 10.2],
  ["erfinv", erfinv, 4, ulps, -1, 1],
  ["ndtri", ndtri, 5, ulps, 0, 1],
  ["lgamma", lgamma, 5, ulpsOfOne, -10, 30],
  // Left of 0 it is the difference of two numbers that may both be large.
  ["digamma", digamma, 14, ulpsOfOne, -10, 30],
  ["i0", i0, 5, ulps, -91, 91],
  ["i0e", i0e, 5, ulps, -30, 30],
  ["i1", i1, 5, ulps, -91, 91],
  ["i1e", i1e, 5, ulps, -30, 30],
];

/** Holds where the result is so close to the truth, and a zero has its sign. */
function assertClose(
  what: string,
  got: number,
  wanted: number,
  tolerance: number,
  distance: Distance = ulps,
): void {
  const near = Number.isNaN(wanted) ? Number.isNaN(got) : distance(got, wanted) <= tolerance &&
    (wanted !== 0 || what === "lgamma(1)" || Object.is(got, wanted));
  assert(near, `${what} is ${got}, should be ${wanted}`);
}

for (const [fn, exact, tolerance, distance, low, high] of FUNCTIONS) {
  Deno.test({
    name: `webgpu ${fn} is within ${tolerance} ulp of the truth, everywhere`,
    ignore,
    fn() {
      for (const xs of [line(low, high), line(-2, 2), ALL, Float32Array.from(SPECIAL)]) {
        const results = evaluate(of(fn, 1), "float", "float32", [xs]);
        xs.forEach((x, i) => {
          assertClose(`${fn}(${x})`, results[i]!, exact(x), tolerance, distance);
        });
      }
    },
  });
}

for (
  const [fn, exact, tolerance] of [["atan2", Math.atan2, 3], ["hypot", Math.hypot, 2]] as const
) {
  Deno.test({
    name:
      `webgpu ${fn} is within ${tolerance} ulp of the truth, on every pair of special values, too`,
    ignore,
    fn() {
      const [xs, ys] = [[...LEFT], [...RIGHT]];
      for (let i = 0; i < 20_000; i++) {
        xs.push(Math.fround((i % 173 - 86) / 7));
        ys.push(Math.fround(Math.exp((i % 991 - 495) / 12)));
        if (i % 3 === 0) ys.push(-ys.pop()!);
      }
      const results = evaluate(of(fn, 2), "float", "float32", [xs, ys]);
      xs.forEach((x, i) => {
        assertClose(`${fn}(${x}, ${ys[i]})`, results[i]!, exact(x, ys[i]!), tolerance);
      });
    },
  });
}

Deno.test({
  name: "webgpu zeta is within 10 ulp of the truth, right of 0, and left of it for whole powers",
  ignore,
  fn() {
    const [powers, xs]: [number[], number[]] = [[], []];
    for (const s of [2, 3, 4, 5, 8, 13, 1.5, 2.25].map(Math.fround)) {
      for (let i = 0; i < 400; i++) {
        powers.push(s, s, s);
        xs.push(Math.fround(Math.exp(i / 25 - 8)), i / 10, -i / 4 - 0.25);
      }
    }
    for (const s of SPECIAL) {
      for (const x of SPECIAL) if (Math.abs(s) < 1e3) powers.push(s), xs.push(x);
    }
    const results = evaluate(of("zeta", 2), "float", "float32", [powers, xs]);
    xs.forEach((x, i) => {
      const s = powers[i]!;
      const wanted = zeta(s, x);
      // Left of 0, odd powers make it the difference of the sums on either side of 0.
      const sums = zeta(s, x - Math.floor(x)) + zeta(s, Math.ceil(x) - x);
      const distance: Distance = x < 0 && Number.isFinite(wanted)
        ? (got, wanted) => ulps(sums + (got - wanted), sums)
        : ulps;
      assertClose(`zeta(${s}, ${x})`, results[i]!, wanted, 10, distance);
    });
  },
});
