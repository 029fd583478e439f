/**
 * Elementwise operations on larger tensors, by kernels that are generated when they are first needed.
 *
 * @module
 */
import { type DType, DTYPES, type TypedArray } from "../../../tensor/dtype.ts";
import { collapse, sizeOf, type Walk } from "../../../tensor/shape.ts";
import type { View } from "../../backend.ts";
import { type ComputeType, copiedOperand, type ElementwiseKernel } from "../../expression.ts";
import { heapMemory } from "../heap.ts";
import type { Operand } from "../loops.ts";
import { staged, stagedResult, unstage } from "../staging.ts";
import { walk } from "../walk.ts";
import { denseAcross, turn, turned } from "./turn.ts";
import { IMPORTS, isSupported, kernelModule, type Placing, weight } from "./kernel.ts";

/** A kernel: the parameters are those of the module's function. */
type Run = (...parameters: number[]) => void;

/** Fewer elements cost less in JavaScript than the way to WebAssembly. */
const LIGHT_FROM = 1024;
/** The same for expressions that take many instructions. */
const HEAVY_FROM = 512;
const HEAVY = 16;

/** Kernels by small numbers, one for the types computed and stored, then one for each operand. */
interface Branch {
  readonly next: (Branch | undefined)[];
  /** Null where there can be no kernel. */
  run: Run | null | undefined;
}

interface Known {
  /** How many elements make it worthwhile. */
  readonly from: number;
  readonly tree: Branch;
}

const known = new WeakMap<ElementwiseKernel, Known>();

function knownOf(kernel: ElementwiseKernel): Known {
  let entry = known.get(kernel);
  if (entry === undefined) {
    const from = weight(kernel.body) >= HEAVY ? HEAVY_FROM : LIGHT_FROM;
    known.set(kernel, entry = { from, tree: { next: [], run: undefined } });
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
  const branch = branchFor(knownOf(kernel).tree, compute, operands, output.dtype, rowStrides);
  if (branch.run === undefined) {
    branch.run = generate(kernel, compute, operands, output.dtype, rowStrides);
  }
  if (branch.run === null) return false;
  launch(branch.run, operands, output, shape, strides, across);
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
): Run | null {
  const sources = operands.map((x, i) =>
    typeof x === "number"
      ? { dtype: output, placing: "number" } as const
      : { dtype: x.dtype, placing: PLACINGS[placingOf(rowStrides[i + 1]!)]! }
  );
  const plan = { body, compute, sources, output };
  if (!isSupported(plan)) return null;
  const module = new WebAssembly.Module(kernelModule(plan));
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory: heapMemory(), ...IMPORTS },
  });
  return exports.run as Run;
}

/**
 * Runs a kernel on all rows of the output: those of the last two dimensions in one call.
 *
 * @param across for each operand the dimension along which it is dense, where it has to be turned, else -1
 */
function launch(
  run: Run,
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
    const call = (at: readonly number[]) => {
      const parameters = [rows, shape[inner]!];
      placed.forEach(({ steps }, i) => {
        parameters.push(at[i]!, inner > 0 ? steps[outer]! : 0);
        if (i > 0) parameters.push(steps[inner]!);
      });
      run(...parameters);
    };
    const starts = placed.map(({ address }) => address);
    if (outer === 0) call(starts);
    else walk(shape.slice(0, outer), placed.map(({ steps }) => steps), starts, call);
  } finally {
    unstage();
  }
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
