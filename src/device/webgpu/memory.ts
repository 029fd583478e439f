/**
 * GPU memory: buffers, reused through a pool and counted against a budget. Large tensors have a buffer to
 * themselves. Small ones share some: what WebGPU does for every buffer that a dispatch names, and for every
 * new combination of them, takes longer than the dispatch (1000 dependent additions of 16 elements took
 * 47 ms with a buffer each).
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { Pool, sizeClass } from "../pool.ts";
import type { Binding } from "./bindings.ts";
import type { Context } from "./context.ts";

/** Parts of buffers begin at multiples of this, in bytes. */
export const ALIGNMENT = 256;

/** A buffer of the system: the home of one large block, or of many small ones. */
export class Home {
  /** WebGPU's handle. */
  readonly gpu: GPUBuffer;
  /** Its size. */
  readonly bytes: number;
  /** Names it in cache keys; never used again. */
  readonly id: number;
  /** Whether several blocks live here. */
  readonly shared: boolean;
  /** Keys of cached bind groups that hold this buffer. */
  readonly bindGroups: Set<string> = new Set();

  /** Wraps a buffer; only a {@linkcode Memory} does. */
  constructor(gpu: GPUBuffer, bytes: number, id: number, shared: boolean) {
    this.gpu = gpu;
    this.bytes = bytes;
    this.id = id;
    this.shared = shared;
  }
}

/** Memory on the GPU. Tensors hold blocks; several kernels may have recorded work on one. */
export class Block {
  /** The buffer that it is in. */
  readonly home: Home;
  /** Where in that it begins, in bytes. */
  readonly start: number;
  /** Its size, at least what was asked for. */
  readonly bytes: number;
  /** Whose block this is: blocks of a lost device are of no use to the next. */
  readonly memory: Memory;
  /** What kernels bind that see all of the buffer. */
  readonly binding: Binding;
  /** The batch of commands that last used it. */
  usedIn = -1;

  /** Takes part of a buffer; only a {@linkcode Memory} does. */
  constructor(home: Home, start: number, bytes: number, memory: Memory) {
    this.home = home;
    this.start = start;
    this.bytes = bytes;
    this.memory = memory;
    this.binding = { buffer: home.gpu, block: this, offset: 0, size: home.bytes };
  }
}

/** Blocks up to this many bytes share buffers, */
const SMALL = 16 * 2 ** 10;

/** of this many. */
const SHARED = 2 ** 20;

/** Freed blocks kept for reuse, at most. */
const POOL_LIMIT = 512 * 2 ** 20;

const USAGE = 0x80 | 0x08 | 0x04; // STORAGE | COPY_DST | COPY_SRC

/** Hands out blocks. */
export class Memory {
  readonly #context: Context;
  readonly #budget: number;
  readonly #pool: Pool<Block>;
  /** Small blocks stay: what they share cannot be given back in parts. */
  readonly #small: Pool<Block>;
  #home: Home | undefined;
  #homeUsed = 0;
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
    this.#small = new Pool<Block>({
      create: (bytes) => this.#createSmall(bytes),
      destroy: () => {},
      bytesOf: (block) => block.bytes,
    }, Infinity);
  }

  /** Bytes of blocks that are handed out. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  /** Bytes of blocks waiting for reuse. */
  get pooledBytes(): number {
    return this.#pool.pooledBytes + this.#small.pooledBytes;
  }

  /**
   * A block of at least so many bytes, its contents undefined. Nothing is a block of the smallest size.
   *
   * @throws {RuntimeError} when that is more than the device allows in one buffer, or than the budget
   */
  take(bytes: number): Block {
    const small = this.#context.sharesBuffers && bytes <= SMALL;
    return this.#take(bytes, small ? this.#small : this.#pool);
  }

  /** The same with a buffer to itself, for kernels that count from its beginning. */
  scratch(bytes: number): Block {
    return this.#take(bytes, this.#pool);
  }

  #take(bytes: number, pool: Pool<Block>): Block {
    const size = sizeClass(bytes);
    const { maxBufferSize } = this.#context;
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
    const block = pool.take(bytes);
    this.#liveBytes += block.bytes;
    return block;
  }

  /** Takes a block back; recorded work that uses it comes before any new use. */
  give(block: Block): void {
    this.#liveBytes -= block.bytes;
    (block.home.shared ? this.#small : this.#pool).give(block);
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
    return new Block(this.#open(bytes, false), 0, bytes, this);
  }

  #createSmall(bytes: number): Block {
    if (this.#home === undefined || this.#homeUsed + bytes > SHARED) {
      this.#home = this.#open(SHARED, true);
      this.#homeUsed = 0;
    }
    const start = this.#homeUsed;
    // Kernels may bind a block by itself, which asks for a multiple of this.
    this.#homeUsed += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return new Block(this.#home, start, bytes, this);
  }

  #open(bytes: number, shared: boolean): Home {
    const gpu = this.#context.device.createBuffer({ label: "tensor", size: bytes, usage: USAGE });
    return new Home(gpu, bytes, this.#nextId++, shared);
  }
}

/** `1.50 GiB`, as PyTorch writes amounts of memory. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]] as const) {
    if (bytes >= size) return `${(bytes / size).toFixed(2)} ${unit}`;
  }
  return `${bytes} bytes`;
}
