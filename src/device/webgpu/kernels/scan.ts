/**
 * Scans. A thread runs along a short chunk of a row; where rows are longer, the totals of the chunks are
 * scanned by the same kernels, and every chunk is joined with what came before it. That is right for one
 * row of millions as for millions of short ones, and a sum's rounding errors stay those of few additions.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import { collapse, isContiguous, sizeOf } from "../../../tensor/shape.ts";
import type { Scan, View } from "../../backend.ts";
import type { ComputeType } from "../../expression.ts";
import { bindView, fitsBinding } from "../bindings.ts";
import type { Block } from "../memory.ts";
import type { Queue } from "../queue.ts";
import { assertLoopBudget } from "../tuning.ts";
import { foldGroups, MAX_RANK, pushWalk } from "../wgsl/addressing.ts";
import { computeTypeOf } from "../wgsl/types.ts";
import { type ScanPlan, scanSource, stateTypes } from "./scan_source.ts";
import { copy, withCopy, withTemporary } from "./temporary.ts";

/** Records a scan of the last dimension; see `Backend.scan`. */
export function scan(
  queue: Queue,
  kind: Scan,
  inputs: readonly View<Block>[],
  outputs: readonly View<Block>[],
): void {
  if (sizeOf(outputs[0]!.shape) === 0) return;
  const rows = collapse(
    outputs[0]!.shape.slice(0, -1),
    [...inputs, ...outputs].map((view) => view.strides.slice(0, -1)),
  );
  const tooDeep = rows.shape.length > MAX_RANK;
  const inTheWay = inputs.findIndex((input) =>
    outputs.some((output) => output.buffer === input.buffer) || tooDeep && !isFlat(input)
  );
  if (inTheWay >= 0) {
    return withCopy(queue, inputs[inTheWay]!, (flat) => {
      scan(queue, kind, inputs.with(inTheWay, flat), outputs);
    });
  }
  const scattered = tooDeep ? outputs.findIndex((output) => !isFlat(output)) : -1;
  if (scattered >= 0) {
    const output = outputs[scattered]!;
    return withTemporary(queue, output.dtype, output.shape, (flat) => {
      scan(queue, kind, inputs, outputs.with(scattered, flat));
      copy(queue, flat, output);
    });
  }
  const compute = computeTypeOf(outputs[0]!.dtype);
  scanRows(queue, { kind, compute, ofStates: false }, inputs, outputs);
}

function isFlat(view: View<Block>): boolean {
  return isContiguous(view.shape, view.strides);
}

/** What all passes over one array share. */
interface Job {
  readonly kind: Scan;
  readonly compute: ComputeType;
  /** Whether the inputs are states already: the totals of chunks. */
  readonly ofStates: boolean;
}

function scanRows(
  queue: Queue,
  job: Job,
  inputs: readonly View<Block>[],
  outputs: readonly View<Block>[],
): void {
  const views = [...inputs, ...outputs];
  const { shape } = outputs[0]!;
  const length = shape.at(-1)!;
  if (!views.every((view) => fitsBinding(queue, view))) {
    const dim = shape.findIndex((n, d) => n > 1 && d < shape.length - 1);
    if (dim >= 0) {
      const half = Math.ceil(shape[dim]! / 2);
      for (const [from, to] of [[0, half], [half, shape[dim]!]] as const) {
        const piece = (view: View<Block>): View<Block> => part(view, dim, from, to);
        scanRows(queue, job, inputs.map(piece), outputs.map(piece));
      }
      return;
    }
  }
  const { perThread } = queue.tuning.scan;
  const chunks = Math.ceil(length / perThread);
  if (chunks === 1) return pass(queue, job, "results", inputs, outputs, undefined, 0, 1);
  const rows = sizeOf(shape.slice(0, -1));
  withStates(queue, job, [rows, chunks], (totals) => {
    inWindows(queue, inputs, [], (parts, _, first) => {
      pass(queue, job, "totals", parts, [], totals, first, chunks);
    });
    withStates(queue, job, [rows, chunks], (sums) => {
      scanRows(queue, { ...job, ofStates: true }, totals, sums);
      inWindows(queue, inputs, outputs, (parts, results, first) => {
        pass(queue, job, "results", parts, results, sums, first, chunks);
      });
    });
  });
}

/** Cuts a row that no kernel can see at once into parts of whole chunks, and says with which they begin. */
function inWindows(
  queue: Queue,
  inputs: readonly View<Block>[],
  outputs: readonly View<Block>[],
  use: (inputs: readonly View<Block>[], outputs: readonly View<Block>[], first: number) => void,
): void {
  const { perThread } = queue.tuning.scan;
  const dim = inputs[0]!.shape.length - 1;
  const length = inputs[0]!.shape[dim]!;
  const cut = (from: number, to: number): void => {
    const piece = (view: View<Block>): View<Block> => part(view, dim, from, to);
    const [parts, results] = [inputs.map(piece), outputs.map(piece)];
    const fits = [...parts, ...results].every((view) => fitsBinding(queue, view));
    if (fits || to - from <= perThread) return use(parts, results, from / perThread);
    const half = from + Math.ceil((to - from) / 2 / perThread) * perThread;
    cut(from, half);
    cut(half, to);
  };
  cut(0, length);
}

function part(view: View<Block>, dim: number, from: number, to: number): View<Block> {
  return {
    ...view,
    shape: view.shape.with(dim, to - from),
    offset: view.offset + from * view.strides[dim]!,
  };
}

/** Fresh memory for the states of a shape: one view for each of their components. */
function withStates(
  queue: Queue,
  { kind, compute }: Job,
  shape: readonly number[],
  use: (states: readonly View<Block>[]) => void,
): void {
  const take = (dtypes: readonly DType[], taken: readonly View<Block>[]): void => {
    const [dtype, ...others] = dtypes;
    if (dtype === undefined) return use(taken);
    withTemporary(queue, dtype, shape, (view) => take(others, [...taken, view]));
  };
  take(stateTypes(kind, compute), []);
}

/**
 * One dispatch, a thread for each chunk.
 *
 * @param states where totals go, or what came up to the end of every chunk
 * @param first the number of the first chunk in its row
 * @param chunks how many chunks a whole row has
 */
function pass(
  queue: Queue,
  job: Job,
  stage: ScanPlan["stage"],
  inputs: readonly View<Block>[],
  outputs: readonly View<Block>[],
  states: readonly View<Block>[] | undefined,
  first: number,
  chunks: number,
): void {
  const { workgroup, perThread } = queue.tuning.scan;
  const views = [...outputs, ...inputs];
  const windows = views.map((view) => bindView(queue, view));
  const { shape } = inputs[0]!;
  const length = shape.at(-1)!;
  const steps = views.map((view) => view.strides.at(-1)!);
  const rows = collapse(shape.slice(0, -1), views.map((view) => view.strides.slice(0, -1)));
  const count = sizeOf(rows.shape);
  const here = Math.ceil(length / perThread);
  const apart = Math.abs(rows.strides.at(-1)!.at(-1) ?? Infinity);
  const plan: ScanPlan = {
    ...job,
    stage,
    inputs: inputs.map((view) => view.dtype),
    outputs: outputs.map((view) => view.dtype),
    joins: stage === "results" && states !== undefined,
    rank: rows.shape.length,
    acrossRows: apart < Math.abs(steps.at(-1)!),
  };
  const stateBindings = (states ?? []).map((view) => bindView(queue, view).binding);
  const viewBindings = windows.map((window) => window.binding);
  const bindings = stage === "totals"
    ? [...stateBindings, ...viewBindings]
    : [...viewBindings, ...stateBindings];
  const parameters = [count, here, first, chunks, length, perThread];
  windows.forEach((window, v) => parameters.push(window.offset, steps[v]!));
  pushWalk(parameters, rows.shape, rows.strides);
  assertLoopBudget(job.kind, Math.min(perThread, length));
  queue.dispatch(
    queue.kernel(`scan|${Object.values(plan).join("|")}`, () => scanSource(plan, workgroup)),
    bindings,
    parameters,
    foldGroups(count * here, workgroup),
  );
}
