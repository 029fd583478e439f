/**
 * Elementwise operations on larger tensors, by kernels that are generated when they are first needed.
 *
 * @module
 */
import { type DType, DTYPES, type TypedArray } from "../../../tensor/dtype.ts";
import { collapse, sizeOf, type Walk } from "../../../tensor/shape.ts";
import type { View } from "../../backend.ts";
import { type ComputeType, copiedOperand, type ElementwiseKernel } from "../../expression.ts";
import type { Operand } from "../loops.ts";
import { staged, stagedResult, unstage } from "../staging.ts";
import { GeneratedKernel, parallel, threadsFor } from "../threads.ts";
import { walk } from "../walk.ts";
import { denseAcross, turn, turned } from "./turn.ts";
import { IMPORTS, isSupported, kernelModule, type Placing, weight } from "./kernel.ts";

/** Fewer elements cost less in JavaScript than the way to WebAssembly. */
const LIGHT_FROM = 1024;
/** The same for expressions that take many instructions. */
const HEAVY_FROM = 512;
const HEAVY = 16;

/** Fewer operations than this (100 microseconds) are done before other threads could help. */
const SHARED_FROM = 5e6;
/** What an element costs before anything is computed, in the operations that `threadsFor` counts. */
const MOVED = 10;
/** And for each of those that `weight` counts. */
const COMPUTED = 2;
/** Parts a thread: one that comes late, or is slow, takes fewer. */
const PARTS_A_THREAD = 4;
/** What threads take of a row is a multiple of this, but for the last: whole vectors and cache lines. */
const STRETCH = 64;
/** More parameters than threads can be given are seldom. */
const MOST_SHARED_OPERANDS = 9;

/** Kernels by small numbers, one for the types computed and stored, then one for each operand. */
interface Branch {
  readonly next: (Branch | undefined)[];
  /** Null where there can be no kernel. */
  run: GeneratedKernel | null | undefined;
}

interface Known {
  /** How many elements make it worthwhile. */
  readonly from: number;
  /** Operations that an element takes, as `threadsFor` counts them. */
  readonly cost: number;
  readonly tree: Branch;
}

const known = new WeakMap<ElementwiseKernel, Known>();

function knownOf(kernel: ElementwiseKernel): Known {
  let entry = known.get(kernel);
  if (entry === undefined) {
    const heft = weight(kernel.body);
    const from = heft >= HEAVY ? HEAVY_FROM : LIGHT_FROM;
    const tree = { next: [], run: undefined };
    known.set(kernel, entry = { from, cost: MOVED + COMPUTED * heft, tree });
  }
  return entry;
}

const DTYPE_NUMBER = Object.fromEntries(DTYPES.map((dtype, i) => [dtype, i])) as Record<
  DType,
  number
>;
const COMPUTE_NUMBER: Readonly<Record<ComputeType, number>> = { float: 0, int: 1, uint: 2 };
const PLACINGS: readonly Placing[] = ["dense", "repeated", "strided"];
const NUMBER = DTYPES.length * PLACINGS.length;

/** How an operand with this stride lies along a row, as a position in `PLACINGS`. */
function placingOf(stride: number): number {
  return stride === 1 ? 0 : stride === 0 ? 1 : 2;
}

/** Whether an operation on so many elements is worth the way to WebAssembly. */
export function pays(kernel: ElementwiseKernel, count: number): boolean {
  return count >= HEAVY_FROM && count >= knownOf(kernel).from;
}

/**
 * Evaluates an expression for every element of the output.
 *
 * @param flat whether all elements lie one after the other in one order
 * @returns whether there is a kernel for it; if not, nothing happened
 */
export function runVectors(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly Operand[],
  output: View<TypedArray>,
  flat: boolean,
): boolean {
  const { shape, strides } = flat
    ? flatWalk(operands, output)
    : collapse(output.shape, stridesOf(operands, output));
  const inner = shape.length - 1;
  // An output of one element has no row.
  if (inner < 0 || strides[0]![inner] !== 1) return false;
  const across = operands.map((x, i) =>
    flat || typeof x === "number" ? -1 : denseAcross(x, shape, strides[i + 1]!)
  );
  const copied = copiedOperand(kernel) ?? -1;
  const x = operands[copied];
  if (typeof x === "object" && x.dtype === output.dtype && across[copied]! >= 0) {
    const to = stagedResult(output);
    turn(staged(x), shape, strides[copied + 1]!, across[copied]!, to, strides[0]!);
    unstage();
    return true;
  }
  const rowStrides = strides.map((list, i) => i > 0 && across[i - 1]! >= 0 ? 1 : list[inner]!);
  const { cost, tree } = knownOf(kernel);
  const branch = branchFor(tree, compute, operands, output.dtype, rowStrides);
  if (branch.run === undefined) {
    branch.run = generate(kernel, compute, operands, output.dtype, rowStrides);
  }
  if (branch.run === null) return false;
  launch(branch.run, cost, operands, output, shape, strides, across);
  return true;
}

const DENSE = [1];
const NONE = [0];

function flatWalk(operands: readonly Operand[], output: View<TypedArray>): Walk {
  const strides = [DENSE];
  for (const x of operands) strides.push(typeof x === "number" ? NONE : DENSE);
  return { shape: [sizeOf(output.shape)], strides };
}

function stridesOf(operands: readonly Operand[], output: View<TypedArray>): (readonly number[])[] {
  const none = new Array<number>(output.shape.length).fill(0);
  const all = [output.strides];
  for (const x of operands) all.push(typeof x === "number" ? none : x.strides);
  return all;
}

function branchFor(
  tree: Branch,
  compute: ComputeType,
  operands: readonly Operand[],
  output: DType,
  rowStrides: readonly number[],
): Branch {
  let branch = follow(tree, COMPUTE_NUMBER[compute] * DTYPES.length + DTYPE_NUMBER[output]);
  for (let i = 0; i < operands.length; i++) {
    const x = operands[i]!;
    const number = typeof x === "number"
      ? NUMBER
      : DTYPE_NUMBER[x.dtype] * PLACINGS.length + placingOf(rowStrides[i + 1]!);
    branch = follow(branch, number);
  }
  return branch;
}

function follow(branch: Branch, number: number): Branch {
  return branch.next[number] ??= { next: [], run: undefined };
}

function generate(
  { body }: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly Operand[],
  output: DType,
  rowStrides: readonly number[],
): GeneratedKernel | null {
  const sources = operands.map((x, i) =>
    typeof x === "number"
      ? { dtype: output, placing: "number" } as const
      : { dtype: x.dtype, placing: PLACINGS[placingOf(rowStrides[i + 1]!)]! }
  );
  const plan = { body, compute, sources, output };
  if (!isSupported(plan)) return null;
  return new GeneratedKernel(kernelModule(plan), IMPORTS);
}

/**
 * Runs a kernel on all rows of the output: those of the last two dimensions in one call, or, where these are all
 * and large, in one for each part that threads take.
 *
 * @param cost operations that an element takes, as `threadsFor` counts them
 * @param across for each operand the dimension along which it is dense, where it has to be turned, else -1
 */
function launch(
  kernel: GeneratedKernel,
  cost: number,
  operands: readonly Operand[],
  output: View<TypedArray>,
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  across: readonly number[],
): void {
  const inner = shape.length - 1;
  const outer = Math.max(inner - 1, 0);
  const rows = inner > 0 ? shape[outer]! : 1;
  try {
    const placed = operands.map((x, i) => place(x, shape, strides[i + 1]!, across[i]!));
    placed.unshift({ address: stagedResult(output), steps: bytesOf(output, strides[0]!) });
    const parameters = (at: readonly number[], rows: number, count: number) => {
      const list = [rows, count];
      placed.forEach(({ steps }, i) => {
        list.push(at[i]!, inner > 0 ? steps[outer]! : 0);
        if (i > 0) list.push(steps[inner]!);
      });
      return list;
    };
    const starts = placed.map(({ address }) => address);
    if (outer > 0) {
      const run = (at: readonly number[]) => kernel.run(...parameters(at, rows, shape[inner]!));
      return walk(shape.slice(0, outer), placed.map(({ steps }) => steps), starts, run);
    }
    const length = shape[0]!;
    const operations = sizeOf(shape) * cost;
    const alone = operations < SHARED_FROM || operands.length > MOST_SHARED_OPERANDS;
    const threads = alone ? 1 : threadsFor(operations);
    const part = threads === 1 ? length : partOf(length, threads, inner === 0 ? STRETCH : 1);
    parallel(kernel, Math.ceil(length / part), (number) => {
      const first = number * part, size = Math.min(part, length - first);
      // Numbers are repeated: they have no steps.
      const at = placed.map(({ address, steps }) =>
        first === 0 ? address : address + first * steps[0]!
      );
      return inner === 0 ? parameters(at, 1, size) : parameters(at, size, shape[inner]!);
    });
  } finally {
    unstage();
  }
}

/** How much of a dimension a thread takes at once. */
function partOf(length: number, threads: number, multiple: number): number {
  return Math.ceil(length / (threads * PARTS_A_THREAD) / multiple) * multiple;
}

/** An operand as a kernel takes it: where it begins, or the number that it is, and its strides in bytes. */
interface Placed {
  readonly address: number;
  readonly steps: readonly number[];
}

function place(
  x: Operand,
  shape: readonly number[],
  strides: readonly number[],
  across: number,
): Placed {
  if (typeof x === "number") return { address: x, steps: shape.map(() => 0) };
  if (across < 0) return { address: staged(x), steps: bytesOf(x, strides) };
  const { address, strides: dense } = turned(x, shape, strides, across);
  return { address, steps: bytesOf(x, dense) };
}

function bytesOf({ buffer }: View<TypedArray>, strides: readonly number[]): number[] {
  return strides.map((stride) => stride * buffer.BYTES_PER_ELEMENT);
}
