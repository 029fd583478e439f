// Products of a few rows with a matrix, such as one token with the weights of a layer. Every number of the matrix
// is read once, where it lies: memory is what limits, and packing would double the traffic. All strides are in
// bytes, and a bias at address 0 is none.

/** Terms that are added up before they meet the result, so that long sums round little. */
const DEEP: i32 = 2048;

/**
 * [m, k] times the transpose of [n, k], both with rows that lie together, plus a bias of [n]: dot products, four
 * at a time.
 */
export function matmulDots(
  a: usize, aRow: i32, b: usize, bRow: i32, c: usize, cRow: i32, cColumn: i32, bias: usize, m: i32, n: i32, k: i32
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      store<f32>(c + <usize> (i * cRow + j * cColumn), bias == 0 ? 0 : load<f32>(bias + <usize> (j * 4)));
    }
  }
  if (m == 1) {
    for (let j = 0; j < n; j++, b += bRow, c += cColumn) oneDot(a, b, c, k);
    return;
  }
  const whole = n & ~3;
  for (let p = 0; p < k; p += DEEP, a += DEEP * 4, b += DEEP * 4) {
    const deep = min(DEEP, k - p);
    for (let j = 0; j < n; j += j < whole ? 4 : 1) {
      const from = b + <usize> (j * bRow);
      const columns = j < whole ? 4 : 1;
      let x = a, out = c + <usize> (j * cColumn), i = 0;
      if (columns == 4) {
        for (; i <= m - 2; i += 2, x += aRow * 2, out += cRow * 2) twoDots(x, x + aRow, from, bRow, out, cRow, cColumn, deep);
      }
      for (; i < m; i++, x += aRow, out += cRow) {
        for (let l = 0; l < columns; l++) add(out + <usize> (l * cColumn), dot(x, from + <usize> (l * bRow), deep));
      }
    }
  }
}

/**
 * One row with one: a matrix in memory is then read as the one stream that it is, at 24 GB/s. Four rows at a
 * time are four short streams, at 10: what fetches ahead begins anew with each.
 */
function oneDot(a: usize, b: usize, c: usize, k: i32): void {
  for (; k > 0; k -= DEEP, a += DEEP * 4, b += DEEP * 4) add(c, dot(a, b, min(DEEP, k)));
}

// @ts-ignore: decorator
@inline
function add(to: usize, value: f32): void {
  store<f32>(to, load<f32>(to) + value);
}

// @ts-ignore: decorator
@inline
function sumOf(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** The last terms, fewer than four. */
function rest(x: usize, y: usize, k: i32): f32 {
  let sum: f32 = 0;
  for (; k > 0; k--, x += 4, y += 4) sum += load<f32>(x) * load<f32>(y);
  return sum;
}

function dot(x: usize, y: usize, k: i32): f32 {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  for (; k >= 16; k -= 16, x += 64, y += 64) {
    s0 = f32x4.relaxed_madd(v128.load(x), v128.load(y), s0);
    s1 = f32x4.relaxed_madd(v128.load(x, 16), v128.load(y, 16), s1);
    s2 = f32x4.relaxed_madd(v128.load(x, 32), v128.load(y, 32), s2);
    s3 = f32x4.relaxed_madd(v128.load(x, 48), v128.load(y, 48), s3);
  }
  for (; k >= 4; k -= 4, x += 16, y += 16) s0 = f32x4.relaxed_madd(v128.load(x), v128.load(y), s0);
  return sumOf(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))) + rest(x, y, k);
}

/** Two rows with four. */
function twoDots(x: usize, z: usize, y: usize, row: i32, out: usize, cRow: i32, column: i32, k: i32): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let t0 = f32x4.splat(0), t1 = f32x4.splat(0), t2 = f32x4.splat(0), t3 = f32x4.splat(0);
  let y1 = y + row, y2 = y1 + row, y3 = y2 + row;
  let a: v128, b: v128, c: v128;
  for (; k >= 4; k -= 4) {
    a = v128.load(x);
    b = v128.load(z);
    c = v128.load(y);
    s0 = f32x4.relaxed_madd(a, c, s0);
    t0 = f32x4.relaxed_madd(b, c, t0);
    c = v128.load(y1);
    s1 = f32x4.relaxed_madd(a, c, s1);
    t1 = f32x4.relaxed_madd(b, c, t1);
    c = v128.load(y2);
    s2 = f32x4.relaxed_madd(a, c, s2);
    t2 = f32x4.relaxed_madd(b, c, t2);
    c = v128.load(y3);
    s3 = f32x4.relaxed_madd(a, c, s3);
    t3 = f32x4.relaxed_madd(b, c, t3);
    x += 16;
    z += 16;
    y += 16;
    y1 += 16;
    y2 += 16;
    y3 += 16;
  }
  add(out, sumOf(s0) + rest(x, y, k));
  add(out + column, sumOf(s1) + rest(x, y1, k));
  add(out + column * 2, sumOf(s2) + rest(x, y2, k));
  add(out + column * 3, sumOf(s3) + rest(x, y3, k));
  out += cRow;
  add(out, sumOf(t0) + rest(z, y, k));
  add(out + column, sumOf(t1) + rest(z, y1, k));
  add(out + column * 2, sumOf(t2) + rest(z, y2, k));
  add(out + column * 3, sumOf(t3) + rest(z, y3, k));
}

/**
 * [m, k] of any strides times [k, n] whose rows lie together, plus a bias of [n]: the matrix is read along its
 * rows, four at a time, and a stretch of them serves all m rows while it is in the first cache.
 */
export function matmulSums(
  a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, c: usize, cRow: i32, bias: usize, m: i32, n: i32, k: i32
): void {
  const stretch = m == 1 ? 4096 : 512;
  for (let j = 0; j < n; j += stretch) {
    const columns = min(stretch, n - j);
    const out = c + <usize> (j * 4);
    for (let i = 0; i < m; i++) {
      const row = out + <usize> (i * cRow);
      if (bias == 0) memory.fill(row, 0, <usize> columns << 2);
      else memory.copy(row, bias + <usize> (j * 4), <usize> columns << 2);
    }
    let p = 0, from = b + <usize> (j * 4), x = a;
    for (; p <= k - 4; p += 4, from += bRow * 4, x += aColumn * 4) {
      for (let i = 0; i < m; i++) fourRows(x + <usize> (i * aRow), aColumn, from, bRow, out + <usize> (i * cRow), columns);
    }
    for (; p < k; p++, from += bRow, x += aColumn) {
      for (let i = 0; i < m; i++) oneRow(load<f32>(x + <usize> (i * aRow)), from, out + <usize> (i * cRow), columns);
    }
  }
}

function oneRow(x: f32, from: usize, to: usize, n: i32): void {
  for (; n > 0; n--, from += 4, to += 4) store<f32>(to, load<f32>(to) + x * load<f32>(from));
}

function fourRows(a: usize, aColumn: i32, b: usize, bRow: i32, c: usize, n: i32): void {
  const f0 = load<f32>(a), f1 = load<f32>(a + aColumn);
  const f2 = load<f32>(a + aColumn * 2), f3 = load<f32>(a + aColumn * 3);
  const x0 = f32x4.splat(f0), x1 = f32x4.splat(f1), x2 = f32x4.splat(f2), x3 = f32x4.splat(f3);
  let b1 = b + bRow, b2 = b1 + bRow, b3 = b2 + bRow;
  let s: v128, t: v128;
  for (; n >= 8; n -= 8) {
    s = f32x4.mul(x0, v128.load(b));
    t = f32x4.mul(x0, v128.load(b, 16));
    s = f32x4.relaxed_madd(x1, v128.load(b1), s);
    t = f32x4.relaxed_madd(x1, v128.load(b1, 16), t);
    s = f32x4.relaxed_madd(x2, v128.load(b2), s);
    t = f32x4.relaxed_madd(x2, v128.load(b2, 16), t);
    s = f32x4.relaxed_madd(x3, v128.load(b3), s);
    t = f32x4.relaxed_madd(x3, v128.load(b3, 16), t);
    v128.store(c, f32x4.add(v128.load(c), s));
    v128.store(c, f32x4.add(v128.load(c, 16), t), 16);
    b += 32;
    b1 += 32;
    b2 += 32;
    b3 += 32;
    c += 32;
  }
  for (; n > 0; n--, b += 4, b1 += 4, b2 += 4, b3 += 4, c += 4) {
    add(c, f0 * load<f32>(b) + f1 * load<f32>(b1) + f2 * load<f32>(b2) + f3 * load<f32>(b3));
  }
}
