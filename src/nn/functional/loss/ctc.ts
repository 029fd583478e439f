/**
 * Connectionist temporal classification: the likelihood of a sequence of labels, wherever in time each of
 * them may lie. Computed on the CPU.
 *
 * Source: A. Graves et al., Connectionist Temporal Classification, 2006.
 *
 * @module
 */
import { noGrad } from "../../../autograd/mode.ts";
import { record } from "../../../autograd/node.ts";
import { RuntimeError } from "../../../errors.ts";
import { elements } from "../../../ops/cast.ts";
import { requireHost } from "../../../ops/host.ts";
import { fromTypedArray, tensor } from "../../../tensor/create.ts";
import { type DType, isFloating, scalarTypeName, typedArray } from "../../../tensor/dtype.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { alignment } from "./ctc_alignment.ts";
import { type LossOptions, reduceLoss } from "./reduction.ts";

/** Options of {@linkcode ctcLoss}. */
export interface CTCLossOptions extends LossOptions {
  /** The class that stands for no label. Default: 0. */
  blank?: number;
  /** Whether impossible sequences count as 0, without a gradient, instead of infinity. Default: false. */
  zeroInfinity?: boolean;
}

/** Lengths of sequences: numbers, or a tensor of them. */
type Lengths = readonly number[] | Tensor;

/**
 * The negative log-likelihood of label sequences, summed over all ways in which they may lie in time.
 *
 * The mean first divides each loss by the length of its target. The gradient is that of scores from which
 * `logSoftmax` made the input, as in PyTorch; it cannot be differentiated again.
 *
 * @param logProbs log-probabilities, [T, N, C] or [T, C], on the CPU
 * @param targets labels, [N, S], or all of them in a row, [sum of targetLengths]
 * @param inputLengths how many steps each sequence takes, [N]
 * @param targetLengths how many labels each sequence has, [N]
 * @param options `blank`, `reduction`, `zeroInfinity`
 * @throws {RuntimeError} `Expected input_lengths to have value at most 5, but got value 6`, and more of the
 * kind; `blank must be in label range`
 * @throws {NotImplementedError} on other devices than the CPU
 *
 * @example
 * ```ts
 * import { nn, tensor, zeros } from "@hibana/hibana";
 *
 * const logProbs = zeros(2, 1, 2).logSoftmax(2);
 * const loss = nn.functional.ctcLoss(logProbs, tensor([[1]]).int(), [2], [1]);
 * console.log(loss.toString()); // tensor(0.2877)
 * ```
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Lengths,
  targetLengths: Lengths,
  options: CTCLossOptions = {},
): Tensor {
  const { blank = 0, reduction = "mean", zeroInfinity = false } = options;
  const batched = logProbs.ndim === 3;
  const input = batched ? logProbs : logProbs.unsqueeze(1);
  requireHost("_ctc_loss", { logProbs });
  const [steps, batch, classes] = input.shape as [number, number, number];
  const sizes = {
    inputs: lengthsOf("input_lengths", inputLengths, batch),
    targets: lengthsOf("target_lengths", targetLengths, batch),
  };
  if (!(blank >= 0 && blank < classes)) {
    throw new RuntimeError(
      "bad-blank",
      "blank must be in label range",
      `There are ${classes} classes, so blank is a number from 0 to ${classes - 1}.`,
    );
  }
  if (!isFloating(logProbs.dtype)) {
    throw new RuntimeError(
      "not-floating",
      `"ctc_loss_cpu" not implemented for '${scalarTypeName(logProbs.dtype)}'`,
      "Log-probabilities are fractions: x.logSoftmax(-1) gives them.",
    );
  }
  checkSteps(sizes.inputs, steps);
  const starts = targetStarts(targets, batched ? batch : 1, sizes.targets);
  const labels = targets.device.type === "meta" ? undefined : elements(targets.detach());
  const losses = lossesOf(input, { labels, starts, ...sizes, blank, zeroInfinity });
  if (reduction === "mean") {
    const lengths = tensor(sizes.targets.map((n) => Math.max(n, 1)), {
      dtype: losses.dtype,
      device: losses.device,
    });
    return losses.div(lengths).mean();
  }
  return reduceLoss(batched ? losses : losses.squeeze(0), reduction);
}

interface Sequences {
  readonly labels: ArrayLike<number> | undefined;
  readonly starts: readonly number[];
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly blank: number;
  readonly zeroInfinity: boolean;
}

/** The loss of each sequence of a batch. */
function lossesOf(input: Tensor, sequences: Sequences): Tensor {
  const { labels, starts, inputs, targets, blank, zeroInfinity } = sequences;
  const [steps, batch, classes] = input.shape as [number, number, number];
  const values = typedArray(input.dtype, batch);
  const slopes = typedArray(input.dtype, steps * batch * classes);
  if (labels !== undefined && input.device.type !== "meta") {
    const probabilities = elements(input.detach());
    for (let n = 0; n < batch; n++) {
      const sequence = Array.from({ length: targets[n]! }, (_, i) => labels[starts[n]! + i]!);
      const { loss, gradient } = alignment({
        logProbability: (t, c) => probabilities[(t * batch + n) * classes + c]!,
        steps: inputs[n]!,
        labels: sequence,
        blank,
      });
      const impossible = loss === Infinity && zeroInfinity;
      values[n] = impossible ? 0 : loss;
      for (let t = 0; t < inputs[n]! && !impossible; t++) {
        for (let c = 0; c < classes; c++) {
          slopes[(t * batch + n) * classes + c] = gradient(t, c);
        }
      }
    }
  }
  const made = (data: typeof values, shape: number[], dtype: DType) =>
    noGrad(() => fromTypedArray(data, shape, dtype, { device: input.device }));
  const slope = made(slopes, [steps, batch, classes], input.dtype);
  return record(made(values, [batch], input.dtype), "CtcLossBackward0", [
    [input, (grad) => slope.mul(grad.unsqueeze(-1))],
  ]);
}

function lengthsOf(name: string, lengths: Lengths, batch: number): number[] {
  if (!Array.isArray(lengths) && isFloating((lengths as Tensor).dtype)) {
    throw new RuntimeError(
      "not-integral",
      `${name} must be integral`,
      `Lengths are counted: write ${
        name === "input_lengths" ? "inputLengths" : "targetLengths"
      }.int().`,
    );
  }
  const list = Array.isArray(lengths) ? [...lengths] : [...elements(lengths as Tensor)];
  if (list.length === batch) return list;
  throw new RuntimeError(
    "shape-mismatch",
    `${name} must be of size batch_size`,
    `There are ${batch} sequences in the batch, and ${list.length} lengths.`,
  );
}

function checkSteps(lengths: readonly number[], steps: number): void {
  const longer = lengths.find((n) => n > steps);
  if (longer === undefined) return;
  throw new RuntimeError(
    "bad-length",
    `Expected input_lengths to have value at most ${steps}, but got value ${longer} (while checking arguments for ctc_loss_cpu)`,
    `The input has ${steps} steps.`,
  );
}

/** Where in the labels each sequence begins. */
function targetStarts(targets: Tensor, batch: number, lengths: readonly number[]): number[] {
  const refuse = (words: string) =>
    new RuntimeError(
      "shape-mismatch",
      `Expected tensor to have size ${words} for argument #2 'targets' (while checking arguments for ctc_loss_cpu)`,
      "Targets are [N, S], as long as the longest, or all labels in a row.",
    );
  const total = lengths.reduce((a, b) => a + b, 0);
  if (targets.ndim === 1) {
    if (targets.numel !== total) {
      throw refuse(`${total} at dimension 0, but got size ${targets.numel}`);
    }
    let start = 0;
    return lengths.map((n) => (start += n) - n);
  }
  if (targets.size(0) !== batch) {
    throw refuse(`${batch} at dimension 0, but got size ${targets.size(0)}`);
  }
  const longest = Math.max(0, ...lengths);
  if (targets.size(1) < longest) {
    throw refuse(`at least ${longest} at dimension 1, but got size ${targets.size(1)}`);
  }
  return lengths.map((_, n) => n * targets.size(1));
}
