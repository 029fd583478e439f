/**
 * GPU memory: whole buffers, reused through a pool and counted against a budget.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { Pool, sizeClass } from "../pool.ts";
import type { Context } from "./context.ts";

/** A buffer on the GPU. Tensors hold blocks; several kernels may have recorded work on one. */
export class Block {
  /** WebGPU's handle. */
  readonly gpu: GPUBuffer;
  /** Its size, at least what was asked for. */
  readonly bytes: number;
  /** Names the block in cache keys; never used again. */
  readonly id: number;
  /** Whose block this is: blocks of a lost device are of no use to the next. */
  readonly memory: Memory;
  /** The batch of commands that last used it. */
  usedIn = -1;
  /** Keys of cached bind groups that hold this block. */
  readonly bindGroups: Set<string> = new Set();

  /** Wraps a buffer; only a {@linkcode Memory} does. */
  constructor(gpu: GPUBuffer, bytes: number, id: number, memory: Memory) {
    this.gpu = gpu;
    this.bytes = bytes;
    this.id = id;
    this.memory = memory;
  }
}

/** Freed blocks kept for reuse, at most. */
const POOL_LIMIT = 512 * 2 ** 20;

const USAGE = 0x80 | 0x08 | 0x04; // STORAGE | COPY_DST | COPY_SRC

/** Hands out blocks. */
export class Memory {
  readonly #context: Context;
  readonly #budget: number;
  readonly #pool: Pool<Block>;
  #nextId = 0;
  #liveBytes = 0;

  /**
   * @param context the GPU
   * @param budget bytes in use at most, blocks waiting for reuse included
   * @param destroy called for blocks that go back to the system
   */
  constructor(context: Context, budget: number, destroy: (block: Block) => void) {
    this.#context = context;
    this.#budget = budget;
    this.#pool = new Pool<Block>({
      create: (bytes) => this.#create(bytes),
      destroy,
      bytesOf: (block) => block.bytes,
    }, Math.min(POOL_LIMIT, budget));
  }

  /** Bytes of blocks that are handed out. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  /** Bytes of blocks waiting for reuse. */
  get pooledBytes(): number {
    return this.#pool.pooledBytes;
  }

  /**
   * A block of at least so many bytes, its contents undefined. Nothing is a block of the smallest size.
   *
   * @throws {RuntimeError} when that is more than the device allows in one buffer, or than the budget
   */
  take(bytes: number): Block {
    const size = sizeClass(bytes);
    const { maxBufferSize } = this.#context.device.limits;
    if (size > maxBufferSize) {
      throw new RuntimeError(
        "out-of-memory",
        `webgpu out of memory. Tried to allocate ${formatBytes(bytes)} in one buffer`,
        `This adapter's limit (maxBufferSize) is ${
          formatBytes(maxBufferSize)
        }: use smaller tensors.`,
      );
    }
    if (this.#liveBytes + this.#pool.pooledBytes + size > this.#budget) {
      this.#pool.drain();
      if (this.#liveBytes + size > this.#budget) {
        throw new RuntimeError(
          "out-of-memory",
          `webgpu out of memory. Tried to allocate ${formatBytes(bytes)} (${
            formatBytes(this.#liveBytes)
          } in use, budget ${formatBytes(this.#budget)})`,
          `Tensors are freed when the event loop turns: in a long loop write "await tick()" once in a while, or compute inside of scope(() => ...), which frees at once. More memory: webgpu.init({ memoryBudget: bytes }).`,
        );
      }
    }
    const block = this.#pool.take(bytes);
    this.#liveBytes += block.bytes;
    return block;
  }

  /** Takes a block back; recorded work that uses it comes before any new use. */
  give(block: Block): void {
    this.#liveBytes -= block.bytes;
    this.#pool.give(block);
  }

  /**
   * Called before a block is used.
   *
   * @throws {RuntimeError} when it came from elsewhere: from a device that was lost since
   */
  assertOwn(block: Block): void {
    if (block.memory === this) return;
    throw new RuntimeError(
      "webgpu-lost",
      "this tensor lived on a webgpu device that was lost",
      "Its values are gone: make or load it anew.",
    );
  }

  #create(bytes: number): Block {
    const gpu = this.#context.device.createBuffer({ label: "tensor", size: bytes, usage: USAGE });
    return new Block(gpu, bytes, this.#nextId++, this);
  }
}

/** `1.50 GiB`, as PyTorch writes amounts of memory. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]] as const) {
    if (bytes >= size) return `${(bytes / size).toFixed(2)} ${unit}`;
  }
  return `${bytes} bytes`;
}
