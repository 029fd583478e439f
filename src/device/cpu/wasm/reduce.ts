// Reductions over memory in the order in which it lies: rows, which may come in groups (of [N, C, H, W] to [C], H W
// neighbours are a group), and columns, a block of which is kept in cache while all rows go by. Sums of floats are
// taken in doubles, as in the loops in JavaScript: 30 times as fast for [1024, 1024], along either dimension.

/** Columns whose sums, in doubles, fill a quarter of the first cache. */
const BLOCK = 1024;

/** The high two floats of four, as doubles. */
// @ts-ignore: decorator
@inline
function promoteHigh(v: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1));
}

function sumFloats(x: usize, count: i32): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  let i = 0;
  for (; i <= count - 8; i += 8, x += 32) {
    const low = v128.load(x), high = v128.load(x, 16);
    a = f64x2.add(a, f64x2.promote_low_f32x4(low));
    b = f64x2.add(b, promoteHigh(low));
    c = f64x2.add(c, f64x2.promote_low_f32x4(high));
    d = f64x2.add(d, promoteHigh(high));
  }
  const all = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let total = f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1);
  for (; i < count; i++, x += 4) total += <f64> load<f32>(x);
  return total;
}

/** Sums of rows of floats: `groups` of `count` neighbours each. Steps are in bytes. */
export function sumRows(x: usize, rows: i32, step: i32, groups: i32, groupStep: i32, count: i32, y: usize, yStep: i32): void {
  for (; rows > 0; rows--, x += step, y += yStep) {
    let total: f64 = 0;
    for (let g = 0; g < groups; g++) total += sumFloats(x + g * groupStep, count);
    store<f32>(y, <f32> total);
  }
}

/** Sums of columns: y[c] is the sum of all rows' x[c]. `scratch` has room for 1024 doubles. Steps are in bytes. */
export function sumColumns(x: usize, rows: i32, step: i32, count: i32, y: usize, scratch: usize): void {
  for (let from = 0; from < count; from += BLOCK) {
    const width = min(BLOCK, count - from);
    memory.fill(scratch, 0, width * 8);
    let p = x + from * 4;
    let row = 0;
    for (; row <= rows - 4; row += 4, p += 4 * step) addFour(p, p + step, p + 2 * step, p + 3 * step, width, scratch);
    for (; row < rows; row++, p += step) addOne(p, width, scratch);
    for (let c = 0; c < width; c++) store<f32>(y + (from + c) * 4, <f32> load<f64>(scratch + c * 8));
  }
}

function addFour(p: usize, q: usize, r: usize, s: usize, width: i32, sums: usize): void {
  let c = 0;
  for (; c <= width - 4; c += 4) {
    const at = c * 4, to = sums + c * 8;
    const a = v128.load(p + at), b = v128.load(q + at), d = v128.load(r + at), e = v128.load(s + at);
    const low = f64x2.add(
      f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)),
      f64x2.add(f64x2.promote_low_f32x4(d), f64x2.promote_low_f32x4(e)),
    );
    const high = f64x2.add(
      f64x2.add(promoteHigh(a), promoteHigh(b)),
      f64x2.add(promoteHigh(d), promoteHigh(e)),
    );
    v128.store(to, f64x2.add(v128.load(to), low));
    v128.store(to, f64x2.add(v128.load(to, 16), high), 16);
  }
  for (; c < width; c++) {
    const at = c * 4, to = sums + c * 8;
    const sum = (<f64> load<f32>(p + at) + <f64> load<f32>(q + at)) + (<f64> load<f32>(r + at) + <f64> load<f32>(s + at));
    store<f64>(to, load<f64>(to) + sum);
  }
}

function addOne(p: usize, width: i32, sums: usize): void {
  for (let c = 0; c < width; c++) {
    const to = sums + c * 8;
    store<f64>(to, load<f64>(to) + <f64> load<f32>(p + c * 4));
  }
}

/** The largest of neighbours whose bits are turned by a mask first: that of the sign finds the smallest. NaN wins. */
function largest(x: usize, count: i32, turn: v128): f32 {
  let a = f32x4.splat(-Infinity), b = a;
  let i = 0;
  for (; i <= count - 8; i += 8, x += 32) {
    a = f32x4.max(a, v128.xor(v128.load(x), turn));
    b = f32x4.max(b, v128.xor(v128.load(x, 16), turn));
  }
  for (; i < count; i++, x += 4) a = f32x4.max(a, v128.xor(v128.load32_splat(x), turn));
  a = f32x4.max(a, b);
  const low = max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1));
  return max(low, max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)));
}

/** The sign's bit in all lanes for the smallest, else nothing. */
// @ts-ignore: decorator
@inline
function turnFor(smallest: i32): v128 {
  return i32x4.splat(smallest << 31);
}

// @ts-ignore: decorator
@inline
function turned(x: f32, smallest: i32): f32 {
  return smallest ? -x : x;
}

/** The largest of each row, or with `smallest` 1 the smallest. Steps are in bytes. */
export function extremeRows(x: usize, rows: i32, step: i32, groups: i32, groupStep: i32, count: i32, y: usize, yStep: i32, smallest: i32): void {
  const turn = turnFor(smallest);
  for (; rows > 0; rows--, x += step, y += yStep) {
    let best: f32 = -Infinity;
    for (let g = 0; g < groups; g++) best = max(best, largest(x + g * groupStep, count, turn));
    store<f32>(y, turned(best, smallest));
  }
}

/** Where each row's largest (or smallest) element stands first, counted through its groups. Steps are in bytes. */
export function extremePositions(x: usize, rows: i32, step: i32, groups: i32, groupStep: i32, count: i32, y: usize, yStep: i32, smallest: i32): void {
  const turn = turnFor(smallest);
  for (; rows > 0; rows--, x += step, y += yStep) {
    let best: f32 = -Infinity;
    for (let g = 0; g < groups; g++) best = max(best, largest(x + g * groupStep, count, turn));
    best = turned(best, smallest);
    let position = -1;
    for (let g = 0; position < 0 && g < groups; g++) {
      const found = find(x + g * groupStep, count, best);
      if (found >= 0) position = g * count + found;
    }
    store<i32>(y, position);
  }
}

/** The first place of a float, or of NaN. */
function find(x: usize, count: i32, wanted: f32): i32 {
  const v = f32x4.splat(wanted);
  const isNaN = wanted != wanted;
  for (let i = 0; i < count; i += 4, x += 16) {
    const here = v128.load(x);
    const mask = i32x4.bitmask(isNaN ? f32x4.ne(here, here) : f32x4.eq(here, v));
    if (mask != 0) {
      const at = i + <i32> ctz(mask);
      // What lies beyond the row does not count, and nothing of the row comes after it.
      return at < count ? at : -1;
    }
  }
  return -1;
}

/** The largest of each column, or with `smallest` 1 the smallest. The step is in bytes. */
export function extremeColumns(x: usize, rows: i32, step: i32, count: i32, y: usize, smallest: i32): void {
  const turn = turnFor(smallest);
  let c = 0;
  for (; c <= count - 8; c += 8) {
    let p = x + c * 4;
    let a = f32x4.splat(-Infinity), b = a;
    for (let row = 0; row < rows; row++, p += step) {
      a = f32x4.max(a, v128.xor(v128.load(p), turn));
      b = f32x4.max(b, v128.xor(v128.load(p, 16), turn));
    }
    v128.store(y + c * 4, v128.xor(a, turn));
    v128.store(y + c * 4, v128.xor(b, turn), 16);
  }
  for (; c < count; c++) {
    let p = x + c * 4;
    let best: f32 = -Infinity;
    for (let row = 0; row < rows; row++, p += step) best = max(best, turned(load<f32>(p), smallest));
    store<f32>(y + c * 4, turned(best, smallest));
  }
}

/** Sums of rows of 32-bit integers, which wrap. Steps are in bytes. */
export function sumWholeRows(x: usize, rows: i32, step: i32, groups: i32, groupStep: i32, count: i32, y: usize, yStep: i32): void {
  for (; rows > 0; rows--, x += step, y += yStep) {
    let total = 0;
    for (let g = 0; g < groups; g++) {
      let p = x + g * groupStep;
      let a = i32x4.splat(0);
      let i = 0;
      for (; i <= count - 4; i += 4, p += 16) a = i32x4.add(a, v128.load(p));
      for (; i < count; i++, p += 4) total += load<i32>(p);
      total += addLanes(a);
    }
    store<i32>(y, total);
  }
}

// @ts-ignore: decorator
@inline
function addLanes(a: v128): i32 {
  return (i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1)) + (i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3));
}

/** Sums of rows of bytes, in 32 bits. Steps are in bytes. */
export function sumByteRows(x: usize, rows: i32, step: i32, groups: i32, groupStep: i32, count: i32, y: usize, yStep: i32): void {
  for (; rows > 0; rows--, x += step, y += yStep) {
    let total = 0;
    for (let g = 0; g < groups; g++) {
      let p = x + g * groupStep;
      let a = i32x4.splat(0);
      let i = 0;
      for (; i <= count - 16; i += 16, p += 16) {
        a = i32x4.add(a, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(p))));
      }
      for (; i < count; i++, p++) total += load<u8>(p);
      total += addLanes(a);
    }
    store<i32>(y, total);
  }
}

/** Whether any byte of each row differs from 0, or with `all` 1 whether all do. Steps are in bytes. */
export function truthRows(x: usize, rows: i32, step: i32, groups: i32, groupStep: i32, count: i32, y: usize, yStep: i32, all: i32): void {
  for (; rows > 0; rows--, x += step, y += yStep) {
    let truth = all;
    for (let g = 0; truth == all && g < groups; g++) {
      let p = x + g * groupStep;
      let i = 0;
      for (; truth == all && i <= count - 16; i += 16, p += 16) {
        const v = v128.load(p);
        truth = all ? <i32> i8x16.all_true(v) : <i32> v128.any_true(v);
      }
      for (; truth == all && i < count; i++, p++) truth = i32(load<u8>(p) != 0);
    }
    store<u8>(y, <u8> truth);
  }
}
