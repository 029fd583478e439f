// What the attention kernels are given, and how they lay out what they read.

/** The words that the caller writes: addresses, sizes, and strides in bytes; see src/device/cpu/attention.ts. */
@unmanaged
export class Call {
  query: usize;
  key: usize;
  value: usize;
  output: usize;
  logSumExp: usize;
  grad: usize;
  gradQuery: usize;
  gradKey: usize;
  gradValue: usize;
  heads: i32;
  queries: i32;
  keys: i32;
  /** Elements of a query and of a key. */
  width: i32;
  /** Elements of a value. */
  valueWidth: i32;
  causal: i32;
  scale: f32;
  queryBatch: i32;
  queryHead: i32;
  queryStep: i32;
  keyBatch: i32;
  keyHead: i32;
  keyStep: i32;
  valueBatch: i32;
  valueHead: i32;
  valueStep: i32;
  outputBatch: i32;
  outputHead: i32;
  outputStep: i32;
  gradBatch: i32;
  gradHead: i32;
  gradStep: i32;
  gradQueryBatch: i32;
  gradQueryHead: i32;
  gradQueryStep: i32;
  gradKeyBatch: i32;
  gradKeyHead: i32;
  gradKeyStep: i32;
  gradValueBatch: i32;
  gradValueHead: i32;
  gradValueStep: i32;
}

/** n, rounded up to sixes. */
// @ts-ignore: decorator
@inline
export function sixes(n: i32): i32 {
  return (n + 5) / 6 * 6;
}

/** n, rounded up to eights. */
// @ts-ignore: decorator
@inline
export function eights(n: i32): i32 {
  return (n + 7) & -8;
}

/**
 * Rows of a matrix, six at a time turned into columns: to[row / 6][column][row % 6]. Rows up to the next six are 0.
 */
export function packAcross(from: usize, step: i32, rows: i32, columns: i32, to: usize): void {
  let row = 0;
  for (; row <= rows - 6; row += 6, from += 6 * step) {
    const b = from + step, c = b + step, d = c + step, e = d + step, f = e + step;
    for (let i = 0; i < columns << 2; i += 4, to += 24) {
      store<f32>(to, load<f32>(from + i));
      store<f32>(to, load<f32>(b + i), 4);
      store<f32>(to, load<f32>(c + i), 8);
      store<f32>(to, load<f32>(d + i), 12);
      store<f32>(to, load<f32>(e + i), 16);
      store<f32>(to, load<f32>(f + i), 20);
    }
  }
  if (row === rows) return;
  memory.fill(to, 0, columns * 24);
  for (; row < rows; row++, from += step, to += 4) {
    for (let i = 0; i < columns; i++) store<f32>(to + i * 24, load<f32>(from + (i << 2)));
  }
}

/** Columns of a matrix, six at a time: to[column / 6][row][column % 6]. What is beyond either end, up to sixes, is 0. */
export function packAlong(from: usize, step: i32, rows: i32, columns: i32, to: usize): void {
  const padding = (sixes(rows) - rows) * 24;
  for (let column = 0; column < columns; column += 6) {
    let at = from + (column << 2);
    const count = min(6, columns - column);
    if (count === 6) {
      for (let row = 0; row < rows; row++, at += step, to += 24) {
        v128.store(to, v128.load(at));
        store<u64>(to, load<u64>(at, 16), 16);
      }
    } else {
      memory.fill(to, 0, rows * 24);
      for (let row = 0; row < rows; row++, at += step, to += 24) {
        for (let i = 0; i < count << 2; i += 4) store<f32>(to + i, load<f32>(at + i));
      }
    }
    memory.fill(to, 0, padding);
    to += padding;
  }
}

/** Up to eight rows as columns, times a factor: to[column][8]. Rows that are not there are 0. */
export function packQueries(from: usize, step: i32, rows: i32, columns: i32, factor: f32, to: usize): void {
  if (rows < 8) memory.fill(to, 0, columns << 5);
  for (let row = 0; row < rows; row++, from += step, to += 4) {
    for (let i = 0; i < columns; i++) store<f32>(to + (i << 5), load<f32>(from + (i << 2)) * factor);
  }
}

/** Eight columns, [column][8], times a factor each, as up to eight rows. */
export function unpackQueries(from: usize, rows: i32, columns: i32, f: v128, g: v128, to: usize, step: i32): void {
  for (let i = 0; i < columns; i++) {
    const at = from + (i << 5);
    v128.store(at, f32x4.mul(v128.load(at), f));
    v128.store(at, f32x4.mul(v128.load(at, 16), g), 16);
  }
  for (let row = 0; row < rows; row++, from += 4, to += step) {
    for (let i = 0; i < columns; i++) store<f32>(to + (i << 2), load<f32>(from + (i << 5)));
  }
}
