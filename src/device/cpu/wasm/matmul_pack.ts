// Packing for products of matrices: panels as narrow as the registers' tile, whose numbers lie in the order in
// which the tile reads them. Any strides come in, so that transposed operands need no copy of their own.

/** How many rows a tile has, and so a panel of the left matrix. */
const TALL: i32 = 5;

/** How many columns a tile has, and so a panel of the right matrix. */
const WIDE: i32 = 8;

/**
 * Writes [rows, k] as panels [k, 5], k filled up with zeros to a multiple of 4. The last panel repeats its last
 * row where there are no more.
 */
export function packLeft(from: usize, row: i32, column: i32, rows: i32, k: i32, to: usize): void {
  const deep = (k + 3) & ~3;
  for (let i = 0; i < rows; i += TALL, from += <usize> (row * TALL)) {
    const last = min(TALL, rows - i) - 1;
    const r0 = from;
    const r1 = from + <usize> (row * min(1, last)), r2 = from + <usize> (row * min(2, last));
    const r3 = from + <usize> (row * min(3, last)), r4 = from + <usize> (row * min(4, last));
    let p = 0, at: usize = 0;
    if (column == 4) {
      for (; p <= k - 4; p += 4, at += 16, to += 80) {
        const x0 = v128.load(r0 + at), x1 = v128.load(r1 + at), x2 = v128.load(r2 + at);
        const x3 = v128.load(r3 + at), x4 = v128.load(r4 + at);
        const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
        const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
        v128.store32_lane(to, x4, 0, 16);
        v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3), 20);
        v128.store32_lane(to, x4, 1, 36);
        v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 40);
        v128.store32_lane(to, x4, 2, 56);
        v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3), 60);
        v128.store32_lane(to, x4, 3, 76);
      }
    } else if (row == 4 && last == TALL - 1) {
      for (; p < k; p++, at += column, to += 20) {
        v128.store(to, v128.load(r0 + at));
        store<f32>(to, load<f32>(r4 + at), 16);
      }
    }
    for (; p < k; p++, at += column, to += 20) {
      store<f32>(to, load<f32>(r0 + at));
      store<f32>(to, load<f32>(r1 + at), 4);
      store<f32>(to, load<f32>(r2 + at), 8);
      store<f32>(to, load<f32>(r3 + at), 12);
      store<f32>(to, load<f32>(r4 + at), 16);
    }
    memory.fill(to, 0, <usize> ((deep - k) * TALL) << 2);
    to += <usize> ((deep - k) * TALL) << 2;
  }
}

/**
 * Writes [k, columns] as panels [k, 8], k filled up with zeros to a multiple of 4. The last panel has zeros where
 * there are no more columns.
 */
export function packRight(from: usize, row: i32, column: i32, k: i32, columns: i32, to: usize): void {
  const bytes = <usize> k << 5, padding = <usize> (-k & 3) << 5;
  for (let j = 0; j < columns; j += WIDE, to += bytes + padding, from += <usize> (column * WIDE)) {
    if (columns - j < WIDE) pickPanel(from, row, column, k, columns - j, to);
    else if (column == 4) copyPanel(from, row, k, to);
    else if (row == 4) turnPanel(from, column, k, to);
    else pickPanel(from, row, column, k, WIDE, to);
    memory.fill(to + bytes, 0, padding);
  }
}

/** A panel whose rows lie together. */
function copyPanel(from: usize, row: i32, k: i32, to: usize): void {
  for (let p = 0; p < k; p++, from += row, to += 32) {
    const low = v128.load(from), high = v128.load(from, 16);
    v128.store(to, low);
    v128.store(to, high, 16);
  }
}

/** A panel whose columns lie together: squares of 4 x 4 are turned in registers. */
function turnPanel(from: usize, column: i32, k: i32, to: usize): void {
  const half = from + <usize> (column * 4);
  let p = 0;
  for (; p <= k - 4; p += 4, to += 128) {
    turnSquare(from + (<usize> p << 2), column, to);
    turnSquare(half + (<usize> p << 2), column, to + 16);
  }
  if (p < k) pickPanel(from + (<usize> p << 2), 4, column, k - p, WIDE, to);
}

// @ts-ignore: decorator
@inline
function turnSquare(from: usize, column: i32, to: usize): void {
  const second = from + <usize> column, third = second + <usize> column;
  const x0 = v128.load(from), x1 = v128.load(second);
  const x2 = v128.load(third), x3 = v128.load(third + <usize> column);
  const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3), 32);
  v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 64);
  v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3), 96);
}

/** A panel of any strides, or of fewer columns. */
function pickPanel(from: usize, row: i32, column: i32, k: i32, columns: i32, to: usize): void {
  for (let p = 0; p < k; p++, from += row, to += 32) {
    v128.store(to, f32x4.splat(0));
    v128.store(to, f32x4.splat(0), 16);
    for (let j = 0; j < columns; j++) {
      store<f32>(to + (<usize> j << 2), load<f32>(from + <usize> (column * j)));
    }
  }
}
