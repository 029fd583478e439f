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

type CPUView = View<TypedArray>;

/** The sizes of a matrix. */
function sizes({ shape }: CPUView): [rows: number, columns: number] {
  return [shape[0]!, shape[1]!];
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
  kernels().softmax(staged(x), stagedResult(output), ...sizes(x), Number(log));
  unstage();
}

/** The gradient of softmax's input. */
export function softmaxBackward(grad: CPUView, output: CPUView, gradX: CPUView, log: boolean) {
  kernels().softmaxBackward(
    staged(grad),
    staged(output),
    stagedResult(gradX),
    ...sizes(grad),
    Number(log),
  );
  unstage();
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
  kernels().normalize(
    staged(x),
    given(weight),
    given(bias),
    stagedResult(output),
    wanted(mean),
    stagedResult(inverse),
    ...sizes(x),
    eps,
  );
  unstage();
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
  const [rows, columns] = sizes(logits);
  check(target, 1, columns, rule, ignoreIndex);
  kernels().crossEntropy(
    staged(logits),
    staged(target),
    stagedResult(losses),
    stagedResult(logSumExp),
    rows,
    columns,
    ignoreIndex,
  );
  unstage();
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
  kernels().crossEntropyBackward(
    staged(grad),
    staged(logits),
    staged(target),
    staged(logSumExp),
    stagedResult(gradLogits),
    ...sizes(logits),
    ignoreIndex,
  );
  unstage();
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
  kernels().adam(
    stagedChange(parameter),
    staged(grad),
    stagedChange(mean),
    stagedChange(square),
    parameter.shape[0]!,
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    eps,
    decay,
    weightDecay,
    root,
    size,
  );
  unstage();
}
