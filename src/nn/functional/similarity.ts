/**
 * How near vectors are to each other.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { RuntimeError } from "../../errors.ts";
import { isFloating, promoteTypes, scalarTypeName } from "../../tensor/dtype.ts";
import { broadcastShapes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * The cosine of the angle between vectors along a dimension: the product of both, divided by their
 * lengths.
 *
 * @param x1 any shape, floating point
 * @param x2 a shape that broadcasts with it
 * @param dim the dimension of the vectors, which goes
 * @param eps the least length that is divided by
 * @throws {RuntimeError} `expected common dtype to be floating point, yet common dtype is Int`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const cosine = nn.functional.cosineSimilarity(tensor([[3, 4]]), tensor([[4, 3]]));
 * console.log(cosine.toString()); // tensor([0.9600])
 * ```
 */
export function cosineSimilarity(x1: Tensor, x2: Tensor, dim = 1, eps = 1e-8): Tensor {
  const dtype = promoteTypes(x1.dtype, x2.dtype);
  if (!isFloating(dtype)) {
    throw new RuntimeError(
      "not-floating",
      `expected common dtype to be floating point, yet common dtype is ${scalarTypeName(dtype)}`,
      "Write x.float().",
    );
  }
  const shape = broadcastShapes(x1.shape, x2.shape);
  const [a, b] = [x1, x2].map((x) => {
    const vectors = x.to(dtype).expand(shape);
    // As in PyTorch, the gradient does not see that short vectors are taken for longer ones.
    const length = vectors.norm(2, dim, { keepdim: true }).clone();
    noGrad(() => length.clamp_(eps));
    return vectors.div(length);
  });
  return a!.mul(b!).sum(dim);
}

/**
 * The distance between vectors, the last dimension: the norm of their difference, to whose elements eps is
 * added.
 *
 * @param x1 [..., D]
 * @param x2 a shape that broadcasts with it
 * @param p the order of the norm
 * @param eps what is added to differences
 * @param options `keepdim`: keep the last dimension, with size 1
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const distance = nn.functional.pairwiseDistance(tensor([[1, 1]]), tensor([[4, 5]]), 2, 0);
 * console.log(distance.toArray()); // [5]
 * ```
 */
export function pairwiseDistance(
  x1: Tensor,
  x2: Tensor,
  p = 2,
  eps = 1e-6,
  options: { keepdim?: boolean } = {},
): Tensor {
  return x1.sub(x2).add(eps).norm(p, -1, options);
}
