/**
 * Powers of four floats, after the WGSL prelude: the logarithm of the base in two parts of together 34 bits.
 *
 * @module
 */
import type { Code, Value } from "./code.ts";
import { expTail, logSplit, scale } from "./float.ts";

/** The bit of the sign. */
const SIGN = -0x80000000;

/** The leading 12 bits of a significand: products of two such are exact. */
function leading(c: Code, x: Value): Value {
  return c.op("v128And", x, c.bits(0xfffff000));
}

/** log2(a) for a > 0 and finite, in two parts. */
function logParts(c: Code, a: Value): [high: Value, low: Value] {
  const { e: n, f } = logSplit(c, a);
  // log(1 + f) = 2 artanh(s), s = f / (2 + f)
  const d = c.op("f32x4Add", f, 2);
  const v = c.op("f32x4Div", 1, d);
  const s = c.op("f32x4Mul", f, v);
  const [s1, d1] = [leading(c, s), leading(c, d)];
  const d2 = c.op("f32x4Sub", f, c.op("f32x4Sub", d1, 2));
  const s2 = c.op("f32x4Mul", v, c.nfma(s1, d2, c.nfma(s1, d1, f)));
  const z = c.op("f32x4Mul", s, s);
  const p = c.polynomial(
    z,
    0.11666382849216461,
    0.14275361597537994,
    0.2000006139278412,
    0.3333333432674408,
  );
  const t = c.fma(c.op("f32x4Mul", s, z), p, s2);
  // times 2 / ln(2), in two parts
  const high = c.op("f32x4Mul", s1, 2.884765625);
  const low = c.fma(s1, 0.0006244567779268147, c.op("f32x4Mul", t, 2.8853900817779268));
  const l1 = leading(c, c.op("f32x4Add", n, c.op("f32x4Add", high, low)));
  const over = c.op("f32x4Sub", c.op("f32x4Sub", l1, n), high);
  return [l1, c.op("f32x4Sub", low, over)];
}

/** 2^(y log2(a)) for a > 0 and finite, and finite y. */
function ofPositive(c: Code, a: Value, y: Value): Value {
  const [l1, l2] = logParts(c, a);
  const bounded = c.clamp(y, -1e10, 1e10);
  const y1 = leading(c, bounded);
  const e1 = c.op("f32x4Mul", y1, l1);
  const e2 = c.fma(c.op("f32x4Sub", bounded, y1), l1, c.op("f32x4Mul", bounded, l2));
  const whole = c.op("f32x4Nearest", c.op("f32x4Add", e1, e2));
  // times ln(2), again in two parts, of which the first is so short that adding 1 is exact
  const rest = c.op("f32x4Sub", e1, whole);
  const r1 = leading(c, c.op("f32x4Add", rest, e2));
  const r2 = c.op("f32x4Add", c.op("f32x4Sub", rest, r1), e2);
  const product = c.op("f32x4Mul", r1, 0.693115234375);
  const steps = c.op("f32x4Nearest", c.op("f32x4Mul", product, 4096));
  const w1 = c.op("f32x4Mul", steps, 1 / 4096);
  const low = c.fma(r1, 3.1946184945309417e-05, c.op("f32x4Mul", r2, Math.LN2));
  const w2 = c.op("f32x4Add", c.op("f32x4Sub", product, w1), low);
  const tail = c.op("f32x4Add", w2, expTail(c, c.op("f32x4Add", w1, w2)));
  const exponent = c.op("i32x4TruncSatF32x4S", c.clamp(whole, -152, 130));
  const result = scale(c, c.op("f32x4Add", c.op("f32x4Add", w1, 1), tail), exponent);
  const below = c.select(c.op("f32x4Lt", whole, -151), 0, result);
  return c.select(c.op("f32x4Gt", whole, 129), Infinity, below);
}

/** x^y, by the rules of IEEE 754: 1 where y is 0 or x is 1, be the other NaN. */
export function pow(c: Code, x: Value, y: Value): Value {
  const a = c.op("f32x4Abs", x);
  const b = c.op("f32x4Abs", y);
  const ends = c.op("v128Or", c.op("f32x4Eq", a, 0), c.op("f32x4Eq", a, Infinity));
  const extreme = c.op("v128Or", ends, c.op("f32x4Eq", b, Infinity));
  const shrinks = c.op("v128Xor", c.op("f32x4Gt", a, 1), c.op("f32x4Gt", y, 0));
  let r = c.select(extreme, c.select(shrinks, 0, Infinity), ofPositive(c, a, y));
  r = c.select(c.op("f32x4Eq", y, 1), a, r);
  r = c.select(c.op("f32x4Eq", y, 2), c.op("f32x4Mul", a, a), r);
  r = c.select(c.op("f32x4Eq", a, 1), 1, r);
  // The sign of the base, where the exponent is odd.
  const whole = c.op("f32x4Eq", c.op("f32x4Floor", y), y);
  const bit = c.op("v128And", c.op("i32x4TruncSatF32x4S", y), c.bits(1));
  const exact = c.op("v128And", whole, c.op("f32x4Lt", b, 2 ** 24));
  const odd = c.op("v128And", exact, c.shift("i32x4Shl", bit, 31));
  r = c.op("v128Xor", r, c.op("v128And", c.op("v128And", x, c.bits(SIGN)), odd));
  const root = c.op("v128Andnot", c.op("f32x4Lt", x, 0), c.op("v128Or", whole, extreme));
  const missing = c.op("v128Or", c.op("f32x4Ne", x, x), c.op("f32x4Ne", y, y));
  r = c.op("v128Or", r, c.op("v128Or", root, missing));
  return c.select(c.op("v128Or", c.op("f32x4Eq", y, 0), c.op("f32x4Eq", x, 1)), 1, r);
}
