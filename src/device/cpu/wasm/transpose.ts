// Turning a matrix of 32-bit elements, four by four in registers: 4 times as fast as following strides.

/**
 * y[r][c] = x[c][r] for elements of 32 bits; both lie densely along their last dimension, and the steps from row to
 * row are in bytes.
 */
export function transpose(x: usize, xStep: i32, y: usize, yStep: i32, rows: i32, columns: i32): void {
  let r = 0;
  // Four rows of y at a time, so that all lines of cache that are being written have room.
  for (; r <= rows - 4; r += 4, x += 16, y += 4 * yStep) {
    let p = x, q = y;
    let c = 0;
    for (; c <= columns - 4; c += 4, p += 4 * xStep, q += 16) {
      const a = v128.load(p), b = v128.load(p + xStep);
      const d = v128.load(p + 2 * xStep), e = v128.load(p + 3 * xStep);
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), de = i32x4.shuffle(d, e, 0, 4, 1, 5);
      const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7), deHigh = i32x4.shuffle(d, e, 2, 6, 3, 7);
      v128.store(q, i64x2.shuffle(ab, de, 0, 2));
      v128.store(q + yStep, i64x2.shuffle(ab, de, 1, 3));
      v128.store(q + 2 * yStep, i64x2.shuffle(abHigh, deHigh, 0, 2));
      v128.store(q + 3 * yStep, i64x2.shuffle(abHigh, deHigh, 1, 3));
    }
    for (; c < columns; c++, p += xStep, q += 4) {
      const a = v128.load(p);
      v128.store32_lane(q, a, 0);
      v128.store32_lane(q + yStep, a, 1);
      v128.store32_lane(q + 2 * yStep, a, 2);
      v128.store32_lane(q + 3 * yStep, a, 3);
    }
  }
  for (; r < rows; r++, x += 4, y += yStep) {
    let p = x;
    for (let c = 0; c < columns; c++, p += xStep) store<i32>(y + 4 * c, load<i32>(p));
  }
}
