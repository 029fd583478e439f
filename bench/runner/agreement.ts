import type { Digest } from "../peers/serve.ts";

/** Says how two peers' outputs differ, or nothing where they agree. */
export function disagreement(
  found: Readonly<Record<string, Digest>>,
  reference: Readonly<Record<string, Digest>>,
  tolerance: number,
): string | undefined {
  for (const [name, expected] of Object.entries(reference)) {
    const actual = found[name];
    if (actual === undefined) return `no ${name}`;
    if (actual.size !== expected.size) {
      return `${name} has ${actual.size} numbers and not ${expected.size}`;
    }
    if (actual.meanMagnitude === 0 && expected.meanMagnitude !== 0) return `${name} is all zeros`;
    const largest = Math.max(...expected.values.map((value) => Math.abs(value ?? NaN)));
    const error = Math.max(
      ...expected.values.map((value, i) => Math.abs((actual.values[i] ?? NaN) - (value ?? NaN))),
    );
    // Written so that NaN is a disagreement.
    if (!(error <= tolerance * largest)) {
      return `${name} is off by ${error.toPrecision(2)} where the largest number is ${
        largest.toPrecision(2)
      }`;
    }
    const mean = Math.abs((actual.meanMagnitude ?? NaN) - (expected.meanMagnitude ?? NaN));
    if (!(mean <= tolerance * largest)) return `the mean magnitude of ${name} differs`;
  }
}
