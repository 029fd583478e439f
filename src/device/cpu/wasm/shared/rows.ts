// What there is to know of a row: its largest element, its sum, its product with another.
import { larger, madd, max4, sum4 } from "./float";

/** Sums of so many elements are taken in floats, and added up in doubles. */
const BLOCK = 2048;

/** The first lanes of four, for what is left at the end of a row; the others are filled. */
export function loadSome(x: usize, count: i32, fill: f32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(fill), 0, load<f32>(x));
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(x, 4));
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(x, 8));
  return v;
}

/** Stores the first lanes of four. */
export function storeSome(x: usize, v: v128, count: i32): void {
  store<f32>(x, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(x, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(x, f32x4.extract_lane(v, 2), 8);
}

/** The largest of `count` neighbouring floats; NaN may or may not count. */
export function rowMax(x: usize, count: i32): f32 {
  let a = f32x4.splat(-Infinity), b = a, c = a, d = a;
  let i = 0;
  for (; i <= count - 16; i += 16, x += 64) {
    a = larger(a, v128.load(x));
    b = larger(b, v128.load(x, 16));
    c = larger(c, v128.load(x, 32));
    d = larger(d, v128.load(x, 48));
  }
  for (; i <= count - 4; i += 4, x += 16) a = larger(a, v128.load(x));
  let best = max4(larger(larger(a, b), larger(c, d)));
  for (; i < count; i++, x += 4) best = max(best, load<f32>(x));
  return best;
}

/** The sum of a row. */
export function sumRow(x: usize, count: i32): f64 {
  let total: f64 = 0;
  let i = 0;
  while (i <= count - 4) {
    const end = min(count, i + BLOCK);
    let a = f32x4.splat(0), b = a, c = a, d = a;
    for (; i <= end - 16; i += 16, x += 64) {
      a = f32x4.add(a, v128.load(x)), b = f32x4.add(b, v128.load(x, 16));
      c = f32x4.add(c, v128.load(x, 32)), d = f32x4.add(d, v128.load(x, 48));
    }
    for (; i <= end - 4; i += 4, x += 16) a = f32x4.add(a, v128.load(x));
    total += <f64> sum4(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  for (; i < count; i++, x += 4) total += <f64> load<f32>(x);
  return total;
}

/** The sum of two rows' products. */
export function dotRow(x: usize, y: usize, count: i32): f64 {
  let total: f64 = 0;
  let i = 0;
  while (i <= count - 4) {
    const end = min(count, i + BLOCK);
    let a = f32x4.splat(0), b = a;
    for (; i <= end - 8; i += 8, x += 32, y += 32) {
      a = madd(v128.load(x), v128.load(y), a), b = madd(v128.load(x, 16), v128.load(y, 16), b);
    }
    for (; i <= end - 4; i += 4, x += 16, y += 16) a = madd(v128.load(x), v128.load(y), a);
    total += <f64> sum4(f32x4.add(a, b));
  }
  for (; i < count; i++, x += 4, y += 4) total += <f64> load<f32>(x) * <f64> load<f32>(y);
  return total;
}

/** The sum of a row's squared distances from a number. */
export function squaresRow(x: usize, count: i32, from: f32): f64 {
  const m = f32x4.splat(from);
  let total: f64 = 0;
  let i = 0;
  while (i <= count - 4) {
    const end = min(count, i + BLOCK);
    let a = f32x4.splat(0), b = a, c = a, d = a;
    for (; i <= end - 16; i += 16, x += 64) {
      const p = f32x4.sub(v128.load(x), m), q = f32x4.sub(v128.load(x, 16), m);
      const r = f32x4.sub(v128.load(x, 32), m), s = f32x4.sub(v128.load(x, 48), m);
      a = madd(p, p, a), b = madd(q, q, b), c = madd(r, r, c), d = madd(s, s, d);
    }
    for (; i <= end - 4; i += 4, x += 16) {
      const p = f32x4.sub(v128.load(x), m);
      a = madd(p, p, a);
    }
    total += <f64> sum4(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  for (; i < count; i++, x += 4) {
    const p = <f64> (load<f32>(x) - from);
    total += p * p;
  }
  return total;
}

/** Multiplies a row by a number. */
export function scaleRow(y: usize, count: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  let i = 0;
  for (; i <= count - 8; i += 8, y += 32) {
    v128.store(y, f32x4.mul(v128.load(y), f));
    v128.store(y, f32x4.mul(v128.load(y, 16), f), 16);
  }
  for (; i < count; i++, y += 4) store<f32>(y, load<f32>(y) * factor);
}
