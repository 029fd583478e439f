/**
 * Normalization of rows in one pass, on devices that have kernels for it.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { fusedFor, resultLike, rowsOf, together, viewAs } from "../../ops/fused.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** The gradients of what was normalized, and of the weight and bias where they need one. */
interface Slopes {
  readonly x: Tensor;
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
}

/** Normalized rows, and their gradients from that of the result; not to be called while recording. */
interface NormalizedRows {
  readonly output: Tensor;
  readonly slopes: (grad: Tensor) => Slopes;
}

/** What rows are normalized with. */
interface Affine {
  readonly weight?: Tensor | null;
  readonly bias?: Tensor | null;
  readonly eps: number;
}

/**
 * Layer normalization of rows of so many elements, or undefined where the device has no kernel for it.
 *
 * @param x any shape; its elements in order are the rows
 * @param columns how long a row is
 */
export function layerNormRows(
  x: Tensor,
  columns: number,
  { weight = null, bias = null, eps }: Affine,
): NormalizedRows | undefined {
  const { layerNorm, layerNormBackward } = fusedFor(x, weight, bias);
  if (layerNorm === undefined || layerNormBackward === undefined) return undefined;
  return noGrad(() => {
    const { rows, factor, output } = prepared(x, weight);
    const perRow = [x.numel / columns];
    const [mean, inverse] = [resultLike(x, perRow), resultLike(x, perRow)];
    layerNorm(
      rowsOf(rows, columns),
      vector(factor),
      vector(bias?.contiguous() ?? null),
      eps,
      rowsOf(output, columns),
      vector(mean),
      vector(inverse),
    );
    const slopes = together(asking(x, weight, bias), (grad) => {
      const gradX = resultLike(x);
      const gradWeight = slopeOf(weight);
      const gradBias = slopeOf(bias);
      layerNormBackward(
        rowsOf(grad.contiguous(), columns),
        rowsOf(rows, columns),
        vector(mean),
        vector(inverse),
        vector(factor),
        rowsOf(gradX, columns),
        vector(gradWeight),
        vector(gradBias),
      );
      return { x: gradX, weight: gradWeight, bias: gradBias };
    });
    return { output, slopes };
  });
}

/** RMS normalization of the trailing dimension, as {@linkcode layerNormRows}. */
export function rmsNormRows(
  x: Tensor,
  columns: number,
  { weight = null, eps }: Affine,
): NormalizedRows | undefined {
  const { rmsNorm, rmsNormBackward } = fusedFor(x, weight);
  if (rmsNorm === undefined || rmsNormBackward === undefined) return undefined;
  return noGrad(() => {
    const { rows, factor, output } = prepared(x, weight);
    const inverse = resultLike(x, [x.numel / columns]);
    rmsNorm(
      rowsOf(rows, columns),
      vector(factor),
      eps,
      rowsOf(output, columns),
      vector(inverse),
    );
    const slopes = together(asking(x, weight), (grad) => {
      const gradX = resultLike(x);
      const gradWeight = slopeOf(weight);
      rmsNormBackward(
        rowsOf(grad.contiguous(), columns),
        rowsOf(rows, columns),
        vector(inverse),
        vector(factor),
        rowsOf(gradX, columns),
        vector(gradWeight),
      );
      return { x: gradX, weight: gradWeight, bias: null };
    });
    return { output, slopes };
  });
}

function prepared(x: Tensor, weight: Tensor | null) {
  return {
    rows: x.contiguous(),
    factor: weight?.contiguous() ?? null,
    output: resultLike(x),
  };
}

/** A contiguous tensor as a vector. */
function vector(x: Tensor): ReturnType<typeof viewAs>;
function vector(x: Tensor | null): ReturnType<typeof viewAs> | null;
function vector(x: Tensor | null): ReturnType<typeof viewAs> | null {
  return x === null ? null : viewAs(x, x.numel);
}

/** How many of the inputs will ask for a gradient. */
function asking(...inputs: readonly (Tensor | null)[]): number {
  return inputs.filter((x) => x?.requiresGrad === true).length;
}

/** Room for the gradient of what needs one. */
function slopeOf(x: Tensor | null): Tensor | null {
  return x?.requiresGrad === true ? resultLike(x) : null;
}
