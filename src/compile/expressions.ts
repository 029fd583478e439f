/**
 * Expressions, taken apart and put into one another.
 *
 * @module
 */
import {
  apply,
  type ComputeType,
  type ElementwiseKernel,
  elementwiseKernel,
  type Expression,
  kindOf,
  type Primitive,
} from "../device/expression.ts";
import type { DType } from "../tensor/dtype.ts";

const used = new WeakMap<Expression, ReadonlySet<number>>();

/** The numbers of the operands that an expression looks at. */
export function usedOperands(body: Expression): ReadonlySet<number> {
  let known = used.get(body);
  if (known === undefined) {
    const found = new Set<number>();
    const visit = (node: Expression): void => {
      if (node.kind === "operand") found.add(node.index);
      else if (node.kind === "apply") node.args.forEach(visit);
    };
    visit(body);
    used.set(body, known = found);
  }
  return known;
}

/** A plain number. */
export function constant(value: number): Expression {
  return { kind: "constant", value };
}

/** Primitives that cost as much as a few additions. */
const CHEAP: ReadonlySet<Primitive> = new Set<Primitive>(
  ["neg", "abs", "add", "sub", "mul", "div", "maximum", "minimum", "rounded", "select", "number"],
);

/** Whether to compute an expression anew costs less than to fetch its value from memory. */
export function isCheap(body: Expression): boolean {
  const cheap = (node: Expression): boolean =>
    node.kind !== "apply" ||
    (CHEAP.has(node.fn) || kindOf(node) === "truth") && node.args.every(cheap);
  return sizeOfTree(body) <= 12 && cheap(body);
}

/** How many nodes an expression has, written out: one that occurs twice counts twice. */
export function sizeOfTree(body: Expression): number {
  let size = 1;
  if (body.kind === "apply") { for (const arg of body.args) size += sizeOfTree(arg); }
  return size;
}

/** The same as another kind of value: numbers for truths, or the other way round. */
function as(kind: "number" | "truth", node: Expression): Expression {
  if (kindOf(node) === kind) return node;
  return kind === "number" ? apply("number", node) : apply("ne", node, 0);
}

/**
 * An expression whose value is what would be loaded, had the body's been stored; undefined where
 * storing does what expressions cannot.
 */
export function asStored(
  body: Expression,
  compute: ComputeType,
  dtype: DType,
): Expression | undefined {
  if (dtype === "bool") return as("truth", body);
  const number = as("number", body);
  if (compute === "int") return dtype === "int32" ? number : undefined;
  if (compute === "uint") return dtype === "uint32" ? number : undefined;
  // Rounded as in memory, so that equal numbers stay equal wherever they are computed.
  if (dtype === "float32") return isExact(number) ? number : apply("rounded", number, 32);
  return dtype === "float64" ? number : undefined;
}

/** Whether a value is no longer than what it was made from. */
function isExact(node: Expression): boolean {
  if (node.kind === "constant") return Math.fround(node.value) === node.value;
  return node.kind === "apply" && (node.fn === "rounded" || node.fn === "number");
}

/** An expression with others in the place of its operands. What occurs twice stays one object. */
export function substitute(body: Expression, operands: readonly Expression[]): Expression {
  const done = new Map<Expression, Expression>();
  const visit = (node: Expression): Expression => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const result = node.kind === "constant"
      ? node
      : node.kind === "apply"
      ? { ...node, args: node.args.map(visit) }
      : placed(node, operands[node.index]!);
    done.set(node, result);
    return result;
  };
  return visit(body);
}

function placed(node: Expression & { kind: "operand" }, by: Expression): Expression {
  // An operand can be tested as it is loaded.
  return by.kind === "operand" ? { ...by, as: node.as } : as(node.as, by);
}

/** Kernels by key: devices keep what they generate by kernel. */
const kernels = new Map<string, ElementwiseKernel>();
const KEPT = 1024;

/** The kernel of an expression. */
export function kernelOf(body: Expression): ElementwiseKernel {
  const made = elementwiseKernel("fused", body);
  const known = kernels.get(made.key);
  if (known !== undefined) return known;
  if (kernels.size >= KEPT) kernels.clear();
  kernels.set(made.key, made);
  return made;
}
