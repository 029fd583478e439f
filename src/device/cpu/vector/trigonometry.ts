/**
 * Trigonometric and hyperbolic functions of four floats, after the WGSL prelude. Angles beyond 16384, which are rare,
 * are reduced by JavaScript, lane by lane.
 *
 * @module
 */
import type { Code, Value } from "./code.ts";
import { expHalf, log, log1p, nearestWhole } from "./float.ts";

/** What rare lanes are computed by: the functions that a module imports, in this order. */
export const RARE = [Math.sin, Math.cos, Math.tan];

const FAR = 16384;
/** The bit of the sign. */
const SIGN = -0x80000000;
const PI_2 = 1.5707963705062866;
/** What the float above is too large by. */
const PI_2_REST = 4.371139000186243e-8;
const PI = 3.1415927410125732;
const PI_REST = 8.742278000372486e-08;

/** An angle less n quarter turns: pi/2 comes in parts so short that n times each is exact. */
function reduceAngle(c: Code, x: Value): { r: Value; n: Value } {
  const { float, int } = nearestWhole(c, x, 2 / Math.PI);
  let r = c.nfma(float, 1.5703125, x);
  r = c.nfma(float, 0.00048351287841796875, r);
  r = c.nfma(float, 3.1385570764541626e-07, r);
  return { r: c.nfma(float, 6.07710062827671e-11, r), n: int };
}

function sinNear(c: Code, r: Value, z: Value): Value {
  const p = c.polynomial(
    z,
    2.7183411930309376e-06,
    -0.0001983933907467872,
    0.008333329111337662,
    -0.1666666716337204,
  );
  return c.fma(c.op("f32x4Mul", r, z), p, r);
}

function cosNear(c: Code, z: Value): Value {
  const p = c.polynomial(
    z,
    -2.7211746100874734e-07,
    2.4799541279207915e-05,
    -0.0013888883404433727,
    0.0416666679084301,
  );
  return c.fma(c.op("f32x4Mul", z, z), p, c.nfma(z, 0.5, 1));
}

/** All ones where n is odd. */
function isOdd(c: Code, n: Value): Value {
  return c.op("v128Not", c.op("i32x4Eq", c.op("v128And", n, c.bits(1)), c.bits(0)));
}

/** The lanes whose angle is too large, infinite or NaN. */
function far(c: Code, x: Value): Value {
  return c.op("v128Not", c.op("f32x4Le", c.op("f32x4Abs", x), FAR));
}

/** The sine, or a quarter turn on the cosine, of a >= 0. */
function wave(c: Code, a: Value, quarters: 0 | 1): Value {
  const { r, n } = reduceAngle(c, a);
  const turn = quarters === 0 ? n : c.op("i32x4Add", n, c.bits(quarters));
  const z = c.op("f32x4Mul", r, r);
  const y = c.select(isOdd(c, turn), cosNear(c, z), sinNear(c, r, z));
  return c.op("v128Xor", y, c.shift("i32x4Shl", c.op("v128And", turn, c.bits(2)), 30));
}

/** What holds for the size of x, turned round where x is negative, -0 included. */
function odd(c: Code, x: Value, y: Value): Value {
  return c.op("v128Xor", y, c.op("v128And", x, c.bits(SIGN)));
}

/** The sine. */
export function sin(c: Code, x: Value): Value {
  const y = wave(c, c.op("f32x4Abs", x), 0);
  return c.rareLanes(far(c, x), odd(c, x, y), 0, [x]);
}

/** The cosine. */
export function cos(c: Code, x: Value): Value {
  return c.rareLanes(far(c, x), wave(c, c.op("f32x4Abs", x), 1), 1, [x]);
}

/** The tangent. */
export function tan(c: Code, x: Value): Value {
  const { r, n } = reduceAngle(c, c.op("f32x4Abs", x));
  const z = c.op("f32x4Mul", r, r);
  const [sine, cosine] = [sinNear(c, r, z), cosNear(c, z)];
  const turned = isOdd(c, n);
  const above = c.select(turned, c.op("f32x4Neg", cosine), sine);
  const y = c.op("f32x4Div", above, c.select(turned, sine, cosine));
  return c.rareLanes(far(c, x), odd(c, x, y), 2, [x]);
}

/** The inverse of the tangent. */
export function atan(c: Code, x: Value): Value {
  const a = c.op("f32x4Abs", x);
  const steep = c.op("f32x4Gt", a, 2.414213562373095);
  const middle = c.op("f32x4Gt", a, 0.4142135623730951);
  const above = c.select(steep, -1, c.select(middle, c.op("f32x4Sub", a, 1), a));
  const below = c.select(steep, a, c.select(middle, c.op("f32x4Add", a, 1), 1));
  const t = c.op("f32x4Div", above, below);
  const base = c.select(steep, PI_2, c.op("v128And", middle, PI_2 / 2));
  const rest = c.select(steep, -PI_2_REST, c.op("v128And", middle, -PI_2_REST / 2));
  const z = c.op("f32x4Mul", t, t);
  const p = c.polynomial(
    z,
    -0.06093216314911842,
    0.10600355267524719,
    -0.14244532585144043,
    0.1999853253364563,
    -0.33333316445350647,
  );
  const tail = c.op("f32x4Add", t, c.fma(c.op("f32x4Mul", t, z), p, rest));
  return c.withSign(c.op("f32x4Add", base, tail), x);
}

/** asin for |x| <= 1/2. */
function asinNear(c: Code, x: Value): Value {
  const z = c.op("f32x4Mul", x, x);
  const p = c.polynomial(
    z,
    0.04221854731440544,
    0.02414761111140251,
    0.04547709599137306,
    0.07495241612195969,
    0.16666753590106964,
  );
  return c.fma(c.op("f32x4Mul", x, z), p, x);
}

/** Where |x| is at most 1/2, and asin of it, or of what half the angle from 1 has for its sine. */
function asinParts(c: Code, a: Value): { near: Value; angle: Value } {
  const near = c.op("f32x4Le", a, 0.5);
  const half = c.op("f32x4Sqrt", c.op("f32x4Mul", c.op("f32x4Sub", 1, a), 0.5));
  return { near, angle: asinNear(c, c.select(near, a, half)) };
}

/** The inverse of the sine. */
export function asin(c: Code, x: Value): Value {
  const { near, angle } = asinParts(c, c.op("f32x4Abs", x));
  const far = c.op("f32x4Sub", PI_2, c.fma(angle, 2, PI_2_REST));
  return c.withSign(c.select(near, angle, far), x);
}

/** The inverse of the cosine. */
export function acos(c: Code, x: Value): Value {
  const { near, angle } = asinParts(c, c.op("f32x4Abs", x));
  const signed = c.withSign(angle, x);
  const middle = c.op("f32x4Sub", PI_2, c.op("f32x4Add", signed, PI_2_REST));
  const double = c.op("f32x4Add", angle, angle);
  const left = c.op("f32x4Sub", PI, c.op("f32x4Add", double, PI_REST));
  return c.select(near, middle, c.select(c.op("f32x4Lt", x, 0), left, double));
}

/** The angle of the point (x, y), all signs of zeros and infinities told apart. */
export function atan2(c: Code, y: Value, x: Value): Value {
  const [a, b] = [c.op("f32x4Abs", y), c.op("f32x4Abs", x)];
  // Two zeros, and two infinities, have no quotient.
  const diagonal = c.select(c.op("f32x4Eq", a, 0), 0, 1);
  const slope = c.select(c.op("f32x4Eq", a, b), diagonal, c.op("f32x4Div", a, b));
  const angle = atan(c, slope);
  const negative = c.shift("i32x4ShrS", x, 31);
  const opposite = c.op("f32x4Sub", PI, c.op("f32x4Add", angle, PI_REST));
  return c.withSign(c.select(negative, opposite, angle), y);
}

/** The hyperbolic sine. */
export function sinh(c: Code, x: Value): Value {
  const a = c.op("f32x4Abs", x);
  const z = c.op("f32x4Mul", a, a);
  const p = c.polynomial(
    z,
    2.817439735736116e-06,
    0.0001983606634894386,
    0.008333350531756878,
    0.1666666716337204,
  );
  const near = c.fma(c.op("f32x4Mul", a, z), p, a);
  const e = expHalf(c, a);
  const far = c.op("f32x4Sub", e, c.op("f32x4Div", 0.25, e));
  return c.withSign(c.select(c.op("f32x4Lt", a, 1), near, far), x);
}

/** The hyperbolic cosine. */
export function cosh(c: Code, x: Value): Value {
  const e = expHalf(c, c.op("f32x4Abs", x));
  return c.op("f32x4Add", e, c.op("f32x4Div", 0.25, e));
}

/** log(2a) for a so large that a^2 + 1 is a^2. */
function logTwice(c: Code, a: Value): Value {
  return c.op("f32x4Add", log(c, a), Math.LN2);
}

/** The inverse of the hyperbolic sine. */
export function asinh(c: Code, x: Value): Value {
  const a = c.op("f32x4Abs", x);
  const z = c.op("f32x4Mul", a, a);
  const root = c.op("f32x4Sqrt", c.op("f32x4Add", z, 1));
  const near = log1p(c, c.op("f32x4Add", a, c.op("f32x4Div", z, c.op("f32x4Add", root, 1))));
  return c.withSign(c.select(c.op("f32x4Gt", a, 10000), logTwice(c, a), near), x);
}

/** The inverse of the hyperbolic cosine, from 1 up. */
export function acosh(c: Code, x: Value): Value {
  const t = c.op("f32x4Sub", x, 1);
  const root = c.op("f32x4Sqrt", c.op("f32x4Mul", t, c.op("f32x4Add", t, 2)));
  const near = log1p(c, c.op("f32x4Add", t, root));
  const r = c.select(c.op("f32x4Gt", x, 10000), logTwice(c, x), near);
  return c.op("v128Or", r, c.op("v128Not", c.op("f32x4Ge", x, 1)));
}

/** The inverse of the hyperbolic tangent. */
export function atanh(c: Code, x: Value): Value {
  const a = c.op("f32x4Abs", x);
  const quotient = c.op("f32x4Div", c.op("f32x4Add", a, a), c.op("f32x4Sub", 1, a));
  return c.withSign(c.op("f32x4Mul", log1p(c, quotient), 0.5), x);
}

/** sqrt(x^2 + y^2), whose squares would overflow. An infinite side wins over NaN. */
export function hypot(c: Code, x: Value, y: Value): Value {
  const [a, b] = [c.op("f32x4Abs", x), c.op("f32x4Abs", y)];
  const longer = c.op("f32x4Max", a, b);
  const ratio = c.op("f32x4Div", c.op("f32x4Min", a, b), longer);
  const length = c.op("f32x4Mul", longer, c.op("f32x4Sqrt", c.fma(ratio, ratio, 1)));
  const infinite = c.op(
    "v128Or",
    c.op("f32x4Eq", a, Infinity),
    c.op("f32x4Eq", b, Infinity),
  );
  const known = c.select(c.op("f32x4Eq", longer, 0), 0, length);
  return c.select(infinite, Infinity, known);
}
