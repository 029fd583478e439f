/**
 * The WebGPU device as tensors see it.
 *
 * @module
 */
import { type DType, type TypedArray, typedArray } from "../../tensor/dtype.ts";
import type { Backend, Reduction, Scan, ScatterMode, View } from "../backend.ts";
import type { ComputeType, ElementwiseKernel } from "../expression.ts";
import type { FusedKernels } from "../fused.ts";
import type { IndexRule } from "../out_of_range.ts";
import type { Context } from "./context.ts";
import { elementwise } from "./kernels/elementwise.ts";
import { fusedKernels } from "./kernels/fused.ts";
import { checkIndices, gather, scatter } from "./kernels/gather.ts";
import { matmul } from "./kernels/matmul.ts";
import { reduce } from "./kernels/reduce.ts";
import { scan } from "./kernels/scan.ts";
import { searchSorted } from "./kernels/search.ts";
import { sort } from "./kernels/sort.ts";
import { copy, withTemporary } from "./kernels/temporary.ts";
import type { Block } from "./memory.ts";
import { Queue } from "./queue.ts";
import { Readback } from "./readback.ts";
import { classOf, type Tuning } from "./tuning.ts";
import { storageBytes } from "./wgsl/types.ts";

/** Computes on a GPU. Work is recorded and runs later; reads wait for it. */
export class WebGPUBackend implements Backend<Block> {
  readonly name = "webgpu:0";
  readonly outsideHeap = true;
  readonly fused: FusedKernels<Block>;
  readonly #context: Context;
  readonly #queue: Queue;
  readonly #readback: Readback;

  /**
   * @param context the GPU
   * @param memoryBudget bytes of memory to use at most
   * @param tuning the constants that kernels are generated from
   */
  constructor(
    context: Context,
    memoryBudget: number,
    tuning: Tuning = classOf(context),
  ) {
    this.#context = context;
    this.#queue = new Queue(context, memoryBudget, tuning);
    this.#readback = new Readback(this.#queue);
    this.fused = fusedKernels(this.#queue);
  }

  /**
   * What is in use: bytes of tensors, bytes kept for reuse, compiled kernels, cached bind groups; and
   * how often elements were read back so far.
   */
  get statistics(): {
    liveBytes: number;
    pooledBytes: number;
    kernels: number;
    bindGroups: number;
    reads: number;
  } {
    const { memory, cached } = this.#queue;
    return {
      liveBytes: memory.liveBytes,
      pooledBytes: memory.pooledBytes,
      ...cached,
      reads: this.#readback.reads,
    };
  }

  /** `float64` nowhere, `float16` where the adapter has no 16-bit floats. */
  refusal(dtype: DType): string | undefined {
    if (dtype === "float64") {
      return 'webgpu does not support float64 (WGSL has no 64-bit floats)\nConvert it first: x.to("float32").to("webgpu").';
    }
    if (dtype === "float16" && !this.#context.hasFloat16) {
      return 'this webgpu adapter does not support float16 (no shader-f16)\nConvert it first: x.to("float32").to("webgpu").';
    }
    return undefined;
  }

  /** See {@linkcode Backend.allocate}. */
  allocate(dtype: DType, length: number): Block {
    this.#context.assertAlive();
    return this.#queue.memory.take(length * storageBytes(dtype));
  }

  /** V8 knows nothing of GPU memory. */
  needsRelease(_block: Block): boolean {
    return true;
  }

  /** See {@linkcode Backend.release}. Memory of a lost device went with it. */
  release(block: Block): void {
    if (block.memory === this.#queue.memory) block.memory.give(block);
  }

  /** See {@linkcode Backend.pooledBytes}. */
  get pooledBytes(): number {
    return this.#queue.memory.pooledBytes;
  }

  /** See {@linkcode Backend.write}. */
  write(block: Block, dtype: DType, data: TypedArray): void {
    this.#assertMine(block);
    if (data.length === 0) return;
    if (dtype === "bool" || dtype === "uint8") {
      this.#queue.write(block, 0, new Uint32Array(data));
    } else if (data.byteLength % 4 === 0) {
      this.#queue.write(block, 0, data);
    } else {
      this.#writeOdd(block, dtype, data);
    }
  }

  /** Writes go by whole words: an odd number of halves takes a way round, to spare the next element. */
  #writeOdd(block: Block, dtype: DType, data: TypedArray): void {
    const { length } = data;
    const padded = typedArray(dtype, length + 1);
    padded.set(data);
    withTemporary(this.#queue, dtype, [length], (whole) => {
      this.#queue.write(whole.buffer, 0, padded);
      copy(this.#queue, whole, { ...whole, buffer: block });
    });
  }

  #assertMine(block: Block): void {
    this.#context.assertAlive();
    this.#queue.memory.assertOwn(block);
  }

  /** See {@linkcode Backend.read}. */
  read(block: Block, dtype: DType, start: number, length: number): TypedArray {
    this.#assertMine(block);
    const { first, size } = words(dtype, start, length);
    return elements(this.#readback.read(block, first, size), dtype, start, length);
  }

  /** See {@linkcode Backend.readAsync}. */
  async readAsync(
    block: Block,
    dtype: DType,
    start: number,
    length: number,
  ): Promise<TypedArray> {
    this.#assertMine(block);
    const { first, size } = words(dtype, start, length);
    return elements(await this.#readback.readAsync(block, first, size), dtype, start, length);
  }

  /** See {@linkcode Backend.elementwise}. */
  elementwise(
    kernel: ElementwiseKernel,
    compute: ComputeType,
    operands: readonly (View<Block> | number)[],
    output: View<Block>,
  ): void {
    this.#context.assertAlive();
    elementwise(this.#queue, kernel, compute, operands, output);
  }

  /** See {@linkcode Backend.reduce}. */
  reduce(reduction: Reduction, input: View<Block>, output: View<Block>): void {
    this.#context.assertAlive();
    reduce(this.#queue, reduction, input, output);
  }

  /** See {@linkcode Backend.scan}. */
  scan(kind: Scan, inputs: readonly View<Block>[], outputs: readonly View<Block>[]): void {
    this.#context.assertAlive();
    scan(this.#queue, kind, inputs, outputs);
  }

  /** See {@linkcode Backend.matmul}. */
  matmul(a: View<Block>, b: View<Block>, output: View<Block>): void {
    this.#context.assertAlive();
    matmul(this.#queue, a, b, output);
  }

  /** See {@linkcode Backend.checkIndices}. */
  checkIndices(index: View<Block>, dim: number, size: number, rule: IndexRule): void {
    this.#context.assertAlive();
    checkIndices(this.#queue, index, dim, size, rule);
  }

  /** See {@linkcode Backend.gather}. */
  gather(
    input: View<Block>,
    dim: number,
    index: View<Block>,
    output: View<Block>,
    rule?: IndexRule,
  ): void {
    this.#context.assertAlive();
    gather(this.#queue, input, dim, index, output, rule);
  }

  /** See {@linkcode Backend.scatter}. */
  scatter(
    output: View<Block>,
    dim: number,
    index: View<Block>,
    source: View<Block>,
    mode: ScatterMode,
    rule?: IndexRule,
  ): void {
    this.#context.assertAlive();
    scatter(this.#queue, output, dim, index, source, mode, rule);
  }

  /** See {@linkcode Backend.sort}. */
  sort(
    input: View<Block>,
    values: View<Block>,
    indices: View<Block>,
    descending: boolean,
  ): void {
    this.#context.assertAlive();
    sort(this.#queue, input, values, indices, descending);
  }

  /** See {@linkcode Backend.searchSorted}. */
  searchSorted(
    sequence: View<Block>,
    values: View<Block>,
    output: View<Block>,
    right: boolean,
  ): void {
    this.#context.assertAlive();
    searchSorted(this.#queue, sequence, values, output, right);
  }

  /** See {@linkcode Backend.synchronize}. */
  async synchronize(): Promise<void> {
    this.#context.assertAlive();
    await this.#readback.synchronize();
  }
}

/** The whole words that hold some elements, in bytes. */
function words(dtype: DType, start: number, length: number): { first: number; size: number } {
  const bytes = storageBytes(dtype);
  const first = Math.floor(start * bytes / 4) * 4;
  return { first, size: Math.ceil((start + length) * bytes / 4) * 4 - first };
}

/** Those elements, out of a copy of those words. */
function elements(
  copy: Uint8Array<ArrayBuffer>,
  dtype: DType,
  start: number,
  length: number,
): TypedArray {
  if (dtype === "bool" || dtype === "uint8") return Uint8Array.from(new Uint32Array(copy.buffer));
  const all = typedArray(dtype, copy.buffer);
  const skip = storageBytes(dtype) === 2 ? start % 2 : 0;
  return all.length === length ? all : all.slice(skip, skip + length);
}
