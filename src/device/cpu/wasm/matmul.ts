// Products of matrices. A tile of 5 x 8 results stays in registers while packed numbers stream by: 10 accumulators,
// 2 vectors from the right, 1 from the left and its numbers one by one. V8 checks the bounds of every load, so that
// loads are what counts: a tile of 6 x 8 that loads numbers one by one does 42 GFLOP/s, this one 53 (of 59 that the
// same registers reach without memory), loops in JavaScript 7. Blocks of 256 along the sum keep panels in the
// caches, and rounding small. All strides are in bytes.

import { packLeft, packRight } from "./matmul_pack";

/** Terms of the sum that are added up in registers before they meet the result. */
const DEEP: i32 = 256;

/** Rows of the left matrix packed at once: with 256 columns they stay in the second cache. */
export const ROWS: i32 = 200;

/** Columns of the right matrix packed at once. */
export const COLUMNS: i32 = 2048;

/** And where all rows of the left one are packed at once: a panel is used up while the first cache has it. */
export const COLUMNS_FOR_FEW: i32 = 8;

/** Bytes of a tile, which pass through scratch memory at edges. */
export const TILE: i32 = 160;

/** Blocks of even depth: 300 terms are two of 152 and 148, not 256 and 44. */
export function depthOf(k: i32): i32 {
  const parts = (k + DEEP - 1) / DEEP;
  return ((k + parts - 1) / parts + 3) & ~3;
}

/** Bytes of scratch memory that `matmul` needs for k terms of m rows and n columns. */
export function matmulScratch(m: i32, n: i32, k: i32): i32 {
  return TILE + depthOf(k) * 4 * (min(m + 4, ROWS) + min(n + 7, COLUMNS));
}

/**
 * Batches of [m, k] times [k, n], plus a bias of [n] (0: none; address 0 holds zeros). The rows of the result lie
 * together.
 */
export function matmul(
  a: usize, aBatch: i32, aRow: i32, aColumn: i32,
  b: usize, bBatch: i32, bRow: i32, bColumn: i32,
  c: usize, cBatch: i32, cRow: i32,
  bias: usize, batches: i32, m: i32, n: i32, k: i32, scratch: usize
): void {
  const deep = depthOf(k);
  const right = scratch + TILE, left = right + <usize> (deep * 4 * min(n + 7, COLUMNS));
  const wide = m <= ROWS ? COLUMNS_FOR_FEW : COLUMNS;
  for (let batch = 0; batch < batches; batch++, a += aBatch, b += bBatch, c += cBatch) {
    for (let p = 0; p < k; p += deep) {
      const depth = min(deep, k - p);
      for (let j = 0; j < n; j += wide) {
        const columns = min(wide, n - j);
        packRight(b + <usize> (p * bRow) + <usize> (j * bColumn), bRow, bColumn, depth, columns, right);
        for (let i = 0; i < m; i += ROWS) {
          const rows = min(ROWS, m - i);
          if (j == 0 || m > ROWS) packLeft(a + <usize> (i * aRow) + <usize> (p * aColumn), aRow, aColumn, rows, depth, left);
          const out = c + <usize> (i * cRow) + <usize> (j * 4);
          // What is there already is added at the end: the bias at first, earlier blocks then.
          if (p > 0) block(left, right, out, cRow, 32, out, cRow, rows, columns, depth, scratch);
          else if (bias != 0) block(left, right, bias + <usize> (j * 4), 0, 32, out, cRow, rows, columns, depth, scratch);
          else block(left, right, 0, 0, 0, out, cRow, rows, columns, depth, scratch);
        }
      }
    }
  }
}

/** All tiles of a packed block: c = add + left right. */
export function block(
  left: usize, right: usize, add: usize, addRow: i32, addPanel: i32, c: usize, cRow: i32,
  rows: i32, columns: i32, k: i32, scratch: usize
): void {
  const deep = (k + 3) & ~3;
  for (let j = 0; j < columns; j += 8, right += <usize> (deep * 32), add += addPanel, c += 32) {
    const width = min(8, columns - j);
    let a = left, from = add, out = c;
    for (let i = 0; i < rows; i += 5, a += <usize> (deep * 20), from += addRow * 5, out += cRow * 5) {
      if (width == 8 && rows - i >= 5) tile(a, right, from, addRow, out, cRow, deep);
      else edge(a, right, from, addRow, out, cRow, min(5, rows - i), width, deep, scratch);
    }
  }
}

/** A tile that reaches beyond the matrix: it goes by way of scratch memory. */
function edge(
  a: usize, b: usize, add: usize, addRow: i32, c: usize, cRow: i32, rows: i32, columns: i32, k: i32,
  scratch: usize
): void {
  if (add != 0) {
    for (let i = 0; i < rows; i++) {
      memory.copy(scratch + <usize> (i * 32), add + <usize> (i * addRow), <usize> columns << 2);
    }
    tile(a, b, scratch, 32, scratch, 32, k);
  } else tile(a, b, 0, 0, scratch, 32, k);
  for (let i = 0; i < rows; i++) {
    memory.copy(c + <usize> (i * cRow), scratch + <usize> (i * 32), <usize> columns << 2);
  }
}

/** 5 x 8 results of panels that are 4, 8, 12... terms deep. */
function tile(a: usize, b: usize, add: usize, addRow: i32, c: usize, cRow: i32, k: i32): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let b0: v128, b1: v128, four: v128, x: v128;
  do {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    four = v128.load(a);
    x = v128.shuffle<f32>(four, four, 0, 0, 0, 0);
    c00 = f32x4.relaxed_madd(x, b0, c00);
    c01 = f32x4.relaxed_madd(x, b1, c01);
    x = v128.shuffle<f32>(four, four, 1, 1, 1, 1);
    c10 = f32x4.relaxed_madd(x, b0, c10);
    c11 = f32x4.relaxed_madd(x, b1, c11);
    x = v128.shuffle<f32>(four, four, 2, 2, 2, 2);
    c20 = f32x4.relaxed_madd(x, b0, c20);
    c21 = f32x4.relaxed_madd(x, b1, c21);
    x = v128.shuffle<f32>(four, four, 3, 3, 3, 3);
    c30 = f32x4.relaxed_madd(x, b0, c30);
    c31 = f32x4.relaxed_madd(x, b1, c31);
    four = v128.load(a, 16);
    x = v128.shuffle<f32>(four, four, 0, 0, 0, 0);
    c40 = f32x4.relaxed_madd(x, b0, c40);
    c41 = f32x4.relaxed_madd(x, b1, c41);
    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    x = v128.shuffle<f32>(four, four, 1, 1, 1, 1);
    c00 = f32x4.relaxed_madd(x, b0, c00);
    c01 = f32x4.relaxed_madd(x, b1, c01);
    x = v128.shuffle<f32>(four, four, 2, 2, 2, 2);
    c10 = f32x4.relaxed_madd(x, b0, c10);
    c11 = f32x4.relaxed_madd(x, b1, c11);
    x = v128.shuffle<f32>(four, four, 3, 3, 3, 3);
    c20 = f32x4.relaxed_madd(x, b0, c20);
    c21 = f32x4.relaxed_madd(x, b1, c21);
    four = v128.load(a, 32);
    x = v128.shuffle<f32>(four, four, 0, 0, 0, 0);
    c30 = f32x4.relaxed_madd(x, b0, c30);
    c31 = f32x4.relaxed_madd(x, b1, c31);
    x = v128.shuffle<f32>(four, four, 1, 1, 1, 1);
    c40 = f32x4.relaxed_madd(x, b0, c40);
    c41 = f32x4.relaxed_madd(x, b1, c41);
    b0 = v128.load(b, 64);
    b1 = v128.load(b, 80);
    x = v128.shuffle<f32>(four, four, 2, 2, 2, 2);
    c00 = f32x4.relaxed_madd(x, b0, c00);
    c01 = f32x4.relaxed_madd(x, b1, c01);
    x = v128.shuffle<f32>(four, four, 3, 3, 3, 3);
    c10 = f32x4.relaxed_madd(x, b0, c10);
    c11 = f32x4.relaxed_madd(x, b1, c11);
    four = v128.load(a, 48);
    x = v128.shuffle<f32>(four, four, 0, 0, 0, 0);
    c20 = f32x4.relaxed_madd(x, b0, c20);
    c21 = f32x4.relaxed_madd(x, b1, c21);
    x = v128.shuffle<f32>(four, four, 1, 1, 1, 1);
    c30 = f32x4.relaxed_madd(x, b0, c30);
    c31 = f32x4.relaxed_madd(x, b1, c31);
    x = v128.shuffle<f32>(four, four, 2, 2, 2, 2);
    c40 = f32x4.relaxed_madd(x, b0, c40);
    c41 = f32x4.relaxed_madd(x, b1, c41);
    b0 = v128.load(b, 96);
    b1 = v128.load(b, 112);
    x = v128.shuffle<f32>(four, four, 3, 3, 3, 3);
    c00 = f32x4.relaxed_madd(x, b0, c00);
    c01 = f32x4.relaxed_madd(x, b1, c01);
    four = v128.load(a, 64);
    x = v128.shuffle<f32>(four, four, 0, 0, 0, 0);
    c10 = f32x4.relaxed_madd(x, b0, c10);
    c11 = f32x4.relaxed_madd(x, b1, c11);
    x = v128.shuffle<f32>(four, four, 1, 1, 1, 1);
    c20 = f32x4.relaxed_madd(x, b0, c20);
    c21 = f32x4.relaxed_madd(x, b1, c21);
    x = v128.shuffle<f32>(four, four, 2, 2, 2, 2);
    c30 = f32x4.relaxed_madd(x, b0, c30);
    c31 = f32x4.relaxed_madd(x, b1, c31);
    x = v128.shuffle<f32>(four, four, 3, 3, 3, 3);
    c40 = f32x4.relaxed_madd(x, b0, c40);
    c41 = f32x4.relaxed_madd(x, b1, c41);
    a += 80;
    b += 128;
    k -= 4;
  } while (k);
  v128.store(c, f32x4.add(c00, v128.load(add)));
  v128.store(c, f32x4.add(c01, v128.load(add, 16)), 16);
  c += cRow;
  add += addRow;
  v128.store(c, f32x4.add(c10, v128.load(add)));
  v128.store(c, f32x4.add(c11, v128.load(add, 16)), 16);
  c += cRow;
  add += addRow;
  v128.store(c, f32x4.add(c20, v128.load(add)));
  v128.store(c, f32x4.add(c21, v128.load(add, 16)), 16);
  c += cRow;
  add += addRow;
  v128.store(c, f32x4.add(c30, v128.load(add)));
  v128.store(c, f32x4.add(c31, v128.load(add, 16)), 16);
  c += cRow;
  add += addRow;
  v128.store(c, f32x4.add(c40, v128.load(add)));
  v128.store(c, f32x4.add(c41, v128.load(add, 16)), 16);
}
