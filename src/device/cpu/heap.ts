/**
 * The memory that WebAssembly kernels see: one shared WebAssembly memory, handed out in blocks. Being shared
 * it never moves when it grows, so arrays over it stay good, and worker threads see it, too.
 *
 * @module
 */
import { sizeClass } from "../pool.ts";

const PAGE = 64 * 2 ** 10;

/** All that 32-bit addresses reach; the system backs with memory what is touched. */
const MOST_PAGES = 65_536;

/** The memory grows by at least so many bytes: growing costs a system call. */
const GROWTH = 16 * 2 ** 20;

/** Blocks begin at whole cache lines. */
const ALIGNMENT = 64;

/** The first bytes are nobody's: address 0 means none. */
const FIRST = ALIGNMENT;

/** Nor are the last ones: kernels may read a vector beyond the end of what they are given. */
const LAST = ALIGNMENT;

let memory: WebAssembly.Memory | undefined;
let bytes: ArrayBufferLike = new ArrayBuffer(0);

/** Free blocks by size, to be handed out again as they are. */
const free = new Map<number, number[]>();

/** Sizes of the blocks in use, by address. */
const used = new Map<number, number>();

/** Stretches of memory that are in no block, by address: [start, end). */
let gaps: { start: number; end: number }[] = [];

/** The WebAssembly memory, for kernels to import. */
export function heapMemory(): WebAssembly.Memory {
  if (memory === undefined) {
    memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    bytes = memory.buffer;
    gaps = [{ start: FIRST, end: PAGE - LAST }];
  }
  return memory;
}

/** What arrays over the heap are made of. It reaches as far as the memory did when it was asked for. */
export function heapBuffer(): ArrayBufferLike {
  return bytes;
}

/**
 * Takes a block.
 *
 * @param size bytes, at least
 * @returns its address, or undefined when the memory is full
 */
export function takeBlock(size: number): number | undefined {
  const whole = Math.ceil(sizeClass(size) / ALIGNMENT) * ALIGNMENT;
  const address = free.get(whole)?.pop() ?? carve(whole) ?? afterMerging(whole) ?? grown(whole);
  if (address !== undefined) used.set(address, whole);
  return address;
}

/** The size of a block in use. */
export function blockBytes(address: number): number {
  return used.get(address)!;
}

/** Gives a block back, for the next one who asks for that size. */
export function giveBlock(address: number): void {
  const size = used.get(address)!;
  used.delete(address);
  const blocks = free.get(size);
  if (blocks === undefined) free.set(size, [address]);
  else blocks.push(address);
}

/** Bytes in blocks that wait for reuse. */
export function freeBytes(): number {
  let sum = 0;
  for (const [size, blocks] of free) sum += size * blocks.length;
  return sum;
}

/** Cuts a block off the first gap that is large enough. */
function carve(size: number): number | undefined {
  heapMemory();
  const at = gaps.findIndex((gap) => gap.end - gap.start >= size);
  if (at < 0) return undefined;
  const gap = gaps[at]!;
  const address = gap.start;
  gap.start += size;
  if (gap.start === gap.end) gaps.splice(at, 1);
  return address;
}

/** Dissolves all free blocks, joins neighbours to larger gaps, and looks again. */
function afterMerging(size: number): number | undefined {
  if (freeBytes() < size) return undefined;
  for (const [length, blocks] of free) {
    for (const start of blocks) gaps.push({ start, end: start + length });
  }
  free.clear();
  gaps.sort((a, b) => a.start - b.start);
  const joined: typeof gaps = [];
  for (const gap of gaps) {
    const last = joined.at(-1);
    if (last?.end === gap.start) last.end = gap.end;
    else joined.push(gap);
  }
  gaps = joined;
  return carve(size);
}

/** Asks the system for more memory. */
function grown(size: number): number | undefined {
  const memory = heapMemory();
  const end = memory.buffer.byteLength - LAST;
  for (const wanted of [Math.max(size, GROWTH), size]) {
    try {
      memory.grow(Math.ceil(wanted / PAGE));
    } catch (error) {
      if (error instanceof RangeError) continue;
      throw error;
    }
    bytes = memory.buffer;
    const last = gaps.at(-1);
    if (last?.end === end) last.end = bytes.byteLength - LAST;
    else gaps.push({ start: end, end: bytes.byteLength - LAST });
    return carve(size);
  }
  return undefined;
}
