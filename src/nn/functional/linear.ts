/**
 * Linear and bilinear maps, as functions.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { fusedFor, resultLike } from "../../ops/fused.ts";
import { sumTo } from "../../ops/reduce.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * x times the transposed weight, plus bias.
 *
 * @param x [..., in]
 * @param weight [out, in]
 * @param bias [out], or null
 * @returns [..., out]
 * @throws {RuntimeError} `mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)`
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(nn.functional.linear(ones(2, 3), ones(4, 3), ones(4)).shape); // [2, 4]
 * ```
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  if (bias === null) return x.matmul(weight.t());
  if (x.ndim < 2 || weight.ndim !== 2) return x.matmul(weight.t()).add(bias);
  if (x.ndim === 2) return affine(x, weight, bias);
  const lead = x.shape.slice(0, -1);
  return affine(x.reshape(sizeOf(lead), x.size(-1)), weight, bias).view(...lead, weight.shape[0]!);
}

/** Matrix times transposed matrix plus bias, as one step on the tape. */
function affine(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const output = affineOnDevice(x, weight, bias) ?? noGrad(() => {
    const product = x.matmul(weight.t());
    return product.add(bias.expand(product.shape));
  });
  return record(output, "AddmmBackward0", [
    [x, (grad) => grad.matmul(weight), weight],
    [weight, (grad) => grad.t().matmul(x), x],
    [bias, (grad) => sumTo(grad, bias.shape)],
  ]);
}

/** The same in one kernel, where the device has it and the shapes are those of a linear layer. */
function affineOnDevice(x: Tensor, weight: Tensor, bias: Tensor): Tensor | undefined {
  const fused = fusedFor(x, weight, bias);
  const [columns, features] = weight.shape as [number, number];
  if (fused.linear === undefined || x.shape[1] !== features) return undefined;
  if (bias.ndim !== 1 || bias.shape[0] !== columns) return undefined;
  const output = resultLike(x, [x.shape[0]!, columns]);
  fused.linear(x.kernelView, weight.kernelView, bias.kernelView, output.kernelView);
  return output;
}

/** What must hold for a bilinear map: everything fits the weight. */
function checkBilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null): void {
  const refuse = (what: string, fix: string) =>
    new RuntimeError("shape-mismatch", `bilinear(): ${what}`, fix);
  if (x1.ndim !== x2.ndim) {
    throw refuse(
      `input dimensions do not match: got ${x1.ndim} and ${x2.ndim}`,
      "Both inputs share all dimensions but the last.",
    );
  }
  for (const [d, n] of x1.shape.slice(0, -1).entries()) {
    if (n === x2.shape[d]) continue;
    throw refuse(
      `input batch dimensions do not match at dim ${d}: got ${n} and ${x2.shape[d]}`,
      "Inputs do not broadcast here: expand the smaller one.",
    );
  }
  for (const [i, x] of [x1, x2].entries()) {
    const [size, expected] = [x.size(-1), weight.size(i + 1)];
    if (size === expected) continue;
    throw refuse(
      `input${i + 1} size does not match weight size: got ${size} but expected ${expected}`,
      "The weight is [out, in1, in2].",
    );
  }
  if (bias !== null && bias.size(0) !== weight.size(0)) {
    throw refuse(
      `bias size does not match weight size: got ${bias.size(0)} but expected ${weight.size(0)}`,
      "There is one number for each output.",
    );
  }
  for (const x of [x2, weight]) {
    if (x.dtype === x1.dtype) continue;
    throw new RuntimeError(
      "dtype-mismatch",
      `expected scalar type ${scalarTypeName(x1.dtype)} but found ${scalarTypeName(x.dtype)}`,
      `Bilinear maps do not convert: write x.to("${x1.dtype}").`,
    );
  }
}

/**
 * The sum over both inputs of x1 times weight times x2, for each output, plus bias.
 *
 * @param x1 [..., in1]
 * @param x2 [..., in2]
 * @param weight [out, in1, in2]
 * @param bias [out], or null
 * @returns [..., out]
 * @throws {RuntimeError} `bilinear(): input1 size does not match weight size: got 3 but expected 2`
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(nn.functional.bilinear(ones(5, 2), ones(5, 3), ones(4, 2, 3)).shape); // [5, 4]
 * ```
 */
export function bilinear(
  x1: Tensor,
  x2: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
): Tensor {
  checkBilinear(x1, x2, weight, bias);
  const [outputs, size1, size2] = weight.shape as [number, number, number];
  const lead = x1.shape.slice(0, -1);
  const rows = sizeOf(lead);
  // The first input picks a matrix [out, in2] for every row, the second is multiplied by it.
  const matrices = weight.permute(1, 0, 2).reshape(size1, outputs * size2);
  const picked = x1.reshape(rows, size1).matmul(matrices).reshape(rows, outputs, size2);
  const output = picked.matmul(x2.reshape(rows, size2, 1)).reshape(...lead, outputs);
  return bias === null ? output : output.add(bias);
}
