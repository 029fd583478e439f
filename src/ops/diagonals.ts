/**
 * Matrices from their diagonals, and the other way round; blocks along a diagonal.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { resultType } from "../tensor/dtype.ts";
import { checkWhole, contiguousStrides } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { tensorsOf } from "./arguments.ts";
import { atleast2d } from "./axes.ts";
import { requireSameDevice } from "./devices.ts";
import { zeros } from "./make.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { embed } from "./strided.ts";
import { diagonal, diagonalLayout, flatten, matrixDims, narrow, reshape } from "./view.ts";

/**
 * A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector, copied.
 *
 * @param x [N] or [M, N]
 * @param offset 0 for the main diagonal, positive above it
 * @throws {RuntimeError} `matrix or a vector expected`
 *
 * @example
 * ```ts
 * import { diag, tensor } from "@hibana/hibana";
 *
 * console.log(diag(tensor([1, 2])).toArray()); // [[1, 0], [0, 2]]
 * ```
 */
export function diag(x: Tensor, offset = 0): Tensor {
  if (x.ndim !== 1 && x.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      "matrix or a vector expected",
      "diagEmbed() and diagonal() take any number of dimensions.",
    );
  }
  const output = noGrad(() =>
    x.ndim === 1 ? diagEmbed(x, offset) : pointwise("clone", diagonal(x, offset))
  );
  const shape = x.shape;
  return record(output, "DiagBackward0", [
    [x, (grad) => {
      if (shape.length === 1) return diagonal(grad, offset);
      const whole = { shape, strides: contiguousStrides(shape), offset: 0 };
      return embed(grad, diagonalLayout(whole, offset, 0, 1), shape);
    }],
  ]);
}

/**
 * The last dimension as the diagonal of matrices that are zero elsewhere.
 *
 * @param x [..., N]
 * @param offset 0 for the main diagonal, positive above it
 * @param dim1 where the rows of the matrices go
 * @param dim2 where their columns go
 * @returns one dimension more than x has
 *
 * @example
 * ```ts
 * import { diagEmbed, ones } from "@hibana/hibana";
 *
 * console.log(diagEmbed(ones(4, 2)).shape, diagEmbed(ones(4, 2), 1).shape); // [4, 2, 2] [4, 3, 3]
 * ```
 */
export function diagEmbed(x: Tensor, offset = 0, dim1 = -2, dim2 = -1): Tensor {
  checkWhole("diag_embed(): argument 'offset'", offset);
  const [rows, columns] = matrixDims(dim1, dim2, x.ndim + 1);
  const n = x.size(-1) + Math.abs(offset);
  const others = [...x.shape.slice(0, -1)];
  const shape = Array.from(
    { length: x.ndim + 1 },
    (_, d) => d === rows || d === columns ? n : others.shift()!,
  );
  const whole = { shape, strides: contiguousStrides(shape), offset: 0 };
  const output = noGrad(() => embed(x, diagonalLayout(whole, offset, rows, columns), shape));
  return record(output, "DiagEmbedBackward0", [
    [x, (grad) => diagonal(grad, offset, rows, columns)],
  ]);
}

/** All elements, in row-major order, as the diagonal of one matrix; see {@linkcode diagEmbed}. */
export function diagflat(x: Tensor, offset = 0): Tensor {
  return diag(flatten(x), offset);
}

/**
 * Matrices along the diagonal of a larger one, zeros elsewhere. Vectors are rows, 0-d tensors 1 by 1.
 *
 * @param tensors at most two dimensions each; dtypes are promoted
 * @throws {RuntimeError} `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input 0 has 3
 * dimensions`
 *
 * @example
 * ```ts
 * import { blockDiag, ones, tensor } from "@hibana/hibana";
 *
 * console.log(blockDiag(tensor([[2]]), ones(1, 2)).toArray()); // [[2, 0, 0], [0, 1, 1]]
 * ```
 */
export function blockDiag(...tensors: Tensor[] | [tensors: readonly Tensor[]]): Tensor {
  const list = tensorsOf("block_diag", tensors);
  if (list.length === 0) return zeros(1, 0);
  requireSameDevice("block_diag", ...list);
  list.forEach((x, i) => {
    if (x.ndim <= 2) return;
    throw new RuntimeError(
      "bad-dims",
      `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ${i} has ${x.ndim} dimensions`,
      "Each tensor is one block: a matrix, a row, or a number.",
    );
  });
  const blocks = list.map(atleast2d);
  const place = list[0]!.device;
  const rows = blocks.map((x) => x.size(0)).reduce((a, b) => a + b, 0);
  const columns = blocks.map((x) => x.size(1)).reduce((a, b) => a + b, 0);
  const dtype = resultType(
    blocks.map((x) => ({ dtype: x.dtype, priority: "dimensioned" as const })),
  );
  const output = emptyTensor([rows, columns], dtype, place);
  initialize(output, 0);
  let [row, column] = [0, 0];
  const corners = blocks.map((x): [number, number] => {
    const corner: [number, number] = [row, column];
    const layout = { shape: x.shape, strides: [columns, 1], offset: row * columns + column };
    if (x.numel > 0) initialize(new Tensor(output.storage, layout), x);
    row += x.size(0);
    column += x.size(1);
    return corner;
  });
  return record(
    output,
    "BlockDiagBackward0",
    list.map((x, i) => {
      const [shape, block] = [x.shape, blocks[i]!.shape];
      const [top, left] = corners[i]!;
      return [x, (grad) =>
        reshape(
          narrow(narrow(grad, 0, top, block[0]!), 1, left, block[1]!),
          shape,
        )] as const;
    }),
  );
}
