// Convolutions as matrix products whose right matrix is nowhere written down: its elements are those of windows, and
// tables say how far each row and each column of it lies from the first element. They are packed straight from the
// image, a panel at a time, which the first cache keeps: a copy of all windows would be nine times the image where
// kernels are 3 x 3. With it, [16, 32, 32, 32] by [64, 32, 3, 3] took twice the time. All strides are in bytes.

import { block, COLUMNS, COLUMNS_FOR_FEW, depthOf, ROWS, TILE } from "./matmul";
import { packLeft } from "./matmul_pack";

/**
 * For each batch and group [m, k] times [k, n], plus a bias for each row (0: none); with a `cBatch` of 0 the sums over
 * all batches. The left matrix and the result have rows that lie together; an element of the right one is found by
 * adding what `rows` and `columns` have for it, both in ascending order. Without scratch memory nothing is packed,
 * as suits a row or two.
 */
export function convolve(
  a: usize, aBatch: i32, aGroup: i32, aRow: i32, b: usize, bBatch: i32, bGroup: i32, rows: usize, columns: usize,
  c: usize, cBatch: i32, cGroup: i32, cRow: i32,
  bias: usize, batches: i32, groups: i32, m: i32, n: i32, k: i32, scratch: usize
): void {
  for (let batch = 0; batch < batches; batch++, a += aBatch, b += bBatch, c += cBatch) {
    let left = a, right = b, out = c, add = bias;
    for (let group = 0; group < groups; group++, left += aGroup, right += bGroup, out += cGroup) {
      const fresh = batch == 0 || cBatch != 0;
      if (fresh && (add != 0 || scratch == 0)) {
        for (let i = 0; i < m; i++) {
          fill(out + <usize> (i * cRow), add == 0 ? 0 : load<f32>(add + <usize> (i << 2)), n);
        }
      }
      const adds = !fresh || add != 0;
      if (add != 0) add += <usize> m << 2;
      if (scratch != 0) product(left, aRow, right, rows, columns, out, cRow, m, n, k, adds, scratch);
      else if (cBatch != 0) addFewRows(left, aRow, right, rows, columns, out, cRow, m, n, k);
      else addDots(left, aRow, right, rows, columns, out, cRow, m, n, k);
    }
  }
}

function fill(to: usize, value: f32, n: i32): void {
  for (let j = 0; j < n; j++, to += 4) store<f32>(to, value);
}

/** Adds to the result, or is it. */
function product(
  a: usize, aRow: i32, b: usize, rows: usize, columns: usize, c: usize, cRow: i32,
  m: i32, n: i32, k: i32, adds: boolean, scratch: usize
): void {
  const deep = depthOf(k);
  const right = scratch + TILE, left = right + <usize> (deep * 4 * min(n + 7, COLUMNS));
  const wide = m <= ROWS ? COLUMNS_FOR_FEW : COLUMNS;
  for (let p = 0; p < k; p += deep) {
    const depth = min(deep, k - p);
    for (let j = 0; j < n; j += wide) {
      const width = min(wide, n - j);
      packWindows(b, rows + <usize> (p << 2), columns + <usize> (j << 2), depth, width, right);
      for (let i = 0; i < m; i += ROWS) {
        const height = min(ROWS, m - i);
        if (j == 0 || m > ROWS) packLeft(a + <usize> (i * aRow) + <usize> (p << 2), aRow, 4, height, depth, left);
        const out = c + <usize> (i * cRow) + <usize> (j << 2);
        if (adds || p > 0) block(left, right, out, cRow, 32, out, cRow, height, width, depth, scratch);
        else block(left, right, 0, 0, 0, out, cRow, height, width, depth, scratch);
      }
    }
  }
}

/** Whether four elements that a table finds lie in a row: it ascends. */
// @ts-ignore: decorator
@inline
function inRow(table: usize): bool {
  return load<i32>(table, 12) - load<i32>(table) == 12;
}

/** Whether they are every second one of a row, as where windows lie two apart. */
// @ts-ignore: decorator
@inline
function everySecond(table: usize): bool {
  const first = load<i32>(table);
  return load<i32>(table, 4) - first == 8 && load<i32>(table, 8) - first == 16 && load<i32>(table, 12) - first == 24;
}

/** Every second element of seven. */
// @ts-ignore: decorator
@inline
function loadSeconds(from: usize): v128 {
  return v128.shuffle<f32>(v128.load(from), v128.load(from, 12), 0, 2, 5, 7);
}

/** The address of a table's element. */
// @ts-ignore: decorator
@inline
function at(base: usize, table: usize, index: i32): usize {
  return base + <usize> load<i32>(table + (<usize> index << 2));
}

/** Panels as `packRight` writes them. */
function packWindows(from: usize, rows: usize, columns: usize, k: i32, n: i32, to: usize): void {
  const bytes = <usize> k << 5, padding = <usize> (-k & 3) << 5;
  for (let j = 0; j < n; j += 8, columns += 32, to += bytes + padding) {
    const width = min(8, n - j);
    if (width == 8 && inRow(columns) && inRow(columns + 16)) copyPanel(from, rows, columns, k, to);
    else if (width == 8 && everySecond(columns) && everySecond(columns + 16)) secondsPanel(from, rows, columns, k, to);
    else if (width == 8) turnPanel(from, rows, columns, k, to);
    else pickPanel(from, rows, columns, k, width, to);
    memory.fill(to + bytes, 0, padding);
  }
}

/** Columns that are neighbours, as are windows along a row of the image. */
function copyPanel(from: usize, rows: usize, columns: usize, k: i32, to: usize): void {
  const first = at(from, columns, 0), second = at(from, columns, 4);
  for (let p = 0; p < k; p++, to += 32) {
    const row = <usize> load<i32>(rows + (<usize> p << 2));
    v128.store(to, v128.load(first + row));
    v128.store(to, v128.load(second + row), 16);
  }
}

function secondsPanel(from: usize, rows: usize, columns: usize, k: i32, to: usize): void {
  const first = at(from, columns, 0), second = at(from, columns, 4);
  for (let p = 0; p < k; p++, to += 32) {
    const row = <usize> load<i32>(rows + (<usize> p << 2));
    v128.store(to, loadSeconds(first + row));
    v128.store(to, loadSeconds(second + row), 16);
  }
}

/** Rows that are neighbours, or nearly, in fours, as they are where windows are summed over: squares are turned in registers. */
function turnPanel(from: usize, rows: usize, columns: usize, k: i32, to: usize): void {
  let p = 0;
  for (; p <= k - 4; p += 4, rows += 16, to += 128) {
    const row = from + <usize> load<i32>(rows);
    if (inRow(rows)) {
      turnSquare(row, columns, to, false);
      turnSquare(row, columns + 16, to + 16, false);
    } else if (everySecond(rows)) {
      turnSquare(row, columns, to, true);
      turnSquare(row, columns + 16, to + 16, true);
    } else pickPanel(from, rows, columns, 4, 8, to);
  }
  if (p < k) pickPanel(from, rows, columns, k - p, 8, to);
}

// @ts-ignore: decorator
@inline
function turnSquare(from: usize, columns: usize, to: usize, seconds: boolean): void {
  const a0 = at(from, columns, 0), a1 = at(from, columns, 1), a2 = at(from, columns, 2), a3 = at(from, columns, 3);
  const x0 = seconds ? loadSeconds(a0) : v128.load(a0), x1 = seconds ? loadSeconds(a1) : v128.load(a1);
  const x2 = seconds ? loadSeconds(a2) : v128.load(a2), x3 = seconds ? loadSeconds(a3) : v128.load(a3);
  const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3), 32);
  v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 64);
  v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3), 96);
}

/** Elements one by one, zeros where there are no more columns. */
function pickPanel(from: usize, rows: usize, columns: usize, k: i32, width: i32, to: usize): void {
  for (let p = 0; p < k; p++, rows += 4, to += 32) {
    const row = from + <usize> load<i32>(rows);
    v128.store(to, f32x4.splat(0));
    v128.store(to, f32x4.splat(0), 16);
    for (let j = 0; j < width; j++) store<f32>(to + (<usize> j << 2), load<f32>(at(row, columns, j)));
  }
}

/** A row or two, as where each channel has a kernel of its own: sums of shifted images. */
function addFewRows(
  a: usize, aRow: i32, b: usize, rows: usize, columns: usize, c: usize, cRow: i32, m: i32, n: i32, k: i32
): void {
  for (let i = 0; i < m; i++, a += aRow, c += cRow) {
    let j = 0, table = columns, out = c;
    for (; j <= n - 4; j += 4, table += 16, out += 16) {
      if (j <= n - 16 && inRow(table) && inRow(table + 16) && inRow(table + 32) && inRow(table + 48)) {
        sixteen(a, b, rows, table, out, k);
        j += 12, table += 48, out += 48;
      } else if (inRow(table)) four(a, at(b, table, 0), rows, out, k);
      else for (let l = 0; l < 4; l++) one(a, at(b, table, l), rows, out + (<usize> l << 2), k);
    }
    for (; j < n; j++, table += 4, out += 4) one(a, at(b, table, 0), rows, out, k);
  }
}

function sixteen(a: usize, b: usize, rows: usize, table: usize, c: usize, k: i32): void {
  const b0 = at(b, table, 0), b1 = at(b, table, 4), b2 = at(b, table, 8), b3 = at(b, table, 12);
  let s0 = v128.load(c), s1 = v128.load(c, 16), s2 = v128.load(c, 32), s3 = v128.load(c, 48);
  for (; k > 0; k--, a += 4, rows += 4) {
    const row = <usize> load<i32>(rows), x = v128.load32_splat(a);
    s0 = f32x4.relaxed_madd(x, v128.load(b0 + row), s0);
    s1 = f32x4.relaxed_madd(x, v128.load(b1 + row), s1);
    s2 = f32x4.relaxed_madd(x, v128.load(b2 + row), s2);
    s3 = f32x4.relaxed_madd(x, v128.load(b3 + row), s3);
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
  v128.store(c, s2, 32);
  v128.store(c, s3, 48);
}

function four(a: usize, b: usize, rows: usize, c: usize, k: i32): void {
  let sums = v128.load(c);
  for (; k > 0; k--, a += 4, rows += 4) {
    sums = f32x4.relaxed_madd(v128.load32_splat(a), v128.load(b + <usize> load<i32>(rows)), sums);
  }
  v128.store(c, sums);
}

function one(a: usize, b: usize, rows: usize, c: usize, k: i32): void {
  let sum = load<f32>(c);
  for (; k > 0; k--, a += 4, rows += 4) sum += load<f32>(a) * load<f32>(b + <usize> load<i32>(rows));
  store<f32>(c, sum);
}

/** A row or two with few columns, as for the gradient of such a kernel: dot products of images, four at a time. */
function addDots(
  a: usize, aRow: i32, b: usize, rows: usize, columns: usize, c: usize, cRow: i32, m: i32, n: i32, k: i32
): void {
  for (let i = 0; i < m; i++, a += aRow, c += cRow) {
    let j = 0, table = columns;
    for (; j <= n - 4; j += 4, table += 16) {
      fourDots(a, at(b, table, 0), at(b, table, 1), at(b, table, 2), at(b, table, 3), rows, c + (<usize> j << 2), k);
    }
    for (; j < n; j++, table += 4) oneDot(a, at(b, table, 0), rows, c + (<usize> j << 2), k);
  }
}

function oneDot(a: usize, b: usize, rows: usize, c: usize, k: i32): void {
  let sums = f32x4.splat(0);
  for (; k >= 4; k -= 4, a += 16, rows += 16) {
    if (inRow(rows)) sums = f32x4.relaxed_madd(v128.load(a), v128.load(b + <usize> load<i32>(rows)), sums);
    else one(a, b, rows, c, 4);
  }
  one(a, b, rows, c, k);
  addSum(c, sums);
}

function fourDots(a: usize, b0: usize, b1: usize, b2: usize, b3: usize, rows: usize, c: usize, k: i32): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  for (; k >= 4; k -= 4, a += 16, rows += 16) {
    if (inRow(rows)) {
      const row = <usize> load<i32>(rows), x = v128.load(a);
      s0 = f32x4.relaxed_madd(x, v128.load(b0 + row), s0);
      s1 = f32x4.relaxed_madd(x, v128.load(b1 + row), s1);
      s2 = f32x4.relaxed_madd(x, v128.load(b2 + row), s2);
      s3 = f32x4.relaxed_madd(x, v128.load(b3 + row), s3);
    } else {
      one(a, b0, rows, c, 4);
      one(a, b1, rows, c + 4, 4);
      one(a, b2, rows, c + 8, 4);
      one(a, b3, rows, c + 12, 4);
    }
  }
  one(a, b0, rows, c, k);
  one(a, b1, rows, c + 4, k);
  one(a, b2, rows, c + 8, k);
  one(a, b3, rows, c + 12, k);
  addSum(c, s0);
  addSum(c + 4, s1);
  addSum(c + 8, s2);
  addSum(c + 12, s3);
}

function addSum(to: usize, x: v128): void {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  store<f32>(to, load<f32>(to) + f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1));
}
