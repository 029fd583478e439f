/**
 * The small language in which elementwise operations are written. An expression says what happens to
 * one element; every device generates its own kernels from it, so a new operation needs no change to
 * any device, and a chain of operations is one larger expression.
 *
 * @module
 */
import { type DType, isFloating } from "../tensor/dtype.ts";

/** Functions of numbers that give a number. */
export type NumericPrimitive =
  | "neg"
  | "abs"
  | "sign"
  | "floor"
  | "ceil"
  | "trunc"
  | "round"
  | "sqrt"
  | "exp"
  | "exp2"
  | "expm1"
  | "log"
  | "log1p"
  | "log2"
  | "log10"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "atan2"
  | "sinh"
  | "cosh"
  | "tanh"
  | "asinh"
  | "acosh"
  | "atanh"
  | "hypot"
  | "erf"
  | "erfc"
  | "erfinv"
  | "ndtri"
  | "lgamma"
  | "digamma"
  | "zeta"
  | "i0"
  | "i0e"
  | "i1"
  | "i1e"
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "floorDivide"
  | "remainder"
  | "fmod"
  | "maximum"
  | "minimum"
  | "copysign"
  | "nextafter"
  | "rounded";

/**
 * Functions of whole numbers that give a whole number: floats have none of them. Shifts by less than 0
 * or by 32 and more leave nothing but the sign.
 */
export type WholePrimitive =
  | "bitAnd"
  | "bitOr"
  | "bitXor"
  | "shiftLeft"
  | "shiftRight"
  | "gcd";

/** Functions of two numbers that give a truth value. NaN compares as in IEEE 754. */
export type Comparison = "lt" | "le" | "gt" | "ge" | "eq" | "ne";

/** Functions of truth values that give a truth value. */
export type Connective = "and" | "or" | "xor" | "not";

/** Everything an expression can apply. */
export type Primitive =
  | NumericPrimitive
  | WholePrimitive
  | Comparison
  | Connective
  | "isNaN"
  | "select"
  | "number";

/**
 * An expression, either a number or a truth value:
 * - `operand`: the element of the i-th operand, converted to the type the kernel computes in, or, with
 *   `as: "truth"`, tested against zero;
 * - `constant`: a number known when the kernel is generated; infinities and NaN are allowed;
 * - `apply`: a primitive of other expressions. `select(truth, a, b)` is a where truth holds, else b;
 *   `number(truth)` is 1 or 0. `rounded(x, bits)` is x as a float of so many bits (32 or 64)
 *   holds it; `nextafter(x, y, bits)` is the float that follows x on the way to y.
 */
export type Expression =
  | { readonly kind: "operand"; readonly index: number; readonly as: "number" | "truth" }
  | { readonly kind: "constant"; readonly value: number }
  | {
    readonly kind: "apply";
    readonly fn: Primitive;
    readonly args: readonly Expression[];
  };

/**
 * What a kernel computes in. Floats are f32 in WGSL and doubles in JavaScript, rounded when stored;
 * `bool` and `uint8` compute as `int`.
 */
export type ComputeType = "float" | "int" | "uint";

/** What a kernel computes in to give values of a dtype. */
export function computeTypeOf(dtype: DType): ComputeType {
  if (isFloating(dtype)) return "float";
  return dtype === "uint32" ? "uint" : "int";
}

/** An elementwise operation as a device sees it. */
export interface ElementwiseKernel {
  /** The operation's name, for labels and messages. */
  readonly name: string;
  /** How many operands the expression refers to. */
  readonly operands: number;
  /** What happens to one element. */
  readonly body: Expression;
  /** Equal for equal expressions: devices cache generated code under it. */
  readonly key: string;
}

/** Names an expression, counts its operands and derives its cache key. */
export function elementwiseKernel(name: string, body: Expression): ElementwiseKernel {
  return { name, operands: countOperands(body), body, key: keyOf(body) };
}

/** The operand that a kernel gives as it is, but for its dtype; undefined where it computes. */
export function copiedOperand({ body }: ElementwiseKernel): number | undefined {
  return body.kind === "operand" && body.as === "number" ? body.index : undefined;
}

/** Says whether an expression is a number or a truth value. */
export function kindOf(expression: Expression): "number" | "truth" {
  switch (expression.kind) {
    case "operand":
      return expression.as;
    case "constant":
      return "number";
    case "apply":
      return TRUTHS.has(expression.fn) ? "truth" : "number";
  }
}

const TRUTHS: ReadonlySet<Primitive> = new Set<Primitive>(
  ["lt", "le", "gt", "ge", "eq", "ne", "and", "or", "xor", "not", "isNaN"],
);

function countOperands(expression: Expression): number {
  switch (expression.kind) {
    case "operand":
      return expression.index + 1;
    case "constant":
      return 0;
    case "apply":
      return Math.max(0, ...expression.args.map(countOperands));
  }
}

function keyOf(expression: Expression): string {
  switch (expression.kind) {
    case "operand":
      return `${expression.as === "truth" ? "t" : "x"}${expression.index}`;
    case "constant":
      return Object.is(expression.value, -0) ? "-0" : String(expression.value);
    case "apply":
      return `${expression.fn}(${expression.args.map(keyOf).join(",")})`;
  }
}

/** An expression, or a plain number standing for a constant. */
export type Term = Expression | number;

function term(value: Term): Expression {
  return typeof value === "number" ? { kind: "constant", value } : value;
}

/** The i-th operand as a number. */
export function operand(index: number): Expression {
  return { kind: "operand", index, as: "number" };
}

/** The i-th operand as a truth value: whether it differs from zero. */
export function truth(index: number): Expression {
  return { kind: "operand", index, as: "truth" };
}

/** Applies a primitive; plain numbers among the arguments are constants. */
export function apply(fn: Primitive, ...args: Term[]): Expression {
  return { kind: "apply", fn, args: args.map(term) };
}
