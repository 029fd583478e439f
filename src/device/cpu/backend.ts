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
import type { FusedKernels } from "../fused.ts";
import { elementwise } from "./elementwise.ts";
import { FUSED } from "./fused.ts";
import { checkIndices, gather, scatter } from "./gather.ts";
import { blockBytes, freeBytes, giveBlock, heapBuffer, takeBlock } from "./heap.ts";
import { matmul } from "./matmul.ts";
import { reduce } from "./reduce.ts";
import { scan } from "./scan.ts";
import { searchSorted, sort } from "./sort.ts";
import { HEAP_FROM, inHeap } from "./staging.ts";

/**
 * Bytes of tensors in the heap that may pile up before the event loop turns. Blocks come back in such a turn; a loop
 * that never yields gets ordinary arrays beyond this, which V8 collects without one.
 */
const UNSETTLED_LIMIT = 768 * 2 ** 20;

/** Computes on the CPU, at once. Its buffers are typed arrays; larger ones lie in WebAssembly's memory. */
export class CPUBackend implements Backend<TypedArray> {
  /** What tensors here print. */
  readonly name: string = "cpu";
  /** ArrayBuffers are what V8 sees best. */
  readonly outsideHeap = false;
  readonly fused: FusedKernels<TypedArray> = FUSED;
  /** Bytes handed out since the event loop last turned. */
  #unsettledBytes = 0;

  /** Every dtype can live here. */
  refusal(_dtype: DType): string | undefined {
    return undefined;
  }

  /** A typed array: in the heap of WebAssembly if it is large and there is room. */
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
    if (bytes < HEAP_FROM || this.#unsettledBytes + bytes > UNSETTLED_LIMIT) {
      return typedArray(dtype, length);
    }
    const address = takeBlock(bytes);
    if (address === undefined) return typedArray(dtype, length);
    this.#unsettledBytes += blockBytes(address);
    return typedArray(dtype, heapBuffer(), address, length);
  }

  /** Only what lies in the heap comes back. */
  needsRelease(buffer: TypedArray): boolean {
    return inHeap(buffer);
  }

  /** Gives the block back. */
  release(buffer: TypedArray, collected: boolean): void {
    const address = buffer.byteOffset;
    const left = collected ? 0 : this.#unsettledBytes - blockBytes(address);
    this.#unsettledBytes = Math.max(left, 0);
    giveBlock(address);
  }

  /** Blocks of WebAssembly's memory that are free; all devices that compute on the CPU share them. */
  get pooledBytes(): number {
    return freeBytes();
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
