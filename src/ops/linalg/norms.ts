/**
 * Norms of vectors and matrices, and condition numbers.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import {
  type DType,
  isFloating,
  promoteTypes,
  pythonTypeName,
  scalarTypeName,
} from "../../tensor/dtype.ts";
import { normalizeDim } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { to } from "../cast.ts";
import { requireTensors } from "../devices.ts";
import { amax, amin } from "../extremes.ts";
import { sum } from "../reduce.ts";
import { dimsOf, type ReduceOptions } from "../reduction.ts";
import { normOfOrder, type NormOrder } from "../norm.ts";
import { singularValues, svdvals } from "./decompose.ts";
import { requireHost } from "../host.ts";
import { requireFloats, requireSquare } from "./host.ts";
import { inverseOf } from "./inverse.ts";

/** Options of norms. */
export interface NormOptions extends ReduceOptions {
  /** The dtype to compute in and to give, at least as wide as the input's. Default: the input's. */
  dtype?: DType;
}

/** Options of norms of vectors. */
export interface VectorNormOptions extends NormOptions {
  /** The dimension or dimensions that make the vector. Default: all of them. */
  dim?: number | readonly number[] | null;
}

/** Options of norms of matrices. */
export interface MatrixNormOptions extends NormOptions {
  /** The dimensions of rows and columns. Default: [-2, -1]. */
  dim?: readonly number[];
}

/** A number in Python's spelling. */
function spelled(order: unknown): string {
  return String(order).replace("Infinity", "inf");
}

/** Checks dtypes, and converts to the one that is asked for. */
function prepared(name: string, x: Tensor, dtype: DType | undefined): Tensor {
  if (!isFloating(x.dtype)) {
    throw new RuntimeError(
      "not-floating",
      `${name}: Expected a floating point or complex tensor as input. Got ${
        scalarTypeName(x.dtype)
      }`,
      "Convert it first: x.float().",
    );
  }
  if (dtype === undefined) return x;
  if (!isFloating(dtype)) {
    throw new RuntimeError(
      "not-floating",
      `${name}: dtype should be floating point or complex, but got ${scalarTypeName(dtype)}`,
      'Leave it out, or write { dtype: "float64" }.',
    );
  }
  if (promoteTypes(x.dtype, dtype) !== dtype) {
    throw new RuntimeError(
      "narrowing",
      `${name}: the dtype of the input (${
        scalarTypeName(x.dtype)
      }) should be convertible without narrowing to the specified dtype (${scalarTypeName(dtype)})`,
      `Convert it first: x.to("${dtype}").`,
    );
  }
  return to(x, dtype);
}

/**
 * The norm of all elements, or along dimensions, as those of vectors.
 *
 * @param x floating point
 * @param ord the order (2): any number, 0 counts what is not zero, infinity gives the largest size
 * @param options `dim` (all), `keepdim` (false), `dtype`
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * console.log(linalg.vectorNorm(tensor([3, 4])).item()); // 5
 * ```
 */
export function vectorNorm(x: Tensor, ord = 2, options: VectorNormOptions = {}): Tensor {
  requireTensors("linalg_vector_norm", { input: x });
  if (typeof ord !== "number") {
    throw new TypeError(
      `linalg_vector_norm(): argument 'ord' (position 2) must be Number, not ${
        pythonTypeName(ord)
      }\nlinalg.matrixNorm() knows "fro" and "nuc".`,
    );
  }
  const from = prepared("linalg.vector_norm", x, options.dtype);
  const { dim, keepdim } = options;
  if (ord < 0 || ord === Infinity) requireIdentity(from, ord, dim);
  return normOfOrder(from, ord, dimsOf(from, dim), { keepdim });
}

/** Says no to the smallest or largest of nothing. */
function requireIdentity(x: Tensor, ord: number, dim: VectorNormOptions["dim"]): void {
  const dims = typeof dim === "number" ? [dim] : dim ?? [];
  const empty = dims.find((d) => x.size(d) === 0);
  if (dims.length > 0 ? empty === undefined : x.numel > 0) return;
  throw new RuntimeError(
    "empty",
    `linalg.vector_norm cannot compute the ${spelled(ord)} norm on ${
      dims.length > 0
        ? `the dimension ${empty}because this dimension is empty and`
        : "an empty tensor because"
    } the operation does not have an identity`,
    "There are no elements: sums and counts of nothing are 0, but the largest of nothing is not.",
  );
}

/**
 * The norms of matrices. Orders 2, -2 and `"nuc"` need singular values: on the CPU only.
 *
 * @param x floating point, at least 2 dimensions
 * @param ord `"fro"` (the default), `"nuc"`, Infinity or -Infinity for sums of rows, 1 or -1 of columns, 2 or
 * -2 for singular values
 * @param options `dim` ([-2, -1]), `keepdim` (false), `dtype`
 * @throws {RuntimeError} `linalg.matrix_norm: Order 3 not supported.`
 */
export function matrixNorm(
  x: Tensor,
  ord: NormOrder = "fro",
  options: MatrixNormOptions = {},
): Tensor {
  requireTensors("linalg_matrix_norm", { input: x });
  const name = "linalg.matrix_norm";
  const { dim = [-2, -1], keepdim } = options;
  if (x.ndim < 2) {
    throw new RuntimeError(
      "bad-dims",
      `${name}: The input tensor A must have at least 2 dimensions.`,
      "linalg.vectorNorm() takes vectors.",
    );
  }
  if (![1, -1, 2, -2, Infinity, -Infinity, "fro", "nuc"].includes(ord)) {
    throw new RuntimeError(
      "bad-order",
      `${name}: Order ${spelled(ord)} not supported.`,
      'Orders are "fro", "nuc", 1, 2 and Infinity, and the negative of each number.',
    );
  }
  if (dim.length !== 2) {
    throw new RuntimeError(
      "bad-dims",
      `${name}: dim must be a 2-tuple. Got ${dim.join(" ")}`,
      "Write the dimensions of rows and columns: { dim: [0, 1] }.",
    );
  }
  const [row, column] = dim.map((d) => normalizeDim(d, x.ndim)) as [number, number];
  if (row === column) {
    throw new RuntimeError(
      "bad-dims",
      `${name}: dims must be different. Got (${dim.join(", ")})`,
      "Rows and columns must be two dimensions.",
    );
  }
  const from = prepared(name, x, options.dtype);
  if (ord === "fro") return normOfOrder(from, 2, [row, column], { keepdim });
  const extreme = ord === "nuc" ? sum : ord > 0 ? amax : amin;
  const values = ord === "nuc" || Math.abs(ord) === 2
    ? singularValues(from, row, column)
    : sum(from.abs(), Math.abs(ord) === 1 ? row : column, { keepdim: true });
  const rest = ord === "nuc" || Math.abs(ord) === 2
    ? [row, column]
    : [Math.abs(ord) === 1 ? column : row];
  const kept = extreme(values, rest, { keepdim: true });
  return keepdim === true ? kept : kept.squeeze([row, column]);
}

/**
 * The norm of a vector or a matrix. Without an order and dimensions, the 2-norm of all elements.
 *
 * @param x floating point
 * @param ord an order of {@linkcode matrixNorm} for matrices, of {@linkcode vectorNorm} for vectors; null
 * for the 2-norm of the elements of either
 * @param options `dim`: one for vectors, two for matrices; `keepdim` (false); `dtype`
 * @throws {RuntimeError} `linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got 3D.`
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * const x = tensor([[3, 4], [0, 0]]);
 * console.log(linalg.norm(x).item(), linalg.norm(x, 1).item()); // 5 4
 * ```
 */
export function linalgNorm(
  x: Tensor,
  ord: NormOrder | null = null,
  options: VectorNormOptions = {},
): Tensor {
  requireTensors("linalg_norm", { input: x });
  const { dim: given, keepdim, dtype } = options;
  const dim = typeof given === "number" ? [given] : given ?? undefined;
  if (ord === null) return vectorNorm(x, 2, { dim, keepdim, dtype });
  if (dim !== undefined && dim.length !== 1 && dim.length !== 2) {
    throw new RuntimeError(
      "bad-dims",
      `linalg.norm: If dim is specified, it must be of length 1 or 2. Got [${dim.join(", ")}]`,
      "One dimension makes vectors, two make matrices.",
    );
  }
  if (dim === undefined && x.ndim !== 1 && x.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      `linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${x.ndim}D.`,
      "Say which dimensions make vectors or matrices: { dim: 1 } or { dim: [1, 2] }.",
    );
  }
  if (typeof ord === "number" && (dim?.length ?? x.ndim) === 1) {
    return vectorNorm(x, ord, { dim, keepdim, dtype });
  }
  return matrixNorm(x, ord, { dim, keepdim, dtype });
}

/**
 * Condition numbers: how much the solution of an equation can change where its matrix changes a little.
 *
 * @param x [..., M, N]; square but for orders 2 and -2
 * @param p the order of the norm, one of {@linkcode matrixNorm}'s; default: 2, from singular values
 * @throws {RuntimeError} `linalg.cond got an invalid norm type: 3`
 */
export function cond(x: Tensor, p: NormOrder | null = null): Tensor {
  requireHost("linalg_cond", { input: x });
  if (x.ndim < 2) {
    throw new RuntimeError(
      "bad-dims",
      "linalg.cond: The input tensor must have at least 2 dimensions.",
      "Matrices are the last two dimensions: unsqueeze() adds one.",
    );
  }
  if (p !== null && ![1, -1, 2, -2, Infinity, -Infinity, "fro", "nuc"].includes(p)) {
    throw new RuntimeError(
      "bad-order",
      `linalg.cond got an invalid norm type: ${spelled(p)}`,
      'Orders are "fro", "nuc", 1, 2 and Infinity, and the negative of each number.',
    );
  }
  if (x.numel === 0) return sum(x, [-2, -1]);
  if (p === null || p === 2 || p === -2) {
    const values = svdvals(x);
    const [largest, smallest] = [values.select(-1, 0), values.select(-1, -1)];
    return p === -2 ? smallest.div(largest) : largest.div(smallest);
  }
  requireSquare(`linalg.cond(ord=${spelled(p)})`, x);
  requireFloats("linalg.cond", x, "lu_cpu");
  const inverse = inverseOf(x);
  const broken = inverse.isinf().any([-2, -1], { keepdim: true });
  const norm = matrixNorm(inverse.maskedFill(broken, 0), p).mul(matrixNorm(x, p));
  return norm.maskedFill(broken.squeeze([-2, -1]), Infinity);
}
