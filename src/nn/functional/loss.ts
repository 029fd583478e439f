/**
 * Losses, as functions.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { IndexError, RuntimeError, ValueError } from "../../errors.ts";
import { sumTo } from "../../ops/reduce.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { formatShape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** How the losses of the elements become one: their mean, their sum, or not at all. */
export type LossReduction = "mean" | "sum" | "none";

/** Options of losses between two tensors. */
export interface LossOptions {
  /** Default: `"mean"`. */
  reduction?: LossReduction;
}

/** Options of losses over classes. */
export interface ClassLossOptions extends LossOptions {
  /** A weight for each class, [C]. */
  weight?: Tensor | null;
  /** Targets of this value count for nothing. Default: -100. */
  ignoreIndex?: number;
}

function reduceLoss(losses: Tensor, reduction: LossReduction = "mean"): Tensor {
  switch (reduction) {
    case "mean":
      return losses.mean();
    case "sum":
      return losses.sum();
    case "none":
      return losses;
    default:
      throw new ValueError(
        "bad-reduction",
        `${reduction} is not a valid value for reduction`,
        'Pass "mean", "sum" or "none".',
      );
  }
}

/**
 * The squared difference.
 *
 * @param input any shape
 * @param target broadcasts with it
 * @param options `reduction`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.mseLoss(tensor([1, 2]), tensor([1, 4])).item()); // 2
 * ```
 */
export function mseLoss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const output = noGrad(() => reduceLoss(input.sub(target).square(), options.reduction));
  const towards = (grad: Tensor, factor: number) => {
    const difference = input.sub(target);
    const all = options.reduction === "sum" || options.reduction === "none";
    return difference.mul(grad).mul(all ? factor : factor / difference.numel);
  };
  return record(output, "MseLossBackward0", [
    [input, (grad) => sumTo(towards(grad, 2), input.shape), input, target],
    [target, (grad) => sumTo(towards(grad, -2), target.shape), input, target],
  ]);
}

/**
 * The absolute difference.
 *
 * @param input any shape
 * @param target broadcasts with it
 * @param options `reduction`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.l1Loss(tensor([1, 2]), tensor([1, 4])).item()); // 1
 * ```
 */
export function l1Loss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  return reduceLoss(input.sub(target).abs(), options.reduction);
}

/**
 * The negative of the log-probability of the right class.
 *
 * @param input log-probabilities: [C], [N, C] or [N, C, ...]
 * @param target the right classes, int32: [], [N] or [N, ...]
 * @param options `reduction`, `weight`, `ignoreIndex`; the mean divides by the summed weights of the targets
 * @throws {IndexError} `Target 5 is out of bounds.`; on webgpu it may surface at the next read
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
  const classDim = input.ndim === 1 ? 0 : 1;
  const classes = target.int();
  const ignored = classes.eq(ignoreIndex);
  const safe = classes.maskedFill(ignored, 0).unsqueeze(classDim);
  const { output, weights } = noGrad(() => {
    const picked = pickClass(input, classDim, safe).squeeze(classDim);
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
function checkClassWeight(input: Tensor, weight: Tensor | null): void {
  if (weight === null) return;
  const classes = input.shape[input.ndim === 1 ? 0 : 1]!;
  if (!sameShape(weight.shape, [classes])) {
    throw new RuntimeError(
      "shape-mismatch",
      `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${
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

function pickClass(input: Tensor, dim: number, index: Tensor): Tensor {
  try {
    return input.gather(dim, index);
  } catch (error) {
    const found = error instanceof IndexError ? /index (-?\d+)/.exec(error.message) : null;
    if (found === null) throw error;
    throw new IndexError(
      "index-out-of-range",
      `Target ${found[1]} is out of bounds.`,
      `There are ${input.shape[dim]} classes, so targets run from 0 to ${input.shape[dim]! - 1}.`,
    );
  }
}

/**
 * The negative log-probability of the right class under the softmax of scores.
 *
 * @param input scores (logits): [C], [N, C] or [N, C, ...]
 * @param target the right classes, int32: [], [N] or [N, ...]
 * @param options `reduction`, `weight`, `ignoreIndex`
 * @throws {IndexError} `Target 5 is out of bounds.`
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
  options: ClassLossOptions = {},
): Tensor {
  return nllLoss(input.logSoftmax(input.ndim === 1 ? 0 : 1), target, options);
}

/** Keeps the gradient of binary cross-entropy finite at 0 and at 1: PyTorch's number, a float32. */
const LEAST_SPREAD = Math.fround(1e-12);

/**
 * The negative log-likelihood of truths under probabilities: -(t log p + (1 - t) log(1 - p)). The logs are
 * no less than -100, so that no loss is infinite.
 *
 * @param input probabilities, any shape
 * @param target what is true, 0 to 1, of the same shape and dtype
 * @param options `reduction`
 * @throws {ValueError} when the shapes differ
 * @throws {RuntimeError} `all elements of input should be between 0 and 1`; on webgpu, where looking would
 * be waiting, the loss is NaN instead
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.binaryCrossEntropy(tensor([0.5, 1]), tensor([1, 0])).toString()); // tensor(50.3466)
 * ```
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  options: LossOptions = {},
): Tensor {
  checkProbabilities(input, target);
  const rest = () => input.neg().add(1);
  const output = noGrad(() => {
    const yes = target.mul(input.log().clamp(-100));
    const no = target.neg().add(1).mul(input.neg().log1p().clamp(-100));
    return reduceLoss(yes.add(no).neg(), options.reduction);
  });
  const share = (grad: Tensor) =>
    (options.reduction ?? "mean") === "mean" ? grad.div(input.numel) : grad;
  return record(output, "BinaryCrossEntropyBackward0", [
    [
      input,
      (grad) => input.sub(target).div(input.mul(rest()).clamp(LEAST_SPREAD)).mul(share(grad)),
      input,
      target,
    ],
    [target, (grad) => input.neg().log1p().sub(input.log()).mul(share(grad)), input],
  ]);
}

/** Checks the two sides of binary cross-entropy. */
function checkProbabilities(input: Tensor, target: Tensor): void {
  if (!sameShape(input.shape, target.shape)) {
    const size = ({ shape }: Tensor) => `torch.Size(${formatShape(shape)})`;
    throw new ValueError(
      "shape-mismatch",
      `Using a target size (${size(target)}) that is different to the input size (${
        size(input)
      }) is deprecated. Please ensure they have the same size.`,
      "Each probability has a truth of its own: reshape one of them.",
    );
  }
  if (!input.isFloatingPoint()) {
    throw new RuntimeError(
      "not-floating",
      `"binary_cross_entropy" not implemented for '${scalarTypeName(input.dtype)}'`,
      "Probabilities are fractions: write input.float().",
    );
  }
  if (input.dtype !== target.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `Found dtype ${scalarTypeName(target.dtype)} but expected ${scalarTypeName(input.dtype)}`,
      `Write target.to("${input.dtype}").`,
    );
  }
  const { device } = input;
  if (device.type === "meta" || device.backend.outsideHeap) return;
  if (input.detach().toTypedArray().every((p) => p >= 0 && p <= 1)) return;
  throw new RuntimeError(
    "bad-probability",
    "all elements of input should be between 0 and 1",
    "Make probabilities of scores first: input.sigmoid().",
  );
}
