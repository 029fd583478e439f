/**
 * The constants that kernels are generated from, one profile for each class of adapter. A kernel
 * generator takes the profile and holds no number of its own that depends on the hardware.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";

/** How a matrix product is cut up. */
export interface MatmulTile {
  /** Rows of results one thread computes. */
  readonly rows: number;
  /** Columns of results one thread computes, a multiple of 4. */
  readonly columns: number;
  /** Threads in a workgroup, a power of two. */
  readonly threads: number;
  /**
   * How deep the tiles are that go through workgroup memory, a multiple of 4 that divides 64; the threads
   * then form a square. 0: threads load straight from memory.
   */
  readonly depth: number;
  /** Multiplications in a product from which on this kernel is worth compiling. */
  readonly from: number;
}

/** Everything about an adapter that kernels depend on. */
export interface Tuning {
  /** The class of adapter. */
  readonly name: "software" | "hardware";
  /** Threads in a workgroup of elementwise, gather and scatter kernels. */
  readonly elementwiseWorkgroup: number;
  /** Elements that sorting puts in order by comparing each with all, before it begins to merge. */
  readonly sortRun: number;
  readonly reduce: {
    /** Threads in a workgroup. */
    readonly workgroup: number;
    /** Elements that one thread reduces at most; what is left goes to another stage. */
    readonly perThread: number;
    /** Threads wanted at work when there is a second stage anyway. */
    readonly threads: number;
  };
  readonly rows: {
    /** Threads in a workgroup of those that share nothing. */
    readonly workgroup: number;
    /** Threads that share a row through workgroup memory: for short rows, and for long ones. */
    readonly lanes: readonly [least: number, most: number];
    /** Rows that are worked on at the same time. */
    readonly atOnce: number;
    /** Elements for which threads may stand idle before a second dispatch is worth its cost. */
    readonly idle: number;
    /** Threads wanted at work where several share a row through memory. */
    readonly threads: number;
    /** Threads that share a row through memory at most. */
    readonly parts: number;
  };
  readonly scan: {
    /** Threads in a workgroup. */
    readonly workgroup: number;
    /** Elements of a row that one thread runs along: few, which also keeps rounding errors small. */
    readonly perThread: number;
  };
  readonly matmul: {
    /** What there is to choose from, the first of them for anything. */
    readonly tiles: readonly MatmulTile[];
    /** What it takes to load an operand, in multiplications: large tiles load less for each of them. */
    readonly loadCost: number;
    /**
     * Products for every element of the operands from which on it pays to copy those into textures, where
     * loads are cheaper; 0: never.
     */
    readonly textures: number;
    /** Threads that share each result of a matrix and a vector, where rows lie along what is summed. */
    readonly vectorLanes: number;
    /** Threads wanted at work: where results are few, their sums are split. */
    readonly threads: number;
    /** Products that one thread adds up at least where sums are split, */
    readonly shallow: number;
    /** and at most. */
    readonly depth: number;
  };
  readonly attention: {
    /** Queries at once where they see only keys up to their own: fewer compute less in vain, in more dispatches. */
    readonly queries: number;
    /** Bytes of scores that exist at once. */
    readonly scoreBytes: number;
  };
  readonly flush: {
    /** Dispatches recorded before they are submitted. */
    readonly dispatches: number;
    /** Bytes of recorded results before they are submitted, so that large work starts early. */
    readonly bytes: number;
  };
}

/** For llvmpipe and its kin: few threads with wide registers, barriers and dispatches are dear. */
export const SOFTWARE: Tuning = {
  name: "software",
  elementwiseWorkgroup: 64,
  sortRun: 32,
  reduce: { workgroup: 32, perThread: 1024, threads: 512 },
  rows: { workgroup: 8, lanes: [1, 1], atOnce: 16, idle: 1250, threads: 64, parts: 64 },
  scan: { workgroup: 32, perThread: 64 },
  matmul: {
    tiles: [
      { rows: 4, columns: 4, threads: 8, depth: 0, from: 0 },
      { rows: 1, columns: 8, threads: 8, depth: 0, from: 0 },
      { rows: 8, columns: 8, threads: 8, depth: 0, from: 2 ** 16 },
      { rows: 16, columns: 16, threads: 8, depth: 0, from: 2 ** 21 },
    ],
    loadCost: 10,
    textures: 16,
    vectorLanes: 1,
    threads: 32,
    shallow: 256,
    depth: 4096,
  },
  attention: { queries: 64, scoreBytes: 8 * 2 ** 20 },
  flush: { dispatches: 256, bytes: 64 * 2 ** 20 },
};

/** For GPUs: thousands of threads that want to be kept busy. */
export const HARDWARE: Tuning = {
  name: "hardware",
  elementwiseWorkgroup: 256,
  sortRun: 32,
  reduce: { workgroup: 64, perThread: 128, threads: 16384 },
  rows: { workgroup: 64, lanes: [32, 256], atOnce: 128, idle: 128, threads: 16384, parts: 256 },
  scan: { workgroup: 64, perThread: 32 },
  matmul: {
    tiles: [
      { rows: 4, columns: 4, threads: 64, depth: 0, from: 0 },
      { rows: 1, columns: 4, threads: 64, depth: 0, from: 0 },
      { rows: 4, columns: 4, threads: 256, depth: 16, from: 2 ** 18 },
      { rows: 8, columns: 8, threads: 256, depth: 16, from: 2 ** 30 },
    ],
    loadCost: 4,
    textures: 0,
    vectorLanes: 32,
    threads: 16384,
    shallow: 128,
    depth: 4096,
  },
  attention: { queries: 512, scoreBytes: 64 * 2 ** 20 },
  flush: { dispatches: 256, bytes: 256 * 2 ** 20 },
};

/** The constants for the class of an adapter. */
export function classOf({ software }: { readonly software: boolean }): Tuning {
  return software ? SOFTWARE : HARDWARE;
}

/** llvmpipe silently ends every loop after so many iterations, added over all loops of a thread. */
export const LOOP_BUDGET = 65_535;

/**
 * Called by every generator whose kernel loops.
 *
 * @param label the kernel's name
 * @param iterations what one thread will do at most
 * @throws {RuntimeError} when that is more than a driver is known to carry out
 */
export function assertLoopBudget(label: string, iterations: number): void {
  if (iterations > LOOP_BUDGET) {
    throw new RuntimeError(
      "loop-budget",
      `${label} would loop ${iterations} times in one thread; software drivers stop at ${LOOP_BUDGET}`,
      "Split the loop over more threads or dispatches; see LOOP_BUDGET in tuning.ts.",
    );
  }
}
