/**
 * Division by lengths, and by what channels nearby have.
 *
 * @module
 */
import { RuntimeError, ValueError } from "../../errors.ts";
import { zeros } from "../../ops/make.ts";
import { cat } from "../../ops/join.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * Divides vectors along a dimension by their norms.
 *
 * @param x any shape, floating point
 * @param p the order of the norm
 * @param dim the dimension, or several
 * @param eps the least that is divided by
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.normalize(tensor([[3, 4]])).toString()); // tensor([[0.6000, 0.8000]])
 * ```
 */
export function normalize(
  x: Tensor,
  p = 2,
  dim: number | readonly number[] = 1,
  eps = 1e-12,
): Tensor {
  if (!x.isFloatingPoint()) {
    throw new RuntimeError(
      "not-floating",
      `norm(): input dtype should be either floating point or complex. Got ${
        scalarTypeName(x.dtype)
      } instead.`,
      "Write x.float().",
    );
  }
  return x.div(x.norm(p, dim, { keepdim: true }).clamp(eps).expand(x.shape));
}

/**
 * Divides each channel by (k + alpha mean)^beta, where the mean is that of the squares of as many channels
 * around it; beyond the first and the last they count as 0.
 *
 * @param x [N, C, ...], floating point
 * @param size how many channels
 * @param alpha what the mean of squares is multiplied by
 * @param beta the exponent
 * @param k what is added to the mean of squares
 * @throws {ValueError} `Expected 3D or higher dimensionality input (got 2 dimensions)`
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(nn.functional.localResponseNorm(ones(1, 2, 1), 2, 2, 1).flatten().toString()); // tensor([0.5000, 0.3333])
 * ```
 */
export function localResponseNorm(
  x: Tensor,
  size: number,
  alpha = 1e-4,
  beta = 0.75,
  k = 1,
): Tensor {
  if (x.ndim < 3) {
    throw new ValueError(
      "bad-dims",
      `Expected 3D or higher dimensionality input (got ${x.ndim} dimensions)`,
      "Inputs are [N, C, L], or have more spatial dimensions.",
    );
  }
  if (x.numel === 0) return x;
  if (!x.isFloatingPoint()) {
    throw new RuntimeError(
      "not-floating",
      `"avg_pool2d" not implemented for '${scalarTypeName(x.dtype)}'`,
      "Write x.float().",
    );
  }
  if (!(Number.isInteger(size) && size > 0)) {
    throw new RuntimeError(
      "bad-option",
      `kernel size should be greater than zero, but got kH: ${size} kW: 1`,
      "It is the number of channels that are looked at together.",
    );
  }
  const channels = x.shape[1]!;
  const [before, after] = [Math.floor(size / 2), Math.floor((size - 1) / 2)];
  const none = (count: number) =>
    zeros([...x.shape.with(1, count)], { dtype: x.dtype, device: x.device });
  const padded = cat([none(before), x.mul(x), none(after)], 1);
  let total = padded.narrow(1, 0, channels);
  for (let i = 1; i < size; i++) total = total.add(padded.narrow(1, i, channels));
  return x.div(total.div(size).mul(alpha).add(k).pow(beta));
}
