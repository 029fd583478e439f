/**
 * What each primitive of an expression is on four lanes, for every type that kernels compute in. What is missing is
 * left to loops in JavaScript.
 *
 * @module
 */
import type { Simd } from "../assembler/opcodes.ts";
import type { ComputeType, Primitive } from "../../expression.ts";
import type { Code, Value } from "./code.ts";
import * as float from "./float.ts";
import { pow } from "./power.ts";
import * as trigonometry from "./trigonometry.ts";

/** Writes the code of a primitive. */
export type Emit = (c: Code, ...args: Value[]) => Value;

type Table = Readonly<Partial<Record<Primitive, Emit>>>;

/** A single instruction. */
function instruction(name: Simd): Emit {
  return (c, ...args) => c.op(name, ...args);
}

const SAME: Emit = (_, x) => x!;

/** Truths are lanes of all ones or all zeros. */
const LOGIC: Table = {
  and: instruction("v128And"),
  or: instruction("v128Or"),
  xor: instruction("v128Xor"),
  not: instruction("v128Not"),
  select: (c, truth, a, b) => c.select(truth!, a!, b!),
};

const FLOAT: Table = {
  ...LOGIC,
  lt: instruction("f32x4Lt"),
  le: instruction("f32x4Le"),
  gt: instruction("f32x4Gt"),
  ge: instruction("f32x4Ge"),
  eq: instruction("f32x4Eq"),
  ne: instruction("f32x4Ne"),
  isNaN: (c, x) => c.op("f32x4Ne", x!, x!),
  number: (c, truth) => c.op("v128And", truth!, 1),
  neg: instruction("f32x4Neg"),
  abs: instruction("f32x4Abs"),
  sign: (c, x) =>
    c.op(
      "f32x4Sub",
      c.op("v128And", c.op("f32x4Gt", x!, 0), 1),
      c.op("v128And", c.op("f32x4Lt", x!, 0), 1),
    ),
  floor: instruction("f32x4Floor"),
  ceil: instruction("f32x4Ceil"),
  trunc: instruction("f32x4Trunc"),
  round: instruction("f32x4Nearest"),
  sqrt: instruction("f32x4Sqrt"),
  add: instruction("f32x4Add"),
  sub: instruction("f32x4Sub"),
  mul: instruction("f32x4Mul"),
  div: instruction("f32x4Div"),
  maximum: instruction("f32x4Max"),
  minimum: instruction("f32x4Min"),
  copysign: (c, x, model) => c.withSign(x!, model!),
  rounded: SAME,
  pow: (c, x, y) => pow(c, x!, y!),
  exp: (c, x) => float.exp(c, x!),
  exp2: (c, x) => float.exp2(c, x!),
  expm1: (c, x) => float.expm1(c, x!),
  log: (c, x) => float.log(c, x!),
  log1p: (c, x) => float.log1p(c, x!),
  log2: (c, x) => float.log2(c, x!),
  log10: (c, x) => float.log10(c, x!),
  tanh: (c, x) => float.tanh(c, x!),
  erf: (c, x) => float.erf(c, x!),
  sin: (c, x) => trigonometry.sin(c, x!),
  cos: (c, x) => trigonometry.cos(c, x!),
  tan: (c, x) => trigonometry.tan(c, x!),
  asin: (c, x) => trigonometry.asin(c, x!),
  acos: (c, x) => trigonometry.acos(c, x!),
  atan: (c, x) => trigonometry.atan(c, x!),
  atan2: (c, y, x) => trigonometry.atan2(c, y!, x!),
  sinh: (c, x) => trigonometry.sinh(c, x!),
  cosh: (c, x) => trigonometry.cosh(c, x!),
  asinh: (c, x) => trigonometry.asinh(c, x!),
  acosh: (c, x) => trigonometry.acosh(c, x!),
  atanh: (c, x) => trigonometry.atanh(c, x!),
  hypot: (c, x, y) => trigonometry.hypot(c, x!, y!),
};

/** What holds for both kinds of integers. */
const INTEGER: Table = {
  ...LOGIC,
  eq: instruction("i32x4Eq"),
  ne: instruction("i32x4Ne"),
  isNaN: (c) => c.bits(0),
  number: (c, truth) => c.op("v128And", truth!, c.bits(1)),
  neg: instruction("i32x4Neg"),
  floor: SAME,
  ceil: SAME,
  trunc: SAME,
  round: SAME,
  rounded: SAME,
  add: instruction("i32x4Add"),
  sub: instruction("i32x4Sub"),
  mul: instruction("i32x4Mul"),
  bitAnd: instruction("v128And"),
  bitOr: instruction("v128Or"),
  bitXor: instruction("v128Xor"),
};

/** Primitives by the type that the kernel computes in. */
export const PRIMITIVES: Readonly<Record<ComputeType, Table>> = {
  float: FLOAT,
  int: {
    ...INTEGER,
    lt: instruction("i32x4LtS"),
    le: instruction("i32x4LeS"),
    gt: instruction("i32x4GtS"),
    ge: instruction("i32x4GeS"),
    abs: instruction("i32x4Abs"),
    maximum: instruction("i32x4MaxS"),
    minimum: instruction("i32x4MinS"),
    // The masks of comparisons are -1.
    sign: (c, x) =>
      c.op("i32x4Sub", c.op("i32x4LtS", x!, c.bits(0)), c.op("i32x4GtS", x!, c.bits(0))),
  },
  uint: {
    ...INTEGER,
    lt: instruction("i32x4LtU"),
    le: instruction("i32x4LeU"),
    gt: instruction("i32x4GtU"),
    ge: instruction("i32x4GeU"),
    abs: SAME,
    maximum: instruction("i32x4MaxU"),
    minimum: instruction("i32x4MinU"),
    sign: (c, x) => c.op("i32x4MinU", x!, c.bits(1)),
  },
};
