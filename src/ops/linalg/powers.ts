/**
 * Powers and exponentials of matrices, and products of many matrices.
 *
 * @module
 */
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { CPP_TYPE } from "../../random/checks.ts";
import { isFloating, pythonTypeName, scalarTypeName } from "../../tensor/dtype.ts";
import { checkWhole, formatShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { requireSameDevice, requireTensors } from "../devices.ts";
import { cat } from "../join.ts";
import { eye } from "../make.ts";
import { matmul } from "../matmul.ts";
import { requireHost } from "../host.ts";
import { perMatrix, requireFloats, requireSquare } from "./host.ts";
import { inv } from "./inverse.ts";
import { exponential } from "./numeric/exponential.ts";
import { batchOf, turned } from "./triangular.ts";

/**
 * Square matrices to a whole power; negative powers are those of the inverse, on the CPU only.
 *
 * @param a [..., N, N]
 * @param n the power
 * @throws {RuntimeError} `linalg.matrix_power: A must be batches of square matrices, but they are 2 by 3 matrices`
 *
 * @example
 * ```ts
 * import { matrixPower, tensor } from "@hibana/hibana";
 *
 * console.log(matrixPower(tensor([[1, 1], [0, 1]]), 5).toArray()); // [[1, 5], [0, 1]]
 * ```
 */
export function matrixPower(a: Tensor, n: number): Tensor {
  requireTensors("linalg_matrix_power", { input: a });
  checkWhole("linalg_matrix_power(): argument 'n' (position 2)", n);
  requireSquare("linalg.matrix_power", a);
  if (n < 0) return matrixPower(inv(a), -n);
  if (n === 0) {
    const ones = eye(a.size(-1), { dtype: a.dtype, device: a.device }).expand(a.shape).clone();
    return record(ones, "CopyBackwards", [[a, (grad) => grad.zerosLike()]]);
  }
  // The squares whose exponents add up to n.
  let result: Tensor | undefined;
  for (let square = a, rest = n;;) {
    if (rest % 2 === 1) result = result === undefined ? square : matmul(result, square);
    rest = Math.floor(rest / 2);
    if (rest === 0) break;
    square = matmul(square, square);
  }
  return n === 1 ? a.clone() : result!;
}

/**
 * e to the power of square matrices.
 *
 * @param a [..., N, N]
 * @throws {RuntimeError} `linalg.matrix_exp: A must be batches of square matrices, but they are 2 by 3 matrices`
 *
 * @example
 * ```ts
 * import { matrixExp, zeros } from "@hibana/hibana";
 *
 * console.log(matrixExp(zeros(2, 2)).toArray()); // [[1, 0], [0, 1]]
 * ```
 */
export function matrixExp(a: Tensor): Tensor {
  requireHost("linalg_matrix_exp", { self: a });
  if (!isFloating(a.dtype)) {
    throw new RuntimeError(
      "not-floating",
      `matrix_exp: Expected a floating point or complex tensor as input. Got ${
        scalarTypeName(a.dtype)
      }`,
      "Convert it first: x.float().",
    );
  }
  requireSquare("linalg.matrix_exp", a);
  requireFloats("matrix_exp", a, "matrix_exp_cpu");
  const n = a.size(-1);
  const [output] = perMatrix(
    batchOf(a),
    [a],
    [{ shape: [n, n], dtype: a.dtype }],
    ([matrix], [result]) => result!.set(exponential(matrix!, n)),
  );
  // The gradient is the upper right block of e to the power of [[A^T, G], [0, A^T]].
  return record(output!, "LinalgMatrixExpBackward0", [[a, (grad) => {
    const right = turned(a);
    const above = cat([right, grad], -1);
    const below = cat([right.zerosLike(), right], -1);
    return matrixExp(cat([above, below], -2)).narrow(-2, 0, n).narrow(-1, n, n);
  }, a]]);
}

/**
 * The product of a chain of matrices, in the order that takes the fewest multiplications.
 *
 * @param tensors at least two; the first and the last may be vectors
 * @throws {RuntimeError} `multi_dot(): tensors 0 and 1 with shapes [2, 3] and [2, 3] cannot be multiplied`
 *
 * @example
 * ```ts
 * import { linalg, ones } from "@hibana/hibana";
 *
 * console.log(linalg.multiDot([ones(2, 3), ones(3, 4), ones(4)]).shape); // [2]
 * ```
 */
export function multiDot(tensors: readonly Tensor[]): Tensor {
  if (!Array.isArray(tensors)) {
    throw new TypeError(
      `linalg_multi_dot(): argument 'tensors' (position 1) must be tuple of Tensors, not ${
        pythonTypeName(tensors)
      }\nWrite linalg.multiDot([a, b, c]).`,
    );
  }
  requireAll("linalg_multi_dot", tensors);
  if (tensors.length < 2) {
    throw new RuntimeError(
      "too-few",
      `multi_dot(): expected at least 2 tensors but got ${tensors.length}`,
      "A chain has two links or more.",
    );
  }
  const [first, last] = [tensors[0]!, tensors.at(-1)!];
  checkLinks(tensors);
  const chain = tensors.map((x, i) =>
    x.ndim === 2 ? x : i === 0 ? x.unsqueeze(0) : x.unsqueeze(-1)
  );
  chain.slice(1).forEach((x, i) => {
    if (chain[i]!.shape[1] === x.shape[0]) return;
    throw new RuntimeError(
      "shape-mismatch",
      `multi_dot(): tensors ${i} and ${i + 1} with shapes ${formatShape(tensors[i]!.shape)} and ${
        formatShape(tensors[i + 1]!.shape)
      } cannot be multiplied`,
      "Each matrix must have as many columns as the next one has rows.",
    );
  });
  const product = multiply(chain, cheapestSplits(chain), 0, chain.length - 1);
  const sizes = [
    ...(first.ndim === 1 ? [] : [product.shape[0]!]),
    ...(last.ndim === 1 ? [] : [product.shape[1]!]),
  ];
  return product.view(...sizes);
}

/** Checks that all are tensors, on one device. */
function requireAll(name: string, tensors: readonly Tensor[]): void {
  tensors.forEach((x, i) => {
    if (x instanceof Tensor) return;
    throw new TypeError(
      `${name}(): argument 'tensors' (position 1) must be tuple of Tensors, but found element of type ${
        pythonTypeName(x)
      } at pos ${i}\nMake it a tensor first: tensor(value).`,
    );
  });
  requireSameDevice(name, ...tensors);
}

/** Checks dimensions and dtypes of a chain. */
function checkLinks(tensors: readonly Tensor[]): void {
  tensors.forEach((x, i) => {
    const isEnd = i === 0 || i === tensors.length - 1;
    if (x.ndim !== 2 && !(isEnd && x.ndim === 1)) {
      throw new RuntimeError(
        "bad-dims",
        isEnd
          ? `multi_dot(): the ${
            i === 0 ? "first" : "last"
          } tensor must be 1D or 2D but got ${x.ndim}D`
          : `multi_dot(): tensor ${i} must be 2D but got ${x.ndim}D`,
        "Chains are of matrices: matmul() takes batches.",
      );
    }
    if (x.dtype !== tensors[0]!.dtype) {
      throw new RuntimeError(
        "dtype-mismatch",
        `multi_dot(): all tensors must have be the same dtype but tensor 0 is ${
          CPP_TYPE[tensors[0]!.dtype]
        } and tensor ${i} ${CPP_TYPE[x.dtype]}`,
        `Matrix products do not convert: write x.to("${tensors[0]!.dtype}").`,
      );
    }
  });
}

/** For links i to j, after which one to split: Cormen et al., "Introduction to Algorithms", section 15.2. */
function cheapestSplits(chain: readonly Tensor[]): number[][] {
  const sizes = [chain[0]!.shape[0]!, ...chain.map((x) => x.shape[1]!)];
  const costs = chain.map(() => chain.map(() => 0));
  const splits = chain.map(() => chain.map(() => 0));
  for (let length = 1; length < chain.length; length++) {
    for (let i = 0; i + length < chain.length; i++) {
      const j = i + length;
      costs[i]![j] = Infinity;
      for (let k = i; k < j; k++) {
        const cost = costs[i]![k]! + costs[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (cost < costs[i]![j]!) [costs[i]![j], splits[i]![j]] = [cost, k];
      }
    }
  }
  return splits;
}

function multiply(
  chain: readonly Tensor[],
  splits: readonly (readonly number[])[],
  i: number,
  j: number,
): Tensor {
  if (i === j) return chain[i]!;
  const k = splits[i]![j]!;
  return matmul(multiply(chain, splits, i, k), multiply(chain, splits, k + 1, j));
}

/**
 * The product of a chain of matrices, in the order that takes the fewest multiplications.
 *
 * @param matrices one or more, each with as many columns as the next one has rows
 * @throws {RuntimeError} `chain_matmul(): Expected one or more matrices`
 */
export function chainMatmul(...matrices: Tensor[]): Tensor {
  requireAll("chain_matmul", matrices);
  const odd = matrices.find((x) => x.ndim !== 2);
  if (odd !== undefined) {
    throw new RuntimeError(
      "bad-dims",
      `Tensor dimension is ${odd.ndim}, expected 2 instead.`,
      "Chains are of matrices: linalg.multiDot() takes vectors at the ends.",
    );
  }
  const [first] = matrices;
  if (first === undefined) {
    throw new RuntimeError(
      "empty-list",
      "chain_matmul(): Expected one or more matrices",
      "Write chainMatmul(a, b, c).",
    );
  }
  return matrices.length === 1 ? first : multiDot(matrices);
}
