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
import type { ComputeType } from "../../expression.ts";
import { bindView, fitsBinding } from "../bindings.ts";
import type { Block } from "../memory.ts";
import type { KernelSource, Queue } from "../queue.ts";
import { assertLoopBudget } from "../tuning.ts";
import {
  foldGroups,
  mainCode,
  MAX_RANK,
  pushWalk,
  walkCode,
  walkFields,
} from "../wgsl/addressing.ts";
import { type Helper, preludeCode } from "../wgsl/prelude.ts";
import {
  COMPUTE,
  computeTypeOf,
  enableFor,
  load,
  loadTruth,
  type Snippet,
  storageType,
  store,
  storeTruth,
} from "../wgsl/types.ts";
import { copy, fill, withCopy, withTemporary } from "./temporary.ts";

/** The dtypes in which chunks lie between stages. */
const PARTIAL: Readonly<Record<ComputeType, DType>> = {
  float: "float32",
  int: "int32",
  uint: "uint32",
};

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
  if (!fitsBinding(queue, input) || !fitsBinding(queue, output)) {
    const parts = split(input, output);
    if (parts !== undefined) {
      for (const [from, to] of parts) reduce(queue, reduction, from, to);
      return;
    }
    if (reduction !== "argmax" && reduction !== "argmin") {
      return inHalves(queue, reduction, input, output, inner);
    }
  }
  runStages(queue, reduction, input, output, outside, inner);
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
  withTemporary(queue, dtype, [...ones, 2], (results) => {
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

/** Dimensions merged for a kernel: the sizes, and strides for each view. */
interface Merged {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** What all stages of a reduction share. */
interface Job {
  readonly reduction: Reduction;
  readonly compute: ComputeType;
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
  output: View<Block>,
  outside: Merged,
  inner: Merged,
): void {
  // Checked before anything is recorded.
  bindView(queue, input);
  bindView(queue, output);
  const results = sizeOf(output.shape);
  const arg = reduction === "argmax" || reduction === "argmin";
  const logical = reduction === "any" || reduction === "all";
  const ordered = arg || reduction === "max" || reduction === "min";
  const compute = logical ? "uint" : computeTypeOf(ordered ? input.dtype : output.dtype);
  const job: Job = { reduction, compute };
  const dense = contiguousStrides(outside.shape);
  const scratch: Block[] = [];
  const fresh = (dtype: DType, chunks: number): View<Block> => {
    const buffer = queue.memory.take(results * chunks * 4);
    scratch.push(buffer);
    return { buffer, dtype, shape: [], strides: [], offset: 0 };
  };
  try {
    let from: Values = { values: input, positions: undefined };
    let outerStrides = outside.strides[0]!;
    let chunk = inner;
    let chunks = chunksFor(queue, results, sizeOf(inner.shape));
    while (chunks > 1) {
      const to: Values = {
        values: fresh(logical ? "bool" : PARTIAL[compute], chunks),
        positions: arg ? fresh("int32", chunks) : undefined,
      };
      const spaced = dense.map((stride) => stride * chunks);
      runStage(
        queue,
        job,
        from,
        to,
        collapse(outside.shape, [outerStrides, spaced]),
        chunk,
        chunks,
      );
      from = to;
      outerStrides = spaced;
      chunk = { shape: [chunks], strides: [[1]] };
      chunks = chunksFor(queue, results, chunks);
    }
    const last = collapse(outside.shape, [outerStrides, outside.strides[1]!]);
    runStage(queue, job, from, { values: output, positions: undefined }, last, chunk, 1);
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

/** What the text of a kernel depends on. */
interface Plan extends Job {
  readonly input: DType;
  readonly output: DType;
  readonly outerRank: number;
  readonly innerRank: number;
  /** Whether neighbouring threads work on neighbouring results, rather than on chunks of one. */
  readonly acrossResults: boolean;
  /** Whether positions come along with the values, and whether they are handed on with them. */
  readonly positionsIn: boolean;
  readonly positionsOut: boolean;
}

function runStage(
  queue: Queue,
  job: Job,
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
  const plan: Plan = {
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
    queue.kernel(`reduce|${Object.values(plan).join("|")}`, () => source(plan, workgroup)),
    bindings,
    parameters,
    foldGroups(results * chunks, workgroup),
  );
}

function source(plan: Plan, workgroup: number): KernelSource {
  const { reduction, compute, input, output, outerRank, innerRank } = plan;
  const uses = new Set<Helper>();
  const take = (snippet: Snippet): string => {
    for (const helper of snippet.uses) uses.add(helper);
    return snippet.text;
  };
  const logical = reduction === "any" || reduction === "all";
  const element = take(logical ? loadTruth(input, "b1[at]") : load(input, compute, "b1[at]"));
  const arg = reduction === "argmax" || reduction === "argmin";
  const type = logical ? "bool" : COMPUTE[compute];
  const main = arg || reduction === "max" || reduction === "min"
    ? orderedCode(plan, take)
    : foldCode(reduction, type);
  let result: string;
  if (arg && !plan.positionsOut) result = take(store("int", output, "position"));
  else if (logical) result = take(storeTruth(output, "total"));
  else result = take(store(compute, output, "total"));
  const positions = plan.positionsOut ? "  positions_out[to] = position;\n" : "";
  const place = plan.acrossResults
    ? "  let chunk = thread / p.results;\n  let result = thread - chunk * p.results;\n"
    : "  let result = thread / p.chunks;\n  let chunk = thread - result * p.chunks;\n";
  let access = "wr";
  let buffers = `@group(1) @binding(0) var<storage, read_write> b0: array<${storageType(output)}>;
@group(1) @binding(1) var<storage, read> b1: array<${storageType(input)}>;
`;
  if (plan.positionsOut) {
    buffers +=
      `@group(1) @binding(${access.length}) var<storage, read_write> positions_out: array<i32>;\n`;
    access += "w";
  }
  if (plan.positionsIn) {
    buffers +=
      `@group(1) @binding(${access.length}) var<storage, read> positions_in: array<i32>;\n`;
    access += "r";
  }
  const code = `${enableFor([input, output])}
struct Parameters {
  results: u32, chunks: u32, length: u32, o0: i32, o1: i32,
  ${walkFields("o", outerRank, 2)}${walkFields("i", innerRank, 1)}
}
@group(0) @binding(0) var<uniform> p: Parameters;
${buffers}${preludeCode(uses)}
fn find(base: i32, index: u32) -> i32 {
  var at = base;
${walkCode("i", innerRank, "index", ["at"])}  return at;
}
fn element(base: i32, index: u32) -> ${type} {
  let at = find(base, index);
  return ${element};
}
${mainCode(workgroup)}  if (thread >= p.results * p.chunks) { return; }
${place}  var to = p.o0 + i32(chunk);
  var base = p.o1;
${walkCode("o", outerRank, "result", ["base", "to"])}${main}  b0[to] = ${result};
${positions}}
`;
  return { label: reduction, access, code };
}

/** Elements that an inner loop folds before its result joins the total: four at a time, eight times. */
const BLOCK = 8;

/** A loop for operations whose order does not matter, but for rounding. */
function foldCode(reduction: Reduction, type: string): string {
  const symbol = { sum: "+", prod: "*", any: "||", all: "&&" }[reduction as "sum"];
  const start = reduction === "all" || reduction === "any"
    ? String(reduction === "all")
    : `${type}(${reduction === "prod" ? 1 : 0})`;
  const at = (k: number): string => `element(base, j + ${k}u * p.chunks)`;
  return `  var j = chunk;
  var total = ${start};
  while (j + 3u * p.chunks < p.length) {
    var block = ${start};
    for (var k = 0u; k < ${BLOCK}u && j + 3u * p.chunks < p.length; k++) {
      block = block ${symbol} ((${at(0)} ${symbol} ${at(1)}) ${symbol} (${at(2)} ${symbol} ${
    at(3)
  }));
      j += 4u * p.chunks;
    }
    total = total ${symbol} block;
  }
  while (j < p.length) {
    total = total ${symbol} element(base, j);
    j += p.chunks;
  }
`;
}

/** A loop that keeps the best element: NaN before everything, then the first among equals. */
function orderedCode(plan: Plan, take: (snippet: Snippet) => string): string {
  const symbol = plan.reduction === "max" || plan.reduction === "argmax" ? ">" : "<";
  const nan = (x: string): string =>
    plan.compute === "float" ? take({ text: `is_nan(${x})`, uses: ["is_nan"] }) : "false";
  const position = plan.positionsIn ? "positions_in[find(base, j)]" : "i32(j)";
  return `  var total = element(base, chunk);
  var lost = ${nan("total")};
  var j = chunk;
  var position = ${position};
  j += p.chunks;
  while (j < p.length) {
    let x = element(base, j);
    let other = ${position};
    let wild = ${nan("x")};
    let tie = (wild && lost) || (!wild && !lost && x == total);
    if ((wild && !lost) || (!lost && x ${symbol} total) || (tie && other < position)) {
      total = x;
      position = other;
      lost = wild;
    }
    j += p.chunks;
  }
`;
}
