/**
 * Products of many kinds: inner, Kronecker's, cross, of chains, of a matrix with itself.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { isFloating, promoteTypes, scalarTypeName } from "../../tensor/dtype.ts";
import { broadcastShapes, formatShape, normalizeDim } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { to } from "../cast.ts";
import { requireTensors } from "../devices.ts";
import { cat, stack } from "../join.ts";
import { pointwise } from "../pointwise.ts";
import { sum, sumTo } from "../reduce.ts";
import { diagonal, reshape, select } from "../view.ts";
import { tensordot } from "./einsum.ts";

/**
 * The sums of products over the last dimension of both, for all pairs of the others.
 *
 * @param a [..., K], or 0-d
 * @param b [..., K] of the same dtype, or 0-d
 * @throws {RuntimeError} `inner() the last dimension must match on both input tensors but got shapes [3] and [2]`
 */
export function inner(a: Tensor, b: Tensor): Tensor {
  requireTensors("inner", { input: a, other: b });
  if (a.ndim === 0 || b.ndim === 0) return pointwise("mul", a, b);
  if (a.size(-1) !== b.size(-1)) {
    throw new RuntimeError(
      "shape-mismatch",
      `inner() the last dimension must match on both input tensors but got shapes ${
        formatShape(a.shape)
      } and ${formatShape(b.shape)}`,
      "Products are summed over the last dimension of both.",
    );
  }
  return tensordot(a, b, [[-1], [-1]]);
}

/**
 * Kronecker's product: every element of the first times all of the second, block by block.
 *
 * @param a any shape
 * @param b any shape; sizes of dimensions multiply, from the last
 *
 * @example
 * ```ts
 * import { eye, kron, tensor } from "@hibana/hibana";
 *
 * console.log(kron(eye(2), tensor([[1, 2]])).toArray()); // [[1, 2, 0, 0], [0, 0, 1, 2]]
 * ```
 */
export function kron(a: Tensor, b: Tensor): Tensor {
  requireTensors("kron", { input: a, other: b });
  const rank = Math.max(a.ndim, b.ndim);
  const sizes = (x: Tensor) => [...Array(rank - x.ndim).fill(1), ...x.shape] as number[];
  const [m, n] = [sizes(a), sizes(b)];
  const spread = reshape(a, m.flatMap((size) => [size, 1]));
  const blocks = reshape(b, n.flatMap((size) => [1, size]));
  return reshape(pointwise("mul", spread, blocks), m.map((size, d) => size * n[d]!));
}

/**
 * The sum of the products of two tensors along a dimension; shapes broadcast.
 *
 * @param a floating point
 * @param b floating point
 * @param options `dim` (-1)
 */
export function vecdot(a: Tensor, b: Tensor, options: { dim?: number } = {}): Tensor {
  requireTensors("linalg_vecdot", { x: a, y: b });
  if (!isFloating(a.dtype)) {
    throw new RuntimeError(
      "not-floating",
      `linalg.vecdot: Expected a floating point or complex tensor as input. Got ${
        scalarTypeName(a.dtype)
      }`,
      "Convert it first: x.float().",
    );
  }
  return sum(pointwise("mul", a, b), options.dim ?? -1);
}

/**
 * The sum of a matrix's diagonal.
 *
 * @param x [M, N]
 * @throws {RuntimeError} `trace: expected a matrix, but got tensor with dim 1`
 */
export function trace(x: Tensor): Tensor {
  if (x.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      `trace: expected a matrix, but got tensor with dim ${x.ndim}`,
      "x.diagonal(0, -2, -1).sum(-1) takes batches of matrices.",
    );
  }
  if (x.dtype === "bool") {
    throw new RuntimeError(
      "dtype-refused",
      "\"trace\" not implemented for 'Bool'",
      "Convert it first: x.int().",
    );
  }
  return sum(diagonal(x));
}

/**
 * The cross product of vectors of three along a dimension; shapes broadcast.
 *
 * @param a a tensor
 * @param b a tensor of the same dtype and as many dimensions
 * @param dim the dimension of size 3; default: the first that a has
 * @throws {RuntimeError} `linalg.cross: inputs dimension 1 must have length 3. Got 2 and 2`
 *
 * @example
 * ```ts
 * import { cross, tensor } from "@hibana/hibana";
 *
 * console.log(cross(tensor([1, 0, 0]), tensor([0, 1, 0])).toArray()); // [0, 0, 1]
 * ```
 */
export function cross(a: Tensor, b: Tensor, dim?: number): Tensor {
  requireTensors("cross", { input: a, other: b });
  const along = dim ?? a.shape.indexOf(3);
  if (along < 0 && dim === undefined) {
    throw new RuntimeError(
      "bad-shape",
      "no dimension of size 3 in input",
      "Cross products are of vectors of three.",
    );
  }
  return crossAlong(a, b, along);
}

/**
 * The cross product of vectors of three along the last dimension, or another; shapes broadcast.
 *
 * @param a a tensor
 * @param b a tensor of the same dtype and as many dimensions
 * @param options `dim` (-1), the dimension of size 3
 * @throws {RuntimeError} `linalg.cross: inputs dimension -1 must have length 3. Got 2 and 2`
 */
export function linalgCross(a: Tensor, b: Tensor, options: { dim?: number } = {}): Tensor {
  requireTensors("linalg_cross", { input: a, other: b });
  return crossAlong(a, b, options.dim ?? -1);
}

function crossAlong(a: Tensor, b: Tensor, dim: number): Tensor {
  if (a.ndim !== b.ndim) {
    throw new RuntimeError(
      "shape-mismatch",
      "linalg.cross: inputs must have the same number of dimensions.",
      `They have ${a.ndim} and ${b.ndim}: unsqueeze() adds a dimension.`,
    );
  }
  if (a.size(dim) !== 3 || b.size(dim) !== 3) {
    throw new RuntimeError(
      "shape-mismatch",
      `linalg.cross: inputs dimension ${dim} must have length 3. Got ${a.size(dim)} and ${
        b.size(dim)
      }`,
      "Cross products are of vectors of three.",
    );
  }
  broadcastShapes(a.shape, b.shape);
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `expected scalar type ${scalarTypeName(a.dtype)} but found ${scalarTypeName(b.dtype)}`,
      `Products do not convert: write b.to("${a.dtype}").`,
    );
  }
  if (a.dtype === "bool") {
    throw new RuntimeError(
      "dtype-refused",
      "\"cross\" not implemented for 'Bool'",
      "Convert both operands first: x.int() or x.float().",
    );
  }
  const d = normalizeDim(dim, a.ndim);
  const output = noGrad(() => {
    const part = (x: Tensor, i: number) => select(x, d, i % 3);
    return stack(
      [1, 2, 0].map((i) =>
        pointwise("mul", part(a, i), part(b, i + 1)).sub(
          pointwise("mul", part(a, i + 1), part(b, i)),
        )
      ),
      d,
    );
  });
  const [ofA, ofB] = [a.shape, b.shape];
  return record(output, "LinalgCrossBackward0", [
    [a, (grad) => sumTo(crossAlong(b, grad, d), ofA), b],
    [b, (grad) => sumTo(crossAlong(grad, a, d), ofB), a],
  ]);
}

/**
 * The diagonals of matrices, or of other two dimensions, as a last dimension: a view.
 *
 * @param a [..., M, N]
 * @param options `offset` (0): above the main diagonal, or below where negative; `dim1` (-2), `dim2` (-1)
 */
export function linalgDiagonal(
  a: Tensor,
  options: { offset?: number; dim1?: number; dim2?: number } = {},
): Tensor {
  const { offset = 0, dim1 = -2, dim2 = -1 } = options;
  return diagonal(a, offset, dim1, dim2);
}

/** The powers 0 to count - 1 of every element, along a new last dimension. */
function powers(x: Tensor, count: number): Tensor {
  const ones = x.onesLike().unsqueeze(-1);
  if (count === 0) return ones.narrow(-1, 0, 0);
  let table = ones;
  // x^n times the powers up to n are those up to 2n.
  for (let power = x; table.size(-1) < count; power = power.mul(power)) {
    table = cat([table, table.mul(power.unsqueeze(-1))], -1);
  }
  return table.narrow(-1, 0, count);
}

/**
 * Vandermonde's matrix: the powers of the elements, in columns from the highest to 0.
 *
 * @param x a vector
 * @param n how many columns; default: as many as x has elements
 * @param options `increasing` (false): from power 0 up
 */
export function vander(
  x: Tensor,
  n?: number | null,
  options: { increasing?: boolean } = {},
): Tensor {
  requireTensors("vander", { x });
  if (x.ndim !== 1) {
    throw new RuntimeError(
      "bad-dims",
      "x must be a one-dimensional tensor.",
      "linalg.vander() takes batches of vectors.",
    );
  }
  const count = n ?? x.numel;
  if (count < 0) {
    throw new RuntimeError(
      "negative-size",
      "N must be non-negative.",
      "N says how many powers there are.",
    );
  }
  const table = powers(isFloating(x.dtype) ? x : to(x, promoteTypes(x.dtype, "int32")), count);
  return options.increasing === true ? table : table.flip(-1);
}

/**
 * Vandermonde's matrices: the powers of the elements from 0 up, along a new last dimension.
 *
 * @param x [..., M]
 * @param options `N`, how many powers; default: M
 */
export function linalgVander(x: Tensor, options: { N?: number } = {}): Tensor {
  requireTensors("linalg_vander", { x });
  if (x.dtype === "bool") {
    throw new RuntimeError(
      "dtype-refused",
      "linalg.vander supports floating point, complex, and integer tensors, but got Bool",
      "Convert it first: x.int() or x.float().",
    );
  }
  const count = options.N ?? (x.ndim === 0 ? 1 : x.size(-1));
  if (count <= 1) {
    throw new RuntimeError(
      "bad-size",
      "N must be greater than 1.",
      "N says how many powers there are, 0 included.",
    );
  }
  return powers(isFloating(x.dtype) ? x : to(x, promoteTypes(x.dtype, "int32")), count);
}
