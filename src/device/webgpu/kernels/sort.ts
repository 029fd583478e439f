/**
 * Sorting by merging: short runs are put in order first, then pairs of runs are merged until one is
 * left. A thread finds the place of one element by counting what comes before it, by comparing in a
 * short run and by binary search in the other run of a pair. So nothing waits for anything within a
 * dispatch, lengths need not be powers of 2, and equal elements keep their order.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import { collapse, sizeOf, type Walk } from "../../../tensor/shape.ts";
import type { View } from "../../backend.ts";
import { bindView, fitsBinding, type Window } from "../bindings.ts";
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
import { enableFor } from "../wgsl/types.ts";
import { keyCode, wordType } from "../wgsl/keys.ts";
import { copy, withCopy, withTemporary } from "./temporary.ts";

/** Records a stable sort along the last dimension; see `Backend.sort`. */
export function sort(
  queue: Queue,
  input: View<Block>,
  values: View<Block>,
  indices: View<Block>,
  descending: boolean,
): void {
  const views = [input, values, indices] as const;
  if (sizeOf(input.shape) === 0) return;
  if (input.buffer === values.buffer) {
    return withCopy(queue, input, (apart) => sort(queue, apart, values, indices, descending));
  }
  const parts = views.every((view) => fitsBinding(queue, view)) ? undefined : halves(views);
  if (parts !== undefined) {
    for (const [from, to, at] of parts) sort(queue, from, to, at, descending);
    return;
  }
  const outer = input.shape.slice(0, -1);
  const rows = collapse(outer, views.map((view) => view.strides.slice(0, -1)));
  if (rows.shape.length <= MAX_RANK) return sortRows(queue, views, rows, descending);
  withCopy(queue, input, (flat) => {
    withTemporary(queue, values.dtype, values.shape, (flatValues) => {
      withTemporary(queue, "int32", indices.shape, (flatIndices) => {
        sort(queue, flat, flatValues, flatIndices, descending);
        copy(queue, flatValues, values);
        copy(queue, flatIndices, indices);
      });
    });
  });
}

/** What is sorted, and where values and indices go. */
type Views = readonly [input: View<Block>, values: View<Block>, indices: View<Block>];

/** Half of the rows each, along the first dimension that has several; undefined where none has. */
function halves(views: Views): Views[] | undefined {
  const { shape } = views[0];
  const dim = shape.slice(0, -1).findIndex((n) => n > 1);
  if (dim < 0) return undefined;
  const half = Math.ceil(shape[dim]! / 2);
  return [[0, half], [half, shape[dim]!]].map(([start, end]) => {
    const [input, values, indices] = views.map((view) => ({
      ...view,
      shape: shape.with(dim, end! - start!),
      offset: view.offset + start! * view.strides[dim]!,
    }));
    return [input!, values!, indices!];
  });
}

/** What the kernels of one sort share. */
interface Job {
  readonly dtype: DType;
  readonly descending: boolean;
  /** Dimensions of the rows. */
  readonly rank: number;
  /** Elements of a short run. */
  readonly run: number;
  readonly workgroup: number;
}

/** Elements whose keys are in order within runs, and where in their row they came from. */
interface Runs {
  readonly keys: View<Block>;
  readonly positions: View<Block>;
}

function sortRows(queue: Queue, views: Views, rows: Walk, descending: boolean): void {
  const [input, values, indices] = views.map((view) => bindView(queue, view)) as [
    Window,
    Window,
    Window,
  ];
  const { shape, dtype } = views[0];
  const count = sizeOf(shape);
  const n = shape.at(-1)!;
  const { elementwiseWorkgroup: workgroup, sortRun: run } = queue.tuning;
  const job: Job = { dtype, descending, rank: rows.shape.length, run, workgroup };
  const groups = foldGroups(count, workgroup);
  assertLoopBudget("sort", Math.max(run, 32));
  const kernel = (stage: Stage) =>
    queue.kernel(
      `sort|${stage}|${Object.values(job).join("|")}`,
      () => source(stage, job),
    );
  const parameters = (length: number): number[] => {
    const list = [count, n, length, input.offset, values.offset, indices.offset];
    for (const view of views) list.push(view.strides.at(-1)!);
    pushWalk(list, rows.shape, rows.strides);
    return list;
  };
  const results = [values.binding, indices.binding];
  if (n <= run) {
    queue.dispatch(kernel("whole"), [...results, input.binding], parameters(0), groups);
    return;
  }
  withRuns(queue, count, (first) => {
    withRuns(queue, count, (second) => {
      let [from, to] = [bound(queue, first), bound(queue, second)];
      queue.dispatch(kernel("short"), [...from, input.binding], parameters(0), groups);
      let length = run;
      for (; 2 * length < n; length *= 2) {
        queue.dispatch(kernel("merge"), [...to, ...from], parameters(length), groups);
        [from, to] = [to, from];
      }
      queue.dispatch(
        kernel("last"),
        [...results, input.binding, ...from],
        parameters(length),
        groups,
      );
    });
  });
}

function withRuns(queue: Queue, count: number, use: (runs: Runs) => void): void {
  withTemporary(queue, "uint32", [count], (keys) => {
    withTemporary(queue, "int32", [count], (positions) => use({ keys, positions }));
  });
}

function bound(queue: Queue, { keys, positions }: Runs): Window["binding"][] {
  return [keys, positions].map((view) => bindView(queue, view).binding);
}

/**
 * What a kernel does:
 * - `whole`: sorts rows that are no longer than a short run, from input to results;
 * - `short`: makes short runs out of the input;
 * - `merge`: makes runs of twice the length;
 * - `last`: does so for the last time, and writes the results.
 */
type Stage = "whole" | "short" | "merge" | "last";

function source(stage: Stage, job: Job): KernelSource {
  const readsInput = stage !== "merge";
  const readsRuns = stage === "merge" || stage === "last";
  const writesResults = stage === "whole" || stage === "last";
  const word = wordType(job.dtype);
  const declared = [
    ...(writesResults
      ? [["w", "values_out", word], ["w", "indices_out", "i32"]]
      : [["w", "keys_out", "u32"], ["w", "positions_out", "i32"]]),
    ...(readsInput ? [["r", "input", word]] : []),
    ...(readsRuns ? [["r", "keys", "u32"], ["r", "positions", "i32"]] : []),
  ] as const;
  const bindings = declared.map(([access, name, type], i) =>
    `@group(1) @binding(${i}) var<storage, ${
      access === "w" ? "read_write" : "read"
    }> ${name}: array<${type}>;\n`
  ).join("");
  const code = `${enableFor([job.dtype])}
struct Parameters {
  count: u32, n: u32, run: u32, o0: i32, o1: i32, o2: i32, s0: i32, s1: i32, s2: i32,
  ${walkFields("w", job.rank, 3)}
}
@group(0) @binding(0) var<uniform> p: Parameters;
${bindings}${keyCode(job.dtype)}
${mainCode(job.workgroup)}  if (thread >= p.count) { return; }
  let row = thread / p.n;
  let i = thread - row * p.n;
  let base = row * p.n;
  var origin = p.o0;
  var value_to = p.o1;
  var index_to = p.o2;
${readsInput ? walkCode("w", job.rank, "row", ["origin", "value_to", "index_to"]) : ""}${
    readsRuns ? MERGE : rankCode(job)
  }${
    writesResults
      ? RESULTS
      : "  keys_out[base + to] = mine;\n  positions_out[base + to] = position;\n"
  }}
`;
  return {
    label: "sort",
    access: declared.map(([access]) => access).join(""),
    code,
  };
}

const RESULTS = `  values_out[value_to + i32(to) * p.s1] = input[origin + position * p.s0];
  indices_out[index_to + i32(to) * p.s2] = position;
`;

/** The place of an element in its short run: after those that are less, or equal and earlier. */
function rankCode({ descending, run }: Job): string {
  const key = (at: string) => `${descending ? "~" : ""}key(input[origin + i32(${at}) * p.s0])`;
  return `  let position = i32(i);
  let mine = ${key("i")};
  let start = i - i % ${run}u;
  let end = min(start + ${run}u, p.n);
  var to = start;
  for (var j = start; j < end; j++) {
    let other = ${key("j")};
    to += u32(other < mine || (other == mine && j < i));
  }
`;
}

/** The place of an element in a pair of runs: after its own run's, and the other's, that come before. */
const MERGE = `  let position = positions[base + i];
  let mine = keys[base + i];
  let start = i - i % (2u * p.run);
  let middle = min(start + p.run, p.n);
  let end = min(start + 2u * p.run, p.n);
  let in_first = i < middle;
  var low = select(start, middle, in_first);
  var high = select(middle, end, in_first);
  while (low < high) {
    let half = (low + high) / 2u;
    let other = keys[base + half];
    if (other < mine || (other == mine && !in_first)) { low = half + 1u; } else { high = half; }
  }
  let to = i + low - middle;
`;
