/**
 * What a device must be able to do. Tensors of every device are computed through this one interface;
 * `cpu`, `webgpu`, `meta` and `sim` implement it, and more can be registered.
 *
 * @module
 */
import type { DType, TypedArray } from "../tensor/dtype.ts";
import type { Layout } from "../tensor/shape.ts";
import type { ComputeType, ElementwiseKernel } from "./expression.ts";
import type { FusedKernels } from "./fused.ts";
import type { IndexRule } from "./out_of_range.ts";

/** What a kernel sees of a tensor: a buffer, and where in it the elements lie. */
export interface View<B = unknown> extends Layout {
  /** The device's own handle of the memory. */
  readonly buffer: B;
  /** The type of the elements. */
  readonly dtype: DType;
}

/**
 * Ways to reduce many elements to one. `max`, `min`, `argmax` and `argmin` let NaN win; the arg forms
 * give the first position among equals, counted in logical (row-major) order over the reduced
 * dimensions.
 */
export type Reduction = "sum" | "prod" | "max" | "min" | "any" | "all" | "argmax" | "argmin";

/**
 * What scattering does to the elements that indices name. Where several go to one place, `set` leaves
 * any of them there; the others combine all with what was there: bools as "or" for `add` and `max`, as
 * "and" for `multiply` and `min`. In `max` and `min` NaN wins.
 */
export type ScatterMode = "set" | "add" | "multiply" | "max" | "min";

/**
 * Ways to run along a row and keep what there is so far:
 * - `sum`, `prod`, `logsumexp` (log of the summed exponentials): of the elements so far, [x] to [y];
 * - `max`, `min`: the best element so far and its position, [x] to [values, indices]; the last among
 *   equals counts, and NaN wins;
 * - `linear`: y[k] = x[k] + factors[k] y[k - 1], [x, factors] to [y]; y before the first is 0.
 */
export type Scan = "sum" | "prod" | "max" | "min" | "logsumexp" | "linear";

/**
 * A device. Kernels trust their callers: shapes fit, dtypes are supported, indices of dimensions are in
 * range, outputs are allocated and never overlap themselves. Inputs may have any strides, 0 and
 * negative ones included. An input may be the very same view as the output (in-place operations), but
 * never overlaps it otherwise. Nothing here has to have happened when a call returns, save for reads.
 */
export interface Backend<B = unknown> {
  /** What tensors on this device print: `cpu`, `webgpu:0`. */
  readonly name: string;

  /** Whether V8 cannot see this device's memory, so that storages must weigh in for it. */
  readonly outsideHeap: boolean;

  /** What this device does in one pass where others compose operations. */
  readonly fused: FusedKernels<B>;

  /** Why tensors of this dtype cannot live here, or undefined when they can. */
  refusal(dtype: DType): string | undefined;

  /** Memory for so many elements, contents undefined. Zero elements are allowed. */
  allocate(dtype: DType, length: number): B;

  /** Whether memory must be given back, or V8 frees it by itself. */
  needsRelease(buffer: B): boolean;

  /**
   * Takes memory back. Work already recorded on it still happens.
   *
   * @param collected whether the garbage collector found it, so that the event loop has turned
   */
  release(buffer: B, collected: boolean): void;

  /** Bytes that were given back and wait to be used again. */
  readonly pooledBytes: number;

  /** Copies elements into a buffer, from its start. */
  write(buffer: B, dtype: DType, data: TypedArray): void;

  /** A fresh copy of `length` elements from position `start`, after all recorded work. */
  read(buffer: B, dtype: DType, start: number, length: number): TypedArray;

  /** The same without blocking the thread. */
  readAsync(buffer: B, dtype: DType, start: number, length: number): Promise<TypedArray>;

  /**
   * Evaluates an expression for every element of the output. Every operand is a view of the output's
   * shape (broadcast dimensions have stride 0) or a number, already rounded to the computing type.
   * Operands of any dtype are converted on load, the result to the output's dtype on store (a float
   * becomes an integer by truncation, anything but 0 becomes true).
   */
  elementwise(
    kernel: ElementwiseKernel,
    compute: ComputeType,
    operands: readonly (View<B> | number)[],
    output: View<B>,
  ): void;

  /**
   * Reduces the trailing dimensions: the input's shape is the output's shape followed by the reduced
   * dimensions. Computes in the output's dtype (`max`, `min` and the arg forms: in the input's). Sums of nothing
   * are 0, products 1.
   */
  reduce(reduction: Reduction, input: View<B>, output: View<B>): void;

  /**
   * Scans the last dimension of inputs and outputs that share one shape. Computes in the first output's
   * dtype; indices are int32, counted along the row.
   */
  scan(scan: Scan, inputs: readonly View<B>[], outputs: readonly View<B>[]): void;

  /** Batched matrix product, [B, M, K] times [B, K, N] gives [B, M, N]; all of one dtype. */
  matmul(a: View<B>, b: View<B>, output: View<B>): void;

  /**
   * Checks that all indices (int32) are in range: from 0, or where the rule counts from the end from
   * -size, up to but without size. If one is not, the rule's error is thrown, now or at the next read.
   */
  checkIndices(index: View<B>, dim: number, size: number, rule: IndexRule): void;

  /**
   * output[i][j][k] = input[i][index[i][j][k]][k] (for dim 1 of 3): index (int32) and output share
   * their shape. An index outside of [0, size) is the rule's error, now or at the next read.
   */
  gather(input: View<B>, dim: number, index: View<B>, output: View<B>, rule?: IndexRule): void;

  /**
   * The other direction: output[i][index[i][j][k]][k] is set to, or combined with, source[i][j][k].
   * Positions that no index names keep their value; if any index is out of range, all of them do.
   */
  scatter(
    output: View<B>,
    dim: number,
    index: View<B>,
    source: View<B>,
    mode: ScatterMode,
    rule?: IndexRule,
  ): void;

  /**
   * Sorts along the last dimension: the elements in order, and where each stood (int32). Equal elements
   * keep their order, in both directions; NaN counts as larger than everything, -0 as equal to 0. All
   * three views share their shape, of at least one dimension.
   */
  sort(input: View<B>, values: View<B>, indices: View<B>, descending: boolean): void;

  /**
   * For each value how many elements of its row of a sorted sequence come before it: those that are less,
   * or with `right` also those that are equal, in the order of {@linkcode Backend.sort}. Sequence
   * [..., N] and values [..., M] share their leading dimensions and their dtype; the output (int32)
   * has the values' shape.
   */
  searchSorted(sequence: View<B>, values: View<B>, output: View<B>, right: boolean): void;

  /** Waits until all recorded work is done, and throws what went wrong in it. */
  synchronize(): Promise<void>;
}
