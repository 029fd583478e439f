/**
 * Sine, cosine and tangent in WGSL, for arguments of any size, and their inverses.
 *
 * @module
 */
import type { Definition } from "./prelude.ts";

/** The functions by name. */
export const TRIGONOMETRY = {
  // The bits of 2/pi around the binary point of x * 2/pi, times the significand of x: what lies above
  // counts whole turns and never has to be computed (Payne and Hanek's method).
  reduce_large: {
    needs: ["mul_wide"],
    code: `
const TWO_OVER_PI = array<u32, 9>(
  0u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu,
  0xdebbc561u,
);
fn reduce_large(a: f32) -> vec2<f32> {
  let bits = bitcast<u32>(a);
  let at = (bits >> 23u) - 150u + 30u;
  var table = TWO_OVER_PI;
  let word = at >> 5u;
  let shift = at & 31u;
  var w: array<u32, 3>;
  for (var i = 0u; i < 3u; i++) {
    let next = select(0u, table[min(word + i + 1u, 8u)] >> (32u - shift), shift > 0u);
    w[i] = (table[word + i] << shift) | next;
  }
  let m = (bits & 0x7fffffu) | 0x800000u;
  let low = mul_wide(m, w[2]);
  let middle = mul_wide(m, w[1]);
  let p1 = middle.x + low.y;
  let p2 = m * w[0] + middle.y + u32(p1 < low.y);
  let high = (p2 << 2u) | (p1 >> 30u);
  let tail = (p1 << 2u) | (low.x >> 30u);
  // A fraction from 1/2 on counts back from the next quarter turn.
  let quarter = (p2 >> 30u) + (high >> 31u);
  let turn = f32(bitcast<i32>(high)) * 2.3283064365386963e-10 + f32(tail) * 5.421010862427522e-20;
  return vec2<f32>(turn * 1.5707963267948966, f32(quarter & 3u));
}`,
  },
  mul_wide: {
    needs: [],
    code: `
fn mul_wide(a: u32, b: u32) -> vec2<u32> {
  let p00 = (a & 0xffffu) * (b & 0xffffu);
  let p01 = (a & 0xffffu) * (b >> 16u);
  let p10 = (a >> 16u) * (b & 0xffffu);
  let middle = (p00 >> 16u) + (p01 & 0xffffu) + (p10 & 0xffffu);
  let high = (a >> 16u) * (b >> 16u) + (p01 >> 16u) + (p10 >> 16u) + (middle >> 16u);
  return vec2<u32>((middle << 16u) | (p00 & 0xffffu), high);
}`,
  },
  // |x| = n pi/2 + r: gives (r, n mod 4). pi/2 comes in parts so short that n times each is exact.
  reduce_angle: {
    needs: ["reduce_large"],
    code: `
fn reduce_angle(a: f32) -> vec2<f32> {
  if (a > 16384.0) { return reduce_large(a); }
  let n = round(a * 0.6366197723675814);
  let r = (((a - n * 1.5703125) - n * 0.000484466552734375) + n * 6.407499313354492e-07) -
    n * 9.920935796805404e-10;
  return vec2<f32>(r, n - 4.0 * floor(n * 0.25));
}`,
  },
  sin_near: {
    needs: [],
    code: `
fn sin_near(r: f32) -> f32 {
  let z = r * r;
  var p = 2.7183411930309376e-06 * z - 0.0001983933907467872;
  p = p * z + 0.008333329111337662;
  p = p * z - 0.1666666716337204;
  return r + r * z * p;
}`,
  },
  cos_near: {
    needs: [],
    code: `
fn cos_near(r: f32) -> f32 {
  let z = r * r;
  var p = -2.7211746100874734e-07 * z + 2.4799541279207915e-05;
  p = p * z - 0.0013888883404433727;
  p = p * z + 0.0416666679084301;
  return (1.0 - 0.5 * z) + z * z * p;
}`,
  },
  is_finite: {
    needs: [],
    code: `
fn is_finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }`,
  },
  sin_f: {
    needs: ["from_bits", "is_finite", "reduce_angle", "sin_near", "cos_near"],
    code: `
fn sin_f(x: f32) -> f32 {
  if (!is_finite(x)) { return from_bits(0x7fc00000u); }
  if (abs(x) < 1e-5) { return x; }
  let s = reduce_angle(abs(x));
  let odd = s.y == 1.0 || s.y == 3.0;
  let y = select(sin_near(s.x), cos_near(s.x), odd);
  return select(y, -y, (s.y >= 2.0) != (x < 0.0));
}`,
  },
  cos_f: {
    needs: ["from_bits", "is_finite", "reduce_angle", "sin_near", "cos_near"],
    code: `
fn cos_f(x: f32) -> f32 {
  if (!is_finite(x)) { return from_bits(0x7fc00000u); }
  let s = reduce_angle(abs(x));
  let odd = s.y == 1.0 || s.y == 3.0;
  let y = select(cos_near(s.x), sin_near(s.x), odd);
  return select(y, -y, s.y == 1.0 || s.y == 2.0);
}`,
  },
  tan_f: {
    needs: ["from_bits", "is_finite", "reduce_angle", "sin_near", "cos_near"],
    code: `
fn tan_f(x: f32) -> f32 {
  if (!is_finite(x)) { return from_bits(0x7fc00000u); }
  if (abs(x) < 1e-5) { return x; }
  let s = reduce_angle(abs(x));
  let odd = s.y == 1.0 || s.y == 3.0;
  let sine = sin_near(s.x);
  let cosine = cos_near(s.x);
  let y = select(sine / cosine, -cosine / sine, odd);
  return select(y, -y, x < 0.0);
}`,
  },
  atan_f: {
    needs: ["with_sign"],
    code: `
fn atan_f(x: f32) -> f32 {
  let a = abs(x);
  var t = a;
  var base = 0.0;
  var rest = 0.0;
  if (a > 2.414213562373095) {
    t = -1.0 / a;
    base = 1.5707963705062866;
    rest = -4.371139000186243e-8;
  } else if (a > 0.4142135623730951) {
    t = (a - 1.0) / (a + 1.0);
    base = 0.7853981852531433;
    rest = -2.1855695000931214e-8;
  }
  let z = t * t;
  var p = -0.06093216314911842 * z + 0.10600355267524719;
  p = p * z - 0.14244532585144043;
  p = p * z + 0.1999853253364563;
  p = p * z - 0.33333316445350647;
  return with_sign(base + (t + (t * z * p + rest)), x);
}`,
  },
  // The angle of the point (x, y), all signs of zeros and infinities told apart.
  atan2_f: {
    needs: ["atan_f", "from_bits", "is_finite", "is_nan", "with_sign"],
    code: `
fn atan2_f(y: f32, x: f32) -> f32 {
  if (is_nan(x) || is_nan(y)) { return from_bits(0x7fc00000u); }
  let a = abs(y);
  let b = abs(x);
  var r = 0.0;
  if (!is_finite(a)) {
    r = select(0.7853981633974483, 1.5707963267948966, is_finite(b));
  } else if (a > 0.0 && b == 0.0) {
    r = 1.5707963267948966;
  } else if (a > 0.0 && is_finite(b)) {
    r = atan_f(a / b);
  }
  let left = (bitcast<u32>(x) >> 31u) == 1u;
  return with_sign(select(r, 3.1415927410125732 - (r + 8.742278000372486e-08), left), y);
}`,
  },
  // asin for |x| <= 1/2.
  asin_near: {
    needs: [],
    code: `
fn asin_near(x: f32) -> f32 {
  let z = x * x;
  var p = 0.04221854731440544 * z + 0.02414761111140251;
  p = p * z + 0.04547709599137306;
  p = p * z + 0.07495241612195969;
  p = p * z + 0.16666753590106964;
  return x + x * z * p;
}`,
  },
  asin_f: {
    needs: ["asin_near", "from_bits", "with_sign"],
    code: `
fn asin_f(x: f32) -> f32 {
  let a = abs(x);
  if (!(a <= 1.0)) { return from_bits(0x7fc00000u); }
  if (a <= 0.5) { return with_sign(asin_near(a), x); }
  let half = asin_near(sqrt(0.5 * (1.0 - a)));
  return with_sign(1.5707963705062866 - (2.0 * half + 4.371139000186243e-8), x);
}`,
  },
  acos_f: {
    needs: ["asin_near", "from_bits"],
    code: `
fn acos_f(x: f32) -> f32 {
  let a = abs(x);
  if (!(a <= 1.0)) { return from_bits(0x7fc00000u); }
  if (a <= 0.5) { return 1.5707963705062866 - (asin_near(x) + 4.371139000186243e-8); }
  let angle = 2.0 * asin_near(sqrt(0.5 * (1.0 - a)));
  return select(angle, 3.1415927410125732 - (angle + 8.742278000372486e-08), x < 0.0);
}`,
  },
} satisfies Record<string, Definition>;
