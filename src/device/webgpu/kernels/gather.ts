/**
 * Gather and scatter: elements found by an index tensor. Bad indices touch nothing and are noted.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import { collapse, sizeOf } from "../../../tensor/shape.ts";
import type { View } from "../../backend.ts";
import { type Binding, bindView } from "../bindings.ts";
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
import { computeTypeOf, enableFor, load, storageType, store } from "../wgsl/types.ts";
import { copy, withCopy, withTemporary } from "./temporary.ts";

/** What happens to the elements that indices name. */
type Mode = "gather" | "set" | "add";

/** Records output[.., index, ..] = input[..]; see `Backend.gather`. */
export function gather(
  queue: Queue,
  input: View<Block>,
  dim: number,
  index: View<Block>,
  output: View<Block>,
): void {
  if (sizeOf(index.shape) === 0) return;
  apart(queue, input, output, (far) => {
    apart(queue, index, output, (positions) => {
      indexed(queue, "gather", far, dim, positions, output);
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
  mode: "set" | "add",
): void {
  if (sizeOf(index.shape) === 0) return;
  if (mode === "add" && output.dtype === "float16") {
    // There are no 16-bit atomics, and rounding once is better anyway.
    return withTemporary(queue, "float32", output.shape, (sums) => {
      copy(queue, output, sums);
      scatter(queue, sums, dim, index, source, mode);
      copy(queue, sums, output);
    });
  }
  apart(queue, source, output, (values) => {
    apart(queue, index, output, (positions) => {
      indexed(queue, mode, output, dim, positions, values);
    });
  });
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

/** One dispatch for as many dimensions as a kernel walks, and a loop over the others. */
function indexed(
  queue: Queue,
  mode: Mode,
  far: View<Block>,
  dim: number,
  index: View<Block>,
  near: View<Block>,
): void {
  // A 0-d tensor is indexed as if it had one dimension.
  const size = far.shape[dim] ?? 1;
  const stride = far.strides[dim] ?? 0;
  const windows = [index, near, far].map((view) => bindView(queue, view));
  const walk = collapse(index.shape, [
    index.strides,
    near.strides,
    far.strides.map((step, d) => d === dim ? 0 : step),
  ]);
  const outerRank = Math.max(walk.shape.length - MAX_RANK, 0);
  const outer = walk.shape.slice(0, outerRank);
  const shape = walk.shape.slice(outerRank);
  const count = sizeOf(shape);
  const { elementwiseWorkgroup } = queue.tuning;
  const kernel = queue.kernel(
    `${mode}|${near.dtype}|${far.dtype}|${index.dtype}|${shape.length}`,
    () => source(mode, near.dtype, far.dtype, index.dtype, shape.length, elementwiseWorkgroup),
  );
  const [indices, nearby, away] = windows.map(({ binding }) => binding) as [
    Binding,
    Binding,
    Binding,
  ];
  const bindings = mode === "gather" ? [nearby, away, indices] : [away, nearby, indices];
  for (let i = 0; i < sizeOf(outer); i++) {
    const starts = windows.map(({ offset }) => offset);
    let rest = i;
    for (let d = outerRank - 1; d >= 0; d--) {
      const c = rest % outer[d]!;
      rest = Math.floor(rest / outer[d]!);
      walk.strides.forEach((strides, v) => starts[v]! += c * strides[d]!);
    }
    const parameters = [count, size, stride, dim, ...starts];
    pushWalk(parameters, shape, walk.strides.map((strides) => strides.slice(outerRank)));
    queue.dispatch(
      kernel,
      [...bindings, queue.faults.binding()],
      parameters,
      foldGroups(count, elementwiseWorkgroup),
    );
  }
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
  const atomic = mode === "add";
  const stored = store(compute, to, "value");
  const change = atomic ? addCode(to) : `b0[${target}] = ${stored.text};`;
  const type = storageType(to);
  const word = type === "f32" ? "u32" : type;
  const code = `${enableFor([near, far])}
struct Parameters {
  count: u32, size: i32, stride: i32, dim: i32, o0: i32, o1: i32, o2: i32,
  ${walkFields("w", rank, 3)}
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(1) @binding(0) var<storage, read_write> b0: array<${atomic ? `atomic<${word}>` : type}>;
@group(1) @binding(1) var<storage, read> b1: array<${storageType(from)}>;
@group(1) @binding(2) var<storage, read> b2: array<${storageType(index)}>;
${faultCode(3)}${preludeCode([...value.uses, ...stored.uses])}
${mainCode(workgroup)}  if (thread >= p.count) { return; }
  var at = p.o0;
  var near = p.o1;
  var far = p.o2;
${walkCode("w", rank, "thread", ["at", "near", "far"])}  let index = i32(b2[at]);
  if (index < 0 || index >= p.size) {
    fault(index, p.dim, p.size);
    return;
  }
  far += index * p.stride;
  let value = ${value.text};
  ${change}
}
`;
  return { label: mode === "gather" ? "gather" : "scatter", access: "wrrw", code };
}

/** WGSL that adds `value` to an element that other threads may be adding to. */
function addCode(dtype: DType): string {
  switch (dtype) {
    case "int32":
    case "uint32":
      return "atomicAdd(&b0[far], value);";
    case "bool":
      return "if (value != 0) { atomicOr(&b0[far], 1u); }";
    case "uint8":
      return compareAndSwap("(old + u32(value)) & 255u");
    default:
      return compareAndSwap("bitcast<u32>(bitcast<f32>(old) + value)");
  }
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
