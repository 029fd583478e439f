/**
 * Losses of classes: which of several it is.
 *
 * @module
 */
import { noGrad } from "../../../autograd/mode.ts";
import { record } from "../../../autograd/node.ts";
import { indexRule } from "../../../device/out_of_range.ts";
import { RuntimeError, ValueError } from "../../../errors.ts";
import { readAlong } from "../../../ops/along.ts";
import { requireSameDevice } from "../../../ops/devices.ts";
import { scalarTypeName } from "../../../tensor/dtype.ts";
import { formatShape, sameShape } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { crossEntropyRows } from "./cross_entropy_rows.ts";
import { type LossOptions, reduceLoss } from "./reduction.ts";

const TARGET = indexRule("nllLoss", { words: (index) => `Target ${index} is out of bounds.` });

/** Options of losses over classes. */
export interface ClassLossOptions extends LossOptions {
  /** A weight for each class, [C]. */
  weight?: Tensor | null;
  /** Targets of this value count for nothing. Default: -100. */
  ignoreIndex?: number;
}

/**
 * The negative of the log-probability of the right class.
 *
 * @param input log-probabilities: [C], [N, C] or [N, C, ...]
 * @param target the right classes, int32: [], [N] or [N, ...]
 * @param options `reduction`, `weight`, `ignoreIndex`; the mean divides by the summed weights of the targets
 * @throws {IndexError} `Target 5 is out of bounds.`; on webgpu when results are read
 * @throws {ValueError} `Expected input batch_size (2) to match target batch_size (3).`
 * @throws {RuntimeError} when the target's other sizes, its dtype, or the weight's shape do not fit
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const logProbabilities = tensor([[-0.25, -1.5]]);
 * console.log(nn.functional.nllLoss(logProbabilities, tensor([1]).int()).item()); // 1.5
 * ```
 */
export function nllLoss(input: Tensor, target: Tensor, options: ClassLossOptions = {}): Tensor {
  const { weight = null, ignoreIndex = -100, reduction = "mean" } = options;
  checkClasses(input, target);
  checkClassWeight(input, weight);
  requireSameDevice("nllLoss", input, target);
  const classDim = input.ndim === 1 ? 0 : 1;
  const classes = target.int();
  const ignored = classes.eq(ignoreIndex);
  const safe = classes.maskedFill(ignored, 0).unsqueeze(classDim);
  const { output, weights } = noGrad(() => {
    const picked = readAlong(input, classDim, safe, TARGET).squeeze(classDim);
    const each = weight === null
      ? picked.onesLike()
      : weight.indexSelect(0, safe.flatten()).reshape(picked.shape);
    const counted = each.maskedFill(ignored, 0);
    const total = reduction === "mean" ? counted.sum() : undefined;
    // What is ignored may be infinite, and 0 times infinity is no number.
    const losses = picked.mul(counted).neg().maskedFill(ignored, 0);
    return {
      output: total === undefined ? reduceLoss(losses, reduction) : losses.sum().div(total),
      weights: total === undefined ? counted : counted.div(total).maskedFill(ignored, 0),
    };
  });
  return record(output, input.ndim > 2 ? "NllLoss2DBackward0" : "NllLossBackward0", [
    [input, (grad) => {
      const parts = grad.mul(weights).neg().unsqueeze(classDim);
      return noGrad(() => input.zerosLike()).scatter(classDim, safe, parts);
    }],
  ]);
}

/** Checks the classes of a loss against its scores. */
function checkClasses(input: Tensor, target: Tensor): void {
  if (input.ndim === 0) {
    throw new ValueError(
      "bad-dims",
      "Expected 1 or more dimensions (got 0)",
      "Scores have a dimension for the classes: [C], [N, C] or [N, C, ...].",
    );
  }
  if (target.isFloatingPoint() || target.dtype === "bool") {
    throw new RuntimeError(
      "dtype-mismatch",
      `expected scalar type Long but found ${scalarTypeName(target.dtype)}`,
      "Targets are the numbers of classes, int32 in hibana: write target.int().",
    );
  }
  const shapes = `The input has shape ${formatShape(input.shape)}, the target ${
    formatShape(target.shape)
  }.`;
  if (input.ndim > 1 && input.shape[0] !== target.shape[0]) {
    throw new ValueError(
      "shape-mismatch",
      `Expected input batch_size (${input.shape[0]}) to match target batch_size (${
        target.shape[0] ?? 0
      }).`,
      shapes,
    );
  }
  const expected = input.shape.toSpliced(input.ndim === 1 ? 0 : 1, 1);
  if (sameShape(target.shape, expected)) return;
  const words = input.ndim > 2
    ? `Expected target size ${formatShape(expected)}, got ${formatShape(target.shape)}`
    : target.ndim > 1
    ? "0D or 1D target tensor expected, multi-target not supported"
    : `size mismatch (got input: ${formatShape(input.shape)}, target: ${
      formatShape(target.shape)
    })`;
  throw new RuntimeError("shape-mismatch", words, shapes);
}

/** Checks the weights of the classes: one for each, of the scores' dtype. */
function checkClassWeight(input: Tensor, weight: Tensor | null, prefix = ""): void {
  if (weight === null) return;
  const classes = input.shape[input.ndim === 1 ? 0 : 1]!;
  if (!sameShape(weight.shape, [classes])) {
    throw new RuntimeError(
      "shape-mismatch",
      `${prefix}weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${
        formatShape(weight.shape)
      }`,
      `Pass ${classes} weights.`,
    );
  }
  if (weight.dtype !== input.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `expected scalar type ${scalarTypeName(input.dtype)} but found ${
        scalarTypeName(weight.dtype)
      }`,
      `Write weight.to("${input.dtype}").`,
    );
  }
  if (weight.requiresGrad) {
    throw new RuntimeError(
      "not-differentiable",
      "The function 'nll_loss_forward' is not differentiable with respect to argument 'weight'. This input cannot have requires_grad True.",
      "Pass weight.detach().",
    );
  }
}

/** Options of {@linkcode crossEntropy}. */
export interface CrossEntropyOptions extends ClassLossOptions {
  /** How much of the target is spread evenly over all classes, 0 to 1. Default: 0. */
  labelSmoothing?: number;
}

/**
 * The negative log-probability of the right class under the softmax of scores.
 *
 * @param input scores (logits): [C], [N, C] or [N, C, ...]
 * @param target the right classes, int32: [], [N] or [N, ...]; or the probability of each class, floating
 * point, of the input's shape
 * @param options `reduction`, `weight`, `ignoreIndex`, `labelSmoothing`
 * @throws {IndexError} `Target 5 is out of bounds.`
 * @throws {RuntimeError} `label_smoothing must be between 0.0 and 1.0. Got: 1.5`
 *
 * @example
 * ```ts
 * import { nn, tensor, zeros } from "@hibana/hibana";
 *
 * console.log(nn.functional.crossEntropy(zeros(1, 2), tensor([1]).int()).toString()); // tensor(0.6931)
 * ```
 */
export function crossEntropy(
  input: Tensor,
  target: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  const { labelSmoothing: smoothing = 0 } = options;
  const ofShape = target.isFloatingPoint() && sameShape(input.shape, target.shape);
  if (ofShape && (options.ignoreIndex ?? -1) >= 0) {
    throw new RuntimeError(
      "bad-option",
      "ignore_index is not supported for floating point target",
      "Give what is to be ignored a probability of 0 for every class.",
    );
  }
  if (!(smoothing >= 0 && smoothing <= 1)) {
    throw new RuntimeError(
      "bad-smoothing",
      `label_smoothing must be between 0.0 and 1.0. Got: ${smoothing}`,
      "It is the share of the target that all classes divide among them.",
    );
  }
  const { weight = null, ignoreIndex = -100, reduction = "mean" } = options;
  if (!target.isFloatingPoint() && weight === null && smoothing === 0 && input.ndim > 0) {
    checkClasses(input, target);
    requireSameDevice("nllLoss", input, target);
    const loss = crossEntropyRows(input, target, ignoreIndex, reduction, TARGET);
    if (loss !== undefined) return loss;
  }
  const logProbabilities = input.logSoftmax(input.ndim === 1 ? 0 : 1);
  if (ofShape) return soft(logProbabilities, target, options);
  const loss = nllLoss(logProbabilities, target, options);
  if (smoothing === 0) return loss;
  const classes = input.size(input.ndim === 1 ? 0 : 1);
  return loss.mul(1 - smoothing).add(
    spread(logProbabilities, target, options).mul(smoothing / classes),
  );
}

/** The cross-entropy with a probability for every class. */
function soft(logProbabilities: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { weight = null, labelSmoothing: smoothing = 0, reduction = "mean" } = options;
  const classDim = logProbabilities.ndim === 1 ? 0 : 1;
  const classes = logProbabilities.size(classDim);
  checkClassWeight(logProbabilities, weight, "cross_entropy: ");
  const wanted = smoothing === 0 ? target : target.mul(1 - smoothing).add(smoothing / classes);
  const parts = weighted(logProbabilities.mul(wanted), weight, classDim);
  if (reduction !== "mean") return reduceLoss(parts.sum(classDim).neg(), reduction);
  return parts.sum().neg().div(parts.numel / classes);
}

/** The loss if every class were as right as any other: what label smoothing mixes in. */
function spread(logProbabilities: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { weight = null, ignoreIndex = -100, reduction = "mean" } = options;
  const classDim = logProbabilities.ndim === 1 ? 0 : 1;
  const ignored = target.int().eq(ignoreIndex);
  const losses = weighted(logProbabilities, weight, classDim).sum(classDim).neg()
    .maskedFill(ignored, 0);
  if (reduction !== "mean") return reduceLoss(losses, reduction);
  const counted = ignored.logicalNot().to(losses.dtype);
  const each = weight === null
    ? counted
    : weight.indexSelect(0, target.int().maskedFill(ignored, 0).flatten()).reshape(counted.shape)
      .mul(counted);
  return losses.sum().div(each.sum());
}

/** A weight for each class along the dimension of the classes. */
function weighted(x: Tensor, weight: Tensor | null, dim: number): Tensor {
  if (weight === null) return x;
  return x.mul(weight.reshape(x.shape.map((n, d) => d === dim ? n : 1)));
}
