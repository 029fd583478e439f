/**
 * Kernels of rows on the CPU: hands views to WebAssembly; see {@linkcode FusedKernels}.
 *
 * @module
 */
import type { TypedArray } from "../../tensor/dtype.ts";
import type { View } from "../backend.ts";
import type { AdamNumbers } from "../fused.ts";
import { type IndexRule, outOfRange } from "../out_of_range.ts";
import { kernels } from "./kernels.ts";
import { scratch, staged, stagedChange, stagedResult, unstage } from "./staging.ts";
import { parallel, threadsFor } from "./threads.ts";
import type { Kernels } from "./wasm_module.ts";

type CPUView = View<TypedArray>;

/** The sizes of a matrix. */
function sizes({ shape }: CPUView): [rows: number, columns: number] {
  return [shape[0]!, shape[1]!];
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Fewer operations than this (30 microseconds) are done before other threads could help. */
const SHARED_FROM = 1.5e6;

/** What an element costs, in the operations that `threadsFor` counts: 50 of them take a nanosecond. */
const EXPONENTIAL = 32;
const NORMALIZED = 16;
const UPDATED = 40;

/** Parts a thread: one that comes late, or is slow, takes fewer. */
const PARTS_A_THREAD = 4;

/**
 * Runs a kernel on all rows of [R, C], which threads share where it pays. No row knows of others, so that results are
 * the same with any number of threads.
 *
 * @param cost operations that an element takes
 * @param argumentsOf the arguments for some of the rows
 */
function eachRow(
  kernel: keyof Kernels,
  [rows, columns]: readonly [rows: number, columns: number],
  cost: number,
  argumentsOf: (first: number, rows: number) => readonly number[],
): void {
  const operations = rows * columns * cost;
  const threads = operations < SHARED_FROM || rows === 1 ? 1 : threadsFor(operations);
  const height = threads === 1 ? rows : Math.ceil(rows / (threads * PARTS_A_THREAD));
  parallel(kernel, Math.ceil(rows / height), (part) => {
    const first = part * height;
    return argumentsOf(first, Math.min(height, rows - first));
  });
  unstage();
}

/** The address of a later element, if there is one at all. */
function moved(address: number, elements: number): number {
  return address === 0 ? 0 : address + elements * BYTES;
}

/** Address 0 stands for what is not given. */
const given = (x: CPUView | null) => x === null ? 0 : staged(x);
const wanted = (x: CPUView | null) => x === null ? 0 : stagedResult(x);

/** Looks at indices before anything is written. */
function check(index: CPUView, dim: number, size: number, rule: IndexRule, ignored?: number): void {
  const { buffer, offset, shape } = index;
  for (let at = offset; at < offset + shape[0]!; at++) {
    const i = buffer[at]!;
    if ((i < 0 || i >= size) && i !== ignored) throw outOfRange(rule, i, dim, size);
  }
}

/** softmax of rows, or its logarithm. */
export function softmax(x: CPUView, output: CPUView, log: boolean): void {
  const size = sizes(x), [, columns] = size;
  const from = staged(x), to = stagedResult(output);
  eachRow("softmax", size, EXPONENTIAL, (first, rows) => {
    const at = first * columns * BYTES;
    return [from + at, to + at, rows, columns, Number(log)];
  });
}

/** The gradient of softmax's input. */
export function softmaxBackward(grad: CPUView, output: CPUView, gradX: CPUView, log: boolean) {
  const size = sizes(grad), [, columns] = size;
  const [g, y, to] = [staged(grad), staged(output), stagedResult(gradX)];
  eachRow("softmaxBackward", size, log ? EXPONENTIAL : NORMALIZED, (first, rows) => {
    const at = first * columns * BYTES;
    return [g + at, y + at, to + at, rows, columns, Number(log)];
  });
}

/** Layer normalization of rows. */
export function layerNorm(
  x: CPUView,
  weight: CPUView | null,
  bias: CPUView | null,
  eps: number,
  output: CPUView,
  mean: CPUView,
  inverseDeviation: CPUView,
): void {
  normalize(x, weight, bias, eps, output, mean, inverseDeviation);
}

/** The gradients of layer normalization's inputs. */
export function layerNormBackward(
  grad: CPUView,
  x: CPUView,
  mean: CPUView,
  inverseDeviation: CPUView,
  weight: CPUView | null,
  gradX: CPUView,
  gradWeight: CPUView | null,
  gradBias: CPUView | null,
): void {
  normalizeBackward(grad, x, mean, inverseDeviation, weight, gradX, gradWeight, gradBias);
}

/** Normalization of rows by their root mean square. */
export function rmsNorm(
  x: CPUView,
  weight: CPUView | null,
  eps: number,
  output: CPUView,
  inverseRoot: CPUView,
): void {
  normalize(x, weight, null, eps, output, null, inverseRoot);
}

/** The gradients of that. */
export function rmsNormBackward(
  grad: CPUView,
  x: CPUView,
  inverseRoot: CPUView,
  weight: CPUView | null,
  gradX: CPUView,
  gradWeight: CPUView | null,
): void {
  normalizeBackward(grad, x, null, inverseRoot, weight, gradX, gradWeight, null);
}

function normalize(
  x: CPUView,
  weight: CPUView | null,
  bias: CPUView | null,
  eps: number,
  output: CPUView,
  mean: CPUView | null,
  inverse: CPUView,
): void {
  const size = sizes(x), [, columns] = size;
  const [from, w, b, to] = [staged(x), given(weight), given(bias), stagedResult(output)];
  const means = wanted(mean), inverses = stagedResult(inverse);
  eachRow("normalize", size, NORMALIZED, (first, rows) => {
    const at = first * columns * BYTES;
    return [
      from + at,
      w,
      b,
      to + at,
      moved(means, first),
      moved(inverses, first),
      rows,
      columns,
      eps,
    ];
  });
}

function normalizeBackward(
  grad: CPUView,
  x: CPUView,
  mean: CPUView | null,
  inverse: CPUView,
  weight: CPUView | null,
  gradX: CPUView,
  gradWeight: CPUView | null,
  gradBias: CPUView | null,
): void {
  const [rows, columns] = sizes(x);
  kernels().normalizeBackward(
    staged(grad),
    staged(x),
    given(mean),
    staged(inverse),
    given(weight),
    stagedResult(gradX),
    wanted(gradWeight),
    wanted(gradBias),
    scratch(2 * columns * Float32Array.BYTES_PER_ELEMENT),
    rows,
    columns,
  );
  unstage();
}

/** The cross-entropy of scores and classes. */
export function crossEntropy(
  logits: CPUView,
  target: CPUView,
  ignoreIndex: number,
  losses: CPUView,
  logSumExp: CPUView,
  rule: IndexRule,
): void {
  const size = sizes(logits), [, columns] = size;
  check(target, 1, columns, rule, ignoreIndex);
  const [x, classes] = [staged(logits), staged(target)];
  const [to, sums] = [stagedResult(losses), stagedResult(logSumExp)];
  eachRow("crossEntropy", size, EXPONENTIAL, (first, rows) => {
    const one = first * BYTES;
    return [x + one * columns, classes + one, to + one, sums + one, rows, columns, ignoreIndex];
  });
}

/** The gradient of the scores. */
export function crossEntropyBackward(
  grad: CPUView,
  logits: CPUView,
  target: CPUView,
  ignoreIndex: number,
  logSumExp: CPUView,
  gradLogits: CPUView,
): void {
  const size = sizes(logits), [, columns] = size;
  const [g, x, classes] = [staged(grad), staged(logits), staged(target)];
  const sums = staged(logSumExp), to = stagedResult(gradLogits);
  eachRow("crossEntropyBackward", size, EXPONENTIAL, (first, rows) => {
    const one = first * BYTES, at = one * columns;
    return [g + one, x + at, classes + one, sums + one, to + at, rows, columns, ignoreIndex];
  });
}

/** Rows of a table by index. */
export function takeRows(table: CPUView, index: CPUView, output: CPUView, rule: IndexRule): void {
  check(index, 0, table.shape[0]!, rule);
  kernels().takeRows(staged(table), staged(index), stagedResult(output), ...sizes(output));
  unstage();
}

/** Adds rows to those of a table. */
export function addRows(table: CPUView, index: CPUView, rows: CPUView): void {
  kernels().addRows(stagedChange(table), staged(index), staged(rows), ...sizes(rows));
  unstage();
}

/** Adam's step on one parameter. */
export function adamStep(
  parameter: CPUView,
  grad: CPUView,
  mean: CPUView,
  square: CPUView,
  { beta1, beta2, eps, decay, weightDecay, root, size }: AdamNumbers,
): void {
  const count = parameter.shape[0]!;
  const [p, g] = [stagedChange(parameter), staged(grad)];
  const [m, v] = [stagedChange(mean), stagedChange(square)];
  const operations = count * UPDATED;
  const threads = operations < SHARED_FROM ? 1 : threadsFor(operations);
  // Whole four-vectors: the last elements of all are computed one by one.
  const length = threads === 1 ? count : Math.ceil(count / (threads * PARTS_A_THREAD) / 4) * 4;
  parallel("adam", Math.ceil(count / length), (part) => {
    const first = part * length;
    return [
      ...[p, g, m, v].map((address) => moved(address, first)),
      Math.min(length, count - first),
      ...[beta1, 1 - beta1, beta2, 1 - beta2, eps, decay, weightDecay, root, size],
    ];
  });
  unstage();
}
