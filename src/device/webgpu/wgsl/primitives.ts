/**
 * What each primitive of an expression is in WGSL, for every type that kernels compute in.
 *
 * @module
 */
import type { ComputeType, Primitive } from "../../expression.ts";
import type { Helper } from "./prelude.ts";
import type { Snippet } from "./types.ts";

type Make = (...args: string[]) => Snippet;
type Table = Readonly<Partial<Record<Primitive, Make>>>;

/** A call of a prelude function. */
function helper(name: Helper): Make {
  return (...args) => ({ text: `${name}(${args.join(", ")})`, uses: [name] });
}

/** A text in which `a`, `b` and `c` stand for the arguments. */
function inline(text: string, ...uses: Helper[]): Make {
  return (a, b, c) => ({
    text: `(${
      text.replace(/\b[abc]\b/g, (letter) => (letter === "a" ? a : letter === "b" ? b : c) ?? "")
    })`,
    uses,
  });
}

const SAME = inline("a");

const LOGIC: Table = {
  lt: inline("a < b"),
  le: inline("a <= b"),
  gt: inline("a > b"),
  ge: inline("a >= b"),
  eq: inline("a == b"),
  // `!=` is false for NaN on some drivers.
  ne: inline("!(a == b)"),
  and: inline("a && b"),
  or: inline("a || b"),
  xor: inline("a != b"),
  not: inline("!a"),
  select: inline("select(c, b, a)"),
};

const FLOAT: Table = {
  ...LOGIC,
  isNaN: helper("is_nan"),
  number: inline("select(0.0, 1.0, a)"),
  neg: inline("-a"),
  abs: inline("abs(a)"),
  sign: inline("f32(i32(a > 0.0) - i32(a < 0.0))"),
  floor: inline("floor(a)"),
  ceil: inline("ceil(a)"),
  trunc: inline("trunc(a)"),
  round: inline("round(a)"),
  sqrt: inline("sqrt(a)"),
  exp: helper("exp_f"),
  exp2: helper("exp2_f"),
  expm1: helper("expm1_f"),
  log: helper("log_f"),
  log1p: helper("log1p_f"),
  log2: helper("log2_f"),
  log10: helper("log10_f"),
  sin: helper("sin_f"),
  cos: helper("cos_f"),
  tan: helper("tan_f"),
  asin: helper("asin_f"),
  acos: helper("acos_f"),
  atan: helper("atan_f"),
  atan2: helper("atan2_f"),
  sinh: helper("sinh_f"),
  cosh: helper("cosh_f"),
  tanh: helper("tanh_f"),
  asinh: helper("asinh_f"),
  acosh: helper("acosh_f"),
  atanh: helper("atanh_f"),
  hypot: helper("hypot_f"),
  erf: helper("erf_f"),
  erfc: helper("erfc_f"),
  erfinv: helper("erfinv_f"),
  ndtri: helper("ndtri_f"),
  lgamma: helper("lgamma_f"),
  digamma: helper("digamma_f"),
  zeta: helper("zeta_f"),
  i0: helper("i0_f"),
  i0e: helper("i0e_f"),
  i1: helper("i1_f"),
  i1e: helper("i1e_f"),
  add: inline("a + b"),
  // Drivers fold x - x to 0, which it is not for NaN and infinity; p.zero is 0, but they cannot know.
  sub: (a, b) =>
    (a === b ? inline("abs(a) * from_bits(p.zero)", "from_bits") : inline("a - b"))(a!, b!),
  mul: inline("a * b"),
  div: inline("a / b"),
  pow: helper("pow_f"),
  floorDivide: helper("floor_divide_f"),
  remainder: helper("remainder_f"),
  fmod: helper("modulo"),
  maximum: helper("maximum_f"),
  minimum: helper("minimum_f"),
  copysign: helper("with_sign"),
  // Floats have 32 bits here, whatever the last argument says.
  nextafter: (a, b) => helper("nextafter_f")(a!, b!),
  rounded: SAME,
};

/** What holds for both kinds of integers. */
const INTEGER: Table = {
  ...LOGIC,
  isNaN: inline("false"),
  abs: inline("abs(a)"),
  floor: SAME,
  ceil: SAME,
  trunc: SAME,
  round: SAME,
  add: inline("a + b"),
  sub: inline("a - b"),
  mul: inline("a * b"),
  div: inline("a / b"),
  fmod: inline("a - a / b * b"),
  rounded: SAME,
  bitAnd: inline("a & b"),
  bitOr: inline("a | b"),
  bitXor: inline("a ^ b"),
  maximum: inline("max(a, b)"),
  minimum: inline("min(a, b)"),
};

/** Primitives by the type that the kernel computes in; what is missing makes no sense there. */
export const PRIMITIVES: Readonly<Record<ComputeType, Table>> = {
  float: FLOAT,
  int: {
    ...INTEGER,
    number: inline("select(0i, 1i, a)"),
    neg: inline("-a"),
    sign: inline("sign(a)"),
    pow: helper("pow_i"),
    floorDivide: helper("floor_divide_i"),
    remainder: helper("remainder_i"),
    shiftLeft: inline("select(a << (u32(b) & 31u), 0i, u32(b) > 31u)"),
    shiftRight: inline("a >> min(u32(b), 31u)"),
    gcd: helper("gcd_i"),
  },
  uint: {
    ...INTEGER,
    number: inline("select(0u, 1u, a)"),
    neg: inline("0u - a"),
    sign: inline("min(a, 1u)"),
    pow: helper("pow_u"),
    floorDivide: inline("a / b"),
    remainder: inline("a - a / b * b"),
    shiftLeft: inline("select(a << (b & 31u), 0u, b > 31u)"),
    shiftRight: inline("select(a >> (b & 31u), 0u, b > 31u)"),
    gcd: helper("gcd_u"),
  },
};
