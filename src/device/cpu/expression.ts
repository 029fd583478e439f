/**
 * Expressions as JavaScript source text.
 *
 * @module
 */
import {
  type ComputeType,
  type Expression,
  kindOf,
  type Primitive,
  type WholePrimitive,
} from "../expression.ts";

type Emitter = (...args: string[]) => string;

/** JavaScript for the primitives of numbers and truths, for computing in doubles. */
const FLOAT: Readonly<Record<Exclude<Primitive, WholePrimitive>, Emitter>> = {
  neg: (x) => `-${x}`,
  abs: (x) => `Math.abs(${x})`,
  // NaN has no sign: 0, as in PyTorch.
  sign: (x) => `${x} > 0 ? 1 : ${x} < 0 ? -1 : 0`,
  floor: (x) => `Math.floor(${x})`,
  ceil: (x) => `Math.ceil(${x})`,
  trunc: (x) => `Math.trunc(${x})`,
  round: (x) => `special.roundHalfEven(${x})`,
  sqrt: (x) => `Math.sqrt(${x})`,
  exp: (x) => `Math.exp(${x})`,
  exp2: (x) => `2 ** ${x}`,
  expm1: (x) => `Math.expm1(${x})`,
  log: (x) => `Math.log(${x})`,
  log1p: (x) => `Math.log1p(${x})`,
  log2: (x) => `Math.log2(${x})`,
  log10: (x) => `Math.log10(${x})`,
  sin: (x) => `Math.sin(${x})`,
  cos: (x) => `Math.cos(${x})`,
  tan: (x) => `Math.tan(${x})`,
  asin: (x) => `Math.asin(${x})`,
  acos: (x) => `Math.acos(${x})`,
  atan: (x) => `Math.atan(${x})`,
  atan2: (y, x) => `Math.atan2(${y}, ${x})`,
  sinh: (x) => `Math.sinh(${x})`,
  cosh: (x) => `Math.cosh(${x})`,
  tanh: (x) => `Math.tanh(${x})`,
  asinh: (x) => `Math.asinh(${x})`,
  acosh: (x) => `Math.acosh(${x})`,
  atanh: (x) => `Math.atanh(${x})`,
  hypot: (a, b) => `Math.hypot(${a}, ${b})`,
  erf: (x) => `special.erf(${x})`,
  erfc: (x) => `special.erfc(${x})`,
  erfinv: (x) => `special.erfinv(${x})`,
  ndtri: (x) => `special.ndtri(${x})`,
  lgamma: (x) => `special.lgamma(${x})`,
  digamma: (x) => `special.digamma(${x})`,
  zeta: (s, q) => `special.zeta(${s}, ${q})`,
  i0: (x) => `special.i0(${x})`,
  i0e: (x) => `special.i0e(${x})`,
  i1: (x) => `special.i1(${x})`,
  i1e: (x) => `special.i1e(${x})`,
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  // JavaScript says NaN where the base is 1 or -1 and the exponent NaN or infinite; IEEE 754 says 1.
  pow: (a, b) => `${a} === 1 || (${a} === -1 && Math.abs(${b}) === Infinity) ? 1 : ${a} ** ${b}`,
  floorDivide: (a, b) => `special.floorDivide(${a}, ${b})`,
  remainder: (a, b) => `special.remainder(${a}, ${b})`,
  fmod: (a, b) => `${a} % ${b}`,
  maximum: (a, b) => `Math.max(${a}, ${b})`,
  minimum: (a, b) => `Math.min(${a}, ${b})`,
  copysign: (a, b) => `special.copysign(${a}, ${b})`,
  nextafter: (a, b, bits) => `special.nextafter(${a}, ${b}, ${bits})`,
  rounded: (x, bits) => `special.rounded(${x}, ${bits})`,
  lt: (a, b) => `${a} < ${b}`,
  le: (a, b) => `${a} <= ${b}`,
  gt: (a, b) => `${a} > ${b}`,
  ge: (a, b) => `${a} >= ${b}`,
  eq: (a, b) => `${a} === ${b}`,
  ne: (a, b) => `${a} !== ${b}`,
  and: (a, b) => `${a} && ${b}`,
  or: (a, b) => `${a} || ${b}`,
  xor: (a, b) => `${a} !== ${b}`,
  not: (a) => `!${a}`,
  isNaN: (x) => `${x} !== ${x}`,
  select: (truth, a, b) => `${truth} ? ${a} : ${b}`,
  number: (truth) => `${truth} ? 1 : 0`,
};

/** Where 32-bit integers need another way: products do not fit doubles, nothing is divided by 0. */
const INTEGER: Readonly<Record<WholePrimitive, Emitter> & Partial<Record<Primitive, Emitter>>> = {
  mul: (a, b) => `Math.imul(${a}, ${b})`,
  rounded: (x) => x,
  div: (a, b) => `${a} / special.divisor(${b})`,
  floorDivide: (a, b) => `Math.floor(${a} / special.divisor(${b}))`,
  remainder: (a, b) => `special.remainder(${a}, special.divisor(${b}))`,
  fmod: (a, b) => `${a} % special.divisor(${b})`,
  bitAnd: (a, b) => `${a} & ${b}`,
  bitOr: (a, b) => `${a} | ${b}`,
  bitXor: (a, b) => `${a} ^ ${b}`,
  shiftLeft: (a, b) => `special.shiftLeft(${a}, ${b})`,
  shiftRight: (a, b) => `special.shiftRight(${a}, ${b})`,
  gcd: (a, b) => `special.gcd(${a}, ${b})`,
};

/** The emitters for what a kernel computes in. All that integers give is wrapped to 32 bits. */
const EMITTERS: Readonly<Record<ComputeType, Partial<Record<Primitive, Emitter>>>> = {
  float: FLOAT,
  int: { ...FLOAT, ...INTEGER },
  uint: { ...FLOAT, ...INTEGER },
};

function literal(value: number): string {
  return Object.is(value, -0) ? "(-0)" : `(${String(value)})`;
}

/**
 * Statements that compute an expression, and the name of the variable that holds its value. An
 * expression that occurs twice (the same object) is computed once.
 *
 * @param body the expression
 * @param compute what it computes in
 * @param load source text that gives the i-th operand as a number
 */
export function emit(
  body: Expression,
  compute: ComputeType,
  load: (index: number) => string,
): { statements: string[]; result: string } {
  const statements: string[] = [];
  const names = new Map<Expression | string, string>();
  const wrap = compute === "int" ? "| 0" : ">>> 0";

  function bind(key: Expression | string, source: string): string {
    const name = `t${names.size}`;
    names.set(key, name);
    statements.push(`const ${name} = ${source};`);
    return name;
  }
  function visit(node: Expression): string {
    if (node.kind === "constant") return literal(node.value);
    if (node.kind === "operand") {
      const value = names.get(`x${node.index}`) ?? bind(`x${node.index}`, load(node.index));
      if (node.as === "number") return value;
      return names.get(`truth${node.index}`) ?? bind(`truth${node.index}`, `${value} !== 0`);
    }
    const known = names.get(node);
    if (known !== undefined) return known;
    const args = node.args.map(visit);
    const source = EMITTERS[compute][node.fn]!(...args);
    const wraps = compute !== "float" && kindOf(node) === "number";
    return bind(node, wraps ? `(${source}) ${wrap}` : source);
  }
  const result = visit(body);
  return { statements, result };
}
