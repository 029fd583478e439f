/**
 * Exponentials and logarithms of four floats, right to one or two units in the last place at any argument,
 * denormal, infinite and NaN ones included. The minimax polynomials are those of the WGSL prelude, evaluated with
 * fused multiplications.
 *
 * @module
 */
import type { Code, Lanes, Value } from "./code.ts";

const LOG2_E = 1.4426950408889634;

/** ln(2) in two parts, of which the first is so short that a whole number times it is exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = -0.00021219444005469057;

/** Adding this rounds to a whole number, which stands in the lowest bits of the sum then. */
const ROUNDER = 12582912;
const ROUNDER_BITS = 0x4b400000;

/** The bits of 1: an exponent of 0. */
const ONE_BITS = 0x3f800000;

/** The whole number nearest to x times a factor, as float and as integer; up to 2^21. */
export function nearestWhole(c: Code, x: Value, factor: number): { float: Value; int: Value } {
  const shifted = c.fma(x, factor, ROUNDER);
  return {
    float: c.op("f32x4Sub", shifted, ROUNDER),
    int: c.op("i32x4Sub", shifted, c.bits(ROUNDER_BITS)),
  };
}

/** 2^n for n from -126 to 127. */
function power(c: Code, n: Value): Value {
  return c.op("i32x4Add", c.shift("i32x4Shl", n, 23), c.bits(ONE_BITS));
}

/** y 2^n for n from -252 to 254, in two steps so that neither factor overflows. */
export function scale(c: Code, y: Value, n: Value): Value {
  const half = c.shift("i32x4ShrS", n, 1);
  const low = power(c, half);
  const high = power(c, c.op("i32x4Sub", n, half));
  return c.op("f32x4Mul", c.op("f32x4Mul", y, low), high);
}

/** e^r - 1 - r for |r| <= ln(2) / 2. */
export function expTail(c: Code, r: Value): Value {
  const q = c.polynomial(
    r,
    0.0013942149234935641,
    0.008363769389688969,
    0.041666362434625626,
    0.16666573286056519,
    0.5,
  );
  return c.op("f32x4Mul", c.op("f32x4Mul", r, r), q);
}

/** e^r - 1 for |r| <= ln(2) / 2. */
function expNear(c: Code, r: Value): Value {
  return c.op("f32x4Add", r, expTail(c, r));
}

/** x = n ln(2) + r. */
function reduceExponent(c: Code, x: Value): { n: Value; r: Value } {
  const { float, int } = nearestWhole(c, x, LOG2_E);
  return { n: int, r: c.nfma(float, LN2_LOW, c.nfma(float, LN2_HIGH, x)) };
}

/** e^x. */
export function exp(c: Code, x: Value): Value {
  const { n, r } = reduceExponent(c, c.clamp(x, -104, 89));
  return scale(c, c.op("f32x4Add", expNear(c, r), 1), n);
}

/** e^a / 2 for a >= 0, which overflows later than e^a. */
export function expHalf(c: Code, a: Value): Value {
  const { n, r } = reduceExponent(c, c.op("f32x4Pmin", a, 90));
  return scale(c, c.op("f32x4Add", expNear(c, r), 1), c.op("i32x4Sub", n, c.bits(1)));
}

/** 2^x. */
export function exp2(c: Code, x: Value): Value {
  const bounded = c.clamp(x, -151, 129);
  const { float, int } = nearestWhole(c, bounded, 1);
  const r = c.op("f32x4Mul", c.op("f32x4Sub", bounded, float), Math.LN2);
  return scale(c, c.op("f32x4Add", expNear(c, r), 1), int);
}

/** e^x - 1. */
export function expm1(c: Code, x: Value): Value {
  const { n, r } = reduceExponent(c, c.clamp(x, -20, 89));
  // Half of it, for the largest power of two is no float.
  const half = power(c, c.op("i32x4Sub", n, c.bits(1)));
  const result = c.fma(half, expNear(c, r), c.op("f32x4Sub", half, 0.5));
  const tiny = c.op("f32x4Lt", c.op("f32x4Abs", x), 1e-8);
  return c.select(tiny, x, c.op("f32x4Add", result, result));
}

/** log(1 + f) - f, for 1 + f between sqrt(1/2) and sqrt(2). */
function logTail(c: Code, f: Value): Value {
  const z = c.op("f32x4Mul", f, f);
  const p = c.polynomial(
    f,
    -0.05978464335203171,
    0.10634192824363708,
    -0.1082007884979248,
    0.11035890132188797,
    -0.12424284219741821,
    0.1428513079881668,
    -0.16669411957263947,
    0.20000089704990387,
    -0.24999967217445374,
    0.3333333134651184,
  );
  return c.fma(c.op("f32x4Mul", f, z), p, c.op("f32x4Mul", z, -0.5));
}

/** x = 2^e (1 + f), 1 + f between sqrt(1/2) and sqrt(2). */
export function logSplit(c: Code, x: Value): { e: Value; f: Value } {
  const small = c.op("f32x4Lt", x, 1.1754943508222875e-38);
  const bits = c.select(small, c.op("f32x4Mul", x, 8388608), x);
  const e = c.shift("i32x4ShrS", c.op("i32x4Sub", bits, c.bits(0x3f3504f3)), 23);
  const m = c.op("i32x4Sub", bits, c.shift("i32x4Shl", e, 23));
  const lifted = c.op("v128And", small, 23);
  return {
    e: c.op("f32x4Sub", c.op("f32x4ConvertI32x4S", e), lifted),
    f: c.op("f32x4Sub", m, 1),
  };
}

/** A logarithm, or what it is of 0, negative numbers, infinity and NaN. */
function logEdges(c: Code, x: Value, logarithm: Value): Value {
  const defined = c.op("f32x4Ge", x, 0);
  const r = c.op("v128Or", logarithm, c.op("v128Not", defined));
  const finite = c.select(c.op("f32x4Eq", x, Infinity), Infinity, r);
  return c.select(c.op("f32x4Eq", x, 0), -Infinity, finite);
}

/** f + e ln(2), and what log(1 + f) has beyond f. */
function joinLog(c: Code, e: Value, f: Value): Value {
  const y = c.fma(e, LN2_LOW, logTail(c, f));
  return c.fma(e, LN2_HIGH, c.op("f32x4Add", f, y));
}

/** The natural logarithm. */
export function log(c: Code, x: Value): Value {
  const { e, f } = logSplit(c, x);
  return logEdges(c, x, joinLog(c, e, f));
}

/** log(1 + x). */
export function log1p(c: Code, x: Value): Value {
  const whole = c.op("f32x4Add", x, 1);
  const split = logSplit(c, whole);
  const near = c.op("v128And", c.op("f32x4Gt", x, -0.2928), c.op("f32x4Lt", x, 0.4142));
  const f = c.select(near, x, split.f);
  const e = c.op("v128Andnot", split.e, near);
  const result = logEdges(c, whole, joinLog(c, e, f));
  return c.select(c.op("f32x4Lt", c.op("f32x4Abs", x), 1e-8), x, result);
}

/** A logarithm of another base: 1 / ln(base) in two parts, and log_base(2) in two. */
function logOf(
  c: Code,
  x: Value,
  [unitHigh, unitLow]: readonly [number, number],
  [twoHigh, twoLow]: readonly [number, number],
): Value {
  const { e, f } = logSplit(c, x);
  const y = logTail(c, f);
  const low = c.fma(y, unitLow, c.op("f32x4Mul", f, unitLow));
  const middle = c.fma(y, unitHigh, twoLow === 0 ? low : c.fma(e, twoLow, low));
  return logEdges(c, x, c.fma(e, twoHigh, c.fma(f, unitHigh, middle)));
}

/** The logarithm to base 2. */
export function log2(c: Code, x: Value): Value {
  return logOf(c, x, [1, 0.4426950408889634], [1, 0]);
}

/** The logarithm to base 10. */
export function log10(c: Code, x: Value): Value {
  return logOf(
    c,
    x,
    [0.43359375, 0.0007007319032518277],
    [0.30078125, 0.00024874566398119523],
  );
}

/**
 * x P(x^2) / Q(x^2), with P and Q from the highest coefficient down, for x within a bound, beyond which the function
 * is 1: no branch and half the work of an exponential, at up to 5 units in the last place and 0.6 on average.
 */
function oddRatio(c: Code, x: Lanes, bound: number, top: number[], bottom: number[]): Value {
  const a = c.clamp(c.value(x), -bound, bound);
  const z = c.op("f32x4Mul", a, a);
  const quotient = c.op("f32x4Div", c.polynomial(z, ...top), c.polynomial(z, ...bottom));
  return c.clamp(c.op("f32x4Mul", a, quotient), -1, 1);
}

/** The hyperbolic tangent. */
export function tanh(c: Code, x: Value): Value {
  return oddRatio(c, x, 9.1, [
    1.3177213098458651e-08,
    2.0480954844970256e-05,
    0.0034877967555075884,
    0.13374462723731995,
    1,
  ], [
    7.703916935497546e-07,
    0.00032728968653827906,
    0.025847334414720535,
    0.46707776188850403,
    1,
  ]);
}

/** The error function. */
export function erf(c: Code, x: Value): Value {
  return oddRatio(c, x, 3.92, [
    2.0500847313087434e-06,
    0.0002848805452231318,
    0.0037655597552657127,
    0.05274854227900505,
    0.19040526449680328,
    1.1283791065216064,
  ], [
    3.809157351497561e-05,
    0.001162520027719438,
    0.01496910210698843,
    0.11410859227180481,
    0.5020750164985657,
    1,
  ]);
}
