/**
 * Losses that push apart what is different: by margins between scores or distances.
 *
 * @module
 */
import { noGrad } from "../../../autograd/mode.ts";
import { named } from "../../../autograd/node.ts";
import { RuntimeError, ValueError } from "../../../errors.ts";
import { norm } from "../../../ops/norm.ts";
import { pointwise } from "../../../ops/pointwise.ts";
import { scalarTypeName } from "../../../tensor/dtype.ts";
import { formatShape, sameShape } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { MarginOptions } from "./binary.ts";
import { reduceLoss } from "./reduction.ts";

/**
 * For pairs: the first is wanted larger where the target is 1, the second where it is -1, by a margin.
 *
 * @param input1 any shape
 * @param input2 of as many dimensions
 * @param target 1 or -1, of as many dimensions
 * @param options `reduction`, `margin` (0)
 * @throws {RuntimeError} when the numbers of dimensions differ
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.marginRankingLoss(tensor([1]), tensor([3]), tensor([1])).item()); // 2
 * ```
 */
export function marginRankingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  if (input1.ndim !== target.ndim || input2.ndim !== target.ndim) {
    const size = ({ shape }: Tensor) => `torch.Size(${formatShape(shape)})`;
    throw new RuntimeError(
      "shape-mismatch",
      `margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ${
        size(input1)
      }, input2: ${size(input2)}, target: ${size(target)} `,
      "Each pair has a target of its own: reshape or unsqueeze one of them.",
    );
  }
  const losses = target.neg().mul(input1.sub(input2)).add(options.margin ?? 0).clamp(0);
  return reduceLoss(losses, options.reduction);
}

/** What cosineEmbeddingLoss adds to squared lengths: PyTorch's number. */
const COSINE_EPSILON = 1e-12;

/**
 * For pairs of vectors: an angle of 0 is wanted where the target is 1, a cosine below the margin where it
 * is -1.
 *
 * @param input1 [N, D] or [D]
 * @param input2 [N, D] or [D]
 * @param target 1 or -1, [N] or []
 * @param options `reduction`, `margin` (0)
 * @throws {RuntimeError} when the numbers of dimensions do not go together
 */
export function cosineEmbeddingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  checkPairs(input1, input2, target);
  const squared = (x: Tensor) => x.square().sum(-1).add(COSINE_EPSILON);
  const lengths = squared(input1).mul(squared(input2)).sqrt();
  const cosine = input1.mul(input2).sum(-1).div(lengths);
  const alike = pointwise("where", target.eq(1), cosine.neg().add(1), 0);
  const apart = cosine.sub(options.margin ?? 0).clamp(0);
  return reduceLoss(alike.add(pointwise("where", target.eq(-1), apart, 0)), options.reduction);
}

function checkPairs(input1: Tensor, input2: Tensor, target: Tensor): void {
  const fix = "Write [N, D] for both inputs and [N] for the target, or [D] and [].";
  if (target.ndim > 1) {
    throw new RuntimeError(
      "bad-dims",
      "0D or 1D target tensor expected, multi-target not supported",
      fix,
    );
  }
  if (input1.ndim === target.ndim + 1 || input2.ndim === target.ndim + 1) return;
  throw new RuntimeError(
    "bad-dims",
    `${target.ndim}D target tensor expects ${
      target.ndim + 1
    }D input tensors, but found inputs with sizes ${formatShape(input1.shape)} and ${
      formatShape(input2.shape)
    }.`,
    fix,
  );
}

/** Options of {@linkcode tripletMarginWithDistanceLoss}. */
export interface TripletDistanceOptions extends MarginOptions {
  /** The distance of two tensors of vectors. Default: the lengths of their differences. */
  distanceFunction?: ((a: Tensor, b: Tensor) => Tensor) | null;
  /** Whether the negative is compared with the positive, too, and the nearer counts. Default: false. */
  swap?: boolean;
}

/** Options of {@linkcode tripletMarginLoss}. */
export interface TripletOptions extends MarginOptions {
  /** The order of the norm. Default: 2. */
  p?: number;
  /** Added to differences, so that no distance is 0. Default: 1e-6. */
  eps?: number;
  /** Whether the negative is compared with the positive, too, and the nearer counts. Default: false. */
  swap?: boolean;
}

/**
 * For triplets: the anchor is wanted nearer to the positive than to the negative, by a margin.
 *
 * Source: V. Balntas et al., Learning local feature descriptors with triplets, 2016.
 *
 * @param anchor [..., D]
 * @param positive of the same class, [..., D]
 * @param negative of another, [..., D]
 * @param options `reduction`, `margin` (1), `p`, `eps`, `swap`
 * @throws {RuntimeError} `All inputs should have same dimension but got 2D, 1D and 2D inputs.`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const [anchor, near, far] = [tensor([[0, 0]]), tensor([[3, 4]]), tensor([[0, 5.5]])];
 * console.log(nn.functional.tripletMarginLoss(anchor, near, far).toString()); // tensor(0.5000)
 * ```
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletOptions = {},
): Tensor {
  const { p = 2, eps = 1e-6 } = options;
  const [a, b, c] = [anchor.ndim, positive.ndim, negative.ndim];
  if (a !== b || b !== c) {
    throw new RuntimeError(
      "shape-mismatch",
      `All inputs should have same dimension but got ${a}D, ${b}D and ${c}D inputs.`,
      "Anchors, positives and negatives go together, one by one.",
    );
  }
  const distanceFunction = (x: Tensor, y: Tensor) => norm(x.sub(y).add(eps), p, -1);
  return tripletMarginWithDistanceLoss(anchor, positive, negative, {
    ...options,
    distanceFunction,
  });
}

/**
 * The triplet loss with a distance of one's own; see {@linkcode tripletMarginLoss}.
 *
 * @param anchor the first argument of the distance
 * @param positive of the same class
 * @param negative of another
 * @param options `reduction`, `margin` (1), `distanceFunction`, `swap`
 */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletDistanceOptions = {},
): Tensor {
  const { margin = 1, swap = false, reduction } = options;
  const distance = options.distanceFunction ??
    ((x: Tensor, y: Tensor) => norm(x.sub(y).add(1e-6), 2, -1));
  const near = distance(anchor, positive);
  const far = distance(anchor, negative);
  const nearer = swap ? pointwise("minimum", far, distance(positive, negative)) : far;
  return reduceLoss(near.sub(nearer).add(margin).clamp(0), reduction);
}

/** Options of {@linkcode multiMarginLoss}. */
export interface MultiMarginOptions extends MarginOptions {
  /** 1, or 2 for squares. Default: 1. */
  p?: number;
  /** A weight for each class, [C]. */
  weight?: Tensor | null;
}

/**
 * The score of the right class is wanted larger than every other's, by a margin: the mean over classes of
 * max(0, margin - x[y] + x[j])^p.
 *
 * @param input scores, [N, C] or [C]
 * @param target the right classes, int32, [N] or []
 * @param options `reduction`, `margin` (1), `p`, `weight`
 * @throws {RuntimeError} `inconsistent target size, got: [1]`
 */
export function multiMarginLoss(
  input: Tensor,
  target: Tensor,
  options: MultiMarginOptions = {},
): Tensor {
  const { p = 1, margin = 1, weight = null } = options;
  if (p !== 1 && p !== 2) {
    throw new ValueError(
      "bad-order",
      "only p == 1 and p == 2 supported",
      "1 takes the differences as they are, 2 their squares.",
    );
  }
  checkScores(input, target);
  const right = target.int().unsqueeze(-1);
  const short = input.sub(input.gather(-1, right)).add(margin).clamp(0);
  const powers = p === 1 ? short : short.square();
  const weighted = weight === null
    ? powers
    : powers.mul(weight.indexSelect(0, right.flatten()).reshape(right.shape));
  // The right class itself does not count.
  const zeros = noGrad(() => weighted.detach().zerosLike());
  const others = noGrad(() => zeros.onesLike().scatter(-1, right, 0));
  const losses = weighted.mul(others).sum(-1).div(input.size(-1));
  return named(reduceLoss(losses, options.reduction), "MultiMarginLossBackward0");
}

function checkScores(input: Tensor, target: Tensor): void {
  if (input.ndim < 1 || input.ndim > 2 || input.size(-1) === 0) {
    throw new RuntimeError(
      "bad-dims",
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${
        formatShape(input.shape)
      }`,
      "Scores are [N, C] or [C].",
    );
  }
  const batch = input.shape.slice(0, -1);
  if (target.numel === (batch[0] ?? 1) && target.ndim <= 1) return;
  throw new RuntimeError(
    "shape-mismatch",
    `inconsistent target size, got: ${formatShape(target.shape)}`,
    `The scores have shape ${formatShape(input.shape)}: one class for each row.`,
  );
}

/**
 * The scores of all right classes are wanted larger than those of all others, by 1: the mean over classes
 * of max(0, 1 - (x[right] - x[other])).
 *
 * @param input scores, [N, C] or [C]
 * @param target the right classes, int32, of the same shape; the list ends before the first -1
 * @param options `reduction`
 * @throws {RuntimeError} `inconsistent size [2] for argument #2 'target'`
 */
export function multilabelMarginLoss(
  input: Tensor,
  target: Tensor,
  options: Omit<MarginOptions, "margin"> = {},
): Tensor {
  if (target.isFloatingPoint() || target.dtype === "bool") {
    throw new RuntimeError(
      "dtype-mismatch",
      `expected scalar type Long but found ${scalarTypeName(target.dtype)}`,
      "Targets are the numbers of classes, int32 in hibana: write target.int().",
    );
  }
  if (!sameShape(input.shape, target.shape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `inconsistent size ${formatShape(target.shape)} for argument #2 'target'`,
      `The scores have shape ${
        formatShape(input.shape)
      }: lists of classes are as long, filled up with -1.`,
    );
  }
  const { listed, isRight } = noGrad(() => {
    const classes = target.int();
    const listed = classes.ge(0).to(input.dtype).cumprod(-1);
    const marks = input.detach().zerosLike().scatterAdd(
      -1,
      classes.maskedFill(listed.eq(0), 0),
      listed,
    );
    return { listed, isRight: marks.gt(0) };
  });
  const right = input.gather(-1, target.int().maskedFill(listed.eq(0), 0));
  const gaps = input.unsqueeze(-2).sub(right.unsqueeze(-1)).add(1).clamp(0);
  const counted = listed.unsqueeze(-1).mul(isRight.logicalNot().to(input.dtype).unsqueeze(-2));
  const losses = gaps.mul(counted).sum([-2, -1]).div(input.size(-1));
  return named(reduceLoss(losses, options.reduction), "MultilabelMarginLossBackward0");
}
