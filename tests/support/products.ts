/**
 * What tests of matrix products compare, and with what.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type DType, type Tensor, zeros } from "@hibana/hibana";

/** Ways for a matrix to lie in memory, all with the same numbers. */
export const layouts: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  rows: (x) => x.clone(),
  columns: (x) => x.transpose(-1, -2).contiguous().transpose(-1, -2),
  "in a larger one": (x) => {
    const [b, m, n] = x.shape as [number, number, number];
    const large = zeros(b + 1, m + 3, n + 5, { dtype: x.dtype }).fill_(NaN);
    const place = large.narrow(0, 1, b).narrow(1, 2, m).narrow(2, 3, n);
    place.copy_(x);
    return place;
  },
  "every other": (x) => {
    const [b, m, n] = x.shape as [number, number, number];
    const place = zeros(b, m * 2, n * 3, { dtype: x.dtype }).fill_(NaN).at("...", "::2", "::3");
    place.copy_(x);
    return place;
  },
};

/** How far results may be off: absolutely, and relatively. */
const TOLERANCES: Readonly<Partial<Record<DType, readonly [number, number]>>> = {
  float32: [2e-5, 1e-4],
  float64: [1e-11, 1e-11],
};

/** The largest distance of products from sums in double precision, in units of what is tolerated: 1 is good. */
export function distance(a: Tensor, b: Tensor, product: Tensor, bias?: Tensor): number {
  const [batches, m, k] = a.shape as [number, number, number];
  const n = b.shape[2]!;
  assertEquals(product.shape, [batches, m, n]);
  const read = (x: Tensor) => x.contiguous().view(-1).toArray() as number[];
  const [x, y, z] = [read(a), read(b), read(product)];
  const add = bias === undefined ? [] : read(bias);
  const [absolute, relative] = TOLERANCES[a.dtype]!;
  let worst = 0;
  for (let q = 0; q < batches; q++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = add[j] ?? 0;
        for (let p = 0; p < k; p++) sum += x[(q * m + i) * k + p]! * y[(q * k + p) * n + j]!;
        const off = Math.abs(sum - z[(q * m + i) * n + j]!) / (absolute + relative * Math.abs(sum));
        worst = Math.max(worst, Number.isNaN(off) ? Infinity : off);
      }
    }
  }
  return worst;
}
