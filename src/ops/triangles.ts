/**
 * Triangles of matrices: kept, and listed.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import type { DeviceLike } from "../device/registry.ts";
import { RuntimeError } from "../errors.ts";
import { convert, dtypeFrom, fromTypedArray, type TensorOptions } from "../tensor/create.ts";
import { scalarTypeName } from "../tensor/dtype.ts";
import { checkWhole } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { changedInPlace, type ChangeOf } from "./change.ts";
import { arange } from "./make.ts";
import { initialize, pointwise } from "./pointwise.ts";

/** For a matrix of this size, whether column - row is at least (or at most) the diagonal. */
function triangle(x: Tensor, side: "ge" | "le", diagonal: number): Tensor {
  checkWhole(`tri${side === "ge" ? "u" : "l"}(): argument 'diagonal'`, diagonal);
  if (x.ndim < 2) {
    throw new RuntimeError(
      "bad-dims",
      `tri${side === "ge" ? "u" : "l"}: input tensor must have at least 2 dimensions`,
      "Triangles are of matrices, the last two dimensions: unsqueeze() adds one.",
    );
  }
  const place: DeviceLike = x.device;
  const rows = arange(x.size(-2), { device: place }).unsqueeze(1);
  const columns = arange(x.size(-1), { device: place });
  return pointwise(side, pointwise("sub", columns, rows), diagonal);
}

/**
 * The upper triangle of matrices; zeros below.
 *
 * @param x matrices, [..., rows, columns]
 * @param diagonal the first diagonal to keep: 0 the main one, 1 the one above
 *
 * @example
 * ```ts
 * import { ones, triu } from "@hibana/hibana";
 *
 * console.log(triu(ones(3, 3), 1).toArray()); // [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
 * ```
 */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return keepTriangle(x, triangle(x, "ge", diagonal), "TriuBackward0");
}

/**
 * The lower triangle of matrices; zeros above.
 *
 * @param x matrices, [..., rows, columns]
 * @param diagonal the last diagonal to keep: 0 the main one, -1 the one below
 *
 * @example
 * ```ts
 * import { ones, tril } from "@hibana/hibana";
 *
 * console.log(tril(ones(2, 2)).toArray()); // [[1, 0], [1, 1]]
 * ```
 */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return keepTriangle(x, triangle(x, "le", diagonal), "TrilBackward0");
}

/** {@linkcode triu} in place. */
export function triuInPlace(x: Tensor, diagonal = 0): Tensor {
  return changedInPlace(x, keeping(triangle(x, "ge", diagonal), "TriuBackward0"));
}

/** {@linkcode tril} in place. */
export function trilInPlace(x: Tensor, diagonal = 0): Tensor {
  return changedInPlace(x, keeping(triangle(x, "le", diagonal), "TrilBackward0"));
}

function keepTriangle(x: Tensor, keep: Tensor, name: string): Tensor {
  const output = noGrad(() => kept(x, keep));
  return record(output, name, [[x, (grad) => kept(grad, keep)]]);
}

function keeping(keep: Tensor, node: string): ChangeOf {
  return (x) => ({
    node,
    inputs: () => [[x, (grad) => kept(grad, keep)]],
    write: (target) => initialize(target, kept(target, keep)),
  });
}

function kept(x: Tensor, keep: Tensor): Tensor {
  return pointwise("where", keep, x, x.dtype === "bool" ? false : 0);
}

/** Which triangle, and how its name is spelled in messages. */
type Triangle = "triu" | "tril";

/**
 * Rows and columns of the upper triangle of a matrix, row by row: [2, count], int32.
 *
 * @param row how many rows the matrix has
 * @param col how many columns
 * @param args the first diagonal (default: 0, the main one; 1 is the one above), then options: dtype (int32 or
 * uint32), device
 *
 * @example
 * ```ts
 * import { triuIndices } from "@hibana/hibana";
 *
 * console.log(triuIndices(3, 3, 1).toArray()); // [[0, 0, 1], [1, 2, 2]]
 * ```
 */
export function triuIndices(
  row: number,
  col: number,
  ...args: [] | [offset: number] | [options: TensorOptions] | [offset: number, TensorOptions]
): Tensor {
  return triangleIndices("triu", row, col, args);
}

/**
 * Rows and columns of the lower triangle of a matrix, row by row: [2, count], int32.
 *
 * @param row how many rows the matrix has
 * @param col how many columns
 * @param args the last diagonal (default: 0, the main one; -1 is the one below), then options: dtype (int32 or
 * uint32), device
 *
 * @example
 * ```ts
 * import { trilIndices } from "@hibana/hibana";
 *
 * console.log(trilIndices(3, 3, -1).toArray()); // [[1, 2, 2], [0, 0, 1]]
 * ```
 */
export function trilIndices(
  row: number,
  col: number,
  ...args: [] | [offset: number] | [options: TensorOptions] | [offset: number, TensorOptions]
): Tensor {
  return triangleIndices("tril", row, col, args);
}

function triangleIndices(
  kind: Triangle,
  row: number,
  col: number,
  args: readonly unknown[],
): Tensor {
  const options = typeof args.at(-1) === "object" ? args.at(-1) as TensorOptions : {};
  const [offset = 0] = args.filter((x) => typeof x !== "object") as number[];
  const dtype = dtypeFrom(options, "int32");
  for (const [name, value] of [["row", row], ["col", col], ["offset", offset]] as const) {
    checkWhole(`${kind}_indices(): argument '${name}'`, value);
    if (name === "offset" || value >= 0) continue;
    throw new RuntimeError(
      "negative-size",
      `${name} must be non-negative, got${value}`,
      `Write ${kind}Indices(rows, columns, offset) with whole numbers.`,
    );
  }
  if (dtype !== "int32" && dtype !== "uint32") {
    throw new RuntimeError(
      "dtype-refused",
      `"${kind}_indices" not implemented for '${scalarTypeName(dtype)}'`,
      "Indices are whole numbers: leave the dtype out.",
    );
  }
  const rows: number[] = [];
  const columns: number[] = [];
  for (let i = 0; i < row; i++) {
    const from = kind === "triu" ? Math.max(i + offset, 0) : 0;
    const to = kind === "triu" ? col : Math.min(i + offset + 1, col);
    for (let j = from; j < to; j++) {
      rows.push(i);
      columns.push(j);
    }
  }
  const values = convert([...rows, ...columns], dtype);
  return fromTypedArray(values, [2, rows.length], dtype, options);
}
