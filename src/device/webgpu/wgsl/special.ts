/**
 * Special functions in WGSL: the error function and its kin, the gamma function's, and the modified
 * Bessel functions. The polynomials are minimax fits made for this file.
 *
 * @module
 */
import type { Definition } from "./prelude.ts";

/** The functions by name. */
export const SPECIAL = {
  // Beyond 0.93 it is 1 - 2^-y, with a power as exact as so small a part of the sum needs: 0.7 of the time
  // of the general one. Without early returns, which cost llvmpipe masks.
  erf_f: {
    needs: ["is_nan", "with_sign"],
    code: `
fn erf_f(x: f32) -> f32 {
  let a = abs(x);
  var r: f32;
  if (a < 0.93) {
    let z = a * a;
    var p = 8.344876550836489e-05 * z - 0.0008137354743666947;
    p = p * z + 0.005200626794248819;
    p = p * z - 0.02685926854610443;
    p = p * z + 0.11283694207668304;
    p = p * z - 0.37612634897232056;
    p = p * z + 0.12837916612625122;
    r = a + a * p;
  } else {
    let c = min(a, 3.95);
    var q = 1.67533344210824e-05 * c - 0.000471220031613484;
    q = q * c + 0.005277405027300119;
    q = q * c - 0.03432896360754967;
    q = q * c + 0.1533227115869522;
    q = q * c + 0.916296124458313;
    q = q * c + 1.6283038854599;
    let y = c * q;
    let n = round(y);
    let t = n - y;
    var e = 0.0013264723820611835 * t + 0.009671512991189957;
    e = e * t + 0.05550733581185341;
    e = e * t + 0.24022242426872253;
    e = e * t + 0.6931470036506653;
    r = 1.0 - (1.0 + t * e) * bitcast<f32>((127 - i32(n)) << 23u);
  }
  return select(with_sign(r, x), x, is_nan(x));
}`,
  },
  // 1 - erf(a) for a from 0.5 to 10.5: e^(-a^2), with the square in two parts, of which the first is exact.
  erfc_tail: {
    needs: ["exp_f", "leading"],
    code: `
fn erfc_tail(a: f32) -> f32 {
  let t = (a - 2.0) / (a + 2.0);
  var p = -0.0006108843954280019 * t + 5.375729233492166e-05;
  p = p * t + 0.003909341059625149;
  p = p * t - 0.0004953366005793214;
  p = p * t - 0.025240037590265274;
  p = p * t + 0.04253412038087845;
  p = p * t + 0.03781374171376228;
  p = p * t - 0.25997477769851685;
  p = p * t + 0.7661870121955872;
  let h = leading(a);
  return exp_f(-h * h) * (exp_f((h - a) * (h + a)) * p / (1.0 + a));
}`,
  },
  erfc_f: {
    needs: ["erf_f", "erfc_tail", "is_nan"],
    code: `
fn erfc_f(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (abs(x) < 0.5) { return 1.0 - erf_f(x); }
  let tail = erfc_tail(min(abs(x), 10.5));
  return select(tail, 2.0 - tail, x < 0.0);
}`,
  },
  // erfinv(x) / x, given w = -log(1 - x^2).
  erfinv_ratio: {
    needs: [],
    code: `
fn erfinv_ratio(w: f32) -> f32 {
  if (w < 6.25) {
    let t = w - 3.0;
    var p = 6.377785521927137e-10 * t - 5.435841998746582e-09;
    p = p * t - 1.8542257507192517e-08;
    p = p * t + 4.477600441532559e-07;
    p = p * t - 1.7747682932167663e-06;
    p = p * t - 1.2705108019872569e-05;
    p = p * t + 0.00019512603466864675;
    p = p * t - 0.0008362000226043165;
    p = p * t - 0.0057381936348974705;
    p = p * t + 0.2416304051876068;
    p = p * t + 1.623542070388794;
    return p;
  }
  let s = sqrt(w);
  if (s < 5.0) {
    let t = s - 3.75;
    var p = 3.7836929550394416e-05 * t - 0.00012737383076455444;
    p = p * t + 0.00017894917982630432;
    p = p * t - 0.00023897032951936126;
    p = p * t + 0.0005323622608557343;
    p = p * t - 0.0012959231389686465;
    p = p * t + 0.002056909492239356;
    p = p * t + 1.0086785554885864;
    p = p * t + 3.5875041484832764;
    return p;
  }
  let t = s - 7.5;
  var p = -3.92945622706975e-08 * t + 2.4777290263955365e-07;
  p = p * t - 8.515474405612622e-07;
  p = p * t + 2.6496154532651417e-06;
  p = p * t + 1.4894408195686992e-05;
  p = p * t - 0.0004954409087076783;
  p = p * t + 1.0080903768539429;
  p = p * t + 7.373190402984619;
  return p;
}`,
  },
  erfinv_f: {
    needs: ["erfinv_ratio", "from_bits", "log_f", "with_sign"],
    code: `
fn erfinv_f(x: f32) -> f32 {
  let a = abs(x);
  if (a == 1.0) { return with_sign(from_bits(0x7f800000u), x); }
  if (!(a < 1.0)) { return from_bits(0x7fc00000u); }
  return x * erfinv_ratio(-log_f((1.0 - a) * (1.0 + a)));
}`,
  },
  // sqrt(2) erfinv(2p - 1), for the smallest p, too.
  ndtri_f: {
    needs: ["erfinv_ratio", "from_bits", "log_f"],
    code: `
fn ndtri_f(p: f32) -> f32 {
  if (p == 0.0 || p == 1.0) { return from_bits(select(0x7f800000u, 0xff800000u, p == 0.0)); }
  if (!(p > 0.0 && p < 1.0)) { return from_bits(0x7fc00000u); }
  return 1.4142135623730951 * (2.0 * p - 1.0) * erfinv_ratio(-log_f(4.0 * p * (1.0 - p)));
}`,
  },
  // log gamma(1 + e) for e from -0.3 to 0.5.
  lgamma_one: {
    needs: [],
    code: `
fn lgamma_one(e: f32) -> f32 {
  var p = 0.05365702882409096 * e - 0.11664241552352905;
  p = p * e + 0.1366317719221115;
  p = p * e - 0.14553217589855194;
  p = p * e + 0.16880904138088226;
  p = p * e - 0.20724579691886902;
  p = p * e + 0.270598828792572;
  p = p * e - 0.4006888270378113;
  p = p * e + 0.8224669098854065;
  p = p * e - 0.5772156715393066;
  return e * p;
}`,
  },
  // log gamma(2 + e) for e from -0.5 to 1.
  lgamma_two: {
    needs: [],
    code: `
fn lgamma_two(e: f32) -> f32 {
  var p = -0.000121514436614234 * e + 0.0005161964800208807;
  p = p * e - 0.001255632028914988;
  p = p * e + 0.002905578352510929;
  p = p * e - 0.007373664993792772;
  p = p * e + 0.020577823743224144;
  p = p * e - 0.06735312193632126;
  p = p * e + 0.3224671483039856;
  p = p * e + 0.42278435826301575;
  return e * p;
}`,
  },
  lgamma_right: {
    needs: ["lgamma_one", "lgamma_two", "log_f"],
    code: `
fn lgamma_right(x: f32) -> f32 {
  if (x >= 0.7 && x < 1.5) { return lgamma_one(x - 1.0); }
  if (x >= 1.5 && x < 3.0) { return lgamma_two(x - 2.0); }
  let logarithm = log_f(x);
  if (x < 0.5) { return lgamma_one(x) - logarithm; }
  if (x < 0.7) { return lgamma_two(x - 1.0) - logarithm; }
  let z = 1.0 / x / x;
  let p = (0.0007093723397701979 * z - 0.002774474211037159) * z + 0.08333331346511841;
  return (x - 0.5) * (logarithm - 1.0) + (p / x + 0.4189385332046727);
}`,
  },
  // Left of 0 by gamma(x) gamma(-x) = -pi / (x sin(pi x)).
  lgamma_f: {
    needs: ["from_bits", "is_finite", "is_nan", "lgamma_right", "log_f", "sin_f"],
    code: `
fn lgamma_f(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (!is_finite(x)) { return abs(x); }
  let a = abs(x);
  if (x <= 0.0 && floor(a) == a) { return from_bits(0x7f800000u); }
  let right = lgamma_right(a);
  // Next to 0 the two sides are one.
  if (x > 0.0 || a < 1e-8) { return right; }
  let sine = abs(sin_f(3.141592653589793 * (a - round(a))));
  return log_f(3.141592653589793 / (a * sine)) - right;
}`,
  },
  // Up to 6 and beyond by psi(x + 1) = psi(x) + 1/x, there by Stirling's series.
  digamma_f: {
    needs: ["from_bits", "is_finite", "is_nan", "log_f", "tan_f", "with_sign"],
    code: `
fn digamma_f(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x == 0.0) { return with_sign(from_bits(0x7f800000u), -x); }
  var far = x;
  var sum = 0.0;
  if (x < 0.0) {
    if (floor(x) == x) { return from_bits(0x7fc00000u); }
    sum = -3.141592653589793 / tan_f(3.141592653589793 * (x - round(x)));
    far = 1.0 - x;
  }
  if (!is_finite(far)) { return far; }
  for (var i = 0; i < 6 && far < 6.0; i++) {
    sum -= 1.0 / far;
    far += 1.0;
  }
  let z = 1.0 / far / far;
  let p = z * (0.08333333333333333 - z * (0.008333333333333333 - z * 0.003968253968253968));
  return sum + (log_f(far) - (0.5 / far + p));
}`,
  },
  // The sum of (q + k)^-s over k = 0, 1, ..., for q > 0, by Euler and Maclaurin's formula.
  zeta_right: {
    needs: ["pow_f"],
    code: `
fn zeta_right(s: f32, q: f32) -> f32 {
  var sum = 0.0;
  var w = q;
  var power = 0.0;
  for (var i = 0; i < 65; i++) {
    let last = i == 64 || w >= 8.0 + 0.5 * s;
    power = pow_f(w, select(-s, 1.0 - s, last));
    if (last) { break; }
    sum += power;
    if (power <= 1e-8 * sum) { return sum; }
    w += 1.0;
  }
  let z = 1.0 / w / w;
  var p = 3.306878306878307e-5 - (s + 5.0) * (s + 6.0) * z * 8.267195767195767e-7;
  p = 0.001388888888888889 - (s + 3.0) * (s + 4.0) * z * p;
  p = 0.08333333333333333 - (s + 1.0) * (s + 2.0) * z * p;
  return sum + (power / (s - 1.0) + power / w * (0.5 + s / w * p));
}`,
  },
  // Left of 0, for whole s, by the sums on either side of it.
  zeta_f: {
    needs: ["from_bits", "is_nan", "zeta_right"],
    code: `
fn zeta_f(s: f32, q: f32) -> f32 {
  if (s == 1.0) { return from_bits(0x7f800000u); }
  if (!(s > 1.0) || is_nan(q)) { return from_bits(0x7fc00000u); }
  if (q <= 0.0 && floor(q) == q) { return from_bits(0x7f800000u); }
  if (q < 0.0 && floor(s) < s) { return from_bits(0x7fc00000u); }
  let even = floor(s * 0.5) == s * 0.5;
  var sum = 0.0;
  // A loop, because compilers copy the function to every place that calls it.
  for (var i = 0; i < select(1, 3, q < 0.0); i++) {
    let at = select(select(ceil(q) - q, 1.0 - q, i == 2), select(q - floor(q), q, q > 0.0), i == 0);
    let part = zeta_right(s, at);
    sum += select(-part, part, i == 0 || even == (i == 1));
  }
  return sum;
}`,
  },
  // The series around 0 for a <= 9, and the one in 1/a beyond, which has e^a taken out of it.
  i0_near: {
    needs: [],
    code: `
fn i0_near(a: f32) -> f32 {
  let z = 0.25 * a * a;
  var p = 1.65020625744923e-13 * z + 3.5732580089264943e-12;
  p = p * z + 7.094136944552076e-10;
  p = p * z + 3.806438542142132e-08;
  p = p * z + 1.9400531527935527e-06;
  p = p * z + 6.938729347893968e-05;
  p = p * z + 0.0017362852813676;
  p = p * z + 0.02777748927474022;
  p = p * z + 0.2500002384185791;
  p = p * z + 0.9999999403953552;
  p = p * z + 1.0;
  return p;
}`,
  },
  i0_far: {
    needs: [],
    code: `
fn i0_far(a: f32) -> f32 {
  let z = 1.0 / a;
  var p = 0.09433311223983765 * z + 0.02321288362145424;
  p = p * z + 0.028321491554379463;
  p = p * z + 0.04986364766955376;
  p = p * z + 0.3989422917366028;
  return p / sqrt(a);
}`,
  },
  i0_f: {
    needs: ["exp_f", "from_bits", "i0_far", "i0_near", "is_nan"],
    code: `
fn i0_f(x: f32) -> f32 {
  let a = abs(x);
  if (is_nan(x) || a <= 9.0) { return i0_near(a); }
  if (a > 92.0) { return from_bits(0x7f800000u); }
  let half = exp_f(0.5 * a);
  return half * i0_far(a) * half;
}`,
  },
  i0e_f: {
    needs: ["exp_f", "i0_far", "i0_near", "is_nan"],
    code: `
fn i0e_f(x: f32) -> f32 {
  let a = abs(x);
  if (is_nan(x) || a <= 9.0) { return exp_f(-a) * i0_near(a); }
  return i0_far(a);
}`,
  },
  i1_near: {
    needs: [],
    code: `
fn i1_near(a: f32) -> f32 {
  let z = 0.25 * a * a;
  var p = 1.443064621248734e-14 * z + 4.078230537562372e-13;
  p = p * z + 7.695646203620399e-11;
  p = p * z + 4.795585706318661e-09;
  p = p * z + 2.767037585726939e-07;
  p = p * z + 1.1567763976927381e-05;
  p = p * z + 0.0003472432726994157;
  p = p * z + 0.006944405380636454;
  p = p * z + 0.08333336561918259;
  p = p * z + 0.5;
  p = p * z + 1.0;
  return 0.5 * a * p;
}`,
  },
  i1_far: {
    needs: [],
    code: `
fn i1_far(a: f32) -> f32 {
  let z = 1.0 / a;
  var p = -0.11680682003498077 * z - 0.03374886512756348;
  p = p * z - 0.04707418382167816;
  p = p * z - 0.1495984047651291;
  p = p * z + 0.3989422619342804;
  return p / sqrt(a);
}`,
  },
  i1_f: {
    needs: ["exp_f", "from_bits", "i1_far", "i1_near", "is_nan", "with_sign"],
    code: `
fn i1_f(x: f32) -> f32 {
  let a = abs(x);
  if (is_nan(x) || a <= 9.0) { return with_sign(i1_near(a), x); }
  if (a > 92.0) { return with_sign(from_bits(0x7f800000u), x); }
  let half = exp_f(0.5 * a);
  return with_sign(half * i1_far(a) * half, x);
}`,
  },
  i1e_f: {
    needs: ["exp_f", "i1_far", "i1_near", "is_nan", "with_sign"],
    code: `
fn i1e_f(x: f32) -> f32 {
  let a = abs(x);
  if (is_nan(x) || a <= 9.0) { return with_sign(exp_f(-a) * i1_near(a), x); }
  return with_sign(i1_far(a), x);
}`,
  },
} satisfies Record<string, Definition>;
