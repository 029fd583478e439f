// Layer and RMS normalization: mean, variance and result of each row while it is in the cache. [512, 768] takes a
// fifteenth of the time of the operations it is made of.
import { madd } from "./shared/float";
import { squaresRow, sumRow } from "./shared/rows";

/**
 * Rows with their mean taken away (where it is asked for) and divided by their deviation, times weight, plus bias.
 * Address 0 stands for no mean, weight or bias.
 */
export function normalize(
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
  mean: usize,
  inverse: usize,
  rows: i32,
  columns: i32,
  eps: f64,
): void {
  const bytes = <usize> columns << 2;
  for (let row = 0; row < rows; row++, x += bytes, y += bytes, inverse += 4) {
    let m: f32 = 0;
    if (mean != 0) {
      m = <f32> (sumRow(x, columns) / <f64> columns);
      store<f32>(mean, m), mean += 4;
    }
    const s = <f32> (1.0 / sqrt(squaresRow(x, columns, m) / <f64> columns + eps));
    store<f32>(inverse, s);
    if (weight != 0 && bias != 0) result(x, weight, bias, y, columns, m, s, true, true);
    else if (weight != 0) result(x, weight, bias, y, columns, m, s, true, false);
    else if (bias != 0) result(x, weight, bias, y, columns, m, s, false, true);
    else result(x, weight, bias, y, columns, m, s, false, false);
  }
}

// @ts-ignore: decorator
@inline
function result(
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
  count: i32,
  mean: f32,
  scale: f32,
  weighted: bool,
  biased: bool,
): void {
  const m = f32x4.splat(mean), s = f32x4.splat(scale);
  const bytes = <usize> count << 2;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    let v = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
    if (weighted && biased) v = madd(v, v128.load(weight + at), v128.load(bias + at));
    else if (weighted) v = f32x4.mul(v, v128.load(weight + at));
    else if (biased) v = f32x4.add(v, v128.load(bias + at));
    v128.store(y + at, v);
  }
  for (; at < bytes; at += 4) {
    let v = (load<f32>(x + at) - mean) * scale;
    if (weighted) v *= load<f32>(weight + at);
    if (biased) v += load<f32>(bias + at);
    store<f32>(y + at, v);
  }
}

/** Gradients of weight and bias are added up in floats over so many rows, and those sums added up. */
const ROWS = 64;

/**
 * The gradients of `normalize`'s inputs. Address 0 stands for no mean, weight, and gradients that nobody wants;
 * `partial` has room for two rows.
 */
export function normalizeBackward(
  g: usize,
  x: usize,
  mean: usize,
  inverse: usize,
  weight: usize,
  gx: usize,
  gradWeight: usize,
  gradBias: usize,
  partial: usize,
  rows: i32,
  columns: i32,
): void {
  const bytes = <usize> columns << 2;
  const wanted = gradWeight != 0 || gradBias != 0;
  if (gradWeight != 0) memory.fill(gradWeight, 0, bytes);
  if (gradBias != 0) memory.fill(gradBias, 0, bytes);
  if (wanted) memory.fill(partial, 0, 2 * bytes);
  const n = 1.0 / <f64> columns;
  for (let row = 0; row < rows; row++, g += bytes, x += bytes, gx += bytes, inverse += 4) {
    let m: f32 = 0;
    if (mean != 0) m = load<f32>(mean), mean += 4;
    const s = load<f32>(inverse);
    if (wanted) addSlopes(g, x, partial, partial + bytes, bytes, m, s);
    if (weight != 0) slope(g, x, weight, gx, bytes, m, s, mean != 0, n, true);
    else slope(g, x, weight, gx, bytes, m, s, mean != 0, n, false);
    if (wanted && ((row + 1) % ROWS == 0 || row + 1 == rows)) {
      if (gradWeight != 0) addTo(gradWeight, partial, bytes);
      if (gradBias != 0) addTo(gradBias, partial + bytes, bytes);
      memory.fill(partial, 0, 2 * bytes);
    }
  }
}

// @ts-ignore: decorator
@inline
function slope(
  g: usize,
  x: usize,
  weight: usize,
  gx: usize,
  bytes: usize,
  mean: f32,
  scale: f32,
  centred: bool,
  n: f64,
  weighted: bool,
): void {
  const m = f32x4.splat(mean), s = f32x4.splat(scale);
  // The weighted gradient is left in gx, and summed, by itself and times what was normalized.
  let sum: f64 = 0, along: f64 = 0;
  let at: usize = 0;
  while (at + 16 <= bytes) {
    const end = min(bytes, at + 8192);
    let a = f32x4.splat(0), b = a;
    for (; at + 16 <= end; at += 16) {
      let v = v128.load(g + at);
      if (weighted) v = f32x4.mul(v, v128.load(weight + at));
      v128.store(gx + at, v);
      a = f32x4.add(a, v);
      b = madd(v, f32x4.mul(f32x4.sub(v128.load(x + at), m), s), b);
    }
    sum += lanes(a), along += lanes(b);
  }
  for (; at < bytes; at += 4) {
    let v = load<f32>(g + at);
    if (weighted) v *= load<f32>(weight + at);
    store<f32>(gx + at, v);
    sum += <f64> v;
    along += <f64> v * <f64> ((load<f32>(x + at) - mean) * scale);
  }
  const shift = centred ? <f32> (sum * n) : 0;
  const part = <f32> (along * n);
  const c = f32x4.splat(shift), p = f32x4.splat(-part);
  for (at = 0; at + 16 <= bytes; at += 16) {
    const normal = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
    const v = madd(normal, p, f32x4.sub(v128.load(gx + at), c));
    v128.store(gx + at, f32x4.mul(v, s));
  }
  for (; at < bytes; at += 4) {
    const normal = (load<f32>(x + at) - mean) * scale;
    store<f32>(gx + at, (load<f32>(gx + at) - shift - normal * part) * scale);
  }
}

// @ts-ignore: decorator
@inline
function lanes(x: v128): f64 {
  const pairs = f64x2.add(
    f64x2.promote_low_f32x4(x),
    f64x2.promote_low_f32x4(i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)),
  );
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** Adds a row's share to the gradients of weight and bias. */
function addSlopes(g: usize, x: usize, w: usize, b: usize, bytes: usize, mean: f32, scale: f32): void {
  const m = f32x4.splat(mean), s = f32x4.splat(scale);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const v = v128.load(g + at);
    const normal = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
    v128.store(w + at, madd(v, normal, v128.load(w + at)));
    v128.store(b + at, f32x4.add(v, v128.load(b + at)));
  }
  for (; at < bytes; at += 4) {
    const v = load<f32>(g + at);
    store<f32>(w + at, load<f32>(w + at) + v * (load<f32>(x + at) - mean) * scale);
    store<f32>(b + at, load<f32>(b + at) + v);
  }
}

function addTo(x: usize, y: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    v128.store(x + at, f32x4.add(v128.load(x + at), v128.load(y + at)));
  }
  for (; at < bytes; at += 4) store<f32>(x + at, load<f32>(x + at) + load<f32>(y + at));
}
