/**
 * Powers, division by Python's rules, and functions of bits, in WGSL, for floats and integers. A whole
 * number that is divided by 0 comes out itself, as quotient and as remainder.
 *
 * @module
 */
import type { Definition } from "./prelude.ts";

/** The functions by name. */
export const ARITHMETIC = {
  // The leading 12 bits of a significand: products of two such are exact.
  leading: {
    needs: [],
    code: `
fn leading(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }`,
  },
  // 2^(y log2(a)) for a > 0 and finite, with the logarithm in two parts of together about 34 bits.
  pow_positive: {
    needs: ["leading", "from_bits", "log_split", "exp_tail", "scale"],
    code: `
fn pow_positive(a: f32, y: f32) -> f32 {
  let split = log_split(a);
  let n = split.x;
  let f = split.y;
  // log(1 + f) = 2 artanh(s), s = f / (2 + f)
  let d = 2.0 + f;
  let v = 1.0 / d;
  let s = f * v;
  let s1 = leading(s);
  let d1 = leading(d);
  let d2 = f - (d1 - 2.0);
  let s2 = v * ((f - s1 * d1) - s1 * d2);
  let z = s * s;
  var p = 0.11666382849216461 * z + 0.14275361597537994;
  p = p * z + 0.2000006139278412;
  p = p * z + 0.3333333432674408;
  let t = s2 + s * z * p;
  // times 2 / ln(2), in two parts
  let high = 2.884765625 * s1;
  let low = 0.0006244567779268147 * s1 + 2.8853900817779268 * t;
  let l1 = leading(n + (high + low));
  let l2 = low - ((l1 - n) - high);
  let c = clamp(y, -1e10, 1e10);
  let y1 = leading(c);
  let e1 = y1 * l1;
  let e2 = (c - y1) * l1 + c * l2;
  let whole = round(e1 + e2);
  if (whole > 129.0) { return from_bits(0x7f800000u); }
  if (whole < -151.0) { return 0.0; }
  // times ln(2), again in two parts, of which the first is so short that adding 1 is exact
  let rest = e1 - whole;
  let r1 = leading(rest + e2);
  let r2 = (rest - r1) + e2;
  let product = r1 * 0.693115234375;
  let w1 = round(product * 4096.0) / 4096.0;
  let w2 = (product - w1) + (r1 * 3.1946184945309417e-05 + r2 * 0.6931471805599453);
  return scale((1.0 + w1) + (w2 + exp_tail(w1 + w2)), i32(whole));
}`,
  },
  pow_f: {
    needs: ["from_bits", "is_nan", "is_finite", "pow_positive"],
    code: `
fn pow_f(x: f32, y: f32) -> f32 {
  if (y == 0.0 || x == 1.0) { return 1.0; }
  if (is_nan(x) || is_nan(y)) { return from_bits(0x7fc00000u); }
  let a = abs(x);
  let whole = floor(y) == y;
  let odd = whole && abs(y) < 16777216.0 && (i32(clamp(y, -16777216.0, 16777216.0)) & 1) == 1;
  var r: f32;
  if (!is_finite(y)) {
    if (a == 1.0) { return 1.0; }
    r = select(0.0, from_bits(0x7f800000u), (a > 1.0) == (y > 0.0));
  } else if (a == 0.0 || !is_finite(a)) {
    r = select(0.0, from_bits(0x7f800000u), (a > 1.0) == (y > 0.0));
  } else {
    if (x < 0.0 && !whole) { return from_bits(0x7fc00000u); }
    if (y == 1.0) { return x; }
    if (y == 2.0) { return x * x; }
    r = pow_positive(a, y);
  }
  return select(r, -r, odd && (bitcast<u32>(x) >> 31u) == 1u);
}`,
  },
  // Significand and exponent of a positive number, denormals included: x = m 2^(e - 350).
  significand: {
    needs: [],
    code: `
fn significand(bits: u32) -> vec2<u32> {
  let e = bits >> 23u;
  if (e > 0u) { return vec2<u32>((bits & 0x7fffffu) | 0x800000u, e + 200u); }
  let shift = countLeadingZeros(bits) - 8u;
  return vec2<u32>(bits << shift, 201u - shift);
}`,
  },
  // The remainder of a division that truncates, exact: long division of significands, 8 bits a step.
  modulo: {
    needs: ["from_bits", "is_nan", "is_finite", "significand", "with_sign"],
    code: `
fn modulo(x: f32, y: f32) -> f32 {
  let a = abs(x);
  let b = abs(y);
  if (!is_finite(x) || is_nan(y) || b == 0.0) { return from_bits(0x7fc00000u); }
  if (a < b) { return x; }
  let m = significand(bitcast<u32>(a));
  let d = significand(bitcast<u32>(b));
  var rest = m.x % d.x;
  var steps = m.y - d.y;
  while (steps > 0u) {
    let step = min(steps, 8u);
    rest = (rest << step) % d.x;
    steps -= step;
  }
  // rest * 2^(d.y - 350), both factors exact
  let e = i32(d.y) - 350;
  let half = max(e, -126);
  let r = f32(rest) * bitcast<f32>(u32(half + 127) << 23u) *
    bitcast<f32>(u32(e - half + 127) << 23u);
  return with_sign(r, x);
}`,
  },
  remainder_f: {
    needs: ["modulo"],
    code: `
fn remainder_f(x: f32, y: f32) -> f32 {
  let r = modulo(x, y);
  return select(r, r + y, (r < 0.0 && y > 0.0) || (r > 0.0 && y < 0.0));
}`,
  },
  // As Python: the quotient of x less its remainder, so that x = y * floor_divide + remainder.
  floor_divide_f: {
    needs: ["modulo", "with_sign"],
    code: `
fn floor_divide_f(x: f32, y: f32) -> f32 {
  if (y == 0.0) { return x / y; }
  let r = modulo(x, y);
  var q = (x - r) / y;
  if ((r < 0.0 && y > 0.0) || (r > 0.0 && y < 0.0)) { q -= 1.0; }
  if (q == 0.0) { return with_sign(0.0, x / y); }
  let whole = floor(q);
  return select(whole, whole + 1.0, q - whole > 0.5);
}`,
  },
  // Not every driver's % knows negative numbers.
  remainder_i: {
    needs: [],
    code: `
fn remainder_i(x: i32, y: i32) -> i32 {
  let r = x - x / y * y;
  return select(r, r + y, r != 0 && (r < 0) != (y < 0));
}`,
  },
  floor_divide_i: {
    needs: [],
    code: `
fn floor_divide_i(x: i32, y: i32) -> i32 {
  let q = x / y;
  return q - i32(y != 0 && x != q * y && (x < 0) != (y < 0));
}`,
  },
  gcd_u: {
    needs: [],
    code: `
fn gcd_u(x: u32, y: u32) -> u32 {
  var a = x;
  var b = y;
  while (b != 0u) {
    let rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}`,
  },
  gcd_i: {
    needs: ["gcd_u"],
    code: `
fn gcd_i(x: i32, y: i32) -> i32 {
  return i32(gcd_u(bitcast<u32>(abs(x)), bitcast<u32>(abs(y))));
}`,
  },
  // On bits alone, for drivers take the smallest numbers for 0: as these integers, floats are in order.
  ordered: {
    needs: [],
    code: `
fn ordered(x: f32) -> i32 {
  let bits = bitcast<i32>(x);
  return select(bits, i32(-2147483648) - bits, bits < 0);
}`,
  },
  nextafter_f: {
    needs: ["from_bits", "is_nan", "ordered"],
    code: `
fn nextafter_f(x: f32, y: f32) -> f32 {
  if (is_nan(x) || is_nan(y)) { return from_bits(0x7fc00000u); }
  let a = ordered(x);
  let b = ordered(y);
  if (a == b) { return y; }
  let next = a + select(-1, 1, a < b);
  let negative = next < 0 || (next == 0 && a < 0);
  return bitcast<f32>(select(next, i32(-2147483648) - next, negative));
}`,
  },
  pow_u: {
    needs: [],
    code: `
fn pow_u(x: u32, y: u32) -> u32 {
  var r = 1u;
  var square = x;
  var left = y;
  while (left > 0u) {
    if ((left & 1u) == 1u) { r *= square; }
    square *= square;
    left >>= 1u;
  }
  return r;
}`,
  },
  // A negative power is the whole part of a fraction: nothing, but for 1 and -1.
  pow_i: {
    needs: ["pow_u"],
    code: `
fn pow_i(x: i32, y: i32) -> i32 {
  if (y < 0) {
    if (x == 1) { return 1; }
    return select(0, select(-1, 1, (y & 1) == 0), x == -1);
  }
  return bitcast<i32>(pow_u(bitcast<u32>(x), u32(y)));
}`,
  },
} satisfies Record<string, Definition>;
