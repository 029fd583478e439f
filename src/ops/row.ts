/**
 * What an elementwise operation is: one row of a table, holding what happens to an element and how
 * gradients flow back. Everything else follows from it, on every device: kernels, broadcasting,
 * promotion, the in-place form.
 *
 * @module
 */
import {
  type ElementwiseKernel,
  elementwiseKernel,
  type Expression,
} from "../device/expression.ts";
import { type DType, dtypeOfNumber } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What an elementwise operation takes: tensors, and plain numbers beside them. */
export type Operand = Tensor | number | boolean;

/** The dtype of an operand: a tensor's own, or what a plain value stands for. */
export function dtypeOf(x: Operand): DType {
  return typeof x === "object" ? x.dtype : dtypeOfNumber(x);
}

/** An operand that is known to be a tensor: of rows with one operand, it always is. */
export function tensorOf(x: Operand): Tensor {
  return x as Tensor;
}

/** The operands and the result, by the names that gradients call them. */
export interface Saved {
  readonly a: Operand;
  readonly b: Operand;
  readonly c: Operand;
  readonly d: Operand;
  readonly out: Tensor;
}

/** The gradient with respect to one operand. */
export interface Slope {
  /** What the formula reads: kept alive until backward, and watched for in-place changes. */
  readonly reads: readonly (keyof Saved)[];
  /** The gradient of the operand, at the shape of the output. */
  readonly of: (grad: Tensor, saved: Saved) => Tensor;
  /** The same as one kernel of the gradient and of what is read, for when nobody differentiates it again. */
  readonly kernel: ElementwiseKernel | undefined;
}

/**
 * The dtype of a result:
 * - `same`: the promoted dtype of the operands;
 * - `float`: the same, but integers become float32;
 * - `truth`: bool.
 */
export type ResultRule = "same" | "float" | "truth";

/** Says why an operation has no meaning for operands, or undefined where it has. */
export type Refusal = (operands: readonly Operand[]) => string | undefined;

/** Dtypes in which an operation cannot be computed. */
export interface Lack {
  /** What PyTorch calls its kernel when it says so. */
  readonly kernel: string;
  /** Which dtypes they are. */
  readonly dtypes: (dtype: DType) => boolean;
}

/** An elementwise operation. */
export interface Row {
  /** The kernel that devices generate code for. */
  readonly kernel: ElementwiseKernel;
  /** The dtype of the result. */
  readonly result: ResultRule;
  /** PyTorch's name for the operation on the tape; it has one for each of its overloads. */
  readonly node: (operands: readonly Operand[]) => string;
  /** The gradient for each operand; null where there is none. */
  readonly slopes: readonly (Slope | null)[];
  /** Operands without a say in the result's dtype: those that choose between others, or only fill. */
  readonly conditions: readonly number[];
  /** Whether integers are computed as floats too: the expression has constants that they lack. */
  readonly inFloats: boolean;
  /** Why the operation has no meaning for such operands, in PyTorch's words; undefined where it has. */
  readonly refuses: Refusal;
  /** The dtypes in which the operation cannot be computed; undefined where it can be in all. */
  readonly lack: Lack | undefined;
}

/** A node name that ends in 1 where the operand of that number is a tensor, else in 0. */
export function numbered(name: string, operand: number): Row["node"] {
  return (operands) => `${name}Backward${typeof operands[operand] === "object" ? 1 : 0}`;
}

/** What an operation lacks that does not take truth values for numbers. */
export function notForBool(kernel: string): Lack {
  return { kernel, dtypes: (dtype) => dtype === "bool" };
}

/**
 * Writes a slope: what it reads, then the formula.
 *
 * @param body the formula once more where it takes several steps: operand 0 is the gradient, then comes what is read
 */
export function slope(
  reads: readonly (keyof Saved)[],
  of: (grad: Tensor, saved: Saved) => Tensor,
  body?: Expression,
): Slope {
  const kernel = body === undefined ? undefined : elementwiseKernel("slope", body);
  return { reads, of, kernel };
}

/**
 * Writes a row.
 *
 * @param name the operation's name
 * @param result the dtype of the result
 * @param body what happens to one element
 * @param slopes the gradient for each operand, in order; none for operations without gradients
 * @param details PyTorch's node name where it is not the capitalized name; which operands are
 * conditions; whether integers are computed as floats; operands that are refused; dtypes
 * that it cannot be computed in
 */
export function row(
  name: string,
  result: ResultRule,
  body: Expression,
  slopes: readonly (Slope | null)[] = [],
  details: {
    node?: string | Row["node"];
    conditions?: readonly number[];
    inFloats?: boolean;
    refuses?: Refusal;
    lack?: Lack;
  } = {},
): Row {
  const { node = `${name[0]!.toUpperCase()}${name.slice(1)}Backward0` } = details;
  return {
    kernel: elementwiseKernel(name, body),
    result,
    node: typeof node === "string" ? () => node : node,
    slopes,
    conditions: details.conditions ?? [],
    inFloats: details.inFloats ?? false,
    refuses: details.refuses ?? (() => undefined),
    lack: details.lack,
  };
}
