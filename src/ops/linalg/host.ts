/**
 * What linear algebra on the CPU shares: what it checks, and how it goes through batches of matrices.
 *
 * @module
 */
import { LinAlgError, RuntimeError } from "../../errors.ts";
import { emptyTensor, fromTypedArray } from "../../tensor/create.ts";
import { type DType, isFloating, scalarTypeName, typedArray } from "../../tensor/dtype.ts";
import { type Shape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * Checks that a tensor is a matrix, or a batch of them.
 *
 * @param name PyTorch's name for the operation in its messages
 */
export function requireMatrix(name: string, x: Tensor, argument = "A"): void {
  if (x.ndim >= 2) return;
  throw new RuntimeError(
    "bad-dims",
    `${name}: The input tensor ${argument} must have at least 2 dimensions.`,
    "Matrices are the last two dimensions: unsqueeze() adds one.",
  );
}

/** Checks that a tensor is a square matrix, or a batch of them. */
export function requireSquare(name: string, x: Tensor): void {
  requireMatrix(name, x);
  checkSquare(`${name}: `, x);
}

/** The same of a tensor that has two dimensions; the message begins as it is told. */
export function checkSquare(prefix: string, x: Tensor): void {
  if (x.size(-2) === x.size(-1)) return;
  throw new RuntimeError(
    "bad-shape",
    `${prefix}A must be batches of square matrices, but they are ${x.size(-2)} by ${
      x.size(-1)
    } matrices`,
    "Rows must be as many as columns: linalg.lstsq() and linalg.pinv() take any matrix.",
  );
}

/**
 * Checks that elements are float32 or float64.
 *
 * @param name the operation in PyTorch's message for integers; undefined where it names the kernel
 * @param kernel the kernel in PyTorch's message for float16; undefined where it has one of its own
 */
export function requireFloats(
  name: string | undefined,
  x: Tensor,
  kernel: string | undefined,
): void {
  if (x.dtype === "float32" || x.dtype === "float64") return;
  const type = scalarTypeName(x.dtype);
  const named = isFloating(x.dtype)
    ? kernel === undefined ? `${name}: Low precision dtypes not supported. Got ${type}` : undefined
    : name === undefined
    ? undefined
    : `${name}: Expected a floating point or complex tensor as input. Got ${type}`;
  throw new RuntimeError(
    "dtype-refused",
    named ?? `"${kernel}" not implemented for '${type}'`,
    "Convert it first: x.float().",
  );
}

/** A result: the shape of one of the batch's, and its dtype. */
export interface Output {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * Computes a batch of results, one matrix after another, in doubles.
 *
 * @param batch the leading dimensions that all inputs have
 * @param inputs tensors of the same device
 * @param outputs what comes out for each of the batch
 * @param run reads one of the batch's inputs, which it may overwrite, and fills in the outputs
 * @returns the outputs, off the tape; on `meta` nothing is run
 */
export function perMatrix(
  batch: Shape,
  inputs: readonly Tensor[],
  outputs: readonly Output[],
  run: (inputs: Float64Array[], outputs: Float64Array[], element: number) => void,
): Tensor[] {
  const place = inputs[0]!.device;
  const shapes = outputs.map(({ shape }) => [...batch, ...shape]);
  if (place.type === "meta") {
    return outputs.map(({ dtype }, i) => emptyTensor(shapes[i]!, dtype, place));
  }
  const count = sizeOf(batch);
  const read = inputs.map((x) => Float64Array.from(x.toTypedArray()));
  const written = shapes.map((shape) => new Float64Array(sizeOf(shape)));
  const part = (array: Float64Array, element: number) => {
    const length = array.length / count;
    return array.subarray(element * length, (element + 1) * length);
  };
  for (let element = 0; element < count; element++) {
    run(
      read.map((array) => part(array, element)),
      written.map((array) => part(array, element)),
      element,
    );
  }
  return outputs.map(({ dtype }, i) => {
    const values = typedArray(dtype, written[i]!.length);
    values.set(written[i]!);
    return fromTypedArray(values, shapes[i]!, dtype, { device: place });
  });
}

/** The error of a matrix without the property that an operation needs, which says which of a batch it is. */
export function unfit(
  name: string,
  batch: Shape,
  element: number,
  message: string,
  fix: string,
): LinAlgError {
  const which = batch.length === 0 ? "" : `(Batch element ${element}): `;
  return new LinAlgError("unfit-matrix", `${name}: ${which}${message}`, fix);
}

/** Tensors in a row that have names, too, as PyTorch's named tuples do. */
export function namedTuple<T extends readonly Tensor[], Names extends string>(
  tensors: readonly [...T],
  ...names: Names[]
): Readonly<[...T]> & Readonly<Record<Names, Tensor>> {
  const named = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  return Object.assign([...tensors] as [...T], named as Record<Names, Tensor>);
}
