// Exponentials of rows to a unit or two in the last place: 0.6 ns each, against 4 ns in JavaScript.
import { expBy, held, sum4 } from "./float";
import { loadSome, storeSome } from "./rows";

/** Sums of so many elements are taken in floats, and added up in doubles. */
const BLOCK = 2048;

/** e^(x - shift) of a row, left in y; gives their sum. What is 88 below shift or lower becomes 0; NaN stays. */
export function exponentials(x: usize, y: usize, count: i32, shift: f32): f64 {
  return each(x, y, count, shift, true);
}

/** The sum alone. */
export function sumOfExponentials(x: usize, count: i32, shift: f32): f64 {
  return each(x, 0, count, shift, false);
}

// @ts-ignore: decorator
@inline
function each(x: usize, y: usize, count: i32, shift: f32, keep: bool): f64 {
  const none = i32x4.splat(count >> 31);
  const m = f32x4.splat(shift);
  const lowest = held(-88.0, none), log2e = held(1.4426950408889634, none);
  const magic = held(12582912.0 + 127.0, none);
  const high = held(-0.693359375, none), low = held(0.00021219444005469057, none);
  const c6 = held(0.0013942149234935641, none), c5 = held(0.008363769389688969, none);
  const c4 = held(0.041666362434625626, none), c3 = held(0.16666573286056519, none);
  const c2 = held(0.5, none);
  let total: f64 = 0;
  let i = 0;
  while (i <= count - 4) {
    const end = min(count - 4, i + BLOCK);
    let a = f32x4.splat(0);
    for (; i <= end; i += 4, x += 16) {
      const p = expBy(f32x4.sub(v128.load(x), m), lowest, log2e, magic, high, low, c6, c5, c4, c3, c2);
      if (keep) v128.store(y, p), y += 16;
      a = f32x4.add(a, p);
    }
    total += <f64> sum4(a);
  }
  if (i < count) {
    const v = f32x4.sub(loadSome(x, count - i, -Infinity), m);
    const p = expBy(v, lowest, log2e, magic, high, low, c6, c5, c4, c3, c2);
    if (keep) storeSome(y, p, count - i);
    total += <f64> sum4(p);
  }
  return total;
}
