/**
 * Hyperbolic functions and their inverses in WGSL, and the length of a vector.
 *
 * @module
 */
import type { Definition } from "./prelude.ts";

/** The functions by name. */
export const HYPERBOLIC = {
  tanh_f: {
    needs: ["exp_f", "with_sign"],
    code: `
fn tanh_f(x: f32) -> f32 {
  let a = abs(x);
  if (a < 0.625) {
    let z = a * a;
    var p = 0.002149475272744894 * z - 0.008185061626136303;
    p = p * z + 0.02170407772064209;
    p = p * z - 0.05394744500517845;
    p = p * z + 0.13333211839199066;
    p = p * z - 0.3333333134651184;
    return with_sign(a + a * z * p, x);
  }
  return with_sign(1.0 - 2.0 / (exp_f(2.0 * a) + 1.0), x);
}`,
  },
  // e^a / 2 for a >= 0, which overflows later than e^a.
  exp_half: {
    needs: ["scale", "exp_tail"],
    code: `
fn exp_half(a: f32) -> f32 {
  let c = min(a, 90.0);
  let n = round(c * 1.4426950408889634);
  let r = (c - n * 0.693359375) - n * -0.00021219444005469057;
  return scale(1.0 + (r + exp_tail(r)), i32(n) - 1);
}`,
  },
  sinh_f: {
    needs: ["exp_half", "is_nan", "with_sign"],
    code: `
fn sinh_f(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  let a = abs(x);
  if (a < 1.0) {
    let z = a * a;
    var p = 2.817439735736116e-06 * z + 0.0001983606634894386;
    p = p * z + 0.008333350531756878;
    p = p * z + 0.1666666716337204;
    return with_sign(a + a * z * p, x);
  }
  let e = exp_half(a);
  return with_sign(e - 0.25 / e, x);
}`,
  },
  cosh_f: {
    needs: ["exp_half", "is_nan"],
    code: `
fn cosh_f(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  let e = exp_half(abs(x));
  return e + 0.25 / e;
}`,
  },
  // log(2a) for a so large that a^2 + 1 is a^2.
  log_twice: {
    needs: ["log_f"],
    code: `
fn log_twice(a: f32) -> f32 { return log_f(a) + 0.6931471805599453; }`,
  },
  asinh_f: {
    needs: ["is_nan", "log1p_f", "log_twice", "with_sign"],
    code: `
fn asinh_f(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  let a = abs(x);
  if (a > 10000.0) { return with_sign(log_twice(a), x); }
  return with_sign(log1p_f(a + a * a / (1.0 + sqrt(a * a + 1.0))), x);
}`,
  },
  acosh_f: {
    needs: ["from_bits", "log1p_f", "log_twice"],
    code: `
fn acosh_f(x: f32) -> f32 {
  if (!(x >= 1.0)) { return from_bits(0x7fc00000u); }
  if (x > 10000.0) { return log_twice(x); }
  let t = x - 1.0;
  return log1p_f(t + sqrt(t * (t + 2.0)));
}`,
  },
  atanh_f: {
    needs: ["from_bits", "log1p_f", "with_sign"],
    code: `
fn atanh_f(x: f32) -> f32 {
  let a = abs(x);
  if (!(a <= 1.0)) { return from_bits(0x7fc00000u); }
  if (a == 1.0) { return with_sign(from_bits(0x7f800000u), x); }
  return with_sign(0.5 * log1p_f(2.0 * a / (1.0 - a)), x);
}`,
  },
  // sqrt(x^2 + y^2), whose squares would overflow. An infinite side wins over NaN.
  hypot_f: {
    needs: ["from_bits", "is_finite", "is_nan"],
    code: `
fn hypot_f(x: f32, y: f32) -> f32 {
  let a = abs(x);
  let b = abs(y);
  if (!is_finite(a) || !is_finite(b)) {
    let infinite = (!is_finite(a) && !is_nan(a)) || (!is_finite(b) && !is_nan(b));
    return from_bits(select(0x7fc00000u, 0x7f800000u, infinite));
  }
  let longer = max(a, b);
  if (longer == 0.0) { return 0.0; }
  let ratio = min(a, b) / longer;
  return longer * sqrt(1.0 + ratio * ratio);
}`,
  },
} satisfies Record<string, Definition>;
