/**
 * The cross-entropy of scores and classes in one pass, on devices that have kernels for it.
 *
 * @module
 */
import { isGradEnabled, noGrad } from "../../../autograd/mode.ts";
import { record } from "../../../autograd/node.ts";
import type { IndexRule } from "../../../device/out_of_range.ts";
import { fusedFor, resultLike, rowsOf, viewAs } from "../../../ops/fused.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { type LossReduction, reduceLoss } from "./reduction.ts";

/**
 * The loss, its probabilities never in memory; undefined where the device has no kernel for it.
 *
 * @param input scores, [C], [N, C] or [N, C, ...]
 * @param target the right classes, [], [N] or [N, ...], on the same device
 * @param rule what to say of a class that there is not
 */
export function crossEntropyRows(
  input: Tensor,
  target: Tensor,
  ignoreIndex: number,
  reduction: LossReduction,
  rule: IndexRule,
): Tensor | undefined {
  const { crossEntropy, crossEntropyBackward } = fusedFor(input);
  if (crossEntropy === undefined || crossEntropyBackward === undefined) return undefined;
  const classDim = input.ndim === 1 ? 0 : 1;
  const columns = input.shape[classDim]!;
  const count = target.numel;
  const logits = (classDim < input.ndim - 1 ? input.movedim(1, -1) : input).contiguous();
  const { classes, logSum, output, counted } = noGrad(() => {
    const classes = target.int().contiguous();
    const losses = resultLike(input, target.shape);
    const logSum = resultLike(input, [count]);
    crossEntropy(
      rowsOf(logits, columns),
      viewAs(classes, count),
      ignoreIndex,
      viewAs(losses, count),
      viewAs(logSum, count),
      rule,
    );
    if (reduction !== "mean") {
      return { classes, logSum, output: reduceLoss(losses, reduction), counted: undefined };
    }
    const counted = classes.ne(ignoreIndex).to(input.dtype).sum();
    return { classes, logSum, output: losses.sum().div(counted), counted };
  });
  const gradient = (grad: Tensor) => {
    const each = (counted === undefined ? grad : grad.div(counted)).expand(target.shape);
    if (isGradEnabled()) return composed(logits, classes, ignoreIndex, each);
    const gradLogits = resultLike(logits, logits.shape);
    crossEntropyBackward(
      viewAs(each.contiguous(), count),
      rowsOf(logits, columns),
      viewAs(classes, count),
      ignoreIndex,
      viewAs(logSum, count),
      rowsOf(gradLogits, columns),
    );
    return gradLogits;
  };
  const node = input.ndim > 2 ? "NllLoss2DBackward0" : "NllLossBackward0";
  return record(output, node, [[logits, gradient, logits]]);
}

/** The gradient of the scores, [..., C], in operations that can be differentiated. */
function composed(logits: Tensor, classes: Tensor, ignoreIndex: number, each: Tensor): Tensor {
  const ignored = classes.eq(ignoreIndex);
  const safe = classes.maskedFill(ignored, 0).unsqueeze(-1);
  const right = noGrad(() => logits.zerosLike().scatter(-1, safe, 1));
  // What is ignored may be infinite, and 0 times infinity is no number.
  return logits.softmax(-1).sub(right).mul(each.unsqueeze(-1))
    .maskedFill(ignored.unsqueeze(-1), 0);
}
