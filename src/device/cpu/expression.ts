/**
 * Expressions as JavaScript source text.
 *
 * @module
 */
import { type ComputeType, type Expression, kindOf, type Primitive } from "../expression.ts";

type Emitter = (...args: string[]) => string;

/** JavaScript for every primitive, for computing in doubles. */
const FLOAT: Readonly<Record<Primitive, Emitter>> = {
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
  maximum: (a, b) => `Math.max(${a}, ${b})`,
  minimum: (a, b) => `Math.min(${a}, ${b})`,
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

/** Where 32-bit integers need another way: products do not fit doubles, and all else wraps. */
const INTEGER: Partial<Record<Primitive, Emitter>> = {
  mul: (a, b) => `Math.imul(${a}, ${b})`,
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
    const integer = compute === "float" ? undefined : INTEGER[node.fn];
    const source = (integer ?? FLOAT[node.fn])(...args);
    const wraps = compute !== "float" && kindOf(node) === "number";
    return bind(node, wraps ? `(${source}) ${wrap}` : source);
  }
  const result = visit(body);
  return { statements, result };
}
