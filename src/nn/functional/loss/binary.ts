/**
 * Losses of truths: yes or no, for each element.
 *
 * @module
 */
import { isGradEnabled, noGrad } from "../../../autograd/mode.ts";
import { named, record } from "../../../autograd/node.ts";
import { RuntimeError, ValueError } from "../../../errors.ts";
import { pointwise } from "../../../ops/pointwise.ts";
import { broadcastTo } from "../../../ops/view.ts";
import { scalarTypeName } from "../../../tensor/dtype.ts";
import { broadcastShapes, formatShape, sameShape } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { logsigmoid } from "../activation.ts";
import { type LossOptions, reduceLoss } from "./reduction.ts";

/** Options of {@linkcode binaryCrossEntropy}. */
export interface WeightedLossOptions extends LossOptions {
  /** A weight for each loss; broadcasts with the input. */
  weight?: Tensor | null;
}

/** Keeps the gradient of binary cross-entropy finite at 0 and at 1: PyTorch's number, a float32. */
const LEAST_SPREAD = Math.fround(1e-12);

/**
 * The negative log-likelihood of truths under probabilities: -(t log p + (1 - t) log(1 - p)). The logs are
 * no less than -100, so that no loss is infinite.
 *
 * @param input probabilities, any shape
 * @param target what is true, 0 to 1, of the same shape and dtype
 * @param options `reduction`, `weight`
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
  options: WeightedLossOptions = {},
): Tensor {
  checkProbabilities(input, target);
  const rest = () => input.neg().add(1);
  const weight = weightFor(input, options.weight);
  const output = noGrad(() => {
    const yes = target.mul(input.log().clamp(-100));
    const no = target.neg().add(1).mul(input.neg().log1p().clamp(-100));
    const losses = yes.add(no).neg();
    return reduceLoss(weight === null ? losses : losses.mul(weight), options.reduction);
  });
  const share = (grad: Tensor) => {
    const each = (options.reduction ?? "mean") === "mean" ? grad.div(input.numel) : grad;
    return weight === null ? each : each.mul(weight);
  };
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

/** The weights of losses, as many as there are losses. */
function weightFor(input: Tensor, weight: Tensor | null | undefined): Tensor | null {
  if (weight === null || weight === undefined) return null;
  return broadcastTo(weight, broadcastShapes(input.shape, weight.shape));
}

/** Options of {@linkcode binaryCrossEntropyWithLogits}. */
export interface LogitsLossOptions extends WeightedLossOptions {
  /** A weight for what is true, broadcast with the input: more than 1 for what is rare. */
  posWeight?: Tensor | null;
}

/**
 * Binary cross-entropy of scores (logits): that of their sigmoid, without its rounding.
 *
 * @param input scores, any shape
 * @param target what is true, 0 to 1, of the same shape
 * @param options `reduction`, `weight`, `posWeight`
 * @throws {ValueError} `Target size (torch.Size([2])) must be the same as input size (torch.Size([2, 3]))`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const loss = nn.functional.binaryCrossEntropyWithLogits(tensor([0, 100]), tensor([1, 1]));
 * console.log(loss.toString()); // tensor(0.3466)
 * ```
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  options: LogitsLossOptions = {},
): Tensor {
  if (!sameShape(input.shape, target.shape)) {
    throw new ValueError(
      "shape-mismatch",
      `Target size (torch.Size(${
        formatShape(target.shape)
      })) must be the same as input size (torch.Size(${formatShape(input.shape)}))`,
      "Each score has a truth of its own: reshape one of them.",
    );
  }
  const { weight = null, posWeight = null } = options;
  const yes = posWeight === null
    ? logsigmoid(input)
    : logsigmoid(input).mul(posWeight.sub(1).mul(target).add(1));
  const losses = target.neg().add(1).mul(input).sub(yes);
  return named(
    reduceLoss(weight === null ? losses : losses.mul(weight), options.reduction),
    "BinaryCrossEntropyWithLogitsBackward0",
  );
}

/**
 * The logistic loss of signs: log(1 + exp(-y x)).
 *
 * @param input scores, any shape
 * @param target 1 or -1, broadcasts with the input
 * @param options `reduction`
 */
export function softMarginLoss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  if (target.requiresGrad && isGradEnabled()) {
    throw new RuntimeError(
      "not-differentiable",
      "The function 'soft_margin_loss' is not differentiable with respect to argument 'target'. This input cannot have requires_grad True.",
      "Pass target.detach().",
    );
  }
  const losses = logsigmoid(input.mul(target)).neg();
  return named(reduceLoss(losses, options.reduction), "SoftMarginLossBackward0");
}

/**
 * The mean binary cross-entropy of scores over classes, any number of which may be right.
 *
 * @param input scores, [..., C]
 * @param target what is true, 0 or 1, of the same shape
 * @param options `reduction`, `weight` for the classes, [C]
 * @returns the mean or sum over all but the last dimension, or [...]
 */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  options: WeightedLossOptions = {},
): Tensor {
  const no = target.neg().add(1).mul(logsigmoid(input.neg()));
  const losses = target.mul(logsigmoid(input)).add(no).neg();
  const { weight = null } = options;
  const ofClasses = weight === null ? losses : losses.mul(weight);
  return reduceLoss(ofClasses.sum(-1).div(input.size(-1)), options.reduction);
}

/** Options of losses with a margin. */
export interface MarginOptions extends LossOptions {
  /** How far apart is far enough. */
  margin?: number;
}

/**
 * For distances: small ones are wanted where the target is 1, larger ones than the margin where it is -1.
 *
 * @param input distances, any shape
 * @param target 1 or -1, broadcasts with the input
 * @param options `reduction`, `margin` (1)
 */
export function hingeEmbeddingLoss(
  input: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  const { margin = 1 } = options;
  const beyond = pointwise("where", target.eq(1), 0, input.neg().add(margin).clamp(0));
  const apart = pointwise("where", target.ne(-1), input, 0);
  return reduceLoss(beyond.add(apart), options.reduction);
}
