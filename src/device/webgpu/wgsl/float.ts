/**
 * Functions of floats in WGSL. The built-in ones are a dozen to a million units in the last place off
 * on some drivers and lose NaN; these are right to one or two. The polynomials are minimax fits made
 * for this file; the schemes around them are the usual ones of mathematical libraries.
 *
 * Rules that real drivers taught: NaN is told by its bits, `!=` is written as a negated `==`, nothing
 * rests on `x - x` or `x * 0` being NaN, and error-free splits go through bits, because compilers
 * rearrange sums.
 *
 * @module
 */
import type { Definition } from "./prelude.ts";

/** log(1 + f) = f + tail(f), for 1 + f between sqrt(1/2) and sqrt(2). */
const LOG_TAIL = `
fn log_tail(f: f32) -> f32 {
  let z = f * f;
  var p = -0.05978464335203171 * f + 0.10634192824363708;
  p = p * f - 0.1082007884979248;
  p = p * f + 0.11035890132188797;
  p = p * f - 0.12424284219741821;
  p = p * f + 0.1428513079881668;
  p = p * f - 0.16669411957263947;
  p = p * f + 0.20000089704990387;
  p = p * f - 0.24999967217445374;
  p = p * f + 0.3333333134651184;
  return f * z * p - 0.5 * z;
}`;

/** Every float function by name. */
export const FLOAT = {
  from_bits: {
    needs: [],
    code: `
fn from_bits(bits: u32) -> f32 { return bitcast<f32>(bits); }`,
  },
  is_nan: {
    needs: [],
    code: `
fn is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }`,
  },
  nonzero: {
    needs: [],
    code: `
fn nonzero(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) != 0u; }`,
  },
  with_sign: {
    needs: [],
    code: `
fn with_sign(x: f32, model: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(model) & 0x80000000u));
}`,
  },
  // Conversions out of range differ between drivers, so they never happen.
  to_i32: {
    needs: ["is_nan"],
    code: `
fn to_i32(x: f32) -> i32 {
  if (is_nan(x)) { return 0; }
  if (x >= 2147483648.0) { return 2147483647; }
  if (x <= -2147483648.0) { return i32(-2147483648); }
  return i32(x);
}`,
  },
  to_u32: {
    needs: [],
    code: `
fn to_u32(x: f32) -> u32 {
  if (!(x >= 1.0)) { return 0u; }
  if (x >= 4294967296.0) { return 4294967295u; }
  return u32(x);
}`,
  },
  to_f16: {
    needs: [],
    code: `
fn to_f16(x: f32) -> f16 { return f16(x); }`,
  },
  maximum_f: {
    needs: ["is_nan"],
    code: `
fn maximum_f(a: f32, b: f32) -> f32 {
  return select(select(b, a, a > b || is_nan(a)), b, is_nan(b));
}`,
  },
  minimum_f: {
    needs: ["is_nan"],
    code: `
fn minimum_f(a: f32, b: f32) -> f32 {
  return select(select(b, a, a < b || is_nan(a)), b, is_nan(b));
}`,
  },
  // y * 2^n for n in [-252, 254], in two steps so that neither factor overflows.
  scale: {
    needs: [],
    code: `
fn scale(y: f32, n: i32) -> f32 {
  let half = n >> 1u;
  let low = bitcast<f32>(u32(half + 127) << 23u);
  let high = bitcast<f32>(u32(n - half + 127) << 23u);
  return y * low * high;
}`,
  },
  // e^r - 1 - r for |r| <= ln(2) / 2.
  exp_tail: {
    needs: [],
    code: `
fn exp_tail(r: f32) -> f32 {
  var q = 0.0013942149234935641 * r + 0.008363769389688969;
  q = q * r + 0.041666362434625626;
  q = q * r + 0.16666573286056519;
  q = q * r + 0.5;
  return r * r * q;
}`,
  },
  // x = n ln(2) + r: ln(2) in two parts, the first so short that n times it is exact.
  exp_f: {
    needs: ["is_nan", "scale", "exp_tail"],
    code: `
fn exp_f(x: f32) -> f32 {
  let c = clamp(x, -104.0, 89.0);
  let n = round(c * 1.4426950408889634);
  let r = (c - n * 0.693359375) - n * -0.00021219444005469057;
  return select(scale(1.0 + (r + exp_tail(r)), i32(n)), x, is_nan(x));
}`,
  },
  exp2_f: {
    needs: ["is_nan", "scale", "exp_tail"],
    code: `
fn exp2_f(x: f32) -> f32 {
  let c = clamp(x, -151.0, 129.0);
  let n = round(c);
  let r = (c - n) * 0.6931471805599453;
  return select(scale(1.0 + (r + exp_tail(r)), i32(n)), x, is_nan(x));
}`,
  },
  expm1_f: {
    needs: ["is_nan", "scale", "exp_tail"],
    code: `
fn expm1_f(x: f32) -> f32 {
  if (abs(x) < 1e-8 || is_nan(x)) { return x; }
  let c = clamp(x, -20.0, 89.0);
  let n = round(c * 1.4426950408889634);
  let r = (c - n * 0.693359375) - n * -0.00021219444005469057;
  let near = r + exp_tail(r);
  if (n > 30.0) { return scale(1.0 + near, i32(n)); }
  let power = scale(1.0, i32(n));
  return power * near + (power - 1.0);
}`,
  },
  log_tail: { needs: [], code: LOG_TAIL },
  // x = 2^e (1 + f), 1 + f between sqrt(1/2) and sqrt(2); gives (e, f).
  log_split: {
    needs: [],
    code: `
fn log_split(x: f32) -> vec2<f32> {
  let small = x < 1.1754943508222875e-38;
  let bits = bitcast<i32>(select(x, x * 8388608.0, small));
  let e = (bits - 0x3f3504f3) >> 23u;
  let m = bitcast<f32>(bits - (e << 23u));
  return vec2<f32>(f32(e) - select(0.0, 23.0, small), m - 1.0);
}`,
  },
  // What the logarithms of 0, negative numbers, infinity and NaN are, as (value, whether it applies).
  log_edge: {
    needs: ["from_bits"],
    code: `
fn log_edge(x: f32) -> vec2<f32> {
  if (x == 0.0) { return vec2<f32>(from_bits(0xff800000u), 1.0); }
  if (!(x > 0.0)) { return vec2<f32>(from_bits(0x7fc00000u), 1.0); }
  return vec2<f32>(x, f32(bitcast<u32>(x) == 0x7f800000u));
}`,
  },
  log_f: {
    needs: ["log_edge", "log_split", "log_tail"],
    code: `
fn log_f(x: f32) -> f32 {
  let edge = log_edge(x);
  if (edge.y == 1.0) { return edge.x; }
  let s = log_split(x);
  let y = log_tail(s.y) + s.x * -0.00021219444005469057;
  return (s.y + y) + s.x * 0.693359375;
}`,
  },
  log1p_f: {
    needs: ["log_f", "log_tail"],
    code: `
fn log1p_f(x: f32) -> f32 {
  if (abs(x) < 1e-8) { return x; }
  if (x > -0.2928 && x < 0.4142) { return x + log_tail(x); }
  return log_f(1.0 + x);
}`,
  },
  log2_f: {
    needs: ["log_edge", "log_split", "log_tail"],
    code: `
fn log2_f(x: f32) -> f32 {
  let edge = log_edge(x);
  if (edge.y == 1.0) { return edge.x; }
  let s = log_split(x);
  let y = log_tail(s.y);
  return ((y * 0.4426950408889634 + s.y * 0.4426950408889634) + y + s.y) + s.x;
}`,
  },
  log10_f: {
    needs: ["log_edge", "log_split", "log_tail"],
    code: `
fn log10_f(x: f32) -> f32 {
  let edge = log_edge(x);
  if (edge.y == 1.0) { return edge.x; }
  let s = log_split(x);
  let y = log_tail(s.y);
  let low = y * 0.0007007319032518277 + s.y * 0.0007007319032518277 + s.x * 0.00024874566398119523;
  return (low + y * 0.43359375 + s.y * 0.43359375) + s.x * 0.30078125;
}`,
  },
} satisfies Record<string, Definition>;
