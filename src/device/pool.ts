/**
 * A pool of memory blocks: freed blocks wait for the next request of their size class, because asking
 * the system for fresh memory costs far more than most operations.
 *
 * @module
 */

/** Where blocks come from and go to. */
export interface BlockSource<B> {
  /** Makes a block of exactly so many bytes. */
  create(bytes: number): B;
  /** Gives a block up for good. */
  destroy(block: B): void;
  /** The size that the block was created with. */
  bytesOf(block: B): number;
}

/** Size classes start here; smaller requests take a whole one. */
const SMALLEST = 256;

/**
 * The size class of a request: powers of two with three steps between them, so at most a quarter of a
 * block is wasted.
 *
 * @param bytes the size asked for
 */
export function sizeClass(bytes: number): number {
  if (bytes <= SMALLEST) return SMALLEST;
  const floor = 2 ** Math.floor(Math.log2(bytes));
  const step = floor / 4;
  return Math.ceil(bytes / step) * step;
}

/** Keeps freed blocks for reuse, up to a limit of bytes. */
export class Pool<B> {
  readonly #source: BlockSource<B>;
  readonly #limit: number;
  readonly #free = new Map<number, B[]>();
  #pooledBytes = 0;

  /**
   * @param source makes and destroys blocks
   * @param limit bytes kept at most; what comes back beyond it is destroyed
   */
  constructor(source: BlockSource<B>, limit: number) {
    this.#source = source;
    this.#limit = limit;
  }

  /** Bytes waiting for reuse. */
  get pooledBytes(): number {
    return this.#pooledBytes;
  }

  /** A block of at least so many bytes; its contents are whatever its last user left. */
  take(bytes: number): B {
    const size = sizeClass(bytes);
    const block = this.#free.get(size)?.pop();
    if (block === undefined) return this.#source.create(size);
    this.#pooledBytes -= size;
    return block;
  }

  /** Takes a block back. */
  give(block: B): void {
    const size = this.#source.bytesOf(block);
    if (this.#pooledBytes + size > this.#limit) {
      this.#source.destroy(block);
      return;
    }
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [block]);
    else free.push(block);
    this.#pooledBytes += size;
  }

  /** Destroys everything that waits for reuse. */
  drain(): void {
    for (const blocks of this.#free.values()) {
      for (const block of blocks) this.#source.destroy(block);
    }
    this.#free.clear();
    this.#pooledBytes = 0;
  }
}
