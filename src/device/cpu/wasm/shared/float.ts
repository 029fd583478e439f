// What kernels share: multiplying and adding, folding four lanes into one, and exponentials and logarithms to a unit
// or two in the last place, by the polynomials of src/device/webgpu/wgsl/float.ts.

/** a * b + c, rounded once where the machine can. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.relaxed_madd(a, b, c);
}

/** The larger of each two lanes, and b's where a is NaN: one instruction, where `max` is seven. */
// @ts-ignore: decorator
@inline
export function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(b, a);
}

/**
 * Four lanes of a number that stay in a register during a loop. V8 would build a constant anew each time around:
 * with a dozen of them, as in exponentials, the loop takes three times as long. It cannot know that this is one.
 *
 * @param none lanes of 0 that no compiler can see through: `i32x4.splat(count >> 31)`
 */
// @ts-ignore: decorator
@inline
export function held(value: f32, none: v128): v128 {
  return v128.or(f32x4.splat(value), none);
}

/**
 * e^x for x up to 88, and 0 from -88 down, by constants that a loop holds in registers. Adding 1.5 * 2^23 rounds to an integer and leaves it in
 * the low bits, from where one shift makes the power of two; 127 more makes that of -127 a zero.
 */
// @ts-ignore: decorator
@inline
export function expBy(
  x: v128,
  lowest: v128,
  log2e: v128,
  magic: v128,
  high: v128,
  low: v128,
  c6: v128,
  c5: v128,
  c4: v128,
  c3: v128,
  c2: v128,
): v128 {
  const c = f32x4.pmax(x, lowest);
  const t = madd(c, log2e, magic);
  const n = f32x4.sub(t, magic);
  const r = madd(n, low, madd(n, high, c));
  const q = madd(madd(madd(madd(c6, r, c5), r, c4), r, c3), r, c2);
  const power = i32x4.shl(t, 23);
  return madd(madd(f32x4.mul(r, r), q, r), power, power);
}

/** e^x of four lanes, where a loop is not all about exponentials. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  return expBy(
    x,
    f32x4.splat(-88.0),
    f32x4.splat(1.4426950408889634),
    f32x4.splat(12582912.0 + 127.0),
    f32x4.splat(-0.693359375),
    f32x4.splat(0.00021219444005469057),
    f32x4.splat(0.0013942149234935641),
    f32x4.splat(0.008363769389688969),
    f32x4.splat(0.041666362434625626),
    f32x4.splat(0.16666573286056519),
    f32x4.splat(0.5),
  );
}

/** e^x of one number. */
// @ts-ignore: decorator
@inline
export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

/** The logarithm of a normal positive number; of anything else NaN. */
export function log1(x: f32): f32 {
  if (!(x >= 1.1754943508222875e-38 && x < Infinity)) return NaN;
  const bits = reinterpret<i32>(x);
  const e = (bits - 0x3f3504f3) >> 23;
  const f = <f64> reinterpret<f32>(bits - (e << 23)) - 1.0;
  const z = f * f;
  let p = -0.05978464335203171 * f + 0.10634192824363708;
  p = p * f - 0.1082007884979248;
  p = p * f + 0.11035890132188797;
  p = p * f - 0.12424284219741821;
  p = p * f + 0.1428513079881668;
  p = p * f - 0.16669411957263947;
  p = p * f + 0.20000089704990387;
  p = p * f - 0.24999967217445374;
  p = p * f + 0.3333333134651184;
  return <f32> (f + (f * z * p - 0.5 * z) + <f64> e * 0.6931471805599453);
}

/** The sum of four lanes. */
// @ts-ignore: decorator
@inline
export function sum4(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** The largest of four lanes. */
// @ts-ignore: decorator
@inline
export function max4(x: v128): f32 {
  const a = max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1));
  return max(a, max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}
