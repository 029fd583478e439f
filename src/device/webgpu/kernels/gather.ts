/**
 * Gather and scatter: elements found by an index tensor. Bad indices touch nothing and are noted.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import { collapse, type Shape, sizeOf, type Walk } from "../../../tensor/shape.ts";
import type { ScatterMode, View } from "../../backend.ts";
import { type IndexRule, indexRule } from "../../out_of_range.ts";
import { type Binding, bindView, fitsBinding } from "../bindings.ts";
import { faultCode } from "../faults.ts";
import type { Block } from "../memory.ts";
import type { KernelSource, Queue } from "../queue.ts";
import {
  foldGroups,
  mainCode,
  MAX_RANK,
  pushWalk,
  walkCode,
  walkFields,
} from "../wgsl/addressing.ts";
import { preludeCode } from "../wgsl/prelude.ts";
import { computeTypeOf, enableFor, load, type Snippet, storageType, store } from "../wgsl/types.ts";
import { copy, withCopy, withTemporary } from "./temporary.ts";

/** What happens to the elements that indices name. */
type Mode = "gather" | ScatterMode;

const INDEXING = indexRule("indexing");

/** Records that bad indices are noted; see `Backend.checkIndices`. */
export function checkIndices(
  queue: Queue,
  index: View<Block>,
  dim: number,
  size: number,
  rule: IndexRule,
  first: number = rule.fromEnd ? -size : 0,
  guard = 0,
): void {
  if (sizeOf(index.shape) === 0) return;
  // Repeated dimensions hold nothing new.
  const varied = index.shape.flatMap((_, d) => index.strides[d] === 0 ? [] : [d]);
  const shape = varied.map((d) => index.shape[d]!);
  const strides = varied.map((d) => index.strides[d]!);
  const { elementwiseWorkgroup } = queue.tuning;
  const number = queue.faults.numberOf(rule);
  for (const part of visible(queue, { ...index, shape, strides })) {
    const window = bindView(queue, part);
    const walk = cut(part.shape, [strides], [window.offset]);
    const kernel = queue.kernel(
      `indices|${index.dtype}|${walk.shape.length}`,
      () => checkSource(index.dtype, walk.shape.length, elementwiseWorkgroup),
    );
    const count = sizeOf(walk.shape);
    for (const starts of walk.starts) {
      const parameters = [count, first, size, dim, number, guard, ...starts];
      pushWalk(parameters, walk.shape, walk.strides);
      queue.dispatch(
        kernel,
        [window.binding, queue.faults.binding()],
        parameters,
        foldGroups(count, elementwiseWorkgroup),
      );
    }
  }
}

/** A view in parts of which a kernel sees each at once. */
function visible(queue: Queue, view: View<Block>): View<Block>[] {
  if (fitsBinding(queue, view)) return [view];
  const dim = farthest(view);
  return halves(view.shape[dim]!).flatMap(([from, to]) =>
    visible(queue, piece(view, dim, from, to))
  );
}

/** The dimension along which a view reaches farthest. */
function farthest({ shape, strides }: View<Block>): number {
  const reach = shape.map((n, d) => (n - 1) * Math.abs(strides[d]!));
  return reach.indexOf(Math.max(...reach));
}

function halves(n: number): [from: number, to: number][] {
  const half = Math.ceil(n / 2);
  return [[0, half], [half, n]];
}

function piece(view: View<Block>, dim: number, from: number, to: number): View<Block> {
  return {
    ...view,
    shape: view.shape.with(dim, to - from),
    offset: view.offset + from * view.strides[dim]!,
  };
}

/** Records output[.., index, ..] = input[..]; see `Backend.gather`. */
export function gather(
  queue: Queue,
  input: View<Block>,
  dim: number,
  index: View<Block>,
  output: View<Block>,
  rule: IndexRule = INDEXING,
): void {
  if (sizeOf(index.shape) === 0) return;
  // A 0-d tensor is indexed as if it had one dimension.
  const size = input.shape[dim] ?? 1;
  apart(queue, input, output, (far) => {
    apart(queue, index, output, (positions) => {
      const job: Job = { mode: "gather", dim, size, number: queue.faults.numberOf(rule) };
      inParts(queue, job, leading(far, index, dim), positions, output, 0);
    });
  });
}

/** Records output[.., index, ..] = or += source[..]; see `Backend.scatter`. */
export function scatter(
  queue: Queue,
  output: View<Block>,
  dim: number,
  index: View<Block>,
  source: View<Block>,
  mode: ScatterMode,
  rule: IndexRule = INDEXING,
): void {
  if (sizeOf(index.shape) === 0) return;
  if (mode !== "set" && output.dtype === "float16") {
    // There are no 16-bit atomics, and rounding once is better anyway.
    return withTemporary(queue, "float32", output.shape, (sums) => {
      copy(queue, output, sums);
      scatter(queue, sums, dim, index, source, mode, rule);
      copy(queue, sums, output);
    });
  }
  const size = output.shape[dim] ?? 1;
  const guard = queue.faults.nextGuard();
  checkIndices(queue, index, dim, size, rule, 0, guard);
  apart(queue, source, output, (values) => {
    apart(queue, index, output, (positions) => {
      const job: Job = { mode, dim, size, number: guard };
      inParts(queue, job, leading(output, index, dim), positions, values, 0);
    });
  });
}

/** The part that an index reaches: it may be smaller in all dimensions but the indexed one. */
function leading(far: View<Block>, index: View<Block>, dim: number): View<Block> {
  return { ...far, shape: far.shape.map((n, d) => d === dim ? n : index.shape[d]!) };
}

/** A buffer may not be bound for reading and for writing at once: a copy where it would be. */
function apart(
  queue: Queue,
  view: View<Block>,
  output: View<Block>,
  use: (view: View<Block>) => void,
): void {
  if (view.buffer === output.buffer) withCopy(queue, view, use);
  else use(view);
}

/** The innermost dimensions that a kernel walks, and where it starts for each position of the others. */
function cut(
  shape: Shape,
  strides: readonly (readonly number[])[],
  offsets: readonly number[],
): Walk & { starts: number[][] } {
  const whole = collapse(shape, strides);
  const outerRank = Math.max(whole.shape.length - MAX_RANK, 0);
  let starts = [[...offsets]];
  for (let d = 0; d < outerRank; d++) {
    starts = starts.flatMap((at) =>
      Array.from(
        { length: whole.shape[d]! },
        (_, c) => at.map((start, v) => start + c * whole.strides[v]![d]!),
      )
    );
  }
  return {
    shape: whole.shape.slice(outerRank),
    strides: whole.strides.map((steps) => steps.slice(outerRank)),
    starts,
  };
}

/** What all dispatches of one operation share. */
interface Job {
  readonly mode: Mode;
  readonly dim: number;
  /** How many positions there are along that dimension. */
  readonly size: number;
  /** Of the rule for gather, of the guard for the others. */
  readonly number: number;
}

/**
 * Cuts up what a kernel cannot see at once, along the dimension that reaches farthest. Where that is the
 * indexed one, each part is a window of positions, and meets every index.
 *
 * @param low the first position of the window that `far` is
 */
function inParts(
  queue: Queue,
  job: Job,
  far: View<Block>,
  index: View<Block>,
  near: View<Block>,
  low: number,
): void {
  const large = [near, index, far].find((view) => !fitsBinding(queue, view));
  if (large === undefined) return indexed(queue, job, far, index, near, low);
  const along = farthest(large);
  for (const [from, to] of halves(large.shape[along]!)) {
    const part = (view: View<Block>): View<Block> => piece(view, along, from, to);
    if (along !== job.dim) inParts(queue, job, part(far), part(index), part(near), low);
    else if (large === far) inParts(queue, job, part(far), index, near, low + from);
    else inParts(queue, job, far, part(index), part(near), low);
  }
}

/** One dispatch for as many dimensions as a kernel walks, and a loop over the others. */
function indexed(
  queue: Queue,
  { mode, dim, size, number }: Job,
  far: View<Block>,
  index: View<Block>,
  near: View<Block>,
  low: number,
): void {
  const stride = far.strides[dim] ?? 0;
  const windows = [index, near, far].map((view) => bindView(queue, view));
  const walk = cut(
    index.shape,
    [index.strides, near.strides, far.strides.map((step, d) => d === dim ? 0 : step)],
    windows.map(({ offset }) => offset),
  );
  const count = sizeOf(walk.shape);
  const rank = walk.shape.length;
  const { elementwiseWorkgroup } = queue.tuning;
  const kernel = queue.kernel(
    `${mode}|${near.dtype}|${far.dtype}|${index.dtype}|${rank}`,
    () => source(mode, near.dtype, far.dtype, index.dtype, rank, elementwiseWorkgroup),
  );
  const [indices, nearby, away] = windows.map(({ binding }) => binding) as [
    Binding,
    Binding,
    Binding,
  ];
  const bindings = mode === "gather" ? [nearby, away, indices] : [away, nearby, indices];
  const high = low + (far.shape[dim] ?? 1);
  for (const starts of walk.starts) {
    const parameters = [count, size, stride, dim, number, low, high, ...starts];
    pushWalk(parameters, walk.shape, walk.strides);
    queue.dispatch(
      kernel,
      [...bindings, queue.faults.binding()],
      parameters,
      foldGroups(count, elementwiseWorkgroup),
    );
  }
}

function checkSource(index: DType, rank: number, workgroup: number): KernelSource {
  const code = `
struct Parameters {
  count: u32, first: i32, size: i32, dim: i32, rule: u32, guard: u32, o0: i32,
  ${walkFields("w", rank, 1)}
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(1) @binding(0) var<storage, read> b0: array<${storageType(index)}>;
${faultCode(1)}
${mainCode(workgroup)}  if (thread >= p.count) { return; }
  var at = p.o0;
${walkCode("w", rank, "thread", ["at"])}  let index = i32(b0[at]);
  if (index < p.first || index >= p.size) {
    fault(index, p.dim, p.size, p.rule);
    atomicStore(&note.off, p.guard);
  }
}
`;
  return { label: "checkIndices", access: "rw", code };
}

function source(
  mode: Mode,
  near: DType,
  far: DType,
  index: DType,
  rank: number,
  workgroup: number,
): KernelSource {
  const [to, from] = mode === "gather" ? [near, far] : [far, near];
  const [target, origin] = mode === "gather" ? ["near", "far"] : ["far", "near"];
  const compute = computeTypeOf(to);
  const value = load(from, compute, `b1[${origin}]`);
  const plain = mode === "gather" || mode === "set";
  const stored = store(compute, to, "value");
  const change = plain
    ? { text: `b0[${target}] = ${stored.text};`, uses: stored.uses }
    : combineCode(mode, to);
  const check = mode === "gather"
    ? `if (index < 0 || index >= p.size) {
    fault(index, p.dim, p.size, p.number);
    return;
  }`
    : "if (atomicLoad(&note.off) == p.number) { return; }";
  const type = storageType(to);
  const word = type === "f32" ? "u32" : type;
  const code = `${enableFor([near, far])}
struct Parameters {
  count: u32, size: i32, stride: i32, dim: i32, number: u32, low: i32, high: i32,
  o0: i32, o1: i32, o2: i32,
  ${walkFields("w", rank, 3)}
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(1) @binding(0) var<storage, read_write> b0: array<${plain ? type : `atomic<${word}>`}>;
@group(1) @binding(1) var<storage, read> b1: array<${storageType(from)}>;
@group(1) @binding(2) var<storage, read> b2: array<${storageType(index)}>;
${faultCode(3)}${preludeCode([...value.uses, ...change.uses])}
${mainCode(workgroup)}  if (thread >= p.count) { return; }
  var at = p.o0;
  var near = p.o1;
  var far = p.o2;
${walkCode("w", rank, "thread", ["at", "near", "far"])}  let index = i32(b2[at]);
  ${check}
  if (index < p.low || index >= p.high) { return; }
  far += (index - p.low) * p.stride;
  let value = ${value.text};
  ${change.text}
}
`;
  return { label: mode === "gather" ? "gather" : "scatter", access: "wrrw", code };
}

/** WGSL that combines `value` with an element that other threads may be changing. */
function combineCode(mode: Exclude<ScatterMode, "set">, dtype: DType): Snippet {
  const type = storageType(dtype);
  const truth = dtype === "bool";
  if (type === "f32") {
    const [old, value] = ["bitcast<f32>(old)", "value"];
    const combined: Record<typeof mode, string> = {
      add: `${old} + ${value}`,
      multiply: `${old} * ${value}`,
      max: `maximum_f(${old}, ${value})`,
      min: `minimum_f(${old}, ${value})`,
    };
    return {
      text: compareAndSwap(`bitcast<u32>(${combined[mode]})`),
      uses: mode === "max" ? ["maximum_f"] : mode === "min" ? ["minimum_f"] : [],
    };
  }
  const given = truth ? "u32(value != 0)" : type === "u32" ? "u32(value)" : "value";
  if (truth || mode === "max" || mode === "min" || (mode === "add" && dtype !== "uint8")) {
    const or = mode === "add" || mode === "max";
    const name = truth ? (or ? "Or" : "And") : `${mode[0]!.toUpperCase()}${mode.slice(1)}`;
    return { text: `atomic${name}(&b0[far], ${given});`, uses: [] };
  }
  const combined = `old ${mode === "add" ? "+" : "*"} ${given}`;
  return { text: compareAndSwap(dtype === "uint8" ? `(${combined}) & 255u` : combined), uses: [] };
}

/** Tries until no other thread came between; in every round one thread gets through. */
function compareAndSwap(changed: string): string {
  return `var old = atomicLoad(&b0[far]);
  loop {
    let attempt = atomicCompareExchangeWeak(&b0[far], old, ${changed});
    if (attempt.exchanged) { break; }
    old = attempt.old_value;
  }`;
}
