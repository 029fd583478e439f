/**
 * Losses as the tests of properties call them.
 *
 * @module
 */
import { nn, type Tensor, tensor } from "@hibana/hibana";
import type { Range } from "../sketches.ts";
import { indices, lettered, type Specimen, type Specimens } from "./specimen.ts";

const F = nn.functional;
const CHANCE: Range = [0.1, 0.9];

type Reduction = "none" | "sum" | "mean";

function reduction(random: number): { reduction: Reduction } {
  return { reduction: (["none", "sum", "mean"] as const)[random % 3]! };
}

/** A loss of two tensors of one shape. */
function ofTwo(
  loss: (x: Tensor, y: Tensor, options: { reduction: Reduction }) => Tensor,
  ranges: Specimen["ranges"] = [],
): Specimen {
  return lettered(["ab", "ab"], ([x, y], r) => loss(x!, y!, reduction(r)), { ranges });
}

/** Weights of four classes. */
function weights({ dtype, device }: Tensor): Tensor {
  return tensor([0.5, 1, 2, 1.5], { dtype, device });
}

/** 1 and -1 by the signs of numbers. */
function signs(x: Tensor): Tensor {
  return x.detach().sign();
}

/** Losses, by name. */
export const LOSSES: Specimens = {
  l1Loss: ofTwo(F.l1Loss),
  mseLoss: ofTwo(F.mseLoss),
  huberLoss: ofTwo((x, y, options) => F.huberLoss(x, y, { ...options, delta: 1.5 })),
  smoothL1Loss: ofTwo((x, y, options) => F.smoothL1Loss(x, y, { ...options, beta: 0.7 })),
  binaryCrossEntropy: ofTwo(F.binaryCrossEntropy, [CHANCE, CHANCE]),
  binaryCrossEntropyWithLogits: lettered(
    ["a4", "a4"],
    ([x, y], r) =>
      F.binaryCrossEntropyWithLogits(x!, y!, { posWeight: weights(x!), ...reduction(r) }),
    {
      ranges: [undefined, CHANCE],
    },
  ),
  klDiv: ofTwo((x, y, options) => F.klDiv(x, y, options), [undefined, CHANCE]),
  "klDiv of logarithms": ofTwo((x, y, options) => F.klDiv(x, y, { ...options, logTarget: true })),
  poissonNllLoss: lettered(
    ["ab", "ab"],
    ([x, y], r) => F.poissonNllLoss(x!, y!, { full: r % 2 === 0, ...reduction(r) }),
    {
      ranges: [undefined, [1.2, 4]],
    },
  ),
  gaussianNllLoss: lettered(
    ["ab", "ab", "a1"],
    ([x, y, v], r) => F.gaussianNllLoss(x!, y!, v!, reduction(r)),
    { ranges: [undefined, undefined, [0.5, 2]] },
  ),
  hingeEmbeddingLoss: ofTwo((x, y, options) => F.hingeEmbeddingLoss(x, signs(y), options)),
  softMarginLoss: ofTwo((x, y, options) => F.softMarginLoss(x, signs(y), options)),
  multilabelSoftMarginLoss: ofTwo((x, y, options) => F.multilabelSoftMarginLoss(x, y, options), [
    undefined,
    CHANCE,
  ]),
  marginRankingLoss: lettered(
    ["a", "a", "a"],
    ([x, y, t], r) => F.marginRankingLoss(x!, y!, signs(t!), { margin: 0.5, ...reduction(r) }),
  ),
  cosineEmbeddingLoss: lettered(
    ["a3", "a3", "a"],
    ([x, y, t], r) => F.cosineEmbeddingLoss(x!, y!, signs(t!), { margin: 0.2, ...reduction(r) }),
  ),
  tripletMarginLoss: lettered(
    ["ab", "ab", "ab"],
    ([x, y, z], r) => F.tripletMarginLoss(x!, y!, z!, { swap: r % 2 === 0, ...reduction(r) }),
  ),
  tripletMarginWithDistanceLoss: lettered(
    ["ab", "ab", "ab"],
    ([x, y, z], r) => F.tripletMarginWithDistanceLoss(x!, y!, z!, { margin: 2, ...reduction(r) }),
  ),
  multiMarginLoss: lettered(
    ["a4"],
    ([x], r) =>
      F.multiMarginLoss(x!, indices(x!, [x!.shape[0]!], 4, r), { p: 1 + r % 2, ...reduction(r) }),
  ),
  multilabelMarginLoss: lettered(
    ["a4"],
    ([x], r) => F.multilabelMarginLoss(x!, indices(x!, x!.shape, 4, r), reduction(r)),
  ),
  nllLoss: lettered(["a4b"], ([x], r) => {
    const target = indices(x!, [x!.shape[0]!, x!.shape[2]!], 4, r);
    return F.nllLoss(x!, target, { weight: weights(x!), ...reduction(r) });
  }),
  crossEntropy: lettered(["a4b"], ([x], r) => {
    const target = indices(x!, [x!.shape[0]!, x!.shape[2]!], 4, r);
    const labelSmoothing = (r % 2) * 0.3;
    return F.crossEntropy(x!, target, { weight: weights(x!), labelSmoothing, ...reduction(r) });
  }),
  "crossEntropy of probabilities": ofTwo(
    (x, y, options) => F.crossEntropy(x, y, { labelSmoothing: 0.1, ...options }),
    [undefined, CHANCE],
  ),
};

/** Losses that are computed on the CPU alone, by name. */
export const CPU_LOSSES: Specimens = {
  // Its gradient is that of scores from which logSoftmax made its input.
  ctcLoss: lettered(["5a4"], ([x], r) => {
    const batch = x!.shape[1]!;
    const targets = indices(x!, [batch, 2], 3, r).add(1);
    const [steps, labels] = [5, 2].map((n) => Array.from({ length: batch }, () => n));
    return F.ctcLoss(x!.logSoftmax(-1), targets, steps!, labels!, {
      zeroInfinity: true,
      ...reduction(r),
    });
  }, { derivatives: 1 }),
};
