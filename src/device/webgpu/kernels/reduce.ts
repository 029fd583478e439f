/**
 * Reductions. A thread reduces a chunk of one result's elements; where that leaves several chunks,
 * another stage reduces those. Chunks are interleaved, so that neighbouring threads read neighbouring
 * elements, and sums are added up in blocks, which keeps their rounding errors small.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import { collapse, contiguousStrides, sizeOf } from "../../../tensor/shape.ts";
import type { Reduction, View } from "../../backend.ts";
import { apply, elementwiseKernel, operand } from "../../expression.ts";
import { bindView, fitsBinding } from "../bindings.ts";
import type { Block } from "../memory.ts";
import type { Queue } from "../queue.ts";
import { assertLoopBudget } from "../tuning.ts";
import { foldGroups, MAX_RANK, pushWalk } from "../wgsl/addressing.ts";
import { computeTypeOf, PARTIAL } from "../wgsl/types.ts";
import { elementwise } from "./elementwise.ts";
import { reduceLines } from "./rows/reduction.ts";
import { type ReduceJob, type ReducePlan, reduceSource } from "./reduce_source.ts";
import { copy, fill, withCopy, withTemporary } from "./temporary.ts";

/** Records a reduction of the trailing dimensions; see `Backend.reduce`. */
export function reduce(
  queue: Queue,
  reduction: Reduction,
  input: View<Block>,
  output: View<Block>,
): void {
  const outer = output.shape.length;
  const reduced = input.shape.slice(outer);
  if (sizeOf(output.shape) === 0) return;
  if (sizeOf(reduced) === 0) {
    return fill(queue, reduction === "prod" || reduction === "all" ? 1 : 0, output);
  }
  const inner = collapse(reduced, [input.strides.slice(outer)]);
  const outside = collapse(output.shape, [input.strides.slice(0, outer), output.strides]);
  const tooDeep = inner.shape.length + 1 > MAX_RANK || outside.shape.length > MAX_RANK;
  if (tooDeep || input.buffer === output.buffer) {
    return withCopy(queue, input, (flat) => {
      if (outside.shape.length <= MAX_RANK) return reduce(queue, reduction, flat, output);
      withTemporary(queue, output.dtype, output.shape, (results) => {
        reduce(queue, reduction, flat, results);
        copy(queue, results, output);
      });
    });
  }
  if (reduceLines(queue, reduction, input, output, outside, inner)) return;
  if (!fitsBinding(queue, input) || !fitsBinding(queue, output)) {
    const parts = split(input, output);
    if (parts !== undefined) {
      for (const [from, to] of parts) reduce(queue, reduction, from, to);
      return;
    }
    if (reduction === "argmax" || reduction === "argmin") {
      return bestOfHalves(queue, reduction, input, { values: output, positions: undefined }, inner);
    }
    return inHalves(queue, reduction, input, output, inner);
  }
  runStages(queue, reduction, input, { values: output, positions: undefined }, outside, inner);
}

/** Halves along the first dimension of the results that has several, if there is one. */
function split(
  input: View<Block>,
  output: View<Block>,
): readonly (readonly [View<Block>, View<Block>])[] | undefined {
  const dim = output.shape.findIndex((n) => n > 1);
  if (dim < 0) return undefined;
  const n = output.shape[dim]!;
  const half = Math.ceil(n / 2);
  const piece = (view: View<Block>, from: number, to: number): View<Block> => ({
    ...view,
    shape: view.shape.with(dim, to - from),
    offset: view.offset + from * view.strides[dim]!,
  });
  return [[0, half], [half, n]].map(([from, to]) => [
    piece(input, from!, to!),
    piece(output, from!, to!),
  ]);
}

/** One result of more elements than a kernel can see: reduces two halves, and then their results. */
function inHalves(
  queue: Queue,
  reduction: Reduction,
  input: View<Block>,
  output: View<Block>,
  inner: { shape: number[]; strides: number[][] },
): void {
  const [n, stride] = [inner.shape[0]!, inner.strides[0]![0]!];
  const half = Math.ceil(n / 2);
  const ones = output.shape.map(() => 1);
  const dtype = reduction === "max" || reduction === "min" ? input.dtype : output.dtype;
  // Halves of a sum are not rounded to float16 before they meet.
  withTemporary(queue, dtype === "float16" ? "float32" : dtype, [...ones, 2], (results) => {
    for (const [i, from, to] of [[0, 0, half], [1, half, n]] as const) {
      const strides = [...ones.map(() => 0), ...inner.strides[0]!];
      reduce(queue, reduction, {
        ...input,
        shape: [...ones, to - from, ...inner.shape.slice(1)],
        strides,
        offset: input.offset + from * stride,
      }, { ...results, shape: ones, strides: ones, offset: i });
    }
    reduce(queue, reduction, results, output);
  });
}

const SHIFT = elementwiseKernel("shift", apply("add", operand(0), operand(1)));

/** The place of one result. */
const POINT: Merged = { shape: [], strides: [[], []] };

/** The same where positions are asked for, which count on from half to half. */
function bestOfHalves(
  queue: Queue,
  reduction: "argmax" | "argmin",
  input: View<Block>,
  to: Values,
  inner: Merged,
): void {
  const [shape, strides] = [inner.shape, inner.strides[0]!];
  const row = { ...input, shape, strides };
  if (fitsBinding(queue, row)) return runStages(queue, reduction, row, to, POINT, inner);
  const n = shape[0]!;
  const half = Math.ceil(n / 2);
  const compute = computeTypeOf(input.dtype);
  withTemporary(queue, PARTIAL[compute], [2], (values) => {
    withTemporary(queue, "int32", [2], (positions) => {
      const slot = (view: View<Block>, offset: number): View<Block> => ({
        ...view,
        shape: [],
        strides: [],
        offset,
      });
      for (const [i, from, end] of [[0, 0, half], [1, half, n]] as const) {
        const part = { ...row, offset: row.offset + from * strides[0]! };
        const best = { values: slot(values, i), positions: slot(positions, i) };
        bestOfHalves(queue, reduction, part, best, { ...inner, shape: shape.with(0, end - from) });
      }
      const second = slot(positions, 1);
      elementwise(queue, SHIFT, "int", [second, half * sizeOf(shape.slice(1))], second);
      const both = { shape: [2], strides: [[1]] };
      runStage(queue, { reduction, compute }, { values, positions }, to, POINT, both, 1);
    });
  });
}

/** Dimensions merged for a kernel: the sizes, and strides for each view. */
interface Merged {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** Values to be reduced or reduced ones, with their positions where those matter. */
interface Values {
  readonly values: View<Block>;
  readonly positions: View<Block> | undefined;
}

function runStages(
  queue: Queue,
  reduction: Reduction,
  input: View<Block>,
  to: Values,
  outside: Merged,
  inner: Merged,
): void {
  const output = to.values;
  // Checked before anything is recorded.
  bindView(queue, input);
  bindView(queue, output);
  const results = sizeOf(output.shape);
  const arg = reduction === "argmax" || reduction === "argmin";
  const logical = reduction === "any" || reduction === "all";
  const ordered = arg || reduction === "max" || reduction === "min";
  const compute = logical ? "uint" : computeTypeOf(ordered ? input.dtype : output.dtype);
  const job: ReduceJob = { reduction, compute };
  const dense = contiguousStrides(outside.shape);
  const scratch: Block[] = [];
  const fresh = (dtype: DType, chunks: number): View<Block> => {
    const buffer = queue.memory.scratch(results * chunks * 4);
    scratch.push(buffer);
    return { buffer, dtype, shape: [], strides: [], offset: 0 };
  };
  try {
    let from: Values = { values: input, positions: undefined };
    let outerStrides = outside.strides[0]!;
    let chunk = inner;
    let chunks = chunksFor(queue, results, sizeOf(inner.shape));
    while (chunks > 1) {
      const partial: Values = {
        values: fresh(logical ? "bool" : PARTIAL[compute], chunks),
        positions: arg ? fresh("int32", chunks) : undefined,
      };
      const spaced = dense.map((stride) => stride * chunks);
      runStage(
        queue,
        job,
        from,
        partial,
        collapse(outside.shape, [outerStrides, spaced]),
        chunk,
        chunks,
      );
      from = partial;
      outerStrides = spaced;
      chunk = { shape: [chunks], strides: [[1]] };
      chunks = chunksFor(queue, results, chunks);
    }
    const last = collapse(outside.shape, [outerStrides, outside.strides[1]!]);
    runStage(queue, job, from, to, last, chunk, 1);
  } finally {
    for (const block of scratch) queue.memory.give(block);
  }
}

/** Into how many chunks the elements of each result are cut. */
function chunksFor(queue: Queue, results: number, length: number): number {
  const { perThread, threads } = queue.tuning.reduce;
  if (length <= perThread) return 1;
  const wanted = Math.min(Math.ceil(length / 64), Math.ceil(threads / results));
  return Math.max(Math.ceil(length / perThread), wanted);
}

function runStage(
  queue: Queue,
  job: ReduceJob,
  from: Values,
  to: Values,
  outer: Merged,
  inner: Merged,
  chunks: number,
): void {
  const [input, output] = [bindView(queue, from.values), bindView(queue, to.values)];
  const results = sizeOf(outer.shape);
  const length = sizeOf(inner.shape);
  const step = (strides: readonly number[] | undefined) => Math.abs(strides?.at(-1) ?? Infinity);
  const plan: ReducePlan = {
    ...job,
    input: from.values.dtype,
    output: to.values.dtype,
    outerRank: outer.shape.length,
    innerRank: inner.shape.length,
    acrossResults: chunks === 1 || step(outer.strides[0]) < step(inner.strides[0]),
    positionsIn: from.positions !== undefined,
    positionsOut: to.positions !== undefined,
  };
  const bindings = [output.binding, input.binding];
  if (to.positions !== undefined) bindings.push(bindView(queue, to.positions).binding);
  if (from.positions !== undefined) bindings.push(bindView(queue, from.positions).binding);
  const parameters = [results, chunks, length, output.offset, input.offset];
  pushWalk(parameters, outer.shape, outer.strides);
  pushWalk(parameters, inner.shape, inner.strides);
  const { workgroup } = queue.tuning.reduce;
  assertLoopBudget(job.reduction, Math.ceil(length / chunks));
  queue.dispatch(
    queue.kernel(`reduce|${Object.values(plan).join("|")}`, () => reduceSource(plan, workgroup)),
    bindings,
    parameters,
    foldGroups(results * chunks, workgroup),
  );
}
