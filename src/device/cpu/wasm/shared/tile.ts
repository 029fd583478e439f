// Tiles of matrix products, 6 rows of 8 columns in registers: what attention is made of. A tile of results is
// 48 floats in a row. 12 sums, one row of the right side and one element of the left fill the 16 registers.

/** c = c * (f, g) + sum over k < depth of a[k][6] b[k][8]; without the old c where it is `fresh`. */
export function tile(a: usize, b: usize, depth: i32, c: usize, fresh: bool, f: v128, g: v128): void {
  let c0 = f32x4.splat(0), d0 = f32x4.splat(0);
  let c1 = f32x4.splat(0), d1 = f32x4.splat(0);
  let c2 = f32x4.splat(0), d2 = f32x4.splat(0);
  let c3 = f32x4.splat(0), d3 = f32x4.splat(0);
  let c4 = f32x4.splat(0), d4 = f32x4.splat(0);
  let c5 = f32x4.splat(0), d5 = f32x4.splat(0);
  if (!fresh) {
    c0 = f32x4.mul(v128.load(c, 0), f); d0 = f32x4.mul(v128.load(c, 16), g);
    c1 = f32x4.mul(v128.load(c, 32), f); d1 = f32x4.mul(v128.load(c, 48), g);
    c2 = f32x4.mul(v128.load(c, 64), f); d2 = f32x4.mul(v128.load(c, 80), g);
    c3 = f32x4.mul(v128.load(c, 96), f); d3 = f32x4.mul(v128.load(c, 112), g);
    c4 = f32x4.mul(v128.load(c, 128), f); d4 = f32x4.mul(v128.load(c, 144), g);
    c5 = f32x4.mul(v128.load(c, 160), f); d5 = f32x4.mul(v128.load(c, 176), g);
  }
  for (; depth > 0; depth--, a += 24, b += 32) {
    const x = v128.load(b), y = v128.load(b, 16);
    const a0 = v128.load_splat<f32>(a, 0);
    c0 = f32x4.relaxed_madd(a0, x, c0); d0 = f32x4.relaxed_madd(a0, y, d0);
    const a1 = v128.load_splat<f32>(a, 4);
    c1 = f32x4.relaxed_madd(a1, x, c1); d1 = f32x4.relaxed_madd(a1, y, d1);
    const a2 = v128.load_splat<f32>(a, 8);
    c2 = f32x4.relaxed_madd(a2, x, c2); d2 = f32x4.relaxed_madd(a2, y, d2);
    const a3 = v128.load_splat<f32>(a, 12);
    c3 = f32x4.relaxed_madd(a3, x, c3); d3 = f32x4.relaxed_madd(a3, y, d3);
    const a4 = v128.load_splat<f32>(a, 16);
    c4 = f32x4.relaxed_madd(a4, x, c4); d4 = f32x4.relaxed_madd(a4, y, d4);
    const a5 = v128.load_splat<f32>(a, 20);
    c5 = f32x4.relaxed_madd(a5, x, c5); d5 = f32x4.relaxed_madd(a5, y, d5);
  }
  v128.store(c, c0, 0); v128.store(c, d0, 16);
  v128.store(c, c1, 32); v128.store(c, d1, 48);
  v128.store(c, c2, 64); v128.store(c, d2, 80);
  v128.store(c, c3, 96); v128.store(c, d3, 112);
  v128.store(c, c4, 128); v128.store(c, d4, 144);
  v128.store(c, c5, 160); v128.store(c, d5, 176);
}

/** The same, added to c, where column j sees only k up to j - first: what it does not see, NaN or not, has no part. */
export function hiddenTile(a: usize, b: usize, depth: i32, c: usize, first: i32): void {
  let c0 = f32x4.splat(0), d0 = f32x4.splat(0);
  let c1 = f32x4.splat(0), d1 = f32x4.splat(0);
  let c2 = f32x4.splat(0), d2 = f32x4.splat(0);
  let c3 = f32x4.splat(0), d3 = f32x4.splat(0);
  let c4 = f32x4.splat(0), d4 = f32x4.splat(0);
  let c5 = f32x4.splat(0), d5 = f32x4.splat(0);
  c0 = v128.load(c, 0); d0 = v128.load(c, 16);
  c1 = v128.load(c, 32); d1 = v128.load(c, 48);
  c2 = v128.load(c, 64); d2 = v128.load(c, 80);
  c3 = v128.load(c, 96); d3 = v128.load(c, 112);
  c4 = v128.load(c, 128); d4 = v128.load(c, 144);
  c5 = v128.load(c, 160); d5 = v128.load(c, 176);
  const low = i32x4(0, 1, 2, 3), high = i32x4(4, 5, 6, 7);
  for (; depth > 0; depth--, a += 24, b += 32, first++) {
    const k = i32x4.splat(first), hideX = i32x4.gt_s(k, low), hideY = i32x4.gt_s(k, high);
    const x = v128.load(b), y = v128.load(b, 16);
    const a0 = v128.load_splat<f32>(a, 0);
    c0 = f32x4.relaxed_madd(v128.andnot(a0, hideX), x, c0); d0 = f32x4.relaxed_madd(v128.andnot(a0, hideY), y, d0);
    const a1 = v128.load_splat<f32>(a, 4);
    c1 = f32x4.relaxed_madd(v128.andnot(a1, hideX), x, c1); d1 = f32x4.relaxed_madd(v128.andnot(a1, hideY), y, d1);
    const a2 = v128.load_splat<f32>(a, 8);
    c2 = f32x4.relaxed_madd(v128.andnot(a2, hideX), x, c2); d2 = f32x4.relaxed_madd(v128.andnot(a2, hideY), y, d2);
    const a3 = v128.load_splat<f32>(a, 12);
    c3 = f32x4.relaxed_madd(v128.andnot(a3, hideX), x, c3); d3 = f32x4.relaxed_madd(v128.andnot(a3, hideY), y, d3);
    const a4 = v128.load_splat<f32>(a, 16);
    c4 = f32x4.relaxed_madd(v128.andnot(a4, hideX), x, c4); d4 = f32x4.relaxed_madd(v128.andnot(a4, hideY), y, d4);
    const a5 = v128.load_splat<f32>(a, 20);
    c5 = f32x4.relaxed_madd(v128.andnot(a5, hideX), x, c5); d5 = f32x4.relaxed_madd(v128.andnot(a5, hideY), y, d5);
  }
  v128.store(c, c0, 0); v128.store(c, d0, 16);
  v128.store(c, c1, 32); v128.store(c, d1, 48);
  v128.store(c, c2, 64); v128.store(c, d2, 80);
  v128.store(c, c3, 96); v128.store(c, d3, 112);
  v128.store(c, c4, 128); v128.store(c, d4, 144);
  v128.store(c, c5, 160); v128.store(c, d5, 176);
}

/** c += sum over k < 8 of a[6][k] b[k][8], where rows of a are 8 apart. */
export function outerTile(a: usize, b: usize, c: usize): void {
  let c0 = f32x4.splat(0), d0 = f32x4.splat(0);
  let c1 = f32x4.splat(0), d1 = f32x4.splat(0);
  let c2 = f32x4.splat(0), d2 = f32x4.splat(0);
  let c3 = f32x4.splat(0), d3 = f32x4.splat(0);
  let c4 = f32x4.splat(0), d4 = f32x4.splat(0);
  let c5 = f32x4.splat(0), d5 = f32x4.splat(0);
  c0 = v128.load(c, 0); d0 = v128.load(c, 16);
  c1 = v128.load(c, 32); d1 = v128.load(c, 48);
  c2 = v128.load(c, 64); d2 = v128.load(c, 80);
  c3 = v128.load(c, 96); d3 = v128.load(c, 112);
  c4 = v128.load(c, 128); d4 = v128.load(c, 144);
  c5 = v128.load(c, 160); d5 = v128.load(c, 176);
  for (const end = a + 32; a < end; a += 4, b += 32) {
    const x = v128.load(b), y = v128.load(b, 16);
    const a0 = v128.load_splat<f32>(a, 0);
    c0 = f32x4.relaxed_madd(a0, x, c0); d0 = f32x4.relaxed_madd(a0, y, d0);
    const a1 = v128.load_splat<f32>(a, 32);
    c1 = f32x4.relaxed_madd(a1, x, c1); d1 = f32x4.relaxed_madd(a1, y, d1);
    const a2 = v128.load_splat<f32>(a, 64);
    c2 = f32x4.relaxed_madd(a2, x, c2); d2 = f32x4.relaxed_madd(a2, y, d2);
    const a3 = v128.load_splat<f32>(a, 96);
    c3 = f32x4.relaxed_madd(a3, x, c3); d3 = f32x4.relaxed_madd(a3, y, d3);
    const a4 = v128.load_splat<f32>(a, 128);
    c4 = f32x4.relaxed_madd(a4, x, c4); d4 = f32x4.relaxed_madd(a4, y, d4);
    const a5 = v128.load_splat<f32>(a, 160);
    c5 = f32x4.relaxed_madd(a5, x, c5); d5 = f32x4.relaxed_madd(a5, y, d5);
  }
  v128.store(c, c0, 0); v128.store(c, d0, 16);
  v128.store(c, c1, 32); v128.store(c, d1, 48);
  v128.store(c, c2, 64); v128.store(c, d2, 80);
  v128.store(c, c3, 96); v128.store(c, d3, 112);
  v128.store(c, c4, 128); v128.store(c, d4, 144);
  v128.store(c, c5, 160); v128.store(c, d5, 176);
}

/** The same, where row i of the tile counts only the k from `first` + i on. */
export function hiddenOuterTile(a: usize, b: usize, c: usize, first: i32): void {
  let c0 = f32x4.splat(0), d0 = f32x4.splat(0);
  let c1 = f32x4.splat(0), d1 = f32x4.splat(0);
  let c2 = f32x4.splat(0), d2 = f32x4.splat(0);
  let c3 = f32x4.splat(0), d3 = f32x4.splat(0);
  let c4 = f32x4.splat(0), d4 = f32x4.splat(0);
  let c5 = f32x4.splat(0), d5 = f32x4.splat(0);
  c0 = v128.load(c, 0); d0 = v128.load(c, 16);
  c1 = v128.load(c, 32); d1 = v128.load(c, 48);
  c2 = v128.load(c, 64); d2 = v128.load(c, 80);
  c3 = v128.load(c, 96); d3 = v128.load(c, 112);
  c4 = v128.load(c, 128); d4 = v128.load(c, 144);
  c5 = v128.load(c, 160); d5 = v128.load(c, 176);
  for (const end = a + 32; a < end; a += 4, b += 32, first--) {
    const x = v128.load(b), y = v128.load(b, 16);
    const a0 = v128.load_splat<f32>(a, 0), m0 = i32x4.splat(first + 0 > 0 ? 0 : -1);
    c0 = f32x4.relaxed_madd(a0, v128.and(x, m0), c0); d0 = f32x4.relaxed_madd(a0, v128.and(y, m0), d0);
    const a1 = v128.load_splat<f32>(a, 32), m1 = i32x4.splat(first + 1 > 0 ? 0 : -1);
    c1 = f32x4.relaxed_madd(a1, v128.and(x, m1), c1); d1 = f32x4.relaxed_madd(a1, v128.and(y, m1), d1);
    const a2 = v128.load_splat<f32>(a, 64), m2 = i32x4.splat(first + 2 > 0 ? 0 : -1);
    c2 = f32x4.relaxed_madd(a2, v128.and(x, m2), c2); d2 = f32x4.relaxed_madd(a2, v128.and(y, m2), d2);
    const a3 = v128.load_splat<f32>(a, 96), m3 = i32x4.splat(first + 3 > 0 ? 0 : -1);
    c3 = f32x4.relaxed_madd(a3, v128.and(x, m3), c3); d3 = f32x4.relaxed_madd(a3, v128.and(y, m3), d3);
    const a4 = v128.load_splat<f32>(a, 128), m4 = i32x4.splat(first + 4 > 0 ? 0 : -1);
    c4 = f32x4.relaxed_madd(a4, v128.and(x, m4), c4); d4 = f32x4.relaxed_madd(a4, v128.and(y, m4), d4);
    const a5 = v128.load_splat<f32>(a, 160), m5 = i32x4.splat(first + 5 > 0 ? 0 : -1);
    c5 = f32x4.relaxed_madd(a5, v128.and(x, m5), c5); d5 = f32x4.relaxed_madd(a5, v128.and(y, m5), d5);
  }
  v128.store(c, c0, 0); v128.store(c, d0, 16);
  v128.store(c, c1, 32); v128.store(c, d1, 48);
  v128.store(c, c2, 64); v128.store(c, d2, 80);
  v128.store(c, c3, 96); v128.store(c, d3, 112);
  v128.store(c, c4, 128); v128.store(c, d4, 144);
  v128.store(c, c5, 160); v128.store(c, d5, 176);
}
