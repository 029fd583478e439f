/**
 * Elementwise kernels: one thread for four elements where rows lie right for it, one for each element
 * otherwise.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import { collapse, isContiguous, type Shape, sizeOf } from "../../../tensor/shape.ts";
import type { View } from "../../backend.ts";
import type { ComputeType, ElementwiseKernel } from "../../expression.ts";
import { type Binding, bindView, fitsBinding, type Window } from "../bindings.ts";
import type { Block } from "../memory.ts";
import type { Kernel, KernelSource, Queue } from "../queue.ts";
import {
  foldGroups,
  mainCode,
  MAX_RANK,
  pushWalk,
  walkCode,
  walkFields,
} from "../wgsl/addressing.ts";
import { preludeCode } from "../wgsl/prelude.ts";
import { enableFor, storageBytes, storageType } from "../wgsl/types.ts";
import { bitsOf, bodyCode, type OperandType } from "./expression.ts";

/** Where a kernel finds an operand. */
type Source =
  | { readonly kind: "number" }
  /** Which binding, and whether one element serves a whole four-vector of results. */
  | { readonly kind: "view"; readonly binding: number; readonly spread: boolean };

/** What the text of a kernel depends on, besides the expression. */
interface Plan {
  readonly types: readonly OperandType[];
  readonly sources: readonly Source[];
  readonly output: DType;
  readonly rank: number;
  /** Whether a thread computes four neighbours, from bindings of four-vectors. */
  readonly vector: boolean;
  /** Whether the last of these threads has four, too. */
  readonly even: boolean;
}

/** Records the evaluation of an expression; see `Backend.elementwise`. */
export function elementwise(
  queue: Queue,
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly (View<Block> | number)[],
  output: View<Block>,
): void {
  if (flat(queue, kernel, compute, operands, output)) return;
  const views = operands.filter((operand) => typeof operand !== "number");
  const walk = collapse(output.shape, [output, ...views].map((view) => view.strides));
  const pieces = [output, ...views].map((view, v) => ({
    ...view,
    shape: walk.shape,
    strides: walk.strides[v]!,
  }));
  evaluate(queue, kernel, compute, operands, pieces);
}

/** Operands that a number can describe, four bits each. */
const FLAT_OPERANDS = 5;

/** Three bits for what an operand is; a fourth says that it is the output. */
const CODES: Readonly<Record<OperandType, number>> = {
  float32: 0,
  float16: 1,
  float64: 2,
  int32: 3,
  uint32: 4,
  uint8: 5,
  bool: 6,
  number: 7,
};
const COMPUTE_CODES: Readonly<Record<ComputeType, number>> = { float: 0, int: 1, uint: 2 };
/** There are as many elements as whole four-vectors hold. */
const EVEN_CODE = 32;

/**
 * The short way where everything lies in one piece, as in nearly every small operation: there preparing
 * costs more than computing. It runs the kernels of the general way, but finds them by a number. False
 * where the general way has to be taken.
 */
function flat(
  queue: Queue,
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly (View<Block> | number)[],
  output: View<Block>,
): boolean {
  const { shape } = output;
  const limit = queue.context.maxBinding;
  if (operands.length > FLAT_OPERANDS || !liesFlat(queue, shape, output, limit)) return false;
  const count = sizeOf(shape);
  let code = COMPUTE_CODES[compute] * 8 + CODES[output.dtype] + (count % 4 === 0 ? EVEN_CODE : 0);
  let views = 1;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    code *= 16;
    if (typeof operand === "number") {
      code += CODES.number;
      continue;
    }
    if (!liesFlat(queue, shape, operand, limit)) return false;
    code += CODES[operand.dtype] + (operand.buffer === output.buffer ? 8 : 0);
    views++;
  }
  if (count === 0) return true;
  let kernels = queue.flatKernels.get(kernel);
  if (kernels === undefined) queue.flatKernels.set(kernel, kernels = new Map<number, Kernel>());
  const known = kernels.get(code);
  if (known === undefined) {
    const pieces = [output, ...operands.filter((operand) => typeof operand !== "number")];
    const line = { shape: [count], strides: [1] };
    const made = record(queue, kernel, compute, operands, pieces.map((x) => ({ ...x, ...line })));
    kernels.set(code, made);
    return true;
  }
  // What record() would write: the counts, the places, the walk along one dimension, the numbers.
  const words = 4 + views + operands.length;
  let at = queue.reserve(words);
  const { ring } = queue;
  const bindings = [output.buffer.binding];
  ring[at++] = 0;
  ring[at++] = count;
  ring[at++] = placeOf(output) / 4;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (typeof operand === "number") continue;
    ring[at++] = placeOf(operand) / 4;
    if (operand.buffer !== output.buffer) bindings.push(operand.buffer.binding);
  }
  ring[at++] = Math.ceil(count / 4);
  for (let v = 0; v < views; v++) ring[at++] = 1;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (typeof operand === "number") ring[at++] = bitsOf(compute, operand);
  }
  const groups = foldGroups(Math.ceil(count / 4), queue.tuning.elementwiseWorkgroup);
  queue.launch(known, bindings, words, ...groups);
  return true;
}

/** Whether a view's elements lie in a row from a multiple of four on, in a buffer that kernels see whole. */
function liesFlat(queue: Queue, shape: Shape, view: View<Block>, limit: number): boolean {
  queue.memory.assertOwn(view.buffer);
  return view.offset % 4 === 0 && view.buffer.bytes <= limit && isContiguous(shape, view.strides);
}

/** Where a view begins in the buffer that its block is a part of, in elements. */
function placeOf({ buffer, dtype, offset }: View<Block>): number {
  return buffer.start === 0 ? offset : offset + buffer.start / storageBytes(dtype);
}

/** The same for views (the output's first) whose dimensions are merged, in as many parts as it takes. */
function evaluate(
  queue: Queue,
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly (View<Block> | number)[],
  views: readonly View<Block>[],
): void {
  const { shape } = views[0]!;
  if (shape.includes(0)) return;
  const again = (pieces: readonly View<Block>[]): void =>
    evaluate(queue, kernel, compute, operands, pieces);
  if (shape.length <= MAX_RANK && views.every((view) => fitsBinding(queue, view))) {
    record(queue, kernel, compute, operands, views);
  } else if (shape.length > MAX_RANK || shape[0] === 1) {
    for (let i = 0; i < shape[0]!; i++) again(views.map((view) => inner(view, i)));
  } else {
    // Parts of whole thousands keep four-vectors aligned.
    const n = shape[0]!;
    const half = n > 4096 ? Math.ceil(n / 2048) * 1024 : Math.ceil(n / 2);
    again(views.map((view) => part(view, 0, half)));
    again(views.map((view) => part(view, half, n)));
  }
}

function inner(view: View<Block>, i: number): View<Block> {
  return {
    ...view,
    shape: view.shape.slice(1),
    strides: view.strides.slice(1),
    offset: view.offset + i * view.strides[0]!,
  };
}

function part(view: View<Block>, from: number, to: number): View<Block> {
  return {
    ...view,
    shape: [to - from, ...view.shape.slice(1)],
    offset: view.offset + from * view.strides[0]!,
  };
}

function record(
  queue: Queue,
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly (View<Block> | number)[],
  views: readonly View<Block>[],
): Kernel {
  const output = views[0]!;
  const windows = views.map((view) => bindView(queue, view));
  const count = sizeOf(output.shape);
  const vector = canVectorize(views, windows);
  const even = count % 4 === 0;
  const spreads = views.map((view) => vector && (view.strides.at(-1) ?? 1) === 0);
  const units = spreads.map((spread) => vector && !spread ? 4 : 1);

  const bindings: Binding[] = [windows[0]!.binding];
  const types: OperandType[] = [];
  const sources: Source[] = [];
  const numbers: number[] = [];
  let key = `${kernel.key}|${compute}|${output.dtype}|${output.shape.length}${vector ? "v" : ""}${
    vector && even ? "4" : ""
  }`;
  let v = 0;
  for (const operand of operands) {
    if (typeof operand === "number") {
      types.push("number");
      sources.push({ kind: "number" });
      numbers.push(bitsOf(compute, operand));
      key += "|number";
      continue;
    }
    v++;
    // A buffer may not be bound for reading and for writing at once.
    const shared = operand.buffer === output.buffer;
    const binding = shared ? 0 : bindings.push(windows[v]!.binding) - 1;
    const spread = spreads[v]!;
    types.push(operand.dtype);
    sources.push({ kind: "view", binding, spread });
    key += `|${operand.dtype}${binding}${spread ? "s" : ""}`;
  }

  const parameters = [0, count];
  windows.forEach(({ offset }, i) => parameters.push(offset / units[i]!));
  if (vector) {
    const inner = output.shape.at(-1) ?? 1;
    const shape = [...output.shape.slice(0, -1), Math.ceil(inner / 4)];
    pushWalk(
      parameters,
      shape,
      views.map(({ strides }, i) => [
        ...strides.slice(0, -1).map((stride) => stride / units[i]!),
        spreads[i] ? 0 : 1,
      ]),
    );
  } else {
    pushWalk(parameters, output.shape, views.map((view) => view.strides));
  }
  parameters.push(...numbers);

  const rank = vector ? Math.max(output.shape.length, 1) : output.shape.length;
  const plan: Plan = { types, sources, output: output.dtype, rank, vector, even };
  const { elementwiseWorkgroup } = queue.tuning;
  const made = queue.kernel(key, () => source(kernel, compute, plan, elementwiseWorkgroup));
  queue.dispatch(
    made,
    bindings,
    parameters,
    foldGroups(vector ? Math.ceil(count / 4) : count, elementwiseWorkgroup),
  );
  return made;
}

/**
 * Whether elements can be loaded and stored four at a time: along the last dimension they lie in a row
 * (or are the same one, for an input), and every row begins at a multiple of four.
 */
function canVectorize(views: readonly View<Block>[], windows: readonly Window[]): boolean {
  const { shape } = views[0]!;
  // The end of a single row is stored element by element; several rows must come out even.
  if (shape.length > 1 && shape.at(-1)! % 4 !== 0) return false;
  return views.every(({ strides }, v) => {
    const step = strides.at(-1) ?? 1;
    if (step === 0) return v > 0;
    return step === 1 && windows[v]!.offset % 4 === 0 &&
      strides.every((stride, d) => d === strides.length - 1 || stride % 4 === 0);
  });
}

function source(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  plan: Plan,
  workgroup: number,
): KernelSource {
  const { types, sources, output, rank, vector } = plan;
  const body = bodyCode(kernel, compute, types, output);
  const views = 1 + sources.filter((from) => from.kind === "view").length;
  const element = [storageType(output)];
  const asVector = [vector];
  let numbers = "";
  types.forEach((type, i) => {
    const from = sources[i]!;
    if (from.kind === "number" || type === "number") {
      numbers += `x${i}: u32, `;
    } else if (from.binding > 0) {
      element[from.binding] = storageType(type);
      asVector[from.binding] = vector && !from.spread;
    }
  });
  const buffers = element.map((type, b) =>
    `@group(1) @binding(${b}) var<storage, ${b === 0 ? "read_write" : "read"}> b${b}: array<${
      asVector[b] ? `vec4<${type}>` : type
    }>;`
  );
  const offsets = Array.from({ length: views }, (_, v) => `o${v}: i32, `).join("");
  const places = Array.from({ length: views }, (_, v) => `at${v}`);
  const dtypes = types.filter((type) => type !== "number");
  const code = `${enableFor([output, ...dtypes])}
struct Parameters {
  zero: u32, count: u32, ${offsets}
  ${walkFields("w", rank, views)}${numbers}
}
@group(0) @binding(0) var<uniform> p: Parameters;
${buffers.join("\n")}
${preludeCode(body.uses)}${body.text}
${mainCode(workgroup)}  if (thread${vector ? " * 4u" : ""} >= p.count) { return; }
${places.map((place, v) => `  var ${place} = p.o${v};\n`).join("")}${
    walkCode("w", rank, "thread", places)
  }${vector ? vectorCode(plan, asVector) : elementCode(plan)}}
`;
  return { label: kernel.name, access: element.map((_, b) => b === 0 ? "w" : "r").join(""), code };
}

function elementCode({ sources }: Plan): string {
  let v = 0;
  const args = sources.map((from, i) =>
    from.kind === "number" ? `p.x${i}` : `b${from.binding}[at${++v}]`
  );
  return `  b0[at0] = body(${args.join(", ")});\n`;
}

function vectorCode({ sources, output, even }: Plan, asVector: readonly boolean[]): string {
  let loads = "";
  let v = 0;
  const args = sources.map((from, i): (lane: string) => string => {
    if (from.kind === "number") return () => `p.x${i}`;
    const place = `at${++v}`;
    if (!from.spread) {
      loads += `  let v${i} = b${from.binding}[${place}];\n`;
      return (lane) => `v${i}.${lane}`;
    }
    // An input that shares the output's memory is bound as the output is.
    const index = asVector[from.binding] ? `[${place} / 4][${place} % 4]` : `[${place}]`;
    loads += `  let v${i} = b${from.binding}${index};\n`;
    return () => `v${i}`;
  });
  const call = (lane: string) => `body(${args.map((arg) => arg(lane)).join(", ")})`;
  // Of one element for all places the result is one, too. (llvmpipe miscompiles four equal calls of asinh.)
  const alike = sources.every((from) => from.kind === "number" || from.spread);
  const calls = (alike ? ["x"] : ["x", "y", "z", "w"]).map(call);
  const result = `${loads}  let r = vec4<${storageType(output)}>(
    ${calls.join(",\n    ")},
  );
`;
  // Without a way that no thread takes, the way that all take is the shorter by a seventh.
  if (even) return `${result}  b0[at0] = r;\n`;
  return `${result}  let left = p.count - thread * 4u;
  if (left >= 4u) {
    b0[at0] = r;
  } else {
    b0[at0].x = r.x;
    if (left > 1u) { b0[at0].y = r.y; }
    if (left > 2u) { b0[at0].z = r.z; }
  }
`;
}
