/**
 * Softmax and its logarithm, each as one step on the tape.
 *
 * @module
 */
import { isGradEnabled, noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { type DType, isFloating, scalarTypeName } from "../tensor/dtype.ts";
import { normalizeDim } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { alongRows, asRows, fusedFor, resultLike, rowsOf } from "./fused.ts";

/** Options of softmax. */
export interface SoftmaxOptions {
  /** The dtype to convert to first. Default: the input's. */
  dtype?: DType;
}

function prepare(name: string, x: Tensor, dim: number, options: SoftmaxOptions): [Tensor, number] {
  const from = options.dtype === undefined ? x : x.to({ dtype: options.dtype });
  if (!isFloating(from.dtype)) {
    throw new RuntimeError(
      "not-floating",
      `"${name}_lastdim_kernel_impl" not implemented for '${scalarTypeName(from.dtype)}'`,
      'Write x.float(), or pass { dtype: "float32" }.',
    );
  }
  return [from, normalizeDim(dim, from.ndim)];
}

/** exp(x - max) and its sum along a dimension: the shift keeps the exponentials finite. */
function shifted(x: Tensor, dim: number): { shifted: Tensor; total: Tensor; exps: Tensor } {
  const dims = x.ndim === 0 ? [] : [dim];
  const distance = x.numel === 0 ? x : x.sub(x.amax(dims, { keepdim: true }));
  const exps = distance.exp();
  return { shifted: distance, exps, total: exps.sum(dims, { keepdim: true }) };
}

/** softmax along a dimension, or its logarithm, off the tape. */
function forward(x: Tensor, dim: number, log: boolean): Tensor {
  const { softmax } = fusedFor(x);
  if (softmax !== undefined) {
    return alongRows(x, dim, (rows, columns) => {
      const output = resultLike(rows);
      softmax(rowsOf(rows, columns), rowsOf(output, columns), log);
      return output;
    });
  }
  const { shifted: distance, exps, total } = shifted(x, dim);
  return log ? distance.sub(total.log()) : exps.div(total);
}

/** The gradient of softmax's input. */
function backward(grad: Tensor, output: Tensor, dim: number, log: boolean): Tensor {
  const { softmaxBackward } = fusedFor(grad, output);
  if (softmaxBackward !== undefined && !isGradEnabled()) {
    return alongRows(grad, dim, (grads, columns) => {
      const outputs = asRows(output, dim);
      const gradX = resultLike(grads);
      softmaxBackward(
        rowsOf(grads, columns),
        rowsOf(outputs, columns),
        rowsOf(gradX, columns),
        log,
      );
      return gradX;
    });
  }
  const dims = grad.ndim === 0 ? [] : [dim];
  if (log) return grad.sub(output.exp().mul(grad.sum(dims, { keepdim: true })));
  const weighted = grad.mul(output);
  return weighted.sub(output.mul(weighted.sum(dims, { keepdim: true })));
}

/** exp(x) divided by its sum along a dimension; a row of only -inf is NaN. */
export function softmax(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  const [from, d] = prepare("softmax", x, dim, options);
  const output = noGrad(() => forward(from, d, false));
  return record(output, "SoftmaxBackward0", [
    [from, (grad) => backward(grad, output, d, false), output],
  ]);
}

/** log(softmax(x)), without ever taking the logarithm of a rounded 0. */
export function logSoftmax(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  const [from, d] = prepare("log_softmax", x, dim, options);
  const output = noGrad(() => forward(from, d, true));
  return record(output, "LogSoftmaxBackward0", [
    [from, (grad) => backward(grad, output, d, true), output],
  ]);
}
