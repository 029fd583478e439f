/**
 * The CPU: typed arrays, and loops over them.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { bytesPerElement, type DType, type TypedArray, typedArray } from "../../tensor/dtype.ts";
import type { Backend, Reduction, Scan, ScatterMode, View } from "../backend.ts";
import type { ComputeType, ElementwiseKernel } from "../expression.ts";
import type { IndexRule } from "../out_of_range.ts";
import { Pool } from "../pool.ts";
import { elementwise } from "./elementwise.ts";
import { checkIndices, gather, scatter } from "./gather.ts";
import { matmul } from "./matmul.ts";
import { reduce } from "./reduce.ts";
import { scan } from "./scan.ts";
import { searchSorted, sort } from "./sort.ts";

/** Below this many bytes a fresh array costs less than taking part in the pool. */
const POOLED_FROM = 32 * 2 ** 10;

/**
 * Bytes in pooled blocks at most. Blocks come back when a finalizer runs, which takes a turn of the event
 * loop; a loop that never yields gets ordinary arrays beyond this, which V8 collects without one.
 */
const POOL_LIMIT = 512 * 2 ** 20;

/** Computes on the CPU, at once. Its buffers are typed arrays; large ones lie over pooled blocks. */
export class CPUBackend implements Backend<TypedArray> {
  /** What tensors here print. */
  readonly name: string = "cpu";
  /** ArrayBuffers are what V8 sees best. */
  readonly outsideHeap = false;
  readonly #pool = new Pool<ArrayBuffer>({
    create: (bytes) => new ArrayBuffer(bytes),
    destroy: () => {},
    bytesOf: (block) => block.byteLength,
  }, POOL_LIMIT);
  /** Pooled blocks that are in use, and their bytes. */
  readonly #lent = new WeakSet<ArrayBuffer>();
  #lentBytes = 0;

  /** Every dtype can live here. */
  refusal(_dtype: DType): string | undefined {
    return undefined;
  }

  /** A typed array, at least as long as asked. */
  allocate(dtype: DType, length: number): TypedArray {
    const bytes = length * bytesPerElement(dtype);
    try {
      return this.#take(dtype, length, bytes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RuntimeError(
        "out-of-memory",
        `DefaultCPUAllocator: can't allocate memory: you tried to allocate ${bytes} bytes.`,
        "Is the shape right? A smaller batch, or float16, takes less.",
      );
    }
  }

  #take(dtype: DType, length: number, bytes: number): TypedArray {
    if (bytes < POOLED_FROM || this.#lentBytes + bytes > POOL_LIMIT) {
      return typedArray(dtype, length);
    }
    const block = this.#pool.take(bytes);
    this.#lent.add(block);
    this.#lentBytes += block.byteLength;
    return typedArray(dtype, block);
  }

  /** Only pooled blocks come back. */
  needsRelease(buffer: TypedArray): boolean {
    return this.#lent.has(buffer.buffer);
  }

  /** Puts the block back into the pool. */
  release(buffer: TypedArray): void {
    this.#lent.delete(buffer.buffer);
    this.#lentBytes -= buffer.buffer.byteLength;
    this.#pool.give(buffer.buffer);
  }

  /** Copies elements in. */
  write(buffer: TypedArray, _dtype: DType, data: TypedArray): void {
    buffer.set(data);
  }

  /** Copies elements out. */
  read(buffer: TypedArray, _dtype: DType, start: number, length: number): TypedArray {
    return buffer.slice(start, start + length);
  }

  /** Copies elements out; there is nothing to wait for. */
  readAsync(
    buffer: TypedArray,
    dtype: DType,
    start: number,
    length: number,
  ): Promise<TypedArray> {
    return Promise.resolve(this.read(buffer, dtype, start, length));
  }

  /** Evaluates an expression for every element. */
  elementwise(
    kernel: ElementwiseKernel,
    compute: ComputeType,
    operands: readonly (View<TypedArray> | number)[],
    output: View<TypedArray>,
  ): void {
    elementwise(kernel, compute, operands, output);
  }

  /** Reduces the trailing dimensions. */
  reduce(reduction: Reduction, input: View<TypedArray>, output: View<TypedArray>): void {
    reduce(reduction, input, output);
  }

  /** Scans the last dimension. */
  scan(
    kind: Scan,
    inputs: readonly View<TypedArray>[],
    outputs: readonly View<TypedArray>[],
  ): void {
    scan(kind, inputs, outputs);
  }

  /** Multiplies batches of matrices. */
  matmul(a: View<TypedArray>, b: View<TypedArray>, output: View<TypedArray>): void {
    matmul(a, b, output);
  }

  /** Looks at all indices. */
  checkIndices(index: View<TypedArray>, dim: number, size: number, rule: IndexRule): void {
    checkIndices(index, dim, size, rule);
  }

  /** Reads through an index tensor. */
  gather(
    input: View<TypedArray>,
    dim: number,
    index: View<TypedArray>,
    output: View<TypedArray>,
    rule?: IndexRule,
  ): void {
    gather(input, dim, index, output, rule);
  }

  /** Writes through an index tensor. */
  scatter(
    output: View<TypedArray>,
    dim: number,
    index: View<TypedArray>,
    source: View<TypedArray>,
    mode: ScatterMode,
    rule?: IndexRule,
  ): void {
    scatter(output, dim, index, source, mode, rule);
  }

  /** Sorts along the last dimension. */
  sort(
    input: View<TypedArray>,
    values: View<TypedArray>,
    indices: View<TypedArray>,
    descending: boolean,
  ): void {
    sort(input, values, indices, descending);
  }

  /** Searches sorted rows. */
  searchSorted(
    sequence: View<TypedArray>,
    values: View<TypedArray>,
    output: View<TypedArray>,
    right: boolean,
  ): void {
    searchSorted(sequence, values, output, right);
  }

  /** Everything has happened already. */
  synchronize(): Promise<void> {
    return Promise.resolve();
  }
}
